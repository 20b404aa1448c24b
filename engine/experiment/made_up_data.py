"""Made-up sets of samples, each with its inputs. How they are drawn is told in `engine/data/sources/synthetic.py`."""

from __future__ import annotations

from typing import ClassVar

from .arrivals import Arriving, even_arrivals
from .data import MadeUpData, ScaledData
from .declaration import Number, StrictInt, declared
from .losses import Task


def _noise(usual: float) -> float:
    noise: float = declared(
        usual, label="Noise", help="standard deviation of what is added to each target", ge=0, le=100, slider=(0, max(1, 3 * usual))
    )
    return noise


def _blur(help: str) -> float:
    blur: float = declared(0.0, label="Noise", help=help, ge=0, le=1, slider=(0, 0.5))
    return blur


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


class GrowingData(ScaledData):
    """A line whose samples come one after the other while lanes are trained, and whose slope changes on the way.

    All that have come are learned from: an epoch takes each of them once. Losses are those over all samples that there are in the end.
    """

    features: ClassVar[int] = 1
    weight_names: ClassVar[tuple[str, str]] = "slope", "intercept"
    sorted: ClassVar[bool] = False
    first: StrictInt = declared(
        40, label="Samples at first", help="how many are there when training begins", unit="samples", ge=1, le=1_000_000,
        slider=(1, 500), logarithmic=True,
    )  # fmt: skip
    arrive_until: StrictInt = declared(
        20, label="Last arrival", help="the epoch with which the last samples come, evenly many with each before", unit="epochs",
        ge=1, le=1000, slider=(1, 100),
    )  # fmt: skip
    noise: Number = _noise(0.3)
    slope: Number = declared(-1.0, label="First slope", help="slope of the line of the first samples", ge=-100, le=100, slider=(-5, 5))
    last_slope: Number = declared(2.0, label="Last slope", help="slope of the line of the last samples", ge=-100, le=100, slider=(-5, 5))
    intercept: Number = declared(0.3, label="True intercept", help="height of the line at x = 0", ge=-100, le=100, slider=(-5, 5))

    @property
    def expected_size(self) -> int:
        """As many as there are in the end."""
        return self.counted(self.n)

    def counted(self, n: int) -> int:
        """A number of training samples, with when they come."""
        return Arriving.at(even_arrivals(min(self.first, n), n, self.arrive_until))


class PlaneData(MadeUpData):
    """y = (x1 + x2) / 10 + noise, on a square from -6 to 6, as in TensorFlow Playground."""

    features: ClassVar[int] = 2
    noise: Number = _noise(0.1)


class SineData(MadeUpData):
    """y = sin(periods · x) + noise, with x even from -π to π."""

    features: ClassVar[int] = 1
    noise: Number = _noise(0.1)
    periods: Number = declared(1.0, label="Periods", help="waves from one end to the other", gt=0, le=100, slider=(0.5, 5))


class MultiGaussData(MadeUpData):
    """Three hills and three hollows on a square from -6 to 6, as in TensorFlow Playground."""

    features: ClassVar[int] = 2
    noise: Number = _noise(0.05)


class ReviewsData(MadeUpData):
    """Opinions on what one product is worth, each from a review with 1 to 5 stars; the input is how many stars there are above 3.

    A linear model guesses one price, and how much more a star is worth.
    """

    features: ClassVar[int] = 1
    weight_names: ClassVar[tuple[str, str]] = "worth of a star", "price"
    price: Number = declared(20.0, label="True price", help="what the product is worth with three stars", ge=-1000, le=1000, slider=(1, 50))
    per_star: Number = declared(2.0, label="Worth of a star", help="how much more an opinion is with one star more", ge=-100, le=100,
                                slider=(-5, 5))  # fmt: skip
    noise: Number = declared(6.0, label="Noise", help="standard deviation of opinions with as many stars", ge=0, le=1000, slider=(0, 20))

    @property
    def feature_names(self) -> tuple[str, ...]:
        """What the input is."""
        return ("stars above 3",)

    @property
    def target_name(self) -> str:
        """What is guessed."""
        return "price"


class LargeData(ScaledData):
    """y = x1 - x2 + x3 - … + noise, with standard normal inputs that are made as they are read, block by block."""

    n: StrictInt = declared(
        100_000, label="Samples", help="how many samples the lanes learn from", unit="samples", ge=2, le=10_000_000,
        slider=(1000, 10_000_000), logarithmic=True,
    )  # fmt: skip
    features: StrictInt = declared(  # type: ignore[misc]
        4, label="Features", help="numbers in one input", ge=1, le=100, slider=(1, 20)
    )
    noise: Number = _noise(1.0)


class _TwoClasses(MadeUpData):
    """Two classes of points in a plane, as TensorFlow Playground makes them."""

    task: ClassVar[Task] = "classification"
    features: ClassVar[int] = 2
    outputs: ClassVar[int] = 2


class CircleData(_TwoClasses):
    """A disc within a ring."""

    noise: Number = _blur("how far a point may be from where its class was decided, as a share of the ring's radius")


class XorData(_TwoClasses):
    """Four squares, of which those across from each other are of one class."""

    noise: Number = _blur("how far a point may be from where its class was decided, as a share of the squares' width")


class GaussData(_TwoClasses):
    """Two clouds of points around (2, 2) and (-2, -2)."""

    noise: Number = _blur("how wide the clouds are: their spread is 0.5 + 7 · noise")


class SpiralData(_TwoClasses):
    """Two spirals around each other."""

    noise: Number = _blur("how far a point may be off its spiral")
