"""The real sets that come along, as scikit-learn bundles them. How they are read is told in `engine/data/sources/library.py`."""

from __future__ import annotations

from typing import ClassVar

from .data import SplitData, standardize_target_input, stratify_input
from .declaration import StrictBool, declared
from .losses import Task


class LibraryData(SplitData):
    """A set of a library.

    Attributes:
        all_rows: how many there are.
        names: of the features; without them they are numbered.
    """

    all_rows: ClassVar[int]
    names: ClassVar[tuple[str, ...]] = ()

    @property
    def rows(self) -> int:
        """All of them."""
        return self.all_rows

    @property
    def feature_names(self) -> tuple[str, ...]:
        """As the library has them."""
        return self.names or super().feature_names


class ClassesData(LibraryData):
    """A set of a library with classes."""

    task: ClassVar[Task] = "classification"
    labels: ClassVar[tuple[str, ...]] = ()
    standardize_target: ClassVar[bool] = False
    stratify: StrictBool = stratify_input()  # type: ignore[misc]

    @property
    def class_names(self) -> tuple[str, ...]:
        """As the library has them."""
        return self.labels or super().class_names


class DiabetesData(LibraryData):
    """How a disease went on within a year, from ten measurements of 442 patients (Efron et al. 2004)."""

    all_rows: ClassVar[int] = 442
    features: ClassVar[int] = 10
    names: ClassVar[tuple[str, ...]] = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")
    task: ClassVar[Task] = "regression"
    stratify: ClassVar[bool] = False
    standardize_target: StrictBool = standardize_target_input()  # type: ignore[misc]

    @property
    def target_name(self) -> str:
        """What is predicted."""
        return "progression"


_MEASURES = (
    "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points", "symmetry", "fractal dimension",
)  # fmt: skip


class BreastCancerData(ClassesData):
    """Whether a lump is benign, from thirty measures of its cells in 569 pictures (Wolberg et al. 1995)."""

    all_rows: ClassVar[int] = 569
    features: ClassVar[int] = 30
    outputs: ClassVar[int] = 2
    names: ClassVar[tuple[str, ...]] = tuple(form.format(measure) for form in ("mean {}", "{} error", "worst {}") for measure in _MEASURES)
    labels: ClassVar[tuple[str, ...]] = ("malignant", "benign")


class WineData(ClassesData):
    """From which of three growers a wine is, by thirteen chemical measures of 178 wines (Forina et al. 1988)."""

    all_rows: ClassVar[int] = 178
    features: ClassVar[int] = 13
    outputs: ClassVar[int] = 3
    names: ClassVar[tuple[str, ...]] = (
        "alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids", "nonflavanoid_phenols",
        "proanthocyanins", "color_intensity", "hue", "od280/od315_of_diluted_wines", "proline",
    )  # fmt: skip
    labels: ClassVar[tuple[str, ...]] = ("class_0", "class_1", "class_2")


class DigitsData(ClassesData):
    """Handwritten digits in 1797 images of 8 by 8 pixels, from 0 to 1 (Alpaydin and Kaynak 1998)."""

    all_rows: ClassVar[int] = 1797
    features: ClassVar[int] = 64
    outputs: ClassVar[int] = 10
    image_shape: ClassVar[tuple[int, int] | None] = (8, 8)
    standardize: StrictBool = declared(  # type: ignore[misc]
        False, label="Standardise", allowed="true or false",
        help="subtract each pixel's mean over the training samples and divide by its spread there: rarely set pixels then count much",
    )  # fmt: skip

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The place of each pixel."""
        return tuple(f"pixel {row},{column}" for row in range(8) for column in range(8))
