"""The sources of data to choose from, each with its inputs. How samples are made or read is told in `engine/data/sources/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import field_validator
from pydantic_core import PydanticCustomError

from ..errors import InputError
from .declaration import Number, Part, StrictInt, declared
from .formula import ALLOWED, Formula, FormulaError, parse
from .losses import Task
from .registry import Entry, OneOf, table
from .surfaces import OWN_FORMULA, SURFACES

MOST_FEATURES = 4096
SOURCES: dict[str, SourceKind] = {}  # filled below, for each part has its own name from here


class Data(Part):
    """Where samples come from: a subclass for each entry of `SOURCES`.

    Attributes:
        task: what is to be learned from them.
        features, outputs: numbers in an input, and numbers or classes that are wanted.
        weight_names: what two weights are called.
        standardize, standardize_target: whether inputs, and targets that are numbers, are brought to mean 0 and spread 1.
        feature_scale: what the first feature is multiplied by afterwards.
    """

    kind: Annotated[str, OneOf(SOURCES)] = declared(label="Data", help="where the samples come from")
    task: ClassVar[Task] = "regression"
    features: ClassVar[int]
    outputs: ClassVar[int] = 1
    weight_names: ClassVar[tuple[str, str]] = ("weight 1", "weight 2")
    standardize: ClassVar[bool] = False
    standardize_target: ClassVar[bool] = False
    feature_scale: ClassVar[float] = 1.0

    @property
    def is_classification(self) -> bool:
        """Whether targets are classes."""
        return self.task == "classification"

    @property
    def expected_size(self) -> int:
        """Training samples, as far as the declaration tells. The source knows for sure, and so does the data set."""
        raise NotImplementedError

    @property
    def expected_validation(self) -> int:
        """Validation samples, likewise."""
        raise NotImplementedError

    def allows_sizes(self, training: int, validation: int) -> bool:
        """Whether a source may give so many samples of each kind; a file with others is refused."""
        return (training, validation) == (self.expected_size, self.expected_validation)

    @property
    def function(self) -> Formula | None:
        """What is minimised, where that is a function of two weights and nothing is learned from samples."""
        return None

    @property
    def start(self) -> tuple[float, float] | None:
        """Where the lanes start if nothing else is said; None where the model draws its weights."""
        return None


class MadeUpData(Data):
    """What all kinds of made-up data share."""

    n: StrictInt = declared(
        label="Samples", help="how many samples the lanes learn from", unit="samples", ge=2, le=1_000_000,
        slider=(10, 2000), logarithmic=True,
    )  # fmt: skip
    validation: StrictInt = declared(
        250, label="Validation samples", help="fresh samples of the same kind that no lane learns from", unit="samples", ge=1, le=1_000_000
    )

    @property
    def expected_size(self) -> int:
        """As many as were asked for."""
        return self.n

    @property
    def expected_validation(self) -> int:
        """As many as were asked for."""
        return self.validation


class LineData(MadeUpData):
    """A straight line seen through noise: y = slope · x + intercept + noise, with x normal."""

    features: ClassVar[int] = 1
    weight_names: ClassVar[tuple[str, str]] = "slope", "intercept"
    noise: Number = declared(0.9, label="Noise", help="standard deviation of what is added to each target", ge=0, le=100, slider=(0, 3))
    slope: Number = declared(1.0, label="True slope", help="slope of the line behind the noise", ge=-100, le=100, slider=(-5, 5))
    intercept: Number = declared(0.3, label="True intercept", help="height of the line at x = 0", ge=-100, le=100, slider=(-5, 5))
    centre: Number = declared(0.0, label="Centre of x", help="mean of x; away from 0, slope and intercept get in each other's way",
                              ge=-100, le=100, slider=(-3, 3))  # fmt: skip
    spread: Number = declared(1.0, label="Spread of x", help="standard deviation of x", gt=0, le=100, slider=(0.1, 5))


class IndependentData(MadeUpData):
    """Inputs and targets both standard normal and independent of each other: there is nothing to learn."""

    features: StrictInt = declared(  # type: ignore[misc]
        10, label="Features", help="numbers in one input", ge=1, le=1000, slider=(1, 100)
    )


class MoonsData(MadeUpData):
    """Two interleaved half circles, one per class."""

    task: ClassVar[Task] = "classification"
    features: ClassVar[int] = 2
    outputs: ClassVar[int] = 2
    noise: Number = declared(0.2, label="Noise", help="standard deviation of what is added to each point", ge=0, le=10, slider=(0, 0.6))


class FunctionData(MadeUpData):
    """A function of the model's two weights x and y, seen through noise.

    The loss of sample i is f(x, y) + gᵢ · (x, y), and the vectors gᵢ cancel out: the mean over all samples is f itself, and the
    gradient of a batch is off by a noise that falls with its size.
    """

    task: ClassVar[Task] = "function"
    features: ClassVar[int] = 2
    weight_names: ClassVar[tuple[str, str]] = "x", "y"
    surface: Annotated[str, OneOf(SURFACES)] = declared(
        OWN_FORMULA, label="Surface", help="the function of the weights x and y that is minimised"
    )
    formula: str = declared(
        "x^2 + y^2", label="Formula", help="the function to minimise, in x and y", allowed=ALLOWED
    )  # fmt: skip
    noise: Number = declared(
        1.0, label="Noise", help="how far the gradient of a single sample is off, as a standard deviation in x and in y",
        ge=0, le=1000, slider=(0, 2),
    )  # fmt: skip

    @property
    def function(self) -> Formula:
        """What is minimised."""
        return parse(SURFACES[self.surface].formula or self.formula)

    @property
    def start(self) -> tuple[float, float]:
        """Where the lanes start if nothing else is said."""
        return SURFACES[self.surface].start

    @field_validator("formula")
    @classmethod
    def _formula_can_be_read(cls, text: str) -> str:
        try:
            parse(text)
        except FormulaError as error:
            raise InputError("", error.told) from error
        return text


@dataclass(frozen=True, kw_only=True)
class SourceKind(Entry):
    """A source of data.

    Attributes:
        part: its inputs, and what it says of its samples.
    """

    part: type[Data]


SOURCES |= table(
    SourceKind("line", "Line", "a straight line seen through noise", part=LineData),
    SourceKind("independent", "Independent", "inputs and targets that have nothing to do with each other", part=IndependentData),
    SourceKind("moons", "Moons", "two interleaved half circles, one per class", part=MoonsData),
    SourceKind("function", "Function", "a function of two weights, seen through noise", part=FunctionData),
)


def data_of_kind(raw: Any) -> Data:
    """Validate data by the source that their `kind` names."""
    if isinstance(raw, Data):
        return raw
    if not isinstance(raw, Mapping):
        raise PydanticCustomError("no_table", "it has no kind")
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in SOURCES:
        raise PydanticCustomError("no_such_kind", "no source has this name")
    return SOURCES[kind].part.model_validate(raw)
