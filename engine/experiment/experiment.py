"""The experiment: what is compared, validated and immutable.

It reads from and writes to TOML, and is changed only by making a new one (`with_changes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w
from pydantic import ValidationError, model_validator

from ..errors import InputError, listed, nearest, shown
from ..files import read_file
from ..messages import message
from ..output_files import whole_file
from .fitting import changes_for_data
from .formula import Formula
from .inputs import allowed_keys, input_at
from .losses import LOSSES
from .migrations import KEY, STEPS, migrate
from .models import MODELS, ModelKind
from .schedules import SCHEDULES
from .sections import BUDGETS, Inputs, Lane, Loss
from .shuffles import SHUFFLES
from .sources import SOURCES
from .surfaces import OWN_FORMULA
from .typed_values import decoded, parse_toml
from .validation import as_input_error, unknown_key

MOST_BYTES = 32 * 2**20  # of an experiment as TOML: a start has one number per weight


class Experiment(Inputs):
    """Data, model, loss, lanes and budget of a comparison.

    Raises:
        InputError: from every way of making one, when an input is wrong.
    """

    def __init__(self, /, **raw: Any) -> None:  # an input may be misspelt `self`
        try:
            super().__init__(**raw)
        except ValidationError as error:
            raise as_input_error(error, raw) from error

    @classmethod
    def preset(cls, name: str) -> Experiment:
        """The preset of that name.

        Raises:
            InputError: there is none; the nearest name is offered.
        """
        path = _PRESETS / f"{name}.toml"
        if name not in preset_names():
            found, allowed = nearest(name, preset_names()), listed(preset_names())
            raise InputError("experiment", message("found_allowed", found=found, allowed=allowed))
        return cls.load(path)

    @classmethod
    def load(cls, path: str | Path) -> Experiment:
        """Read a TOML file.

        Raises:
            InputError: the file is missing, unreadable, no TOML, or an input in it is wrong.
        """
        allowed = message("name_of_toml")
        content = read_file(path, "experiment", allowed, MOST_BYTES)
        try:
            text = decoded(content)
        except ValueError as error:
            told = message("cannot_be_read", path=path, reason=message("no_utf"), allowed=allowed)
            raise InputError("experiment", told) from error
        return cls.from_toml(text, origin=str(path), folder=Path(path).parent)

    @classmethod
    def from_toml(cls, text: str, origin: str = "text", folder: Path | None = None) -> Experiment:
        """Read TOML text of this version or an older one; `origin` names it in messages, and paths are relative to the folder."""
        raw = migrate(parse_toml(text, origin))
        for part in raw.values():
            if folder is not None and isinstance(part, dict) and isinstance(part.get("path"), str) and part["path"]:
                part["path"] = str(folder.resolve() / part["path"])
        return cls.from_dict(raw)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Experiment:
        """Validate a nested dictionary."""
        return cls(**raw)

    def to_toml(self) -> str:
        """The schema version and all inputs as TOML; what is None is left out."""
        return tomli_w.dumps({KEY: len(STEPS)} | self.model_dump(exclude_none=True, mode="json"))

    def save(self, path: str | Path) -> None:
        """Write `to_toml()` to a file, whole or not at all.

        Raises:
            InputError: it cannot be written there.
        """
        with whole_file(Path(path)) as temporary:
            temporary.write_text(self.to_toml(), encoding="utf-8")

    def with_changes(self, changes: Mapping[str, Any]) -> Experiment:
        """A new experiment with some inputs changed.

        Args:
            changes: values by path, for example `{"lanes.mini-batch.batch_size": 32, "seed": 7}`. A lane is named by its
                name or its number; `lanes.*` means all. Setting one kind of budget replaces the other, and setting a formula
                replaces the surface.
        """
        raw = self.model_dump()
        for path, value in changes.items():
            if path in (f"budget.{kind}" for kind in BUDGETS) and value is not None:
                raw["budget"] = {key: old for key, old in raw["budget"].items() if key not in BUDGETS}
            if path == "data.kind" and isinstance(value, str) and value in SOURCES:
                raw["data"] = {key: old for key, old in raw["data"].items() if self._is_kept(key, old, value)}
            if path == "data.formula" and "data.surface" not in changes and "surface" in raw["data"]:
                raw["data"]["surface"] = OWN_FORMULA
            for place in _places(raw, path):
                place[path.rpartition(".")[2]] = value
            part, _, key = path.partition(".")
            if part == "data" or path in ("model.path", "model.function"):
                raw["model"]["found"] = None  # what came of a model file then
            for name in self.data.forgets.get(key.partition(".")[0], ()) if part == "data" else ():
                if f"data.{name}" not in changes:
                    raw["data"].pop(name, None)
        return Experiment.from_dict(raw)

    def _is_kept(self, key: str, value: Any, kind: str) -> bool:
        """Whether an input of the data stays when their kind is changed: if it is one there, too, and was changed from its default."""
        declared = input_at(f"data.{key}", self.data.kind)
        return key in allowed_keys("data", kind) and (declared is None or value != declared.default)

    def with_data(self, kind: str) -> Experiment:
        """A new experiment that learns from another kind of data, with a model, a loss and batches that fit them."""
        return self.with_changes(changes_for_data(self, kind))

    def get(self, path: str) -> Any:
        """The value at a path, None where this experiment has no such input; for `lanes.*` a tuple with one value per lane."""
        key = path.rpartition(".")[2]
        found = [place.get(key) for place in _places(self._raw, path)]
        return tuple(found) if "*" in path else found[0]

    def is_used(self, path: str) -> bool:
        """Whether an input matters with the choices that were made; one of `lanes.*`, whether it does in one of them."""
        *parents, name = path.split(".")
        if parents[:1] == ["lanes"]:
            lanes = [lane for lane in self.lanes if parents[1] in ("*", lane.name)]
            return any((lane.optimizer if parents[2:] else lane).uses(name) for lane in lanes)
        if parents == ["model"]:
            return self.model.model_copy(update={"kind": self.model_kind.name}).uses(name)
        return (getattr(self, parents[0]) if parents else self).uses(name)

    @cached_property
    def _raw(self) -> dict[str, Any]:
        """All inputs, to be read only."""
        return self.model_dump()

    def lane(self, name: str) -> Lane:
        """The lane of that name."""
        return next(lane for lane in self.lanes if lane.name == name)

    @property
    def layer_widths(self) -> tuple[int, ...]:
        """Numbers in the input, in each hidden layer and in the output of the model."""
        return (self.data.features, *self.model_kind.hidden_widths(self), 1 if self.loss.kind.is_binary else self.data.outputs)

    @property
    def parameter_count(self) -> int:
        """Weights and biases of the model; of a function, its x and y."""
        return self.model_kind.weights(self)

    @property
    def products(self) -> int:
        """Multiplications by which the model computes one sample: as many as it has weights, where each is used once."""
        return (self.model_kind.products or self.model_kind.weights)(self)

    @property
    def model_kind(self) -> ModelKind:
        """What its model is: the declared kind, or the first one that suits the data."""
        return MODELS[self.model.kind or next(kind.name for kind in MODELS.values() if kind.fits(self.data))]

    @property
    def has_kernels(self) -> bool:
        """Whether there are compiled kernels for its model and loss."""
        return self.model_kind.has_kernel and self.loss.kind.has_kernel and not self.loss.smoothing and not self.extras

    @property
    def extras(self) -> tuple[str, ...]:
        """The inputs by which its model is more, or less, than plain layers with biases: there are no kernels for these."""
        model, has_layers = self.model, len(self.layer_widths) > 2
        changed = {"bias": not model.bias, "dropout": has_layers and model.dropout > 0, "batch_norm": has_layers and model.batch_norm}
        return tuple(name for name, is_changed in changed.items() if is_changed and name in self.model_kind.inputs)

    @property
    def start(self) -> tuple[float, ...] | None:
        """The flat weights all lanes start from, or None where they are drawn."""
        return self.model.start or self.data.start

    def planned_updates(self, lane: Lane, n: int | None = None) -> int | None:
        """Updates the lane will make with `n` training samples, or as many as are expected; None where the budget is time."""
        if self.budget.epochs is not None:
            return lane.plan(n or self.data.expected_size).updates_before(self.budget.epochs)
        return self.budget.most_updates

    def budget_as(self, kind: str) -> float:
        """About as much training by another measure: as many epochs or updates as the lane with the middle batch size makes.

        Args:
            kind: one of `BUDGETS`. What takes as long cannot be known before it has run: from seconds or a target loss and to seconds, 20
                epochs stand for a second, and a loss of 0.5 for any training.
        """
        given = getattr(self.budget, kind)
        if given is not None:
            return float(given)
        if kind in _STANDING:
            return _STANDING[kind]
        lane = sorted(self.lanes, key=lambda lane: lane.size(self.data.expected_size))[len(self.lanes) // 2]
        plan = lane.plan(self.data.expected_size)
        planned = None if self.budget.target_loss is not None else self.planned_updates(lane)
        planned = planned or plan.updates_before(20)
        return planned if kind == "updates" else max(1, round(float(plan.passes(planned))))

    @model_validator(mode="after")
    def _parts_agree(self) -> Experiment:
        names = [lane.name for lane in self.lanes]
        for lane in self.lanes:
            if names.count(lane.name) > 1:
                raise InputError("lanes", message("name_twice", name=lane.name))
            if lane.color is not None and [other.color for other in self.lanes].count(lane.color) > 1:
                raise InputError(f"lanes.{lane.name}.color", message("colour_twice", number=lane.color))
            if self.data.mixing is not None and not SHUFFLES[lane.shuffle].takes_each_once:
                allowed = listed(f'"{shuffle.name}"' for shuffle in SHUFFLES.values() if shuffle.takes_each_once)
                raise InputError(f"lanes.{lane.name}.shuffle", message("shuffle_of_stream", name=lane.shuffle, allowed=allowed))
            self._check_schedule(lane)
        if not self.model_kind.fits(self.data):
            kinds = listed(f'"{kind.name}"' for kind in MODELS.values() if kind.fits(self.data))
            data = message(f"{self.data.task}_data" if self.data.task not in self.model_kind.tasks else "data_without_images")
            raise InputError("model.kind", message("unfit_for_data", name=self.model.kind, data=data, allowed=kinds))
        self.check_batches(self.data.expected_size)
        is_unknown = self.model_kind.runs_code and self.model.found is None
        if self.model.start is not None and not is_unknown and len(self.model.start) != self.parameter_count:
            found = message("numbers" if self.model.start else "no_numbers", n=len(self.model.start))
            raise InputError("model.start", message("start_of_other_length", found=found, count=str(self.parameter_count)))
        if not self.loss.fits(self.data):
            fitting = listed(name for name in LOSSES if Loss(name=name).fits(self.data))
            is_other_task = self.loss.kind.task != self.data.task
            data = message(f"{self.data.task}_data") if is_other_task else message("data_with_classes", n=self.data.outputs)
            raise InputError("loss.name", message("unfit_for_data", name=self.loss.name, data=data, allowed=fitting))
        if self.data.function is not None:
            self._check_function(self.data.function)
        return self

    def _check_function(self, function: Formula) -> None:
        if self.model.hidden:
            raise InputError("model.hidden", message("hidden_for_function", found=list(self.model.hidden)))
        value = function.at(np.array([self.start], self.dtype))[0]
        if not np.isfinite(value):
            start = ", ".join(f"{number:.6g}" for number in self.start or ())
            raise InputError("model.start", message("start_not_finite", loss=value, start=start))

    def check_batches(self, n: int, least: int | None = None) -> None:
        """Refuse batches larger than a set of `n` training samples, or smaller than `least`: left out, what the model needs.

        Raises:
            InputError: a lane has such batches.
        """
        least = least or self.model_kind.least_batch(self)
        for lane in self.lanes:
            field, size = f"lanes.{lane.name}.batch_size", lane.size(n)
            if size > n:
                raise InputError(field, message("batch_too_large", size=str(lane.batch_size), most=str(n)))
            for stage in lane.plan(self.data.counted(n)).stages if least > 1 else ():
                if stage.size < least:
                    raise InputError(field, message("batch_norm_of_one"))
                if 0 < stage.samples % stage.size < least:
                    raise InputError(field, message("batch_norm_of_remainder", size=str(stage.size), n=stage.samples))
        if {"dropout", "batch_norm"} & {*self.extras}:
            self.check_whole_batches(n)

    def check_whole_batches(self, n: int) -> None:
        """Refuse batches that are computed in parts.

        Raises:
            InputError: a lane has such batches.
        """
        for lane in self.lanes:
            if lane.accumulates(n):
                raise InputError(f"lanes.{lane.name}.micro_batch", message("parts_with_modes", found=str(lane.micro_batch)))

    def _check_schedule(self, lane: Lane) -> None:
        if lane.optimizer.schedule_kind.needs_end and self.planned_updates(lane) is None:
            always = listed(f'"{schedule.name}"' for schedule in SCHEDULES.values() if not schedule.needs_end)
            told = message("schedule_without_end", name=lane.optimizer.schedule, allowed=always)
            raise InputError(f"lanes.{lane.name}.optimizer.schedule", told)


_STANDING = {"seconds": 1.0, "target_loss": 0.5}
_PRESETS = Path(__file__).resolve().parents[2] / "resources" / "presets"


def preset_names() -> list[str]:
    """The presets, the one to begin with first."""
    return (_PRESETS / "order.txt").read_text(encoding="utf-8").split()


def _places(raw: dict[str, Any], path: str) -> Iterable[dict[str, Any]]:
    """The dictionaries in which the last key of a path lies."""
    parts = path.split(".")
    if input_at(path) is None:
        raise unknown_key(path)
    if parts[0] != "lanes":
        place = raw
        for part in parts[:-1]:
            place = place.setdefault(part, {})  # which not every kind of data has
        return [place]
    names = [lane["name"] for lane in raw["lanes"]]
    keys = names if parts[1] in names else [str(number) for number in range(len(names))]
    chosen = [lane for key, lane in zip(keys, raw["lanes"], strict=True) if parts[1] in ("*", key)]
    if not chosen:
        found = nearest(parts[1], names, message("the_lane", lane=shown(parts[1])))
        raise InputError(path, message("found_allowed", found=found, allowed=listed(names)))
    return [lane["optimizer"] if parts[2:-1] == ["optimizer"] else lane for lane in chosen]
