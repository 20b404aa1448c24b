"""The sheet of all keys and gestures, made from the tables of both."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gui.look.theme import BODY, TITLE, Theme, font
from gui.look.translation import tr

from .actions import ACTIONS, GESTURES


class KeySheet(QDialog):
    """All actions with their keys, in columns by group; what else hands can do stands below the last."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard and mouse"))
        self._theme = theme
        groups = groupby(ACTIONS, key=lambda action: action.group)
        columns = [[self._group(group, [(_keys(action.keys), action.text) for action in actions])] for group, actions in groups]
        columns[0].extend(columns.pop())  # the last is short
        for group, gestures in GESTURES.items():
            columns[-1].append(self._group(group, [(tr(gesture), what) for gesture, what in gestures]))
        sheet = QWidget()
        row = QHBoxLayout(sheet)
        row.setContentsMargins(28, 24, 28, 8)
        row.setSpacing(32)
        for column in columns:
            row.addLayout(_stacked(column))
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        area = scrolled(sheet)
        area.setAccessibleName(self.windowTitle())
        layout.addWidget(area)
        foot = QHBoxLayout()
        foot.setContentsMargins(28, 10, 28, 20)
        foot.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        layout.addLayout(foot)
        prepare_sheet(self, sheet.sizeHint() + QSize(0, close.sizeHint().height() + 30))

    def _group(self, title: str, rows: Sequence[tuple[str, str]]) -> QVBoxLayout:
        head = QLabel(tr(title))
        head.setFont(font(TITLE, 600))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for number, (keys, text) in enumerate(rows):
            key, name = QLabel(keys), QLabel(tr(text))
            key.setFont(font(BODY, 600))
            name.setStyleSheet(f"color: {self._theme.text_secondary}")
            grid.addWidget(key, number, 0)
            grid.addWidget(name, number, 1)
        group = QVBoxLayout()
        group.setSpacing(12)
        group.addWidget(head)
        group.addLayout(grid)
        return group


def scrolled(content: QWidget) -> QScrollArea:
    """An area in which something is scrolled where there is no room for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(content)
    return area


def prepare_sheet(sheet: QDialog, wanted: QSize) -> None:
    """Give a sheet the size that its content wants, or as much of it as the screen has; closed, it is gone."""
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    sheet.resize(wanted.boundedTo(sheet.screen().availableSize() * 0.9))


def _stacked(groups: list[QVBoxLayout]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(24)
    for group in groups:
        column.addLayout(group)
    column.addStretch()
    return column


def _keys(keys: tuple[str, ...]) -> str:
    return "  ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)
