"""The program's icon in every size and form that a system wants, painted by the program itself: PNG files, one ICO, one ICNS."""

from __future__ import annotations

import os
import struct
from pathlib import Path

from product import PROGRAM, WORK

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtWidgets import QApplication

from gui.widgets.logo import ICON_SIZES, app_icon

_ICNS = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09"}
_ICO = (16, 20, 24, 32, 48, 64, 128, 256)
_ENTRY = struct.Struct("<BBBBHHII")


def write_icons(folder: Path = WORK / "icons") -> None:
    """All icons, into a folder."""
    app = QApplication.instance() or QApplication([])
    pngs = {size: _png(size) for size in ICON_SIZES}
    del app
    for size, png in pngs.items():
        target = folder / "hicolor" / f"{size}x{size}" / "apps" / f"{PROGRAM}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(png)
    (folder / f"{PROGRAM}.ico").write_bytes(ico({size: pngs[size] for size in _ICO}))
    (folder / f"{PROGRAM}.icns").write_bytes(icns({size: pngs[size] for size in _ICNS}))


def ico(pngs: dict[int, bytes]) -> bytes:
    """Windows' form: a head, a table of places, the pictures."""
    place = 6 + _ENTRY.size * len(pngs)
    table = b""
    for size, png in pngs.items():
        table += _ENTRY.pack(size % 256, size % 256, 0, 0, 1, 32, len(png), place)  # 256 is written as 0
        place += len(png)
    return struct.pack("<HHH", 0, 1, len(pngs)) + table + b"".join(pngs.values())


def icns(pngs: dict[int, bytes]) -> bytes:
    """Apple's form: pieces, each with its kind and its length."""
    pieces = b"".join(_ICNS[size] + struct.pack(">I", 8 + len(png)) + png for size, png in pngs.items())
    return b"icns" + struct.pack(">I", 8 + len(pieces)) + pieces


def _png(size: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    app_icon().pixmap(size, size).save(buffer, "PNG")
    return bytes(buffer.data().data())
