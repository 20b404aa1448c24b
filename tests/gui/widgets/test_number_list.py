"""Lists of numbers as people type them are read as they were meant, or refused with a sentence."""

from __future__ import annotations

import pytest

from engine.experiment import UnclearNumber
from gui.widgets.number_list import parse_decimals, parse_numbers
from gui.widgets.scale import parse_number


@pytest.mark.parametrize(("text", "decimal", "numbers"), [
    ("50 , 50", ".", [50, 50]), ("1.5,2.5", ".", [1.5, 2.5]), ("1,5", ".", [1, 5]), ("1,5; 2,25", ",", [1.5, 2.25]),
    ("-1.35, 2.9", ",", [-1.35, 2.9]), ("8, x", ".", None), ("10,20,30", ",", [10, 20, 30]), ("1,234.5; 2", ".", [1234.5, 2]),
    (" 1,, 2", ".", None), ("3; ", ".", [3]),
])  # fmt: skip
def test_numbers_are_set_apart_as_people_do(text: str, decimal: str, numbers: list[float] | None) -> None:
    assert parse_decimals(text, decimal) == numbers


@pytest.mark.parametrize(
    ("text", "decimal"), [("3,200", "."), ("64,128", "."), ("1,5", ","), ("2, 1,000", "."), ("1,234.5 2", "."), ("3.200", ",")]
)
def test_a_comma_within_or_between_numbers_is_refused(text: str, decimal: str) -> None:
    with pytest.raises(UnclearNumber, match="could be") as caught:
        parse_decimals(text, decimal)
    assert len(str(caught.value)) <= 300


def test_whole_numbers_have_no_decimal_comma() -> None:
    assert parse_numbers("50,50", ",") == [50, 50]
    assert parse_numbers("3.5") is None
    with pytest.raises(UnclearNumber):
        parse_numbers("3,200", ",")


@pytest.mark.parametrize("decimal", [".", ","])
def test_a_number_is_read_as_in_the_users_country(decimal: str) -> None:
    assert parse_number("4,294,967,295", True, decimal) == 4294967295
    assert parse_number("0,05", False, decimal) == 0.05
    if decimal == ".":
        assert parse_number("3,000", True, decimal) == 3000
    else:
        with pytest.raises(UnclearNumber):
            parse_number("3,000", True, decimal)
