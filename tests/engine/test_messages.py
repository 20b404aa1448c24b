"""Messages know what stands in their places, and are worded in any language from one table."""

from __future__ import annotations

import pytest

from engine.errors import InputError, listed, nearest, unexpected
from engine.messages import message, table_text


def test_messages_within_messages_are_worded_too_and_names_are_left_alone() -> None:
    told = message("found_allowed", found="sgd", allowed=message("whole_number_from", least=1, most="4,096"))
    assert str(told) == "found sgd, allowed is a whole number from 1 to 4,096"
    assert told.worded(lambda text, _: f"<{text}>") == "<found sgd, allowed is <a whole number from 1 to 4,096>>"


@pytest.mark.parametrize(
    ("number", "english", "french"), [(0, "0 numbers", "0 nombre"), (1, "1 number", "1 nombre"), (2, "2 numbers", "2 nombres")]
)
def test_a_number_chooses_the_form(number: int, english: str, french: str) -> None:
    told = message("numbers", n=number)
    assert str(told) == english
    assert told.worded(lambda _, n: "{n} nombres" if n > 1 else "{n} nombre") == french


def test_texts_of_tables_are_looked_up_as_they_stand_with_their_braces() -> None:
    told = message("input_value", input=table_text("a set {x}"), value=3)
    assert str(told) == "a set {x} 3"
    assert told.worded(lambda text, _: {"a set {x}": "eine Menge {x}"}.get(str(text), str(text))) == "eine Menge {x} 3"


def test_a_text_of_another_table_may_be_the_id_of_a_message() -> None:
    assert str(message("numbers", n=2)) == "2 numbers" and str(table_text("numbers")) == "numbers"


def test_an_id_that_is_not_of_the_table_is_refused() -> None:
    with pytest.raises(AssertionError, match="no_such_id"):
        message("no_such_id")


def test_lists_and_guesses_are_joined_as_in_english() -> None:
    assert [str(listed("abc"[:count])) for count in (1, 2, 3)] == ["a", "a or b", "a, b or c"]
    assert [str(listed("abc", last)) for last in ("and", "comma", "semicolon")] == ["a, b and c", "a, b, c", "a; b; c"]
    assert str(nearest("batchsize", ["lr", "batch_size"])) == '"batchsize" (did you mean "batch_size"?)'
    assert str(nearest("batchsize", ["lr"], message("an_unknown_key"))) == "unknown key"


def test_an_error_is_one_line_of_no_more_than_300_characters_in_every_language() -> None:
    error = InputError("lanes.\nx", message("found_allowed", found="x\n\a" * 200, allowed="1"))
    for line in (str(error), error.worded(lambda text, _: f"{text}" * 50)):
        assert len(line) <= 300 and line.isprintable() and line.startswith("lanes. x: found x") and line.endswith(".")


def test_an_error_that_was_not_foreseen_keeps_its_message() -> None:
    error = MemoryError(message("record_too_large", rows=3, needed="4 GB", free="1 GB"))
    assert str(unexpected(error)) == f"MemoryError: {error}" == "MemoryError: a record of 3 rows needs 4 GB of memory, 1 GB are free"
    assert unexpected(error).worded(lambda text, _: str(text).replace(" rows", " Zeilen")).startswith("MemoryError: a record of 3 Zeilen")
    assert str(unexpected(ZeroDivisionError("fire"))) == "ZeroDivisionError: fire"
