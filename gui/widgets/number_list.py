"""A list of numbers typed as text, such as the sizes of hidden layers or a start."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from engine.experiment import UnclearNumber
from gui.look.translation import tr
from gui.widgets.scale import parse_number
from gui.widgets.text_field import TextField

_SEPARATORS = re.compile(r"\s*[,;，]\s+|[;，\s]+")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", re.ASCII)


def parse_numbers(text: str, decimal: str = ".") -> list[int] | None:
    """The whole numbers in `text`, apart by commas, semicolons or blanks; an empty text and "none" are an empty list; None for
    anything else.
    """
    if text.strip().lower() in ("", "none", tr("none").lower()):
        return []
    numbers = _read(text, decimal, whole=True)
    return None if numbers is None else [int(number) for number in numbers]


def parse_decimals(text: str, decimal: str = ".") -> list[float] | None:
    """The numbers in `text`, apart as in `parse_numbers`."""
    if not text.strip():
        return []
    numbers = _read(text, decimal, whole=False)
    return None if numbers is None else [float(number) for number in numbers]


def _read(text: str, decimal: str, *, whole: bool) -> list[float] | None:
    """The numbers in a text.

    Raises:
        UnclearNumber: a comma could be within a number or between two, as in "3,200".
    """
    numbers: list[float] = []
    for word in _SEPARATORS.split(text.strip().strip(",;， ")):
        apart = [parse_number(part, whole) for part in word.split(",")]
        is_apart = None not in apart
        could_be_one = "," not in word or bool(_THOUSANDS.fullmatch(word)) or (decimal == "," and not whole and word.count(",") == 1)
        one = parse_number(word, whole, decimal) if could_be_one else None
        if is_apart and one is not None and len(apart) > 1 and ";" not in text:  # which would set them apart
            pair = ", ".join(f"{number:.10g}" for number in apart if number is not None)
            told = tr('"{found}" could be {one}, or {others}, write one of these as here', found=word, one=f"{one:.10g}", others=pair)
            raise UnclearNumber(told)
        if one is None and not is_apart:
            return None
        numbers += [one] if one is not None else [number for number in apart if number is not None]
    return numbers


class NumberListField(TextField):
    """A name and a field for numbers like "50, 50" on one row, with help or an error below.

    Args:
        decimals: whether the numbers may have decimals; else they are whole.

    Attributes:
        value: the numbers held.

    Signals:
        value_edited: the list of numbers, or the raw str when it is none.
    """

    def __init__(
        self, label: str, *, decimals: bool = False, help: str = "", placeholder: str = "", field_width: int = 148,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        self._decimals = decimals
        super().__init__(label, help=help, placeholder=placeholder, field_width=field_width, parent=parent)

    @property
    def value(self) -> list[Any]:
        return list(self._value)

    def set_value(self, value: Sequence[Any]) -> None:
        super().set_value(list(value))

    def _meant(self, text: str) -> Any:
        return (parse_decimals if self._decimals else parse_numbers)(text, QLocale().decimalPoint())

    def _written(self, value: Any) -> str:
        return ", ".join(f"{number:.10g}" if self._decimals else str(number) for number in value)
