"""What is told of a table: one function per kind of sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ....errors import listed, shown
from ....messages import Message, message
from .model import TableWarning

_MOST_NAMES = 4


def warn(code: str, line: int | None = None, column: str | None = None, found: str | None = None, **places: object) -> TableWarning:
    """A warning whose sentence is the text `table_CODE`; line, column (as `name`) and what was found fill places in it, too."""
    where = {"line": str(line), "name": shown(column), "found": shown(found)}
    told = message(f"table_{code.replace('-', '_')}", **(where | places))
    return TableWarning(code, told, line, column, found)


def named(names: Sequence[str]) -> Message | str:
    """Some columns, in quotes, the first ones where they are many."""
    if len(names) > _MOST_NAMES:
        return message("table_and_more", names=listed(map(shown, names[:_MOST_NAMES]), "comma"), n=len(names) - _MOST_NAMES)
    return listed(map(shown, names), "and")


def lines(numbers: Iterable[int]) -> str:
    """Numbers of lines, with runs drawn together: `1-2, 7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    shown_runs = ["-".join(str(number) for number in run) for run in runs]
    return ", ".join(shown_runs[:6]) + (", …" if len(runs) > 6 else "")
