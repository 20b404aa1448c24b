"""Numbers as text, short enough to be read from the last row."""

from __future__ import annotations

import math


def short(value: float) -> str:
    """A round number."""
    return exact(float(f"{value:.5g}"))


def exact(value: float) -> str:
    """A number that has few digits, with all of them."""
    size, sign = abs(value), "−" if value < 0 else ""
    return sign + (f"{size:,.15g}" if _is_plain(size) else _powered(f"{size:.14e}"))


def figure(loss: float) -> str:
    """A loss in four significant figures, of one width while it stays of one size."""
    if math.isnan(loss):
        return "–"
    size, sign = abs(loss), "−" if loss < 0 else ""
    if math.isinf(loss):
        return f"{sign}∞"
    if size != 0 and (size >= 1e5 or size < 1e-3):
        return sign + f"{size:.1e}".replace("e+0", "e").replace("e-0", "e-").replace("e+", "e")
    return sign + f"{size:.{max(0, 3 - max(0, math.floor(math.log10(max(size, 1e-9)))))}f}"


def count(value: float) -> str:
    """A whole number, shortened from a hundred thousand on."""
    if math.isnan(value):
        return "–"
    return f"{value:,.0f}" if value < 1e5 else f"{value / 1e3:,.0f} k" if value < 1e7 else f"{value / 1e6:,.0f} M"


def measure(value: float) -> str:
    """A measured number in three figures."""
    if math.isnan(value):
        return "–"
    if value != 0 and not 1e-3 <= abs(value) < 1e5:
        return f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e")
    return f"{value:.3g}"


def duration(seconds: float) -> str:
    """A time in a fitting unit."""
    if 0 < seconds < 1e-3:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def _is_plain(size: float) -> bool:
    """Whether a number is written without a power of ten."""
    return size == 0 or 1e-3 <= size < 1e5


def _powered(text: str) -> str:
    """As Python writes it with a power of ten, without needless zeros and signs."""
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(exponent)}"
