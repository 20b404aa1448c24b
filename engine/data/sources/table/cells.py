"""What a single cell of text may mean: nothing, a number in some way of writing, a truth, or a date."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

# Marks of a missing cell, in small letters. In text only the first ones are, for "none" or a point may be a word there.
MISSING = frozenset({"", "na", "n/a", "#n/a", "#na", "<na>", "null", "nan", "?", "-", "--", "–", "—"})
_MISSING_NUMBER = MISSING | frozenset({
    ".", "..", "...", "*", "none", "missing", "nil", "n.a.", "k.a.", "k. a.", "#nv", "#div/0!", "#value!", "#wert!", "#ref!", "#bezug!",
    "#name?", "#num!", "#zahl!", "#null!",
})  # fmt: skip
_WORDS_OF_TEXT = frozenset({"na", "Na", "nA"})  # in text these may be words; NA hardly is

LARGEST_EXACT = 2**53  # whole numbers beyond are not all different as float64

TRUTHS: tuple[tuple[str, str], ...] = (  # true and false, in small letters
    ("true", "false"), ("yes", "no"), ("y", "n"), ("t", "f"), ("ja", "nein"), ("j", "n"), ("wahr", "falsch"), ("oui", "non"),
    ("vrai", "faux"), ("sí", "no"), ("si", "no"), ("s", "n"), ("sì", "no"),
    ("verdadero", "falso"), ("verdadeiro", "falso"), ("vero", "falso"),
    ("sim", "não"), ("sim", "nao"), ("tak", "nie"), ("ja", "nej"), ("ja", "nei"), ("ja", "nee"), ("waar", "onwaar"), ("да", "нет"),
    ("sant", "falskt"), ("prawda", "fałsz"), ("evet", "hayır"), ("kyllä", "ei"), ("ano", "ne"), ("on", "off"),
)  # fmt: skip
_SURE = frozenset({"true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "vero"})  # alone in a column, these are truths too

CURRENCIES = frozenset("€$£¥₹₽₺₩₪₴฿¢") | frozenset({
    "EUR", "USD", "CHF", "GBP", "JPY", "CNY", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "INR", "AUD", "CAD", "BRL", "MXN", "RUB", "TRY",
    "Fr.", "kr", "kr.", "zł", "Kč", "Ft", "R$", "US$", "A$", "C$", "₣",
})  # fmt: skip
PERCENT = frozenset({"%", "‰"})
_PLAIN_UNITS = (
    "% ‰ ° °C °F °c C F K min h d y a t sec day days yr year years month months week weeks rad deg ohm Ohm mbar hPa atm Torr mmHg psi "
    "M mM µM lx lm cd keV MeV u Da ppm ppb px pt in ft yd mi mph rpm kt kn lb lbs oz gal B kB MB GB TB bit Mbit dB dBm pH count counts "
    "pcs ha ar Ah mAh Wh kWh MWh kcal cal Bq Gy Sv G Stück st"
)
_PREFIXES, _BASES = (
    "kMGmµμnpcdh",
    ("m", "g", "s", "A", "V", "W", "Ω", "Hz", "J", "N", "Pa", "l", "L", "mol", "eV", "F", "H", "T", "S", "bar"),
)
UNITS = {*_PLAIN_UNITS.split(), *(prefix + base for prefix in ("", *_PREFIXES) for base in _BASES)}

_BLANKS = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007"), " ")
_SIGNS = {ord("−"): "-", ord("’"): "'", ord("˙"): "'"} | _BLANKS
_CORE = r"[+-]?(?:\d[\d.,' ]*(?<! )|[.,]\d+)(?:[eE][+-]?\d+)?"
_NUMBER = re.compile(
    rf"(?P<minus>[-+(]?)(?P<prefix>[^\d\s.,+\-()']{{0,4}}\.?)\s*(?P<core>{_CORE})(?P<gap>\s*)(?P<suffix>[^\d\s()][^\s()]*)?(?P<end>\)?)"
)


class Marks(NamedTuple):
    """How numbers are written.

    Attributes:
        decimal: before decimals.
        thousands: between groups of three digits; empty if there are none.
    """

    decimal: str
    thousands: str


PLAIN = Marks(".", "")
WAYS = (PLAIN, Marks(",", ""), *(Marks(decimal, group) for group in ",. '" for decimal in ".," if decimal != group))


class Written(NamedTuple):
    """A cell that is a number, taken apart: `- $ 1,362.40` is a core of `-1,362.40` with the unit `$`.

    Attributes:
        core: sign, digits and marks.
        unit: before or behind, or empty.
    """

    core: str
    unit: str


def is_missing(cell: str, *, in_text: bool = False) -> bool:
    """Whether a cell says that nothing is there."""
    bare = cell.strip()
    if in_text:
        return bare.lower() in MISSING and bare not in _WORDS_OF_TEXT
    return bare.lower() in _MISSING_NUMBER


@cache
def is_unit(text: str) -> bool:
    """Whether a text is a unit, for example `kPa`, `m/s^2`, `[mm]` or `€`."""
    bare = text.strip()
    if len(bare) > 2 and bare[0] + bare[-1] in ("[]", "()"):
        return is_unit(bare[1:-1]) or bare[1:-1] in ("-", "1")
    parts = re.split(r"\s*[/·*⋅×]\s*|\s+per\s+|(?<=\w)\s(?=\w)", bare)
    return bool(bare) and all(re.sub(r"\^?[-−⁻]?[\d²³¹⁻]+$", "", part) in UNITS | CURRENCIES or part == "1" for part in parts)


def take_apart(cell: str) -> Written | None:
    """A number and its unit; None for what is no number in any way of writing."""
    match = _NUMBER.fullmatch(cell.strip().translate(_SIGNS))
    if match is None or (match["minus"] == "(") != (match["end"] == ")"):
        return None
    prefix, suffix, core = match["prefix"].strip(), match["suffix"] or "", match["core"]
    if (prefix and (prefix not in CURRENCIES or suffix)) or (suffix and not _may_follow(suffix, has_gap=bool(match["gap"]))):
        return None
    if match["minus"] in ("-", "("):
        if core[0] in "+-":
            return None
        core = f"-{core}"
    elif match["minus"] == "+" and core[0] in "+-":
        return None
    return Written(core, prefix or suffix)


def _may_follow(suffix: str, *, has_gap: bool) -> bool:
    """Whether a text behind a number is its unit: `5 A` is, `5A` may be a name."""
    if suffix in CURRENCIES or suffix in PERCENT or suffix.startswith("°"):
        return True
    return is_unit(suffix) and (has_gap or len(suffix) > 1)


@cache
def pattern(marks: Marks) -> str:
    """A regular expression (of Python and of Rust) for numbers that are written in a way."""
    decimal, group = re.escape(marks.decimal), re.escape(marks.thousands)
    fraction, power = rf"(?:{decimal}\d*)?", r"(?:[eE][+-]?\d+)?"
    plain = rf"(?:\d+{fraction}|{decimal}\d+){power}"
    if not marks.thousands:
        return rf"^[+-]?{plain}$"
    indian = rf"|[1-9]\d?(?:{group}\d{{2}})+{group}\d{{3}}" if marks.thousands == "," else ""
    return rf"^[+-]?(?:{plain}|(?:[1-9]\d{{0,2}}(?:{group}\d{{3}})+{indian}){fraction})$"


@cache
def _compiled(marks: Marks) -> re.Pattern[str]:
    return re.compile(pattern(marks))


def is_written(core: str, marks: Marks) -> bool:
    """Whether a number is written in a way."""
    return _compiled(marks).fullmatch(core) is not None


def value(core: str, marks: Marks) -> float | None:
    """The number that a core is in a way of writing; None if it is not written so, or is not finite."""
    if not is_written(core, marks):
        return None
    bare = core.replace(marks.thousands, "") if marks.thousands else core
    number = float(bare.replace(marks.decimal, "."))
    return number if abs(number) < float("inf") else None


def is_whole(core: str, marks: Marks) -> bool:
    """Whether a core is written as a whole number."""
    bare = core.replace(marks.thousands, "") if marks.thousands else core
    return bare.lstrip("+-").isdecimal()


def truth_pair(words: Iterable[str]) -> tuple[str, str] | None:
    """The words for true and false that all of these are; None if they are something else."""
    found = {word.strip().lower() for word in words}
    for pair in TRUTHS:
        if found == set(pair) or (found <= set(pair) and found and found <= _SURE):
            return pair
    return None


_TIME = r"(?P<time>[T ]+\d{1,2}:\d{2}(?P<seconds>:\d{2}(?P<fraction>\.\d{1,9})?)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
_SHAPES = tuple(
    (re.compile(shape + _TIME), formats)
    for shape, formats in (
        (r"(?P<a>\d{4})(?P<by>[-/.])(?P<b>\d{1,2})(?P=by)(?P<c>\d{1,2})", ("%Y{by}%m{by}%d",)),
        (r"(?P<a>\d{1,2})(?P<by>[-/.])(?P<b>\d{1,2})(?P=by)(?P<c>\d{4})", ("%d{by}%m{by}%Y", "%m{by}%d{by}%Y")),
        (r"(?P<a>\d{1,2})(?P<by>[-/.])(?P<b>\d{1,2})(?P=by)(?P<c>\d{2})", ("%d{by}%m{by}%y", "%m{by}%d{by}%y")),
        (r"(?P<a>\d{1,2})(?P<by>[- ])(?P<b>[A-Z][a-z]{2})(?P=by)(?P<c>\d{4})", ("%d{by}%b{by}%Y",)),
        (r"(?P<b>[A-Z][a-z]{2})(?P<by> )(?P<a>\d{1,2}), (?P<c>\d{4})", ("%b %d, %Y",)),
    )
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Day(NamedTuple):
    """A cell that is a date in a format.

    Attributes:
        format: as for `strptime`.
        day: which it is.
    """

    format: str
    day: date


def dates(cell: str) -> list[Day]:
    """What dates a cell may be: two where day and month may be the other way round."""
    bare, found = cell.strip(), []
    for shape, formats in _SHAPES:
        match = shape.fullmatch(bare)
        for form in formats if match else ():
            assert match is not None
            day = _day(form, match["a"], match["b"], match["c"])
            if day is not None:
                found.append(Day(form.format(by=match["by"]) + _time_format(match), day))
    return found


def _time_format(match: re.Match[str]) -> str:
    if not match["time"]:
        return ""
    fraction = "%.f" if match["fraction"] else ""
    zone = "" if not match["zone"] else "Z" if match["zone"] == "Z" else "%z"
    return f"{match['time'][0]}%H:%M{':%S' if match['seconds'] else ''}{fraction}{zone}"


def _day(form: str, first: str, second: str, third: str) -> date | None:
    """The day that three parts are in a format, if there is one."""
    order = re.findall(r"%(\w)", form)
    if order[0] == "b":
        order = ["d", "b", "Y"]
    parts = dict(zip(order, (first, second, third), strict=True))
    if "b" in parts and parts["b"] not in _MONTHS:
        return None
    month = _MONTHS.index(parts["b"]) + 1 if "b" in parts else int(parts["m"])
    year = int(parts["Y"]) if "Y" in parts else int(parts["y"]) + (1900 if int(parts["y"]) > 68 else 2000)
    try:
        return date(year, month, int(parts["d"]))
    except ValueError:
        return None
