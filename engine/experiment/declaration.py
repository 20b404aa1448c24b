"""How an input of an experiment is declared: once, with all that others need to know of it.

The form, the TOML file, the command line's `--set`, the error messages and the reference all read these declarations
(see `inputs.py`), so that an input is one entry in one place.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, Strict

StrictInt = Annotated[int, Strict()]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
StrictBool = Annotated[bool, Strict()]


class Part(BaseModel):
    """A part of an experiment: immutable, and with no room for misspelt names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def declared(
    default: Any = ...,
    *,
    label: str,
    help: str,
    unit: str = "",
    allowed: str = "",
    slider: tuple[float, float] | None = None,
    logarithmic: bool = False,
    used_by: tuple[str, ...] = (),
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
        used_by: the names, in the same part, under which it matters; empty means all. The help says so by itself.
        bounds: `ge`, `gt`, `le`, `lt`, and `pattern`, `min_length`, `max_length`, as in pydantic.
    """
    extra: Any = {"unit": unit, "allowed": allowed, "slider": slider, "logarithmic": logarithmic, "used_by": used_by}
    return Field(default, title=label, description=help, json_schema_extra=extra, **bounds)
