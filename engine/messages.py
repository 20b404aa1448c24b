"""What the engine tells people: each sentence has an id, and its English stands in the one table here.

A message knows its id and what stands in its places, so that a window can word it in another language; `str` of it is English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Text: TypeAlias = str | tuple[str, str]  # with two forms: for one, and for any other number in the place `n`
Translate: TypeAlias = Callable[[Text, int], str]  # a text in another language, in the form for a number

TEXTS: Mapping[str, Text] = {
    # inputs: what is wrong with one
    "found_allowed": "found {found}, allowed is {allowed}",
    "missing": "missing, allowed is {allowed}",
    "did_you_mean": '{found} (did you mean "{meant}"?)',  # `errors.nearest` makes it
    "is_section": "is a section and cannot be set as a whole, allowed are its keys {keys}",
    "newer_can_read": "found {found}, allowed is {allowed}; a newer TriDescent can read it",
    "no_finite_loss": "found a loss of {loss} there, allowed is a start where it is finite",
    # inputs: what is found
    "numbers": ("{n} number", "{n} numbers"),
    "no_numbers": "no numbers",
    "the_lane": "the lane {lane}",
    "an_unknown_key": "unknown key",
    "unknown_key": "{found}, allowed here are {keys}",
    # inputs: what is allowed
    "whole_number": "a whole number",
    "number": "a number",
    "text": "text",
    "whole_number_from": "a whole number from {least} to {most}",
    "number_from": "a number from {least} to {most}",
    "list_of_lanes": "a list of one to six lanes",
    "table_with_keys": "a table with the keys {keys}",
    "within": "{kind}, {limits}",
    "at_least": "at least {limit}",
    "more_than": "more than {limit}",
    "at_most": "at most {limit}",
    "less_than": "less than {limit}",
    "only_with": "{help}; only with {names}",
    # inputs: as they are named
    "of_lane": "{input} of {lane}",
    "input_value": "{input} {value}",
    # formulas
    "unknown_name": "{name} is not known",
    # files
    "cannot_be_read": "{path} cannot be read ({reason}), allowed is {allowed}",
    "experiment_file": 'a file as written by "Save experiment"',
    # command line
    "neither_file_nor_preset": "found {found}, allowed is a file, a preset, or a command: {commands}",
    # lists: `errors.listed` makes them
    "or": "{first} or {last}",
    "and": "{first} and {last}",
    "comma": "{first}, {last}",
    "semicolon": "{first}; {last}",
}


@dataclass(frozen=True)
class Message:
    """A sentence, or a part of one.

    Attributes:
        id: of `TEXTS`, or a text of another table (see `table_text`).
        places: what stands in its places, by name: texts, numbers as text, or other messages.
    """

    id: str
    places: Mapping[str, object]

    def __str__(self) -> str:
        return self.worded(_english)

    def worded(self, translate: Translate) -> str:
        """Its text, translated, with its places filled."""
        filled = {name: value.worded(translate) if isinstance(value, Message) else value for name, value in self.places.items()}
        number = self.places.get("n", 0)
        translated = translate(TEXTS.get(self.id, self.id), number if isinstance(number, int) else 0)
        return translated.format_map(filled) if filled else translated


def message(id: str, /, **places: object) -> Message:
    """The message of this id with these places."""
    assert id in TEXTS, id
    return Message(id, places)


def table_text(entry: str) -> Message:
    """A title, a label or another text of a table, which the catalogue has as it stands there."""
    return Message(entry, {})


def _english(text: Text, number: int) -> str:
    return text if isinstance(text, str) else text[number != 1]
