"""What is said at the pointer stays inside the plot, whatever its length."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from gui.look.theme import DARK
from gui.plotting.pointer_readout import paint_read_out

AREA = QRectF(0, 0, 140, 120)
LONG = "epoch 12.00, update 2,400 of a lane"


class Listening(QPainter):
    """Remembers where it wrote what."""

    def __init__(self, device: QImage) -> None:
        super().__init__(device)
        self.written: list[tuple[QRectF, str]] = []

    def drawText(self, room: QRectF, flags: Qt.AlignmentFlag, text: str) -> None:
        assert self.boundingRect(room, flags, text).height() <= room.height() + 1e-6
        self.written.append((QRectF(room), text))


@pytest.mark.parametrize("x", [0, 70, 139])
@pytest.mark.parametrize("lines", [["training 2.32", "validation 2.01"], [LONG, "training 2.32"], ["training 2.32", LONG, "next"]])
def test_long_lines_are_broken_and_all_lie_in_the_area(program: QApplication, x: float, lines: list[str]) -> None:
    image = QImage(AREA.size().toSize(), QImage.Format.Format_RGB32)
    with Listening(image) as painter:
        paint_read_out(painter, AREA, QPointF(x, 60), lines, DARK)
        assert [text for _, text in painter.written] == lines
        assert all(AREA.contains(room) for room, _ in painter.written)
        assert all(above.bottom() <= below.top() for (above, _), (below, _) in pairwise(painter.written))
        assert max(painter.fontMetrics().horizontalAdvance(text) for text in {*lines} - {LONG}) <= painter.written[0][0].width()
        assert max(room.height() for room, _ in painter.written) > 20 or LONG not in lines
