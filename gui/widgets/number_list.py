"""A list of numbers typed as text, such as the sizes of hidden layers or a start."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from gui.widgets.text_field import TextField


def parse_numbers(text: str) -> list[int] | None:
    """The whole numbers in `text`, apart by commas, semicolons or blanks; an empty text and "none" are an empty list; None for
    anything else.
    """
    try:
        return [int(word) for word in _words(text) if text.strip().lower() != "none"]
    except ValueError:
        return None


def parse_decimals(text: str) -> list[float] | None:
    """The numbers in `text`, with a point for decimals, apart as in `parse_numbers`."""
    try:
        numbers = [float(word) for word in _words(text)]
    except ValueError:
        return None
    return numbers if all(map(math.isfinite, numbers)) else None


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
        return parse_decimals(text) if self._decimals else parse_numbers(text)

    def _written(self, value: Any) -> str:
        return ", ".join(f"{number:.10g}" if self._decimals else str(number) for number in value)


def _words(text: str) -> list[str]:
    return text.replace(",", " ").replace(";", " ").replace("，", " ").split()
