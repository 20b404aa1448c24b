"""What goes wrong through no fault of the program."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """The user's input is wrong.

    Attributes:
        field: what was set, for example `lanes.stochastic.batch_size`.
        message: what was found and what is allowed, without a full stop.
    """

    def __init__(self, field: str, message: str) -> None:
        field, message = (" ".join(text.splitlines()) for text in (field, message))  # whatever was found, it is one line
        super().__init__(f"{field}: {message}.")
        self.field = field
        self.message = message


def nearest(found: str, allowed: Iterable[str]) -> str:
    """Say what was probably meant: ` (did you mean "x"?)`, or nothing when no name is near."""
    near = difflib.get_close_matches(found, list(allowed), n=1, cutoff=0.5)
    return f' (did you mean "{near[0]}"?)' if near else ""


def counted(number: int, noun: str) -> str:
    """A number of things: `no numbers`, `1 number`, `2 numbers`."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def listed(names: Iterable[str]) -> str:
    """Join names for a sentence: `a, b or c`."""
    *head, last = list(names)
    return f"{', '.join(head)} or {last}" if head else last
