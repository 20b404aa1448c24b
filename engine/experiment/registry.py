"""Tables of what can be chosen. An entry says all about one thing; whoever wants to know what it can do asks the entry, never its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


@dataclass(frozen=True)
class Entry:
    """One thing that can be chosen.

    Attributes:
        name: how files and code call it.
        title, help: how a window calls it, and one line on what it does.
        inputs: those of its part that it uses, of those that not every entry uses.
    """

    name: str
    title: str
    help: str
    inputs: tuple[str, ...] = ()


E = TypeVar("E", bound=Entry)


def table(*entries: E) -> dict[str, E]:
    """Entries by name, in order."""
    return {entry.name: entry for entry in entries}


class OneOf:
    """Marks an input that takes the name of an entry: `Annotated[str, OneOf(OPTIMIZERS)]`."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self.entries = entries

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._checked, handler(source))

    def _checked(self, value: Any) -> Any:
        if value is None or (isinstance(value, str) and value in self.entries):
            return value
        raise PydanticCustomError("one_of", "no entry has this name")
