"""Opens the window as `python main.py` does, and prints one JSON object when it has been painted for the first time: `seconds` since the
first line, and whether `torch` had been loaded by then. Settings are neither read nor written."""

# ruff: noqa: E402  the clock starts before anything else is imported

import time

BEGAN = time.perf_counter()

import gc

gc.disable()  # as `main.py` does

import json
import sys

import main
from engine.experiment import Experiment


def first_window() -> dict[str, object]:
    """Open, paint, close."""
    source = Experiment.preset(main.DEFAULT)
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QPaintEvent

    from gui.app.app import make_application
    from gui.look.theme import system_theme
    from gui.look.timing import SWITCH_S
    from gui.session.session import Session
    from gui.shell.window import Window

    class FirstWindow(Window):
        """Notes whether PyTorch is there when it is painted; no event of another kind can come before its children are painted too."""

        had_torch: bool | None = None

        def paintEvent(self, event: QPaintEvent) -> None:
            if self.had_torch is None:
                self.had_torch = "torch" in sys.modules
            super().paintEvent(event)

    sys.setswitchinterval(SWITCH_S)
    app = make_application()
    window = FirstWindow(Session(source), theme=system_theme())
    window.show()
    while window.had_torch is None:
        app.processEvents()
    seconds, had_torch = time.perf_counter() - BEGAN, window.had_torch
    window.close()
    window.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return {"seconds": seconds, "torch": had_torch}


if __name__ == "__main__":
    print(json.dumps(first_window()))
