"""How a loss becomes a share of the height and of the colours: evenly, or bent so that half of the ground gets half of them.

Where losses span several sizes, equal steps would leave all but the peaks in one colour, and equal ratios all but a pit, if its bottom is
near zero. In between lies the logarithm of `loss - lowest + bend`: equal ratios far above the bend, equal steps far below it. At a bend of
the lowest loss it is the logarithm of the loss itself.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gui.look.ticks import linear_ticks, log_ticks

_LOG_RATIO = 4.0  # losses that span less than this ratio are shown evenly
_FLATTEST = 1e-3  # of the range, where half of the ground lies on its very bottom
_WIDEST = 1e290  # the highest loss over the bend: quotients beyond are no numbers any more
_ROUND = (1.0, 2.0, 5.0, 10.0)
_LEAST, _MOST = 1e-290, 1e300  # of a loss that is not zero, and of any: between losses within, all differences are numbers

Floats = NDArray[np.float64]


def within_reach(losses: Floats) -> Floats:
    """Losses as far as a scale can tell them apart: nearly all numbers there are, since those of a lane that diverges get that large."""
    return np.where(np.abs(losses) < _LEAST, 0.0, np.clip(losses, -_MOST, _MOST))


class ColorNorm(NamedTuple):
    """A scale from the lowest loss to the highest.

    Attributes:
        low, high: the two.
        by: the bend, a height above the lowest; infinite where the scale is even.
    """

    low: float
    high: float
    by: float = math.inf

    @classmethod
    def of(cls, values: Floats) -> ColorNorm:
        """The scale that suits losses [k], at least one, all finite and within reach."""
        low, high = float(values.min()), float(values.max())
        if low < 0 or high <= _LOG_RATIO * low:
            return cls(low, high)
        middle, range_ = float(np.median(values)) - low, high - low
        if range_ <= 2 * middle:
            return cls(low, high)  # even steps leave half of the ground more than half of the colours already
        by = middle * (middle / (range_ - 2 * middle))  # there, (1 + middle / by)² = 1 + range / by; a square could be too large
        return cls(low, high, max(low, by, _FLATTEST * range_ if low == 0 else 0.0, high / _WIDEST))

    @property
    def is_even(self) -> bool:
        """Whether equal steps of loss are equal steps of the scale."""
        return math.isinf(self.by)

    def share(self, loss: Floats) -> Floats:
        """Where losses lie from lowest, 0, to highest, 1."""
        height, range_ = np.clip(loss, self.low, self.high) - self.low, self.high - self.low
        if self.is_even:
            return np.asarray(height / range_, np.float64)
        return np.asarray(np.log1p(height / self.by) / math.log1p(range_ / self.by), np.float64)

    def loss(self, share: Floats) -> Floats:
        """The losses at shares: the other way round."""
        range_ = self.high - self.low
        if self.is_even:
            return self.low + share * range_
        return np.asarray(self.low + self.by * np.expm1(share * math.log1p(range_ / self.by)), np.float64)

    def ticks(self, wanted: float) -> list[float]:
        """Round losses within bounds, about as many as are wanted, spread over the scale."""
        if self.is_even:
            return linear_ticks(self.low, self.high, wanted)
        if self.by == self.low:
            return [10.0**tick for tick in log_ticks(math.log10(self.low), math.log10(self.high), wanted)]
        losses = self.loss(np.linspace(0.0, 1.0, round(wanted) + 1)[1:])
        ticks = sorted({_rounded(loss) for loss in losses.tolist()})
        return [tick for tick in ticks if self.low <= tick <= self.high]


def _rounded(loss: float) -> float:
    """The number of one digit, 1, 2 or 5, that a loss is nearest to in ratio."""
    power = 10.0 ** math.floor(math.log10(loss))
    return power * min(_ROUND, key=lambda digit: abs(math.log(digit * power / loss)))
