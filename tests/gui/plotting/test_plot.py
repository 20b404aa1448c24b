"""Axes and grid are painted once and kept; each grid line has its number; a bundle of thin lines looks like a thick one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, product

import numpy as np
import pytest
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QApplication

from gui.look.theme import LIGHT, set_text_scale
from gui.plotting.paths import _APART, _BUNDLED, _around, draw_line, pieces_within, polyline
from gui.plotting.plot import Layer, Plot

Change = Callable[[Plot], object]
CHANGES: dict[str, Change] = {
    "range": lambda plot: plot.set_range(-3.0, 5.0, 2.0, 40.0),
    "labels": lambda plot: plot.label_axes(0.0, 7.0, 0.0, 9.0),
    "log": lambda plot: plot.set_log(True),
    "titles": lambda plot: plot.set_axis_titles("across", "up"),
    "axes": lambda plot: plot.show_axes(left=False, bottom=True),
    "grid": lambda plot: plot.show_grid(x=True, y=True),
    "theme": lambda plot: plot.set_theme(LIGHT),
    "size": lambda plot: plot.resize(333, 222),
}


def shown(program: QApplication, *changes: Change) -> Plot:
    """A plot on the screen, after changes."""
    plot = Plot()
    plot.resize(420, 300)
    for change in changes:
        change(plot)
    plot.show()
    program.processEvents()
    return plot


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_kept_of_axes_and_grid_is_never_out_of_date(program: QApplication, name: str) -> None:
    plot = shown(program)
    before = plot.grab().toImage()
    CHANGES[name](plot)
    program.processEvents()
    after = plot.grab().toImage()
    assert after != before
    assert after == shown(program, CHANGES[name]).grab().toImage()


@pytest.mark.parametrize("text_scale", [1.0, 1.6])
def test_titles_stay_in_the_middle_when_others_take_their_place(program: QApplication, text_scale: float) -> None:
    set_text_scale(text_scale)
    plot = shown(program, lambda plot: plot.set_axis_titles("slope", "up"))
    for titles in (("first principal component", "second principal component"), ("x", "y")):
        plot.set_axis_titles(*titles)
        program.processEvents()
        for side, axis in plot._axes.items():
            title, whole = axis.label.mapRectToParent(axis.label.boundingRect()).center(), axis.boundingRect().center()
            off = title.x() - whole.x() if side == "bottom" else title.y() - whole.y()
            assert abs(off) < 4, (side, titles)


@pytest.mark.parametrize("text", ["0.0015", "−1.25", "50,000", "−1,500", "2e-12", "1.2e-6"])
def test_the_left_axis_has_room_for_the_numbers_of_losses(program: QApplication, text: str) -> None:
    plot = shown(program, CHANGES["theme"])
    axis = plot._axes["left"]
    metrics = QFontMetricsF(axis.style["tickFont"])
    assert metrics.horizontalAdvance(text) <= axis.width() - axis.style["tickTextOffset"][0]


@pytest.mark.parametrize("height", [140, 210, 420])
@pytest.mark.parametrize("text_scale", [1.0, 1.6])
def test_every_grid_line_has_its_number_and_there_are_two_at_least(program: QApplication, height: int, text_scale: float) -> None:
    set_text_scale(text_scale)
    plot = shown(program, CHANGES["theme"], lambda plot: plot.show_grid(x=False, y=True), lambda plot: plot.set_log(True))
    plot.resize(280, round(height * text_scale))
    program.processEvents()
    for low, eighths in product(np.arange(-49, 60) / 8, (1, 2, 3, 5, 7, 10, 16, 28, 60)):  # such are the ends of a log panel
        plot.set_range(0.0, 1.0, low, low + eighths / 8)
        lines, texts = grid_of(plot)
        assert 2 <= len(set(texts)) == len(texts), (low, eighths, texts)
        if eighths in (1, 16):
            assert painted_lines(plot) == len(texts), (low, eighths, texts)
        assert min(a.y1() - b.y1() for a, b in pairwise(lines)) > 13 * text_scale, (low, eighths, texts)


@pytest.mark.parametrize("ends", [(0.0, 1.0), (-6.0, 2.0)])
def test_numbers_at_the_edges_are_whole(program: QApplication, ends: tuple[float, float]) -> None:
    grid = lambda plot: plot.show_grid(x=False, y=True)  # noqa: E731
    whole = shown(program, CHANGES["theme"], grid, lambda plot: plot.set_log(True), lambda plot: plot.set_range(0.0, 1.0, *ends))
    _, numbers = grid_of(whole)
    assert [numbers[0], numbers[-1]] == [f"{10.0 ** ends[0]:g}".replace("e-0", "e-"), f"{10.0 ** ends[1]:g}"]
    top, bottom = whole.area.top(), whole.area.bottom()
    ink = np.argwhere(ink_of(whole)[:, : whole.margin - 2])[:, 0]
    height = QFontMetricsF(whole._axes["left"].style["tickFont"]).capHeight()
    assert 0 < ink.min() <= top - height / 2 + 1.5 and ink.max() >= bottom + height / 2 - 1.5


def grid_of(plot: Plot) -> tuple[list[QLineF], list[str]]:
    """The lines of the left axis's grid, and its numbers."""
    axis = plot._axes["left"]
    marks = axis._marks(QFontMetricsF(axis.style["tickFont"]))
    return [line for line, _, _ in marks], [text for _, _, text in marks]


def painted_lines(plot: Plot) -> int:
    """How many lines of the left axis's grid are painted: rows of pixels that are all ink."""
    return int(ink_of(plot)[:, plot.margin + 2 : -20].all(axis=1).sum())


def ink_of(plot: Plot) -> np.ndarray:
    """Which pixels of a plot are not of its background, [height, width]."""
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    found = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)[:, : image.width()]
    return (found & 0xFFFFFF) != int(plot.theme.card[1:], 16)


def test_a_grid_line_whose_number_has_no_room_is_not_drawn(program: QApplication) -> None:
    plot = shown(program, CHANGES["theme"], lambda plot: plot.show_grid(x=False, y=True))
    plot._axes["left"].tickStrings = lambda values, *_: ["much too long for any axis" if value else "0" for value in values]
    plot.set_range(0.0, 1.0, 0.0, 5.0)
    assert grid_of(plot)[1] == ["0"] and painted_lines(plot) == 1


@pytest.mark.parametrize(
    ("bottom", "top", "texts"),
    [
        (0.0, 4e-5, {"0", "1e-5", "2e-5", "3e-5", "4e-5"}),
        (-1.0, 1.0, {"−1.0", "−0.5", "0.0", "0.5", "1.0"}),
        (0.0, 2e5, {"0", "50,000", "1e5", "1.5e5", "2e5"}),
        (-1e-6, 1e-6, {"−1e-6", "−5e-7", "0", "5e-7", "1e-6"}),
        (1e6, 1e6 + 4, {"1e6", "1.000001e6", "1.000002e6", "1.000003e6", "1.000004e6"}),
    ],
)
def test_numbers_of_an_even_axis(program: QApplication, bottom: float, top: float, texts: set[str]) -> None:
    axis = shown(program)._axes["left"]
    values = axis.tickValues(bottom, top, 200.0)[0][1]
    assert set(axis.tickStrings(values, 1.0, 1.0)) == texts


def test_what_moves_is_painted_alone(program: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    plot, painted = shown(program), []
    layer = plot.add_layer(lambda *_: painted.append("layer"))
    monkeypatch.setattr(plot, "render", lambda painter, *where: painted.append("ground"))
    for _ in range(3):
        layer.update()
        program.processEvents()
    plot.set_range(0.0, 2.0, 0.0, 3.0)
    program.processEvents()
    assert painted == ["layer"] * 3 + ["ground", "layer"]


def test_later_layers_lie_on_earlier_ones(program: QApplication) -> None:
    plot = shown(program)
    for color in ("#ff0000", "#00ff00"):
        plot.add_layer(lambda painter, area, color=color: painter.fillRect(area, QColor(color)))
    assert plot.grab().toImage().pixelColor(200, 100) == QColor("#00ff00")


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_under_a_layer_that_covers_the_area_no_grid_is_painted(program: QApplication, ratio: float) -> None:
    pictures = []
    for covers in (False, True):
        plot = shown(program, lambda plot: plot.show_grid(x=True, y=True))
        layer = plot.add_layer(lambda painter, area: painter.fillRect(area, QColor("#00ff00")))
        layer.covers = covers
        pixmap = QPixmap(plot.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor("#ff0000"))
        plot.viewport().render(pixmap)
        pictures.append(pixmap.toImage())
    assert pictures[0] == pictures[1]


def ink(paint: Callable[[QPainter], None], ratio: float) -> np.ndarray:
    """How much of each pixel is covered by white on black, [height, width]."""
    pixmap = QPixmap(round(300 * ratio), round(200 * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(QColor("#000000"))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    paint(painter)
    painter.end()
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)[:, : image.width()] / 255


@pytest.mark.parametrize("width", [_BUNDLED[0], 2.0, 3.0, _BUNDLED[1]])
@pytest.mark.parametrize("tremble", [2.0, 60.0, 400.0])  # the last one leaves the area
def test_a_bundle_of_thin_lines_covers_what_a_thick_one_covers(program: QApplication, width: float, tremble: float) -> None:
    rng, area = np.random.default_rng(0), QRectF(0, 0, 300, 200)
    x = np.linspace(5.0, 295.0, 60)
    y = 100 + tremble * rng.uniform(-0.5, 0.5, 60)
    pen = QPen(QColor("#ffffff"), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    bundle = ink(lambda painter: draw_line(painter, x, y, pen, area), 1.0)

    def paint_thick(painter: QPainter) -> None:
        painter.setPen(pen)
        painter.drawPath(polyline(x, y, area))

    thick = ink(paint_thick, 1.0)
    length = polyline(x, y, area).length()
    assert abs(bundle.sum() - thick.sum()) < 0.3 * length  # as thick, to 0.3 pixels
    assert (bundle[thick == 1.0] > 0.5).all()  # no holes
    assert not bundle[ink(lambda painter: spread(painter, paint_thick), 1.0) == 0.0].any()  # nothing beside it


@pytest.mark.parametrize(("width", "pattern"), [(1.5, (4.0, 3.0)), (3.0, (3.0, 2.0))])
@pytest.mark.parametrize("tremble", [2.0, 60.0])
def test_dashes_of_a_bundle_lie_where_those_of_a_thick_line_lie(
    program: QApplication, width: float, pattern: tuple[float, float], tremble: float
) -> None:
    area, x = QRectF(0, 0, 300, 200), np.linspace(5.0, 295.0, 60)
    y = 100 + tremble * np.sin(x / 20)
    pen = QPen(QColor("#ffffff"), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.BevelJoin)
    pen.setDashPattern(pattern)
    pen.setDashOffset(1.7)
    bundle = ink(lambda painter: draw_line(painter, x, y, pen, area), 1.0)

    def paint_thick(painter: QPainter) -> None:
        painter.setPen(pen)
        painter.drawPath(polyline(x, y, area))

    thick = ink(paint_thick, 1.0)
    assert abs(bundle.sum() - thick.sum()) < 0.3 * polyline(x, y, area).length()
    assert np.corrcoef(bundle.ravel(), thick.ravel())[0, 1] > 0.9


def spread(painter: QPainter, paint: Callable[[QPainter], None]) -> None:
    """Paint at a pixel's distance all around, too."""
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            painter.translate(dx, dy)
            paint(painter)
            painter.translate(-dx, -dy)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_lines_that_are_clear_or_thick_are_drawn_in_one_piece(program: QApplication, ratio: float) -> None:
    area, x = QRectF(0, 0, 300, 200), np.linspace(5.0, 295.0, 40)
    y = 100 + 50 * np.sin(x)
    morse = QPen(QColor("#ffffff"), 2.0, Qt.PenStyle.DashDotLine)
    for pen in (QPen(QColor(255, 255, 255, 90), 2.0), QPen(QColor("#ffffff"), 5.0), morse):

        def paint_path(painter: QPainter, pen: QPen = pen) -> None:
            painter.setPen(pen)
            painter.drawPath(polyline(x, y, area))

        assert (ink(lambda painter, pen=pen: draw_line(painter, x, y, pen, area), ratio) == ink(paint_path, ratio)).all()


@pytest.mark.parametrize("width", np.arange(_BUNDLED[0], _BUNDLED[1] + 0.01, 0.1).tolist())
def test_the_lines_of_a_bundle_leave_no_room_between_them(width: float) -> None:
    around = _around(width)
    assert np.hypot(*around.T).max() == pytest.approx((width - 1) / 2)
    inside = np.random.default_rng(0).uniform(-width / 2, width / 2, (2_000, 2))
    inside = inside[np.hypot(*inside.T) <= (width - 1) / 2]
    away = np.hypot(*(inside[:, None] - around[None]).transpose(2, 0, 1)).min(axis=1)
    assert (away <= _APART).all()


@pytest.mark.parametrize("seed", range(5))
def test_pieces_of_a_line_are_those_of_its_points_that_lie_within(seed: int) -> None:
    corners = np.random.default_rng(seed).uniform(-100, 400, (40, 2))  # many segments leave the area, and the next one comes back elsewhere
    area = QRectF(0, 0, 300, 200)
    pieces = pieces_within(corners, area)
    assert all((piece >= -1e-9).all() and (piece <= np.array([300, 200]) + 1e-9).all() for piece in pieces)
    share = np.linspace(0, 1, 2_001)[:, None]

    def along(points: np.ndarray) -> np.ndarray:
        """Many points of a line, [k, 2]."""
        return np.concatenate([a + share * (b - a) for a, b in pairwise(points)])

    whole, found = along(corners), np.concatenate([along(piece) for piece in pieces])
    inside = whole[((whole > 0) & (whole < np.array([300, 200]))).all(axis=1)]
    for one, other in ((inside, found), (found, whole)):
        some = one[:: len(one) // 500]
        assert max(np.hypot(*(other - place).T).min() for place in some) < 0.5  # pixels


def test_a_layer_that_fails_leaves_the_painter_as_it_was(program: QApplication) -> None:
    def fails(painter: QPainter, area: QRectF) -> None:
        painter.setPen(QColor("#ff0000"))
        raise ZeroDivisionError

    plot = shown(program)
    layer = Layer(plot, fails)
    picture = QPixmap(plot.size())
    with QPainter(picture) as painter:
        with pytest.raises(ZeroDivisionError):
            layer.paint(painter)
        assert painter.transform().isIdentity() and not painter.hasClipping() and painter.pen().color() != QColor("#ff0000")
