"""Experiments from older versions, brought up to date.

A file carries `schema_version`. To change what inputs are called or mean, add a function to `STEPS` that turns the nested dictionary of
the version before into that of the next one. It must also pass what is written in the new way already, for people write files by hand
and leave the version out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..errors import InputError
from ..messages import message
from .validation import shown_value

KEY = "schema_version"


def _number_versions(raw: dict[str, Any]) -> dict[str, Any]:
    """0, files without a version, to 1: the inputs are the same."""
    return raw


def _name_shuffles(raw: dict[str, Any]) -> dict[str, Any]:
    """1 to 2: `shuffle` of a lane is the name of a way to shuffle, where it was true or false."""
    names = {True: "every-epoch", False: "never"}
    lanes = raw.get("lanes")
    if not isinstance(lanes, list):
        return raw
    return raw | {"lanes": [lane | {"shuffle": names[lane["shuffle"]]} if _has_flag(lane, "shuffle") else lane for lane in lanes]}


def _has_flag(part: Any, key: str) -> bool:
    return isinstance(part, dict) and isinstance(part.get(key), bool)


STEPS: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = (_number_versions, _name_shuffles)  # STEPS[i] leads from version i to i + 1


def migrate(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a file as today's version has them, without the version.

    Raises:
        InputError: the version is unknown, or newer than this program.
    """
    inputs = dict(raw)
    version = inputs.pop(KEY, 0)
    allowed = message("whole_number_from", least=0, most=len(STEPS))
    if type(version) is not int or version < 0:
        raise InputError(KEY, message("found_allowed", found=shown_value(version), allowed=allowed))
    if version > len(STEPS):
        raise InputError(KEY, message("newer_can_read", found=shown_value(version), allowed=allowed))
    for step in STEPS[version:]:
        inputs = step(inputs)
    return inputs
