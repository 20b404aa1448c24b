"""Theme, markers, icons and text: what can be said of the look without an eye."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QAction, QColor, QFontMetricsF, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.look import theme as look
from gui.widgets.card import Card
from gui.widgets.choice import Choice
from gui.widgets.elided import ElidedLabel
from gui.widgets.icon_button import IconButton
from gui.widgets.icons import ICON_FOLDER, paint_icon
from gui.widgets.logo import ICON_SIZES, Logo, app_icon
from gui.widgets.marker import MarkerLabel, marker_path
from gui.widgets.number_list import NumberListField
from gui.widgets.painting import set_reduced_motion
from gui.widgets.segmented import SegmentedControl
from gui.widgets.slider import ValueSlider
from gui.widgets.timeline import Timeline

# The offscreen platform has no window manager to pass size hints to, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


@pytest.fixture(autouse=True)
def fonts_and_motion(qapp: QApplication) -> Iterator[None]:
    look.load_fonts()
    set_reduced_motion(True)
    yield
    set_reduced_motion(None)
    look.set_text_scale(1.0)


def polygon_area(path: QPainterPath) -> float:
    points = path.toFillPolygon()
    corners = [points.at(index) for index in range(points.size())]
    return abs(sum(a.x() * b.y() - b.x() * a.y() for a, b in pairwise(corners))) / 2.0


def test_themes_are_found_by_name_and_a_wrong_name_says_which_there_are() -> None:
    assert look.theme_named("light") is look.LIGHT
    with pytest.raises(ValueError, match="'blue'; there are dark, light"):
        look.theme_named("blue")


@pytest.mark.parametrize("theme", [look.DARK, look.LIGHT], ids=lambda theme: theme.name)
def test_every_token_of_the_style_sheet_is_filled(theme: look.Theme) -> None:
    sheet = look.stylesheet(theme)
    assert "$" not in sheet
    assert theme.raised in sheet


@pytest.mark.parametrize("theme", [look.DARK, look.LIGHT], ids=lambda theme: theme.name)
def test_lanes_differ_in_colour_and_in_marker(theme: look.Theme) -> None:
    assert len({lane.color for lane in theme.lanes}) == len({lane.marker for lane in theme.lanes}) == len(theme.lanes) >= 6


def test_fonts_follow_the_text_scale_and_tabular_figures_have_one_width() -> None:
    assert QFontMetricsF(look.font(30, 600, tabular=True)).horizontalAdvance("1111") == pytest.approx(
        QFontMetricsF(look.font(30, 600, tabular=True)).horizontalAdvance("8888")
    )
    before = look.font(look.BODY).pointSizeF()
    look.set_text_scale(1.6)
    assert look.font(look.BODY).pointSizeF() == pytest.approx(1.6 * before)


# markers, icons, logo


def test_markers_have_different_shapes_of_equal_area() -> None:
    kinds = [lane.marker for lane in look.DARK.lanes]
    paths = {kind: marker_path(kind, 40.0) for kind in kinds}
    assert all(paths[a] != paths[b] for a in kinds for b in kinds if a != b)
    areas = [polygon_area(path) for path in paths.values()]
    assert areas == pytest.approx([areas[0]] * len(areas), rel=0.02)


@pytest.mark.parametrize("lane", range(6))
def test_a_marker_label_holds_its_whole_marker(qtbot: QtBot, lane: int) -> None:
    label = MarkerLabel(lane, size=20)
    qtbot.addWidget(label)
    label.resize(label.sizeHint())
    image = label.grab().toImage()
    rim = [image.pixelColor(x, y) for x in range(image.width()) for y in (0, image.height() - 1)]
    assert len({color.rgb() for color in rim}) == 1


ICONS = sorted(path.stem for path in ICON_FOLDER.glob("*.svg") if 'viewBox="0 0 24 24"' in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ICONS)
def test_icons_are_one_path_that_lies_within_the_grid_and_takes_its_colour(qapp: QApplication, name: str) -> None:
    assert (ICON_FOLDER / f"{name}.svg").read_text(encoding="utf-8").count("<path") == 1
    image = QImage(144, 144, QImage.Format.Format_ARGB32)
    image.fill(0)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_icon(painter, name, QRectF(24, 24, 96, 96), QColor("#d55e00"))  # 4 pixels a unit, and 6 units around the grid
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(144, 144)
    assert set(np.unique(pixels[pixels >> 24 == 255])) == {0xFFD55E00}
    rows, columns = np.nonzero(pixels)
    assert min(rows.min(), columns.min()) >= 24 and max(rows.max(), columns.max()) < 120
    assert np.ptp(columns) > 32


def test_there_are_icons() -> None:
    assert len(ICONS) == 32


def test_the_icon_comes_in_all_sizes(qtbot: QtBot) -> None:
    assert {size.width() for size in app_icon().availableSizes()} == set(ICON_SIZES)
    logo = Logo()
    qtbot.addWidget(logo)
    assert logo.accessibleName() == "TriDescent"


def test_an_icon_button_follows_its_action(qtbot: QtBot) -> None:
    action = QAction("Loop")
    action.setCheckable(True)
    action.setToolTip("Start again at the end")
    button = IconButton("loop")
    qtbot.addWidget(button)
    button.set_action(action)
    button.click()
    assert action.isChecked() and button.isChecked()
    action.setChecked(False)
    action.setEnabled(False)
    assert not button.isChecked() and not button.isEnabled()
    assert (button.toolTip(), button.accessibleName()) == ("Start again at the end", "Loop")


def test_elided_label_keeps_the_full_text_as_tool_tip(qtbot: QtBot) -> None:
    label = ElidedLabel("the gradient of the batch against that of all samples")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.elided_text.endswith("…")
    assert label.toolTip() == label.text()
    label.setText("short")
    assert (label.elided_text, label.toolTip()) == ("short", "")


def test_everything_takes_a_theme_and_paints(qtbot: QtBot) -> None:
    made = [Card(), Logo(), MarkerLabel(2), Timeline(), Choice("a", [(1, "b")]), NumberListField("c"), IconButton("play", primary=True)]
    for widget in [*made, ValueSlider("d", 0, 1, lane=1, compact=True), SegmentedControl([("e", "E")])]:
        qtbot.addWidget(widget)
        widget.resize(200, 60)
        dark = widget.grab().toImage()
        widget.set_theme(look.LIGHT)
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        assert widget.grab().toImage() != dark, widget
