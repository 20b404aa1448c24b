"""The question before changes of the experiment would be lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from gui.look.translation import tr

_Buttons = QMessageBox.StandardButton


def ask_about_changes(
    parent: QWidget, title: str, *, save: Callable[[], object], discard: Callable[[], object], cancel: Callable[[], object]
) -> None:
    """Ask whether to save an experiment, to give its changes up, or to stay; returns at once, and calls what was chosen later.

    Args:
        parent: the window that waits for the answer.
        title: the experiment's.
        save, discard, cancel: what to do then.
    """
    box = QMessageBox(parent)
    box.setWindowTitle(tr("Unsaved changes"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("“{title}” has changes that are not saved.", title=title))
    box.setInformativeText(tr("Another experiment takes its place."))
    box.setStandardButtons(_Buttons.Save | _Buttons.Discard | _Buttons.Cancel)
    box.button(_Buttons.Save).setText(tr("Save …"))
    box.button(_Buttons.Discard).setText(tr("Do not keep them"))
    box.setDefaultButton(_Buttons.Save)
    box.setEscapeButton(_Buttons.Cancel)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chosen = {_Buttons.Save: save, _Buttons.Discard: discard}
    box.finished.connect(lambda answer: chosen.get(_Buttons(answer), cancel)())
    box.open()
