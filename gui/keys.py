"""The sheet of all keys and gestures, made from the tables of both."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from .actions import ACTIONS, GESTURES
from .theme import BODY, TITLE, Theme, font


class KeySheet(QDialog):
    """All actions with their keys, in columns by group; what else hands can do stands below the last, which is short."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard and mouse")
        self._theme = theme
        groups = groupby(ACTIONS, key=lambda action: action.group)
        columns = [[self._group(group, [(_keys(action.keys), action.text) for action in actions])] for group, actions in groups]
        for group, gestures in groupby(GESTURES, key=lambda gesture: gesture[0]):
            columns[-1].append(self._group(group, [(gesture, what) for _, gesture, what in gestures]))
        row = QHBoxLayout()
        row.setSpacing(40)
        for column in columns:
            row.addLayout(_stacked(column))
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(18)
        layout.addLayout(row)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _group(self, title: str, rows: list[tuple[str, str]]) -> QVBoxLayout:
        head = QLabel(title)
        head.setFont(font(TITLE, 600))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for number, (keys, text) in enumerate(rows):
            key, name = QLabel(keys), QLabel(text)
            key.setFont(font(BODY, 600))
            name.setStyleSheet(f"color: {self._theme.text_secondary}")
            grid.addWidget(key, number, 0)
            grid.addWidget(name, number, 1)
        group = QVBoxLayout()
        group.setSpacing(12)
        group.addWidget(head)
        group.addLayout(grid)
        return group


def _stacked(groups: list[QVBoxLayout]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(24)
    for group in groups:
        column.addLayout(group)
    column.addStretch()
    return column


def _keys(keys: tuple[str, ...]) -> str:
    return "  ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)
