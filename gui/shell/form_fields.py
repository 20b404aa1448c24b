"""The fields of the settings panel: which control an input has, and what it shows."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtGui import QFontMetricsF

from engine.experiment import Experiment, Input, input_at
from engine.experiment.models import MODELS
from engine.experiment.sections import BUDGETS
from gui.look.numbers import given
from gui.look.theme import BODY, font, text_scale
from gui.look.translation import QT_TR_NOOP, tr, worded
from gui.widgets.choice import Choice
from gui.widgets.file_field import FileField
from gui.widgets.layers_field import LayersField
from gui.widgets.number_list import NumberListField
from gui.widgets.scale import Number
from gui.widgets.slider import ValueSlider
from gui.widgets.switch import FlagField
from gui.widgets.text_field import TextField, WordListField

from .form_sections import (
    BATCH,
    BUDGET,
    DATA_FILE,
    FORMULA,
    HIDDEN,
    KIND,
    MODEL,
    MODEL_FILE,
    RATE,
    SCHEDULE,
    SECTIONS,
    START,
    budget_kind,
    paths_in,
    stands_first,
)

Field = ValueSlider | Choice | TextField | FlagField
LINEAR = "linear"  # the option for a net without hidden layers
AUTOMATIC = ""  # the option for an input that is left out
_LABEL_WIDTH, _MARKER_WIDTH = 98, 19
_MOST_TITLE = 122  # of a lane
_MOST_LABEL = 164  # a longer one stands above its slider
_SCHEDULE_WIDTH, _HEAD_WIDTH = 110, 116
_MOST_LAYERS = 8
_WIDE = 1000  # bounds that are so many times apart are laid out as ratios
_BUDGETS = {
    "epochs": QT_TR_NOOP("Equal epochs"), "updates": QT_TR_NOOP("Equal updates"), "seconds": QT_TR_NOOP("Equal seconds"),
    "target_loss": QT_TR_NOOP("Until a loss"),
}  # fmt: skip


def make_field(path: str, experiment: Experiment) -> Field:
    """The control for an input, or for the kind of budget, at its default."""
    if path == BUDGET:
        chooser = Choice(tr("Budget"), [(name, budget_title(name)) for name in BUDGETS])
        chooser.setToolTip(tr("what the lanes have in common when they end; clock and fairness follow"))
        return chooser
    declared = input_at(path, experiment.data.kind)
    assert declared is not None, path
    field = _field(declared, lane_index(path, experiment) if declared.path in (RATE, BATCH) else None, experiment)
    label, help, allowed = tr(declared.label), worded(declared.help), worded(declared.allowed)
    field.setToolTip(tr("{label}: {help}. Allowed: {allowed}.", label=label, help=help, allowed=allowed))
    return field


def budget_title(kind: str) -> str:
    """What a kind of budget is called."""
    if kind in _BUDGETS:
        return tr(_BUDGETS[kind])
    declared = input_at(f"budget.{kind}")
    return tr(declared.label) if declared is not None else kind


def batch_sizes(n: int) -> list[int]:
    """Powers of two up to `n`, and `n`."""
    return [2**power for power in range(n.bit_length()) if 2**power < n] + [n]


def lane_index(path: str, experiment: Experiment) -> int | None:
    """Which lane an input is of, None if it is of all or of none."""
    names = [lane.name for lane in experiment.lanes]
    part = path.split(".")[1] if path.startswith("lanes.") else ""
    return names.index(part) if part in names else None


def show_value(path: str, field: Field, value: Any, experiment: Experiment) -> None:
    """Show the value of an input in its field."""
    declared = input_at(path, experiment.data.kind)
    if not isinstance(field, ValueSlider) or isinstance(value, int | float):
        field.set_value(value)
    elif value == "full":
        field.set_value(experiment.data.expected_size, tr("full"))
    else:
        low = field.bounds[0]
        field.set_value(low if declared is None or declared.default is None else declared.default, tr(value or "none"))


def shown_value(path: str, field: Field, experiment: Experiment) -> Any:
    """What a field is to show."""
    if isinstance(field, TextField):
        return _typed(path, experiment)
    return _number(path, experiment) if isinstance(field, ValueSlider) else _chosen(path, experiment)


def meant_value(path: str, value: Any, experiment: Experiment) -> Any:
    """The value of an input that is meant by what a field gave."""
    declared = input_at(path, experiment.data.kind)
    left_out = (AUTOMATIC, "none", tr("none"))
    return None if declared is not None and declared.optional and isinstance(value, str) and value in left_out else value


def _number(path: str, experiment: Experiment) -> Any:
    """What a slider shows: of an input of all lanes, its value in the first lane that makes use of it."""
    value = experiment.get(path)
    if "*" not in path:
        return value
    used = [each for each, lane in zip(value, experiment.lanes, strict=True) if experiment.is_used(path.replace("*", lane.name))]
    return next((each for each in used if each), (used or value)[0])


def _typed(path: str, experiment: Experiment) -> Any:
    """What a field for text shows: where the lanes do start, and the formula that is in force, also of a surface with a name."""
    data = experiment.data
    if path == FORMULA and data.function is not None:
        return data.function.text
    value = experiment.start if path == START else experiment.get(path)
    declared = input_at(path, data.kind)
    if declared is not None and declared.kind == "list":
        return list(value or ())
    return "" if value is None else str(value)


def _chosen(path: str, experiment: Experiment) -> Any:
    """What a list or a switch shows: of an input of all lanes the value they share, None when they differ."""
    if path == BUDGET:
        return budget_kind(experiment)
    value = experiment.get(path)
    if path == MODEL:
        is_linear = not experiment.model.hidden and experiment.is_used(HIDDEN) and not experiment.is_used("model.channels")
        return LINEAR if is_linear else experiment.model_kind.name
    if "*" in path:
        value = value[0] if len(set(value)) == 1 else None
    elif value is None:
        value = AUTOMATIC
    return value


def label_width(experiment: Experiment) -> int:
    """Of the labels beside sliders, behind a marker, at a text scale of 1: no name of an input that stands first is cut."""
    metrics, widths = QFontMetricsF(font(BODY, 500)), [float(_LABEL_WIDTH)]
    for path in (path for section in SECTIONS for path in paths_in(section, experiment) if stands_first(path, experiment)):
        declared = input_at(path, experiment.data.kind)
        if declared is not None and declared.kind in ("whole", "number") and declared.path != RATE:  # which are named by lanes
            marker = 0 if declared.path == BATCH else _MARKER_WIDTH
            widths.append(metrics.horizontalAdvance(tr(declared.label)) / text_scale() + 1 - marker)
    titles = [metrics.horizontalAdvance(lane.title) / text_scale() + 1 for lane in experiment.lanes]
    widths += [min(width, _MOST_TITLE) for width in titles]
    return math.ceil(max(widths))


def _field(declared: Input, lane: int | None, experiment: Experiment) -> Field:
    label = tr(declared.label)
    if declared.kind == "flag":
        return FlagField(label)
    if declared.kind == "choice":
        return _choice(declared, label, experiment)
    if declared.path == HIDDEN:
        return LayersField(label, most=_MOST_LAYERS)
    if declared.kind == "list" and declared.items != "text":
        decimals = declared.items == "number"
        is_start = declared.path == START and experiment.data.function is not None
        return NumberListField(label, placeholder=tr("two numbers") if is_start else tr("none"), decimals=decimals)
    if declared.kind == "list":
        return WordListField(label, placeholder=tr("all"), field_width=148)
    if declared.path in (DATA_FILE, MODEL_FILE):
        return FileField(label)
    if declared.kind == "text":
        return TextField(label, placeholder=label, field_width=None if declared.path == FORMULA else 148)
    return _slider(declared, label, lane, experiment)


def _choice(declared: Input, label: str, experiment: Experiment) -> Choice:
    options: list[tuple[object, str]] = [(entry.name, tr(entry.title)) for entry in declared.entries]
    options = options or [(choice, str(choice)) for choice in declared.choices]
    if declared.path == MODEL:
        options = _models(experiment)
    elif declared.optional:
        options.insert(0, (AUTOMATIC, tr("automatic")))
    if declared.path in (KIND, MODEL):
        return Choice(label, options, combo_width=_HEAD_WIDTH, is_bare=True)
    if declared.path == SCHEDULE:
        return Choice(tr("Learning rate"), options, combo_width=_SCHEDULE_WIDTH)  # the heading of the rates below it
    return Choice(label, options)


def _models(experiment: Experiment) -> list[tuple[object, str]]:
    """The models for the data; a net without hidden layers has a name of its own."""
    data, found = experiment.data, list[tuple[object, str]]()
    for kind in (kind for kind in MODELS.values() if kind.fits(data)):
        if "hidden" in kind.inputs and not kind.needs_images:
            title = tr("Linear") if not data.is_classification else tr("Logistic") if data.outputs == 2 else tr("Softmax")
            found.append((LINEAR, title))
        found.append((kind.name, tr(kind.title)))
    return found


def _slider(declared: Input, label: str, lane: int | None, experiment: Experiment) -> ValueSlider:
    low, high, logarithmic = _range(declared, experiment)
    is_of_samples = declared.unit == "samples" and "le" not in declared.bounds and declared.slider is None
    stops = batch_sizes(experiment.data.expected_size) if is_of_samples else None
    left_out = ["none"] if declared.optional else []
    words: dict[str, Number | str] = {said: word for word in (*declared.words, *left_out) for said in (word, tr(word))}
    room, width = label_width(experiment), QFontMetricsF(font(BODY, 500)).horizontalAdvance(label) / text_scale()
    marker = 0 if lane is not None else _MARKER_WIDTH
    is_named_by_lane = lane is not None and not stops
    needed = room + marker if is_named_by_lane else max(room + marker, math.ceil(width) + 1)
    slider = ValueSlider(
        experiment.lanes[lane].title if lane is not None and is_named_by_lane else label, low, high, logarithmic=logarithmic,
        integer=declared.kind == "whole" or stops is not None, stops=stops, words=words, lane=lane,
        compact=needed <= _MOST_LABEL, label_width=needed, value_width=50, collapses=True, format=given,
    )  # fmt: skip
    if lane is not None:
        slider.name_parts(tr("{label}, {lane}", label=label, lane=experiment.lanes[lane].title))
    return slider


def _range(declared: Input, experiment: Experiment) -> tuple[Number, Number, bool]:
    """The least and the greatest value of a slider, and whether it is logarithmic."""
    bounds = declared.bounds
    if declared.slider is not None:
        low, high = declared.slider
    else:
        low, high = bounds.get("ge", bounds.get("gt", 0)), bounds.get("le", bounds.get("lt", max(1, bounds.get("ge", 0) * 10)))
    if declared.path == "data.noise":  # what is much on one surface is nothing on another
        high = max(high, 2 * experiment.get("data.noise"))
    return low, high, low > 0 and (declared.logarithmic or (declared.slider is None and high > _WIDE * low))
