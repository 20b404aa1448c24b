"""What every declaration of data says of its samples, and the inputs that several kinds share. The kinds are listed in `sources.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from math import ceil
from typing import Annotated, ClassVar

from .declaration import Number, Part, StrictBool, StrictInt, declared
from .formula import Formula
from .losses import Task
from .mixing import Mixing
from .registry import Entry, OneOf

MOST_FEATURES = 4096
KINDS: dict[str, Entry] = {}  # filled in `sources.py`, for each part has its own name from here
_may_look = ContextVar("_may_look", default=True)


def may_look() -> bool:
    """Whether files that data name may be opened to find what they hold."""
    return _may_look.get()


@contextmanager
def looking_nowhere() -> Iterator[None]:
    """No file is looked at in here: what was declared by somebody else must tell all by itself."""
    token = _may_look.set(False)
    try:
        yield
    finally:
        _may_look.reset(token)


class Data(Part):
    """Where samples come from: a subclass for each entry of `SOURCES`.

    Attributes:
        task: what is to be learned from them.
        features, outputs: numbers in an input, and numbers or classes that are wanted.
        image_shape: rows and columns of pixels, where an input is an image.
        weight_names: what two weights are called.
        sorted: whether samples come class after class, or by their first feature, and not in an order by chance.
        standardize, standardize_target: whether inputs, and targets that are numbers, are brought to mean 0 and spread 1.
        feature_scale: what the first feature is multiplied by afterwards.
        is_streamed: whether samples are read while one trains, and are never all in memory.
        forgets: inputs that are found anew when another one is changed, by the name of that.
    """

    kind: Annotated[str, OneOf(KINDS)] = declared(label="Data", help="where the samples come from")
    task: ClassVar[Task]
    features: ClassVar[int]
    outputs: ClassVar[int] = 1
    image_shape: ClassVar[tuple[int, int] | None] = None
    weight_names: ClassVar[tuple[str, str]] = ("weight 1", "weight 2")
    standardize: ClassVar[bool]
    standardize_target: ClassVar[bool]
    sorted: ClassVar[bool]
    feature_scale: ClassVar[float]
    is_streamed: ClassVar[bool] = False
    forgets: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    @property
    def is_classification(self) -> bool:
        """Whether targets are classes."""
        return self.task == "classification"

    @property
    def feature_names(self) -> tuple[str, ...]:
        """What the numbers in an input are called."""
        return ("x",) if self.features == 1 else tuple(f"x{number}" for number in range(1, self.features + 1))

    @property
    def telling_features(self) -> tuple[int, int]:
        """The two of several features that a picture of the samples shows at first."""
        return 0, 1

    @property
    def target_name(self) -> str:
        """What is to be predicted."""
        return "class" if self.is_classification else "y"

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the classes are called; none where targets are numbers."""
        return tuple(str(number) for number in range(self.outputs)) if self.is_classification else ()

    @property
    def expected_size(self) -> int:
        """Training samples, as far as the declaration tells. The source knows for sure, and so does the data set."""
        raise NotImplementedError

    @property
    def expected_validation(self) -> int:
        """Validation samples, likewise."""
        raise NotImplementedError

    def counted(self, n: int) -> int:
        """A number of training samples, with when they come if not all are there from the beginning."""
        return n

    @property
    def sizes_in_memory(self) -> tuple[int, int]:
        """So many training and validation samples are held in memory; losses on whole sets are measured on these."""
        return self.expected_size, self.expected_validation

    @property
    def mixing(self) -> Mixing | None:
        """How samples are shuffled that are larger than memory; None where their order is that of samples in memory."""
        return None

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


_STANDARDIZE = "subtract each feature's mean over the training samples, and divide by its spread there"
_FEATURE_SCALE = "the first feature is multiplied by this; far from 1, one direction is much steeper than the others"


class DrawnData(Data):
    """Data of which there are as many as one asks for."""

    task: ClassVar[Task] = "regression"
    n: StrictInt = declared(
        500, label="Samples", help="how many samples the lanes learn from", unit="samples", ge=2, le=1_000_000,
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


class ScaledData(DrawnData):
    """Made-up samples of any number."""

    task: ClassVar[Task] = "regression"
    standardize_target: ClassVar[bool] = False
    standardize: StrictBool = declared(  # type: ignore[misc]
        False, label="Standardise", help=_STANDARDIZE, allowed="true or false"
    )
    feature_scale: Number = declared(  # type: ignore[misc]
        1.0, label="Scale of the first feature", help=_FEATURE_SCALE, ge=0.001, le=1000, slider=(0.01, 100), logarithmic=True
    )


class MadeUpData(ScaledData):
    """What all kinds of made-up samples share that fit into memory."""

    sorted: StrictBool = declared(  # type: ignore[misc]
        False, label="Sorted", help="class after class, or from the smallest to the largest first feature: what shuffling is good for",
        allowed="true or false",
    )  # fmt: skip


class SplitData(Data):
    """Data of which there are so many rows as there are: a share of them is set aside for validation.

    Attributes:
        stratify: whether each class gives the same share.
    """

    stratify: ClassVar[bool]
    validation_share: Number = declared(
        0.2, label="Validation share", help="how many of the rows no lane learns from", gt=0, lt=1, slider=(0.05, 0.5)
    )
    split_seed: StrictInt = declared(
        0, label="Seed of the split", help="which rows are for validation follows from it", ge=0, le=2**32 - 1, slider=(0, 99)
    )
    standardize: StrictBool = declared(  # type: ignore[misc]
        True, label="Standardise", help=_STANDARDIZE, allowed="true or false"
    )
    feature_scale: Number = declared(  # type: ignore[misc]
        1.0, label="Scale of the first feature", help=_FEATURE_SCALE, ge=0.001, le=1000, slider=(0.01, 100), logarithmic=True
    )

    @property
    def rows(self) -> int:
        """Of training and validation together."""
        raise NotImplementedError

    @property
    def expected_size(self) -> int:
        """The rows that are not for validation."""
        return self.rows - self.expected_validation

    @property
    def expected_validation(self) -> int:
        """The share, rounded up as scikit-learn does; at least one row, and not all of them."""
        return self.validation_of(self.rows)

    def validation_of(self, rows: int) -> int:
        """How many of some rows are for validation."""
        return min(max(ceil(self.validation_share * rows), 1), rows - 1)


def stratify_input() -> bool:
    """The switch of data with classes."""
    switch: bool = declared(
        True, label="Stratify", help="give each class the same share of training and validation rows", allowed="true or false"
    )
    return switch


def standardize_target_input() -> bool:
    """The switch of data whose targets are numbers from somewhere."""
    switch: bool = declared(
        True, label="Standardise the target", allowed="true or false",
        help="learn the target less its mean, over its spread in the training rows: a mean squared error of 1 is that of guessing the mean",
    )  # fmt: skip
    return switch
