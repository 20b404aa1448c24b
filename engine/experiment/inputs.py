"""Every declared input of an experiment, found by walking the declaration."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from ..errors import listed
from ..messages import Message, message, table_text
from .declaration import Part
from .registry import Entry, OneOf
from .sections import Inputs
from .sources import SOURCES, Data

_LIMITS = {"ge": "at_least", "gt": "more_than", "le": "at_most", "lt": "less_than"}  # messages


@dataclass(frozen=True)
class Input:
    """One input as declared.

    Attributes:
        path: where it lies, for example `lanes.*.optimizer.lr`.
        label, help, unit: how it is shown; the help says under which names of its part the input is used, if not under all.
        kind: `whole`, `number`, `flag`, `choice`, `list` or `text`.
        default: its value when nothing is said, or None.
        bounds: of `ge`, `gt`, `le`, `lt` those that hold.
        items: of a list, the kind of what is in it; empty for others.
        choices: the names allowed, for a choice; `entries`, what a table says of each, if they come from one.
        words: of a number, the names that may stand in its place.
        optional: whether it may be left out.
        slider: the comfortable range, if one is declared.
        logarithmic: whether a slider should be logarithmic.
        allowed: what is allowed, in words.
    """

    path: str
    label: str
    help: Message
    unit: str
    kind: str
    items: str
    default: Any
    bounds: dict[str, float]
    choices: tuple[str, ...]
    entries: tuple[Entry, ...]
    words: tuple[str, ...]
    optional: bool
    slider: tuple[float, float] | None
    logarithmic: bool
    allowed: Message | str

    @property
    def noun(self) -> str:
        """The label as it stands within a sentence."""
        return self.label.lower()


@cache
def inputs(data_kind: str | None = None) -> dict[str, Input]:
    """All inputs by path, in the order of their declaration.

    Args:
        data_kind: take only the inputs of this kind of data; without it, of all kinds.
    """
    return {path: _input(path, field, users) for path, field, users in _walk(Inputs, "", data_kind)}


def reference(word: str = "") -> str:
    """All inputs with what the declaration says of them, and a line for each entry to choose; those of one kind of data below its name.

    Args:
        word: take only inputs whose path contains it.
    """
    parts = ["\n".join(_told(found) for path, found in inputs().items() if word in path and not path.startswith("data."))]
    for kind in SOURCES:
        told = [_told(found) for path, found in inputs(kind).items() if word in path and path.startswith("data.")]
        parts += [f'# with data.kind = "{kind}"', *told] if told else []
    return "\n".join(filter(None, parts))


def _told(found: Input) -> str:
    default = "" if found.default is None else f" = {json.dumps(found.default)}"
    unit = f", in {found.unit}" if found.unit else ""
    told = "".join(f'\n        "{entry.name}": {entry.help}' for entry in found.entries)
    return f"{found.path}{default}\n    {found.help}\n    allowed: {found.allowed}{unit}{told}"


def general(path: str) -> str:
    """A concrete path such as `lanes.stochastic.optimizer.lr` as it is declared: `lanes.*.optimizer.lr`."""
    parts = path.split(".")
    return ".".join(["lanes", "*", *parts[2:]]) if parts[0] == "lanes" and len(parts) > 1 else path


def input_at(path: str, data_kind: str | None = None) -> Input | None:
    """The input that a concrete path means, if any."""
    return inputs(data_kind).get(general(path))


def allowed_keys(prefix: str, data_kind: str | None = None) -> list[str]:
    """The keys directly below a path (`""`, `data`, `lanes.stochastic.optimizer`, …)."""
    start = f"{general(prefix)}." if prefix else ""
    return list(dict.fromkeys(path[len(start) :].split(".")[0] for path in inputs(data_kind) if path.startswith(start)))


def _walk(part: type[Part], prefix: str, data_kind: str | None) -> Iterator[tuple[str, FieldInfo, tuple[str, ...]]]:
    for name, field in part.model_fields.items():
        if isinstance(field.json_schema_extra, dict) and not field.json_schema_extra.get("is_input", True):
            continue
        below = _parts(field.annotation)
        if below == [Data]:
            below = [kind.part for kind in SOURCES.values() if data_kind in (None, kind.name)]
        step = f"{prefix}{name}.*." if _is_list(field.annotation) else f"{prefix}{name}."
        for kind in below:
            yield from _walk(kind, step, data_kind)
        if not below:
            yield f"{prefix}{name}", field, part.used_by(name)


def _parts(annotation: Any) -> list[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return [annotation]
    return [part for argument in get_args(annotation) for part in _parts(argument)]


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple


def _input(path: str, field: FieldInfo, users: tuple[str, ...]) -> Input:
    extra = field.json_schema_extra
    assert isinstance(extra, dict), f"{path} is not declared"
    entries = tuple(entry for item in field.metadata if isinstance(item, OneOf) for entry in item.entries.values())
    kind, choices = ("choice", tuple(entry.name for entry in entries)) if entries else _kind(field.annotation)
    bounds = {name: value for item in field.metadata for name in _LIMITS if (value := getattr(item, name, None)) is not None}
    help = table_text(field.description or "")
    if users:
        help = message("only_with", help=help, names=listed(users))
    return Input(
        path=path, label=field.title or "", help=help, unit=str(extra["unit"]), kind=kind, items=_items(field.annotation),
        default=None if field.is_required() else field.default, bounds=bounds, choices=choices, entries=entries,
        words=_words(field.annotation), optional=NoneType in get_args(field.annotation),
        slider=extra["slider"], logarithmic=bool(extra["logarithmic"]),  # type: ignore[arg-type]
        allowed=table_text(str(extra["allowed"])) if extra["allowed"] else _allowed(kind, choices, bounds),
    )  # fmt: skip


def _kind(annotation: Any) -> tuple[str, tuple[str, ...]]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(arguments[0])
    if origin in (Union, UnionType):
        return _kind(next(a for a in arguments if a is not NoneType))
    if origin is Literal:
        return "choice", arguments
    if origin is tuple:
        return "list", ()
    return {int: "whole", float: "number", bool: "flag"}.get(annotation, "text"), ()


def _items(annotation: Any) -> str:
    """The kind of what is in a list."""
    if get_origin(annotation) is tuple:
        return _kind(get_args(annotation)[0])[0]
    return next((found for part in get_args(annotation) if (found := _items(part))), "")


def _words(annotation: Any) -> tuple[str, ...]:
    """The names in a union with something else."""
    parts = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else ()
    return tuple(word for part in parts if get_origin(part) is Literal for word in get_args(part))


def _allowed(kind: str, choices: tuple[str, ...], bounds: dict[str, float]) -> Message | str:
    if choices:
        return listed(f'"{choice}"' for choice in choices)
    noun = {"whole": "whole_number", "number": "number"}.get(kind, "text")
    if "ge" in bounds and "le" in bounds:
        return message(f"{noun}_from", least=f"{bounds['ge']:,.10g}", most=f"{bounds['le']:,.10g}")
    limits = [message(_LIMITS[name], limit=f"{limit:,.10g}") for name, limit in bounds.items()]
    return message("within", kind=message(noun), limits=listed(limits, "and")) if limits else message(noun)
