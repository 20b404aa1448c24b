"""What changes with the kind of data, so that all parts of an experiment agree again."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from ..errors import InputError
from .inputs import Input, inputs
from .losses import LOSSES
from .sections import Lane
from .sources import SOURCES, Data
from .validation import as_input_error

if TYPE_CHECKING:
    from .experiment import Experiment

_SAMPLES = 200  # of data that have to be told how many


def needs_file(kind: str) -> bool:
    """Whether a kind of data is read from a file of the user's."""
    return "path" in SOURCES[kind].part.model_fields


def changes_for_data(experiment: Experiment, kind: str, **given: Any) -> dict[str, Any]:
    """All that changes when an experiment learns from another kind of data.

    Inputs that both kinds declare alike are kept. The model and the loss are kept where they fit, else they are the first ones that do;
    lanes start where the model draws its weights; a batch that is larger than half of the samples is halved until it is not.

    Args:
        experiment: as it is.
        kind: of data.
        given: inputs of these data, by name; such as are read from a file need its path.

    Returns:
        Values by path, for `Experiment.with_changes`.

    Raises:
        InputError: no model and no loss fits these data.
    """
    changes: dict[str, Any] = {"data.kind": kind, "model.start": None} | _new_inputs(experiment.data.kind, kind)
    changes |= {f"data.{name}": value for name, value in given.items()}
    data = _data(experiment, kind, changes)
    if data.function is not None:
        changes["model.hidden"] = ()
    sizes = {f"lanes.{lane.name}.batch_size": _smaller(lane, data.expected_size) for lane in experiment.lanes}
    changes |= {path: size for path, size in sizes.items() if size is not None}
    refused: InputError | None = None
    for model, loss in product((experiment.model.kind, None), (experiment.loss.name, *LOSSES)):
        try:
            experiment.with_changes(fitting := changes | {"model.kind": model, "loss.name": loss})
        except InputError as error:
            if refused is None or error.field not in ("model.kind", "loss.name"):  # which may be others
                refused = error
        else:
            return fitting
    assert refused is not None
    raise refused


def _new_inputs(before: str, kind: str) -> dict[str, Any]:
    """The defaults of those inputs of data that the kind before does not declare in the same way."""
    known, found = inputs(before), {}
    for path, declared in inputs(kind).items():
        if path.startswith("data.") and path != "data.kind" and not _is_same(known.get(path), declared):
            found[path] = _SAMPLES if path == "data.n" else declared.default
    return found


def _is_same(one: Input | None, other: Input) -> bool:
    return one is not None and (one.default, one.bounds, one.choices) == (other.default, other.bounds, other.choices)


def _data(experiment: Experiment, kind: str, changes: dict[str, Any]) -> Data:
    part = SOURCES[kind].part
    gone = experiment.data.forgets.get("path", ()) if "data.path" in changes else ()
    kept = {name: value for name, value in experiment.data.model_dump().items() if name in part.model_fields and name not in gone}
    new = {path.removeprefix("data."): value for path, value in changes.items() if path.startswith("data.")}
    try:
        return part.model_validate(kept | new)
    except ValidationError as error:
        wrong = as_input_error(error, kept | new)
        raise InputError(f"data.{wrong.field}", wrong.told) from error


def _smaller(lane: Lane, n: int) -> int | None:
    """A batch size for `n` samples where that of a lane is too large; None where it can stay."""
    if lane.batch_size == "full" or lane.batch_size <= max(1, n // 2):
        return None
    size = lane.batch_size
    while size > max(1, n // 2):
        size //= 2
    return size
