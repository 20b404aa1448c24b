"""The sources of data to choose from. What they declare lies in `data.py` and `…_data.py` here, how samples are made or read in
`engine/data/sources/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import field_validator
from pydantic_core import PydanticCustomError

from ..errors import InputError
from .data import KINDS, MOST_FEATURES, Data, DrawnData, MadeUpData
from .declaration import Number, declared
from .formula import ALLOWED, Formula, FormulaError, parse
from .library_data import BreastCancerData, DiabetesData, DigitsData, WineData
from .losses import Task
from .made_up_data import (
    CircleData,
    GaussData,
    GrowingData,
    IndependentData,
    LargeData,
    LineData,
    MoonsData,
    MultiGaussData,
    PlaneData,
    ReviewsData,
    SineData,
    SpiralData,
    XorData,
)  # fmt: skip
from .registry import Entry, OneOf, table
from .streams import StreamData
from .surfaces import OWN_FORMULA, SURFACES
from .table_data import TableData

__all__ = ["MOST_FEATURES", "SOURCES", "Data", "FunctionData", "LineData", "MadeUpData", "SourceKind", "TableData", "data_of_kind"]


class FunctionData(DrawnData):
    """A function of the model's two weights x and y, seen through noise.

    The loss of sample i is f(x, y) + gᵢ · (x, y), and the vectors gᵢ cancel out: the mean over all samples is f itself, and the
    gradient of a batch is off by a noise that falls with its size.
    """

    task: ClassVar[Task] = "function"
    features: ClassVar[int] = 2
    standardize: ClassVar[bool] = False
    standardize_target: ClassVar[bool] = False
    feature_scale: ClassVar[float] = 1.0
    sorted: ClassVar[bool] = False
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


SOURCES: dict[str, SourceKind] = KINDS  # type: ignore[assignment]  # the same table, seen from here
SOURCES |= table(
    SourceKind("line", "Line", "a straight line seen through noise", part=LineData),
    SourceKind("plane", "Plane", "an even slope over two features", part=PlaneData),
    SourceKind("sine", "Sine", "waves seen through noise", part=SineData),
    SourceKind("multi-gauss", "Hills and hollows", "three hills and three hollows over two features", part=MultiGaussData),
    SourceKind("independent", "Independent", "inputs and targets that have nothing to do with each other", part=IndependentData),
    SourceKind("reviews", "Reviews", "noisy opinions of one product, whose price is to be guessed", part=ReviewsData),
    SourceKind("large", "Large", "up to ten million rows, made as they are read", part=LargeData),
    SourceKind("circle", "Circle", "a disc within a ring", part=CircleData),
    SourceKind("xor", "Exclusive or", "four squares, of which those across from each other are alike", part=XorData),
    SourceKind("gauss", "Two clouds", "two clouds of points that a straight line parts", part=GaussData),
    SourceKind("spiral", "Spiral", "two spirals around each other", part=SpiralData),
    SourceKind("moons", "Moons", "two interleaved half circles, one per class", part=MoonsData),
    SourceKind("growing", "Growing", "a line whose samples come while one trains, and whose slope changes on the way", part=GrowingData),
    SourceKind("diabetes", "Diabetes", "how a disease went on, from ten measurements of 442 patients", part=DiabetesData),
    SourceKind("breast-cancer", "Breast cancer", "whether a lump is benign, from thirty measures of 569", part=BreastCancerData),
    SourceKind("wine", "Wine", "from which of three growers 178 wines are, by thirteen chemical measures", part=WineData),
    SourceKind("digits", "Digits", "1797 handwritten digits of 8 by 8 pixels", part=DigitsData),
    SourceKind("table", "Table", "rows of a table of your own", part=TableData),
    SourceKind("function", "Function", "a function of two weights, seen through noise", part=FunctionData),
    SourceKind("stream", "Stream", "Parquet or .npy files larger than memory, read while one trains", part=StreamData),
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
