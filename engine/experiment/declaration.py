"""How an input of an experiment is declared: once, with all that others need to know of it.

The form, the TOML file, the command line's `--set`, the error messages and the reference all read these declarations
(see `inputs.py`), so that an input is one entry in one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, Strict

from .registry import Entry, OneOf

StrictInt = Annotated[int, Strict()]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
StrictBool = Annotated[bool, Strict()]


class Part(BaseModel):
    """A part of an experiment: immutable, and with no room for misspelt names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    @cache
    def tables(cls) -> dict[str, Mapping[str, Entry]]:
        """The tables from which its choices are made, by input."""
        return {name: item.entries for name, field in cls.model_fields.items() for item in field.metadata if isinstance(item, OneOf)}

    @classmethod
    def used_by(cls, name: str) -> tuple[str, ...]:
        """The choices, in the same part, under which an input matters; empty means all."""
        return tuple(entry.name for entries in cls.tables().values() for entry in entries.values() if name in entry.inputs)

    def uses(self, name: str) -> bool:
        """Whether an input matters with the choices that were made."""
        chosen = [(entries, getattr(self, choice)) for choice, entries in self.tables().items()]
        return not self.used_by(name) or any(entry is None or name in entries[entry].inputs for entries, entry in chosen)


def declared(
    default: Any = ...,
    *,
    label: str,
    help: str,
    unit: str = "",
    allowed: str = "",
    slider: tuple[float, float] | None = None,
    logarithmic: bool = False,
    **bounds: Any,
) -> Any:
    """Declare an input.

    Args:
        default: the value when nothing is said; `...` makes the input obligatory.
        label: its name on the form.
        help: one line on what it does.
        unit: what one of it is; empty for pure numbers and names.
        allowed: what is allowed, in words, where bounds do not say it.
        slider: the range that is comfortable to drag through; typed values may go beyond it, up to the bounds.
        logarithmic: whether a slider should be logarithmic.
        bounds: `ge`, `gt`, `le`, `lt`, and `pattern`, `min_length`, `max_length`, as in pydantic.
    """
    extra: Any = {"unit": unit, "allowed": allowed, "slider": slider, "logarithmic": logarithmic}
    return Field(default, title=label, description=help, json_schema_extra=extra, **bounds)
