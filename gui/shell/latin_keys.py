"""Shortcuts on keyboards without Latin letters: the key where R is on a US keyboard works as R.

Qt looks for a Latin letter among all layouts that the user has. Where there is none, as with a Cyrillic or Greek layout alone, only the
place of the key tells.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence

_ROWS = {16: "QWERTYUIOP", 30: "ASDFGHJKL", 44: "ZXCVBNM,."}  # scan code of the first key of each row of a PC keyboard
_PLACES = {first + place: letter for first, row in _ROWS.items() for place, letter in enumerate(row)}
_X11_OFFSET = 8  # X11 and Wayland count keys from here


def latin_shortcut(event: QKeyEvent) -> QKeySequence | None:
    """The shortcut that a key press would be on a US keyboard; None if the key has a Latin letter, or no letter at all."""
    letter = event.key()
    if letter < 0x80 or letter > sys.maxunicode or sys.platform == "darwin":  # macOS tells no places
        return None
    place = event.nativeScanCode() - (0 if sys.platform == "win32" else _X11_OFFSET)
    if place not in _PLACES:
        return None
    return QKeySequence(QKeyCombination(event.modifiers(), Qt.Key(ord(_PLACES[place]))))


def trigger_latin(event: QKeyEvent, actions: Iterable[QAction]) -> bool:
    """Trigger those of some actions, if any, that a key press would mean on a US keyboard; False if it has a Latin letter, or none."""
    shortcut = latin_shortcut(event)
    for action in actions:
        if shortcut is not None and shortcut in action.shortcuts():
            action.trigger()  # nothing happens where it is disabled
    return shortcut is not None
