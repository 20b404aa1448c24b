"""The experiment to begin with on a table of the user's own."""

from __future__ import annotations

from math import floor, log10
from pathlib import Path
from typing import Annotated, Any

from pydantic import PlainValidator, SerializeAsAny, ValidationError

from .declaration import Part
from .experiment import Experiment
from .sources import Data, data_of_kind
from .validation import as_input_error

_UPDATES = 20_000  # of the stochastic lane, about
_FEW = 40  # training rows for which a net has too many weights
_MOST_RATE = 0.1


class _Only(Part):
    data: Annotated[SerializeAsAny[Data], PlainValidator(data_of_kind)]


def experiment_for_table(path: str | Path, target: str = "", **inputs: Any) -> Experiment:
    """Three lanes with one learning rate on a table: a net with one hidden layer, or a linear model where rows are few.

    Inputs, and a target of numbers, are standardised, so that one rate suits any table: single samples are stable on a linear model below
    1 / |x|², on average 1 / (features + 1), and the rate stays below a half of that.

    Args:
        path: the file.
        target: the column to predict; left out, the one that looks most like it.
        inputs: other inputs of the data, by name (`TableData`).

    Raises:
        InputError: the file cannot be read, or what is asked for does not fit it.
    """
    path = Path(path).resolve()
    raw = {"kind": "table", "path": str(path), "target": target, **inputs}
    try:
        data = _Only.model_validate({"data": raw}).data
    except ValidationError as error:
        raise as_input_error(error, {"data": raw}) from error
    n, rate = data.expected_size, _one_digit(min(_MOST_RATE, 0.5 / (data.features + 1)))
    sizes = {"full-batch": "full", "mini-batch": min(32, n, max(2, n // 4)), "stochastic": 1}
    return Experiment(
        name=path.stem[:80] or "table", title=f"{data.target_name} in {path.name}"[:200],
        data=data, loss={"name": "cross-entropy" if data.is_classification else "mse"},
        model={"hidden": () if n < _FEW else (16,)}, budget={"epochs": min(100, max(1, _UPDATES // n))},
        lanes=[{"name": name, "batch_size": size, "optimizer": {"lr": rate}} for name, size in sizes.items()],
    )  # fmt: skip


def _one_digit(number: float) -> float:
    """The number with all digits but the first cut off."""
    unit = 10.0 ** floor(log10(number))
    return float(f"{floor(number / unit * (1 + 1e-9)) * unit:.1g}")
