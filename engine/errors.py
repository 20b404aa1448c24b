"""What goes wrong through no fault of the program."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import PurePath

from .messages import Message, Translate

_MOST, _MOST_OF_FIELD = 300, 80  # characters of a sentence, and of the field that it begins with
_MOST_SHOWN, _MOST_OF_PATH = 60, 120  # characters of what was found


class InputError(ValueError):
    """The user's input is wrong, told in one line of at most 300 characters.

    Attributes:
        field: what was set, for example `lanes.stochastic.batch_size`.
        told: what was found and what is allowed.
        message: the same in English, without a full stop.
    """

    def __init__(self, field: str, told: Message | str) -> None:
        self.field = shortened(_one_line(field), _MOST_OF_FIELD)
        self.told = told
        self.message = self._fitting(str(told))
        super().__init__(f"{self.field}: {self.message}.")

    def worded(self, translate: Translate) -> str:
        """The message, translated."""
        return self.message if isinstance(self.told, str) else self._fitting(self.told.worded(translate))

    def _fitting(self, text: str) -> str:
        return shortened(_one_line(text), _MOST - len(self.field) - len(": ."))


def _one_line(text: str) -> str:
    """Whatever was found, it is one line, and no character in it does anything to a terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in " ".join(text.splitlines()))


def shortened(text: str, most: int) -> str:
    """A text with its middle left out where it is too long: what was found is told first, what is allowed last."""
    head = (most - 3) // 2
    return text if len(text) <= most else f"{text[:head]} … {text[head + 3 - most :]}"


def shown(found: object) -> str:
    """What was found, in quotes, short enough for a sentence."""
    return f'"{shortened(str(found), _MOST_OF_PATH if isinstance(found, PurePath) else _MOST_SHOWN)}"'


def nearest(found: str, allowed: Iterable[str]) -> str:
    """Say what was probably meant: ` (did you mean "x"?)`, or nothing when no name is near."""
    near = difflib.get_close_matches(shortened(found, _MOST_SHOWN), list(allowed), n=1, cutoff=0.5)
    return f' (did you mean "{near[0]}"?)' if near else ""


def pluralize(number: int, noun: str) -> str:
    """A number of things: `no numbers`, `1 number`, `2 numbers`."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def listed(names: Iterable[str]) -> str:
    """Join names for a sentence: `a, b or c`."""
    *head, last = list(names)
    return f"{', '.join(head)} or {last}" if head else last
