"""Contour lines: their levels against closed forms, and labels that can be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication

from gui.look.numbers import exact
from gui.look.surface_style import CONTOURS, names
from gui.plotting.color_norm import ColorNorm
from gui.views.surface.contours import CONTOURS as COUNT
from gui.views.surface.contours import Label, Taken, _boxes, _Points, labels_of, levels_of, lines_of

Floats = NDArray[np.float64]
AREA = QRectF(0, 0, 700, 260)
FUNCTIONS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "bowl": lambda x, y: 0.5 + 3 * x**2 + y**2,
    "ravine": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "hills": lambda x, y: 20 + x**2 + y**2 - 10 * np.cos(6 * x) - 10 * np.cos(6 * y),
    "below zero": lambda x, y: x**2 + y**2 - 25,
    "far from zero": lambda x, y: 1e6 + 1e-3 * (x**2 + y),
    "tiny": lambda x, y: 1e-9 * (1.1 + x + y**2),
    "holes": lambda x, y: np.where((x > 0.4) & (y < 0), np.nan, x + y**2),
}
every = pytest.mark.parametrize("name", FUNCTIONS)
spreads = pytest.mark.parametrize("spread", names(CONTOURS))


def values_of(name: str) -> Floats:
    x, y = np.meshgrid(np.linspace(-1, 1.5, 120), np.linspace(-1.2, 1, 80))
    return FUNCTIONS[name](x, y)


def even(values: Floats) -> ColorNorm:
    return ColorNorm(float(values.min()), float(values.max()))


def finite(name: str) -> Floats:
    values = values_of(name)
    return values[np.isfinite(values)]


@every
@spreads
def test_levels_ascend_within_the_range_and_can_be_said_exactly(name: str, spread: str) -> None:
    values = finite(name)
    for bend in (even(values), ColorNorm.of(values)):
        levels = levels_of(values, spread, bend)
        assert 5 <= len(levels) <= 2 * COUNT
        assert values.min() < levels[0] and levels[-1] < values.max() and (np.diff(levels) > 0).all()
        for level in levels:
            assert float(exact(level).replace("−", "-").replace(",", "")) == pytest.approx(level, rel=1e-9)


@every
def test_equal_steps_are_equal_and_round(name: str) -> None:
    steps = np.diff(levels_of(finite(name), "linear", even(finite(name))))
    assert np.ptp(steps) < 1e-6 * steps[0]
    assert f"{steps[0]:.3e}"[:5] in ("1.000", "2.000", "5.000")


@pytest.mark.parametrize("name", ["bowl", "ravine", "tiny"])
def test_equal_ratios_are_equal_but_for_rounding(name: str) -> None:
    values = finite(name)
    ratios = np.diff(np.log(levels_of(values, "log", even(values))))
    assert len(ratios) == COUNT - 1
    np.testing.assert_allclose(ratios, np.log(values.max() / values.min()) / (COUNT + 1), rtol=0.35)


def test_below_zero_ratios_are_those_of_the_height_above_the_lowest() -> None:
    values = finite("below zero")
    heights = np.array(levels_of(values, "log", even(values))) - values.min()
    np.testing.assert_allclose(np.diff(np.log(heights)), np.log(1000) / (COUNT + 1), rtol=0.35)


@every
def test_equal_areas_hold_as_many_values_each(name: str) -> None:
    values = finite(name)
    shares = np.histogram(values, [-np.inf, *levels_of(values, "quantile", even(values)), np.inf])[0] / len(values)
    np.testing.assert_allclose(shares, 1 / (COUNT + 1), atol=0.35 / (COUNT + 1))


def test_left_open_the_range_decides() -> None:
    values = finite("ravine")
    shares = ColorNorm.of(values).share(np.array(levels_of(values, "automatic", ColorNorm.of(values))))
    np.testing.assert_allclose(np.diff(shares), 1 / (COUNT + 1), rtol=0.5)  # equal steps of the colours, but for rounding
    logarithm = ColorNorm(1.0, 1e4, 1.0)
    assert levels_of(np.array([1.0, 1e4]), "automatic", logarithm) == levels_of(np.array([1.0, 1e4]), "log", logarithm)
    gaps = np.diff(levels_of(values, "automatic", even(values)))
    assert gaps[0] < 0.5 * gaps[-1]  # closer together where it is flat


def test_one_value_alone_has_no_levels() -> None:
    assert all(levels_of(np.ones(50), spread, ColorNorm(1.0, 1.0)) == () for spread in names(CONTOURS))


# labels


def labelled(name: str, spread: str = "automatic", taken: Taken = Taken()) -> tuple[list[Label], Sequence[Sequence[Floats]]]:  # noqa: B008
    values = values_of(name)
    x, y = np.linspace(0, AREA.width(), values.shape[1]), np.linspace(AREA.height(), 0, values.shape[0])
    levels = levels_of(finite(name), spread, ColorNorm.of(finite(name)))
    lines = lines_of(values, x, y, levels)
    return labels_of(levels, lines, AREA, taken), dict(zip(map(exact, levels), lines, strict=True))


def box_of(label: Label) -> QRectF:
    return label.turn.mapRect(label.box)


@every
@spreads
def test_labels_are_few_upright_on_their_line_and_apart(program: QApplication, name: str, spread: str) -> None:
    labels, lines = labelled(name, spread)
    assert len(labels) <= 8 and (labels or name == "hills")  # whose lines may lie too close
    assert len({label.text for label in labels}) == len(labels)
    for label in labels:
        assert -75 <= label.degrees <= 75 and AREA.contains(box_of(label))
        away = min(np.hypot(*(piece - (label.x, label.y)).T).min() for piece in lines[label.text])
        assert away < 8  # the line's own points lie a grid line apart
    for one, other in combinations(labels, 2):
        assert not box_of(one).intersects(box_of(other))


@every
def test_no_other_line_runs_through_a_label(program: QApplication, name: str) -> None:
    labels, lines = labelled(name)
    for label in labels:
        back, _ = label.turn.inverted()
        for text, pieces in lines.items():
            points = np.concatenate([np.zeros((0, 2)), *pieces])
            inside = [label.box.contains(*back.map(*point)) for point in points.tolist()] if text != label.text else []
            assert not any(inside)


def test_where_lines_lie_too_close_for_labels_hardly_any_place_is_looked_at_by_itself(
    program: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """There are thousands of places; one after the other, they took seconds."""
    looked_at, others = list[int](), _Points.others
    monkeypatch.setattr(_Points, "others", lambda *arguments: (looked_at.append(arguments[1]), others(*arguments))[1])
    across, up = np.meshgrid(np.linspace(-3, 3, 101), np.linspace(-3, 3, 101))
    values = np.sin(9 * across) * np.cos(9 * up)
    levels = levels_of(values.ravel(), "automatic", even(values))
    lines = lines_of(values, np.linspace(0, 1400, 101), np.linspace(700, 0, 101), levels)
    assert labels_of(levels, lines, QRectF(0, 0, 1400, 700), Taken()) == []
    assert len(looked_at) < 500


@pytest.mark.parametrize("degrees", [-75.0, -20.0, 0.0, 45.0])
def test_the_box_of_a_label_is_that_of_its_corners(degrees: float) -> None:
    label = Label("1", 30.0, 40.0, degrees, 50.0, 14.0)
    (box,) = _boxes(np.array([[0.0, label.x, label.y, degrees]]), label.width, label.height)
    assert box == pytest.approx(box_of(label).getCoords())


def test_where_names_and_paths_are_there_is_no_label(program: QApplication) -> None:
    free, _ = labelled("bowl")
    names_ = [box_of(label) for label in free[:2]]
    label = free[2]
    path = np.array([[label.x, label.y - 40], [label.x, label.y + 40]])
    labels, _ = labelled("bowl", taken=Taken(names_, [path]))
    assert labels
    for one in labels:
        assert not any(box_of(one).intersects(name) for name in names_)
        back, _ = one.turn.inverted()
        assert not any(one.box.contains(*back.map(label.x, y)) for y in np.linspace(*path[:, 1]))


def test_no_spike_of_a_wild_path_runs_through_a_label_and_no_ball_on_it_covers_one(program: QApplication) -> None:
    across = np.linspace(150, 550, 5000)
    path = np.stack([across, 130 + 40 * np.random.default_rng(4).standard_normal(5000)], axis=1)
    labels, _ = labelled("bowl", taken=Taken([], [path]))
    dense = np.concatenate([np.linspace(a, b, 30) for a, b in pairwise(path)])
    assert labels
    for label in labels:
        box = box_of(label).adjusted(-8, -8, 8, 8)
        x, y = dense.T
        assert not ((box.left() < x) & (x < box.right()) & (box.top() < y) & (y < box.bottom())).any()


def test_the_same_surface_and_view_give_the_same_labels(program: QApplication) -> None:
    assert labelled("hills")[0] == labelled("hills")[0]


def test_a_small_picture_has_few_labels_or_none(program: QApplication) -> None:
    x, y = np.linspace(0, 60, 120), np.linspace(40, 0, 80)
    levels = levels_of(finite("bowl"), "linear", even(finite("bowl")))
    assert labels_of(levels, lines_of(values_of("bowl"), x, y, levels), QRectF(0, 0, 60, 40), Taken()) == []


def test_lines_are_cut_at_the_edges_of_an_area() -> None:
    """Far zoomed in, they would be longer than a painter can bear."""
    values = values_of("bowl")
    x, y = np.linspace(-1e7, 1e7, values.shape[1]), np.linspace(1e7, -1e7, values.shape[0])
    levels = levels_of(finite("bowl"), "linear", even(finite("bowl")))
    whole, cut = (lines_of(values, x, y, levels, area) for area in (None, QRectF(-1e6, -3e6, 5e6, 4e6)))
    ends = np.concatenate([piece[[0, -1]] for pieces in cut for piece in pieces])
    for pieces, parts in zip(whole, cut, strict=True):
        points, kept = (np.concatenate([np.zeros((0, 2)), *each]) for each in (pieces, parts))
        inside = (points[:, 0] > -1e6) & (points[:, 0] < 4e6) & (points[:, 1] > -3e6) & (points[:, 1] < 1e6)
        assert {*map(tuple, np.round(points[inside]))} <= {*map(tuple, np.round(kept))}
    assert ends[:, 0].min() >= -1e6 - 1 and ends[:, 0].max() <= 4e6 + 1 and ends[:, 1].min() >= -3e6 - 1 and ends[:, 1].max() <= 1e6 + 1
