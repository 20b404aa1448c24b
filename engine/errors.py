"""What goes wrong through no fault of the program."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import reduce
from pathlib import PurePath
from typing import Literal

from .messages import Message, Translate, message

_MOST, _MOST_OF_FIELD = 300, 80  # characters of a sentence, and of the field that it begins with
_MOST_SHOWN, _MOST_OF_PATH = 60, 120  # characters of what was found
_MOST_SAID = 150  # of an error that is not ours


class InputError(ValueError):
    """The user's input is wrong, told in one line of at most 300 characters, which begins with the field.

    Attributes:
        field: what was set, for example `lanes.stochastic.batch_size`.
        told: what was found and what is allowed, without a full stop.
        message: the same in English.
    """

    def __init__(self, field: str, told: Message) -> None:
        self.field = shortened(_one_line(field), _MOST_OF_FIELD)
        self.told = told
        self.message = self._fitting(str(told))
        super().__init__(f"{self.field}: {self.message}.")

    def bare(self) -> InputError:
        """The same without what its frames hold."""
        return InputError(self.field, self.told)

    def worded(self, translate: Translate) -> str:
        """The line, translated."""
        return f"{self.field}: {self._fitting(self.told.worded(translate))}."

    def _fitting(self, text: str) -> str:
        return shortened(_one_line(text), _MOST - len(self.field) - len(": ."))


def unexpected(error: BaseException) -> Message:
    """What to say of an error that was not foreseen: `MemoryError: a record of 3 rows needs 40 GB of memory`."""
    told = error.args[0] if error.args and isinstance(error.args[0], Message) else str(error)
    return message("unexpected", kind=type(error).__name__, told=told)


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


def nearest(name: str, allowed: Iterable[str], found: Message | str = "") -> Message | str:
    """What was found, with what was probably meant: `"batchsize" (did you mean "batch_size"?)`.

    Args:
        name: was found.
        allowed: the names that there are.
        found: tells it in a sentence; by default in quotes.
    """
    near = difflib.get_close_matches(shortened(name, _MOST_SHOWN), list(allowed), n=1, cutoff=0.5)
    found = found or shown(name)
    return message("did_you_mean", found=found, meant=near[0]) if near else found


def listed(parts: Iterable[Message | str], last: Literal["or", "and", "comma", "semicolon"] = "or") -> Message | str:
    """Join parts for a sentence, by commas and in the end by a word, or by one sign: `a, b or c`."""
    *head, end = parts
    sign = "semicolon" if last == "semicolon" else "comma"
    return message(last, first=reduce(lambda first, part: message(sign, first=first, last=part), head), last=end) if head else end


def said_by(error: BaseException) -> Message | str:
    """The kind of an error that is not ours, and the first line of what it says, without a full stop."""
    kind, said = type(error).__name__, str(error).partition("\n")[0][:_MOST_SAID].rstrip(".")
    return f"{kind}: {said}" if said else message("no_reason_given", error=kind)
