"""Turns what pydantic found wrong into one sentence that names the field, what was found and what is allowed."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic import ValidationError

from ..errors import InputError, listed, nearest, shortened, shown
from ..messages import Message, message
from .inputs import allowed_keys, general, input_at
from .sources import SOURCES


def as_input_error(error: ValidationError, raw: Any) -> InputError:
    """The first thing that is wrong, in words.

    Args:
        error: what pydantic raised.
        raw: the nested dictionary that was validated.
    """
    first = error.errors(include_url=False)[0]
    kind = _data_kind(raw)
    path, declared = _place(first["loc"], raw, kind)
    if first["type"] == "extra_forbidden":
        return _unknown(path, declared, kind)
    if first["type"] == "missing":
        return InputError(path, message("missing", allowed=_allowed(declared, kind)))
    if first["type"] == "no_such_kind":
        found = first["input"].get("kind") if isinstance(first["input"], dict) else first["input"]
        if found is None:
            return InputError("data.kind", message("missing", allowed=listed(SOURCES)))
        found = nearest(found if isinstance(found, str) else "", SOURCES, shown_value(found))
        return InputError("data.kind", message("found_allowed", found=found, allowed=listed(SOURCES)))
    if first["type"] == "value_error":  # of a validator, which names what lies below
        told: InputError = first["ctx"]["error"]
        return InputError(".".join(filter(None, (path, told.field))), told.told)
    found = shown_value(first["input"], is_whole=_is_whole(declared, kind))
    return InputError(path, message("found_allowed", found=found, allowed=_allowed(declared, kind)))


def unknown_key(path: str, data_kind: str | None = None) -> InputError:
    """An error for a path that leads nowhere, with the nearest right name."""
    path = shortened(path, 200)  # what follows takes the square of its length
    return _unknown(path, general(path), data_kind)


def _unknown(path: str, declared: str, data_kind: str | None) -> InputError:
    if below := allowed_keys(declared, data_kind):
        return InputError(path, message("is_section", keys=listed(below)))
    prefix, _, key = declared.rpartition(".")
    start = f"{prefix}." if prefix else ""
    keys = allowed_keys(prefix, data_kind)
    while prefix and not keys:
        prefix = prefix.rpartition(".")[0]
        keys = allowed_keys(prefix, data_kind)
    labels = {label.lower().replace(" ", "_"): name for name in keys if (label := _label(start + name, data_kind))}
    meant = labels.get(key.lower()) or key
    return InputError(path, message("unknown_key", found=nearest(meant, keys, message("an_unknown_key")), keys=listed(keys)))


def _label(path: str, data_kind: str | None) -> str:
    found = input_at(path, data_kind)
    return found.label if found else ""


def _data_kind(raw: Any) -> str | None:
    data = raw.get("data") if isinstance(raw, dict) else None
    kind = data.get("kind") if isinstance(data, dict) else None
    return kind if isinstance(kind, str) and kind in SOURCES else None


class _Place(NamedTuple):
    """Where something is wrong: as it is shown, with lanes by their names, and as it is declared, with `*` for them."""

    shown: str
    declared: str


def _place(location: tuple[int | str, ...], raw: Any, data_kind: str | None) -> _Place:
    """The part of pydantic's location that can be followed in what was given."""
    shown: list[str] = []
    declared: list[str] = []
    for step in location:
        if isinstance(raw, dict) and (step in raw or step in allowed_keys(".".join(declared), data_kind)):
            shown.append(str(step))
            declared.append(str(step))
            raw = raw.get(step)
        elif isinstance(raw, (list, tuple)) and isinstance(step, int) and declared == ["lanes"]:
            raw = raw[step]
            shown.append(str(raw["name"]) if isinstance(raw, dict) and "name" in raw else str(step))
            declared.append("*")
    return _Place(".".join(shown), ".".join(declared))


def _allowed(path: str, data_kind: str | None) -> Message | str:
    declared = input_at(path, data_kind)
    if declared is not None:
        return declared.allowed
    if path == "lanes":
        return message("list_of_lanes")
    return message("table_with_keys", keys=listed(allowed_keys(path, data_kind)))


def _is_whole(path: str, data_kind: str | None) -> bool:
    declared = input_at(path, data_kind)
    return declared is not None and declared.kind == "whole"


def shown_value(value: Any, *, is_whole: bool = False) -> Message | str:
    """What was found: a number as it is typed, but with decimals where those are what is wrong."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, float) and not is_whole:
        return str(value).removesuffix(".0")
    try:
        return shortened(str(value).lower() if isinstance(value, bool) else str(value), 60)
    except (ValueError, RecursionError):  # more digits than Python writes, or lists in lists
        return message("something_very_long")
