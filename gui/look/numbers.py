"""Numbers as text, short enough to be read from the last row.

All are written alike: commas between thousands, a true minus, and powers of ten from 1e5 on and below 0.001.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

_FEW = 7  # characters of what is measured


def short(value: float) -> str:
    """A round number."""
    return exact(float(f"{value:.5g}"))


def distinct(values: Sequence[float]) -> list[str]:
    """Round numbers, with as many digits as tell them apart."""
    texts: list[str] = []
    for digits in range(5, 16):
        texts = [exact(float(f"{value:.{digits}g}")) for value in values]
        if len(set(texts)) == len(texts):
            break
    return texts


def exact(value: float) -> str:
    """A number that has few digits, with all of them."""
    if _is_plain(abs(value)):
        return _sign(value) + f"{abs(value):,.15g}"
    before, power = _parts(value, 14)
    return f"{_sign(value)}{before.rstrip('0').rstrip('.')}e{power}"


def given(value: float) -> str:
    """A number that was put in, with all its digits, as `exact`; a whole one without a power of ten."""
    return f"{value:,}".replace("-", "−") if isinstance(value, int) else exact(value)


def figure(loss: float) -> str:
    """A loss in four significant figures, of one width while it stays of one size; of a thousand and more in all before the point."""
    if not math.isfinite(loss):
        return _odd(loss)
    before, power = _parts(loss, 3)
    if not _is_plain(abs(loss)):
        return f"{_sign(loss)}{before}e{power}"
    return _sign(loss) + f"{abs(loss):,.{max(0, 3 - int(power))}f}"


def measure(value: float) -> str:
    """A measured number in three figures, of a thousand and more in all that it has before the point."""
    size, sign = abs(value), _sign(value)
    if not math.isfinite(value) or not _is_plain(size):
        return _odd(value)
    if size >= 999.5 or size == 0:
        return f"{sign}{size:,.0f}"
    text = f"{sign}{size:#.3g}".rstrip(".")
    return text if len(text) <= _FEW else f"{sign}{size:#.2g}"


def few(value: float, *, signed: bool = False) -> str:
    """A number in few characters: two decimals, or none where it is large; `signed`: with the sign of a positive one."""
    size = abs(value)
    text = f"{size:.2f}" if size < 9.995 else f"{size:.0f}" if size < 9999 else _odd(size)
    if math.isnan(value) or text == "0.00":
        return text.replace("nan", "–")
    return (_sign(value) or "+" * signed) + text


def count(value: float) -> str:
    """A whole number, from a hundred thousand on in three figures: 123 k, 1.23 M, 12.3 M, 1.23 G."""
    if not math.isfinite(value):
        return _odd(value)
    for least, unit, name in ((999.5e6, 1e9, "G"), (999.5e3, 1e6, "M"), (99_999.5, 1e3, "k")):
        if value >= least:
            return f"{measure(value / unit)} {name}"
    return f"{value:,.0f}"


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
