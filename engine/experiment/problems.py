"""Turns what pydantic found wrong into one sentence that names the field, what was found and what is allowed."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from ..errors import InputError, listed, nearest
from .inputs import allowed_keys, data_kinds, input_at


def as_input_error(error: ValidationError, raw: Any) -> InputError:
    """The first thing that is wrong, in words.

    Args:
        error: what pydantic raised.
        raw: the nested dictionary that was validated.
    """
    first = error.errors(include_url=False)[0]
    kind = _data_kind(raw)
    path = _path(first["loc"], raw, kind)
    if first["type"] == "extra_forbidden":
        return unknown_key(path, kind)
    if first["type"] == "missing":
        return InputError(path, f"missing, allowed is {_allowed(path, kind)}")
    if first["type"] in ("union_tag_invalid", "union_tag_not_found"):
        found = first["input"].get("kind") if isinstance(first["input"], dict) else first["input"]
        return InputError("data.kind", f"found {_shown(found)}{nearest(str(found), data_kinds())}, allowed is {listed(data_kinds())}")
    if first["type"] == "value_error":
        field, _, message = str(first["ctx"]["error"]).partition("|")
        return InputError(".".join(part for part in (path, field) if part), message)
    return InputError(path, f"found {_shown(first['input'])}, allowed is {_allowed(path, kind)}")


def unknown_key(path: str, data_kind: str | None = None) -> InputError:
    """An error for a path that leads nowhere, with the nearest right name."""
    prefix, _, key = path.rpartition(".")
    start = f"{prefix}." if prefix else ""
    keys = allowed_keys(prefix, data_kind)
    while prefix and not keys:
        prefix = prefix.rpartition(".")[0]
        keys = allowed_keys(prefix, data_kind)
    labels = {label.lower().replace(" ", "_"): name for name in keys if (label := _label(start + name, data_kind))}
    meant = labels.get(key.lower()) or key
    return InputError(path, f"unknown key{nearest(meant, keys)}, allowed here are {listed(keys)}")


def _label(path: str, data_kind: str | None) -> str:
    found = input_at(path, data_kind)
    return found.label if found else ""


def _data_kind(raw: Any) -> str | None:
    data = raw.get("data") if isinstance(raw, dict) else None
    kind = data.get("kind") if isinstance(data, dict) else None
    return kind if kind in data_kinds() else None


def _path(location: tuple[int | str, ...], raw: Any, data_kind: str | None) -> str:
    """The part of pydantic's location that can be followed in what was given, with lanes by their names."""
    parts: list[str] = []
    for step in location:
        if isinstance(raw, dict) and (step in raw or step in allowed_keys(".".join(parts), data_kind)):
            parts.append(str(step))
            raw = raw.get(step)
        elif isinstance(raw, (list, tuple)) and isinstance(step, int) and parts == ["lanes"]:
            raw = raw[step]
            parts.append(str(raw["name"]) if isinstance(raw, dict) and "name" in raw else str(step))
    return ".".join(parts)


def _allowed(path: str, data_kind: str | None) -> str:
    declared = input_at(path, data_kind)
    if declared is not None:
        return declared.allowed
    if path == "lanes":
        return "a list of one to six lanes"
    return "a table with the keys " + listed(allowed_keys(path, data_kind))


def _shown(value: Any) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"
