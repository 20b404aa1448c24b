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
    # what is wrong with an input
    "found_allowed": "found {found}, allowed is {allowed}",
    # files
    "cannot_be_read": "{path} cannot be read ({reason}), allowed is {allowed}",
    "experiment_file": "a file as written by “Save experiment”",
    # lists
    "or": "{first} or {last}",
}


@dataclass(frozen=True)
class Message:
    """A sentence, or a part of one.

    Attributes:
        id: of `TEXTS`.
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
        return translate(TEXTS[self.id], number if isinstance(number, int) else 0).format_map(filled)


def message(id: str, /, **places: object) -> Message:
    """The message of this id with these places."""
    return Message(id, places)


def _english(text: Text, number: int) -> str:
    return text if isinstance(text, str) else text[number != 1]
