"""Numbers as text, short enough to be read from the last row.

All are written alike: commas between thousands, a true minus, and powers of ten from 1e5 on and below 0.001.
"""

from __future__ import annotations

import math

_FEW = 7  # characters of what is measured


def short(value: float) -> str:
    """A round number."""
    return exact(float(f"{value:.5g}"))


def exact(value: float) -> str:
    """A number that has few digits, with all of them."""
    if _is_plain(abs(value)):
        return _sign(value) + f"{abs(value):,.15g}"
    before, power = _parts(value, 14)
    return f"{_sign(value)}{before.rstrip('0').rstrip('.')}e{power}"


def figure(loss: float) -> str:
    """A loss in four significant figures, of one width while it stays of one size."""
    size = abs(loss)
    if not math.isfinite(loss) or not _is_plain(size):
        return _odd(loss)
    return _sign(loss) + f"{size:,.{max(0, 3 - max(0, math.floor(math.log10(max(size, 1e-9)))))}f}"


def measure(value: float) -> str:
    """A measured number in three figures, of a thousand and more in all that it has before the point."""
    size, sign = abs(value), _sign(value)
    if not math.isfinite(value) or not _is_plain(size):
        return _odd(value)
    if size >= 999.5 or size == 0:
        return f"{sign}{size:,.0f}"
    text = f"{sign}{size:#.3g}".rstrip(".")
    return text if len(text) <= _FEW else f"{sign}{size:#.2g}"


def count(value: float) -> str:
    """A whole number, shortened from a hundred thousand on."""
    if math.isnan(value):
        return "–"
    return f"{value:,.0f}" if value < 1e5 else f"{value / 1e3:,.0f} k" if value < 1e7 else f"{value / 1e6:,.0f} M"


def duration(seconds: float) -> str:
    """A time in a fitting unit."""
    if 0 < seconds < 0.9995e-3:
        return f"{seconds * 1e6:.0f} µs"
    return f"{measure(seconds * 1e3)} ms" if seconds < 0.9995 else f"{measure(seconds)} s"


def _is_plain(size: float) -> bool:
    """Whether a number is written without a power of ten."""
    return size == 0 or 1e-3 <= size < 1e5


def _sign(value: float) -> str:
    return "−" if value < 0 else ""


def _odd(value: float) -> str:
    """What is not finite; or with a power of ten in few characters: a digit after the point, where there is room for it."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return f"{_sign(value)}∞"
    long = _sign(value) + "e".join(_parts(value, 1))
    return long if len(long) <= _FEW else _sign(value) + "e".join(_parts(value, 0))


def _parts(value: float, decimals: int) -> tuple[str, str]:
    """A size as what is before the power of ten, and the power."""
    before, power = f"{abs(value):.{decimals}e}".split("e")
    return before, str(int(power))
