"""Round numbers to mark an axis with."""

from __future__ import annotations

import math


def linear_ticks(low: float, high: float, wanted: float) -> list[float]:
    """About `wanted` multiples of 1, 2 or 5 times a power of ten within bounds, two of them at least."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    raw = (high - low) / wanted
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= raw * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    ticks = [i * step for i in range(first, math.floor(high / step + 1e-9) + 1)]
    return ticks if len(ticks) > 1 else linear_ticks(low, high, 2 * wanted)


def log_ticks(low: float, high: float, wanted: float) -> list[float]:
    """Decimal logarithms of round numbers within bounds, about `wanted` of them.

    Where decades are too coarse, they are those of evenly spaced numbers: two at least, in two digits unless that leaves only one.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    decades = range(math.floor(low), math.ceil(high) + 1)
    for digits in ((1,), (1, 3), (1, 2, 5)):
        ticks = [tick for decade in decades for digit in digits if low <= (tick := decade + math.log10(digit)) <= high]
        if len(ticks) >= max(3.0, 0.6 * wanted):
            return ticks[:: max(1, math.ceil(len(ticks) / (1.6 * wanted)))]
    first, last = 10.0**low, 10.0**high
    of_two_digits = (last - first) / (0.1 * 10.0 ** math.floor(low))
    even = [math.log10(value) for value in linear_ticks(first, last, min(wanted, of_two_digits)) if value > 0]
    is_crowded = len(even) < 2 or (even[-1] - even[-2]) * wanted < 0.5 * (high - low)  # the last two are the closest
    return even if len(ticks) < 2 or (len(even) > len(ticks) and not is_crowded) else ticks
