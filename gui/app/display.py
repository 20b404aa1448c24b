"""Whether a window can be shown, and on which of Qt's platforms.

Where Qt cannot open a display it ends the process, so displays are asked first.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path

from gui.look import timing

_LIBRARIES = {  # that Qt loads, and their Debian packages; without one of them it ends the process
    "xcb": {
        "libxcb.so.1": "libxcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
    "wayland": {"libwayland-client.so.0": "libwayland-client0", "libwayland-cursor.so.0": "libwayland-cursor0"},
}
_WINDOWLESS = ("offscreen", "minimal", "minimalegl")


def find_display() -> tuple[str, str]:
    """Ask which displays answer.

    Returns:
        The value for `QT_QPA_PLATFORM`, empty where Qt's own choice is right.
        Why no window can be shown, in a few words; empty when one can.
    """
    told = [name for name in os.environ.get("QT_QPA_PLATFORM", "").split(";") if name]
    if told and all(name.partition(":")[0] in _WINDOWLESS for name in told):
        return "", "Qt was told to paint off the screen"
    if sys.platform in ("win32", "darwin"):
        return "", ""
    named = [("wayland", "WAYLAND_DISPLAY"), ("xcb", "DISPLAY")]
    wanted = told or [platform for platform, variable in named if os.environ.get(variable)]
    reasons = {name: _why_unusable(name.partition(":")[0].partition("-")[0]) for name in wanted}
    usable = [name for name, reason in reasons.items() if not reason]
    if usable:
        return ("" if usable == wanted else ";".join(usable)), ""
    return "", "; ".join(reasons.values()) or "no screen was found"


def why_no_screen() -> str:
    """Why no window can be shown, in a few words; empty when one can."""
    return find_display()[1]


def use_display() -> str:
    """Have Qt use a display that answers.

    Returns:
        Why there is none, in a few words; empty when there is one.
    """
    platforms, reason = find_display()
    if platforms:
        os.environ["QT_QPA_PLATFORM"] = platforms
    return reason


def use_no_display() -> None:
    """Have Qt paint into memory. Windows and macOS always have a display, and their fonts are found only there."""
    if sys.platform not in ("win32", "darwin"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _why_unusable(platform: str) -> str:
    if platform not in _LIBRARIES:
        return f"Qt was told to use {platform}, where windows cannot be shown"
    missing = [package for library, package in _LIBRARIES[platform].items() if not _loads(library)]
    if missing:
        return f"the screen needs system libraries that are missing (on Debian: apt-get install {' '.join(missing)})"
    return _why_x11_is_silent() if platform == "xcb" else _why_wayland_is_silent()


def _why_x11_is_silent() -> str:
    display = os.environ.get("DISPLAY")
    if not display:
        return "no X11 display was named"
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    answers = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return "" if answers else f"the display {display} does not answer"


def _why_wayland_is_silent() -> str:
    if os.environ.get("WAYLAND_SOCKET"):  # a connection that is open already; only Qt may use it
        return ""
    name = os.environ.get("WAYLAND_DISPLAY") or "wayland-0"
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(timing.CONNECT_S)
            connection.connect(str(Path(os.environ.get("XDG_RUNTIME_DIR", ""), name)))
    except OSError:
        return f"the Wayland display {name} does not answer"
    return ""


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
