"""The question before a Python file of the user's is run."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from engine.consent import ConsentNeededError
from gui.look.translation import tr

_Buttons = QMessageBox.StandardButton


def ask_for_consent(parent: QWidget, needed: ConsentNeededError, run: Callable[[], object]) -> None:
    """Ask whether a file may be run; returns at once. Whatever is not a plain yes is a no.

    Args:
        parent: the window that waits for the answer.
        needed: which file.
        run: what to do where it may.
    """
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("Run a Python file?"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("This experiment wants to run the Python file {path}", path=needed.path))
    told = tr("It can do whatever you can do: read, change and delete your files. Run it only if you trust who wrote it.")
    kept = tr("You are asked once; if the file changes, you are asked again.")
    begins = tr("It begins:")
    box.setInformativeText(f"{told} {kept}\n\n{begins}\n\n{needed.beginning}")
    box.setStandardButtons(_Buttons.Yes | _Buttons.No)
    box.button(_Buttons.Yes).setText(tr("Run it"))
    box.button(_Buttons.No).setText(tr("Do not run it"))
    box.setDefaultButton(_Buttons.No)
    box.setEscapeButton(_Buttons.No)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.finished.connect(lambda answer: run() if _Buttons(answer) == _Buttons.Yes else None)
    box.open()
