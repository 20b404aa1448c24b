"""The question before a Python file of the user's is run."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMessageBox, QWidget

from engine.consent import ConsentNeededError
from gui.look.theme import Theme, scaled
from gui.look.translation import tr
from gui.widgets.icons import paint_icon

_Buttons = QMessageBox.StandardButton


def ask_for_consent(
    parent: QWidget, needed: ConsentNeededError, theme: Theme, run: Callable[[], object], leave: Callable[[], object]
) -> None:  # fmt: skip
    """Ask whether a file may be run; returns at once. Whatever is not a plain yes is a no.

    Args:
        parent: the window that waits for the answer.
        needed: which file.
        theme: of the window.
        run: what to do where it may.
        leave: what to do where it may not.
    """
    box = QMessageBox(parent)
    box.setIconPixmap(_warning(theme, box.devicePixelRatioF()))
    box.setWindowTitle(tr("Run a Python file?"))
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setText(escape(tr("This experiment wants to run the Python file {path}", path=needed.path)))
    told = tr("It can do whatever you can do: read, change and delete your files. Run it only if you trust who wrote it.")
    kept = tr("You are asked once; if the file changes, you are asked again.")
    begins = tr("It begins:")
    words = "".join(f"<p>{escape(text)}</p>" for text in (f"{told} {kept}", begins))
    box.setInformativeText(f"{words}<pre>{escape(needed.beginning)}</pre>")
    box.setStandardButtons(_Buttons.Yes | _Buttons.No)
    box.button(_Buttons.Yes).setText(tr("Run it"))
    box.button(_Buttons.No).setText(tr("Do not run it"))
    for button in box.buttons():
        button.setIcon(QIcon())
    box.setDefaultButton(_Buttons.No)
    box.setEscapeButton(_Buttons.No)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.finished.connect(lambda answer: run() if _Buttons(answer) == _Buttons.Yes else leave())
    box.open()


def _warning(theme: Theme, ratio: float) -> QPixmap:
    side = scaled(36)
    picture = QPixmap(QSize(side, side) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        paint_icon(painter, "warning", QRectF(0, 0, side, side), QColor(theme.danger))
    return picture
