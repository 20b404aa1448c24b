"""What this program is, where it keeps what, and under which licences everything in it stands."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from engine.folders import KEPT
from engine.version import VERSION
from gui.look.theme import BODY, FONT_FOLDER, RESOURCES, SMALL, TITLE, Theme, font, scaled
from gui.look.translation import QT_TR_NOOP, tr
from gui.widgets.logo import Logo

from .key_sheet import prepare_sheet

BUNDLED = RESOURCES / "licences.txt"
"""Written when the program is frozen: the licences of all that was packed together with it."""

_OWN = (RESOURCES.parent / "LICENSE", FONT_FOLDER / "OFL.txt")
_BESIDE = QT_TR_NOOP("The libraries that TriDescent uses were installed beside it, each with its own licence.")


def licences(bundled: Path = BUNDLED) -> str:
    """The licences of all that this program brings along."""
    if bundled.exists():
        return bundled.read_text(encoding="utf-8")
    texts = [path.read_text(encoding="utf-8") for path in _OWN if path.exists()]
    return f"\n{'-' * 80}\n\n".join([*texts, f"{tr(_BESIDE)}\n"])


class About(QDialog):
    """The sheet about the program."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About TriDescent"))
        prepare_sheet(self, QSize(scaled(720), scaled(560)))
        logo = Logo()
        logo.set_theme(theme)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(14)
        layout.addWidget(logo)
        layout.addWidget(_line(tr("Version {version}. See how the batch size changes learning.", version=VERSION), BODY, 500))
        layout.addLayout(_folders(theme))
        layout.addWidget(_line(tr("Licences"), TITLE, 600))
        layout.addWidget(_text(licences()), 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)


def _folders(theme: Theme) -> QGridLayout:
    """Where is kept what."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for row, kept in enumerate(KEPT):
        name, folder = _line(tr(kept.title), SMALL, 600), _line(str(kept.folder()), SMALL, 400)
        folder.setStyleSheet(f"color: {theme.text_secondary}")
        folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(folder, row, 1)
    return grid


def _line(text: str, size_px: float, weight: int) -> QLabel:
    label = QLabel(text)
    label.setFont(font(size_px, weight))
    label.setWordWrap(True)
    return label


def _text(text: str) -> QPlainTextEdit:
    box = QPlainTextEdit(text)
    box.setReadOnly(True)
    box.setAccessibleName(tr("Licences"))
    box.setFont(font(SMALL))
    box.moveCursor(QTextCursor.MoveOperation.Start)
    return box
