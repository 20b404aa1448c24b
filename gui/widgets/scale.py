"""How a slider's place along its track and its value belong together. No Qt here, so plain tests reach all of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from math import floor, inf, log, log10

from engine.experiment import UnclearNumber, read_number

Number = int | float

_KEY_STEPS = 100
_PLACES = 10_000  # of a scale with decimals: more than there are numbers that a hand reaches


def nice_step(at_most: float) -> float:
    """The largest of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that is not above `at_most`."""
    decade = 10.0 ** floor(log10(at_most))
    return next(decade * factor for factor in (5, 2, 1) if decade * factor <= at_most * (1.0 + 1e-9))


def to_significant(value: float, digits: int) -> float:
    return float(f"{value:.{digits - 1}e}")


def parse_number(text: str, integer: bool, decimal: str = ".") -> Number | None:
    """The number that `text` spells, as `read_number` reads it; None when it spells none of the wanted kind.

    Raises:
        UnclearNumber: it could be one of two.
    """
    try:
        value = read_number(text, decimal)
    except UnclearNumber:
        raise
    except ValueError:
        return None
    if integer and value != int(value):
        return None
    return int(value) if integer else float(value)


@dataclass(frozen=True)
class ValueScale:
    """A range of values laid out on the fractions 0..1.

    Attributes:
        minimum, maximum: the values at the fractions 0 and 1; ignored when there are stops.
        logarithmic: equal distances are equal ratios; needs a positive minimum.
        integer: values are whole numbers.
        stops: the only values, evenly spaced and ascending.
    """

    minimum: Number
    maximum: Number
    logarithmic: bool = False
    integer: bool = False
    stops: tuple[Number, ...] = ()

    @property
    def bounds(self) -> tuple[Number, Number]:
        return (self.stops[0], self.stops[-1]) if self.stops else (self.minimum, self.maximum)

    def fraction(self, value: Number) -> float:
        """Where `value` lies, held within 0..1."""
        low, high = self.bounds
        if value <= low or high <= low:
            return 0.0
        if value >= high:
            return 1.0
        if self.stops:
            return self._fraction_between_stops(value)
        if self.logarithmic:
            return log(value / low) / log(high / low)
        return float((value - low) / (high - low))

    def place(self, value: Number) -> int:
        """The whole number that stands for a value within the bounds: itself where all are whole."""
        low, high = self.bounds
        return round(min(max(value, low), high)) if self.integer else round(self.fraction(value) * _PLACES)

    def number_at(self, place: int) -> Number:
        """The value that a whole number stands for."""
        return self.value_at(self.fraction(place) if self.integer else place / _PLACES)

    def _fraction_between_stops(self, value: Number) -> float:
        above = bisect_right(self.stops, value)
        low, high = self.stops[above - 1], self.stops[above]
        return (above - 1 + (value - low) / (high - low)) / (len(self.stops) - 1)

    def value_at(self, fraction: float) -> Number:
        """The value at a place on the track, rounded to what a hand can mean there."""
        fraction = min(max(fraction, 0.0), 1.0)
        low, high = self.bounds
        if self.stops:
            return self.stops[round(fraction * (len(self.stops) - 1))]
        if fraction in (0.0, 1.0) or high <= low:
            return high if fraction == 1.0 else low
        exact = low * (high / low) ** fraction if self.logarithmic else low + (high - low) * fraction
        rounded = min(max(self._rounded(exact), low), high)
        return round(rounded) if self.integer else rounded

    def _rounded(self, exact: float) -> float:
        if self.logarithmic:
            return to_significant(exact, 2)
        step = nice_step((self.maximum - self.minimum) / (2 * _KEY_STEPS))
        if self.integer:
            step = max(1.0, step)
        return float(f"{round(exact / step) * step:.12g}")

    def stepped(self, value: Number, steps: int) -> Number:
        """The value `steps` key presses away; it always differs from `value` unless the end of the range is reached."""
        if self.stops:
            place = bisect_right(self.stops, value) - 1 if steps > 0 else bisect_left(self.stops, value)
            return self.stops[min(max(place + steps, 0), len(self.stops) - 1)]
        start, fraction = self.fraction(value), inf
        while 0.0 < fraction < 1.0 or fraction == inf:
            fraction = min(max(start + steps / _KEY_STEPS, 0.0), 1.0)
            if self.value_at(fraction) != value:
                break
            steps += 1 if steps > 0 else -1
        return self.value_at(fraction)
