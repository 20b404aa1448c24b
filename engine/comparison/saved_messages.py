"""Notes and reasons as a file keeps them: a message by its id and its places, beside its English. See docs/decisions/files.md."""

from __future__ import annotations

import json
from typing import Any

from ..messages import TEXTS, Message, places_of

_DEEPEST = 6  # messages within each other
_LARGEST = 1 << 31  # a number in a place is below this


def packed(told: object, most: int) -> str:
    """A message, or a plain text, as a text of at most so many characters."""
    text = json.dumps({"english": str(told), **_tree(told)}, ensure_ascii=False) if isinstance(told, Message) else str(told)
    text = text if len(text) <= most else str(told)[:most]
    return text.encode(errors="replace").decode()  # half a character, as in the name of a file, would be refused when it is read


def unpacked(text: str) -> Message | str:
    """What was packed. Of a message that is unknown here or lacks a place, its English; any other text stays as it is."""
    try:
        tree = json.loads(text)
        json.dumps(tree, ensure_ascii=False).encode()  # lone surrogates can be neither printed nor shown
    except (ValueError, RecursionError):
        return text
    if not isinstance(tree, dict) or not isinstance(english := tree.get("english"), str):
        return text
    return _message(tree, _DEEPEST) or english


def _tree(told: Message) -> dict[str, Any]:
    places = {name: _tree(value) if isinstance(value, Message) else value for name, value in told.places.items()}
    return {"id": told.id, "places": places}


def _message(tree: dict[str, Any], deepest: int) -> Message | None:
    id, stored = tree.get("id"), tree.get("places")
    if deepest == 0 or not isinstance(id, str) or id not in TEXTS or not isinstance(stored, dict) or not places_of(id) <= stored.keys():
        return None
    places = {name: _message(value, deepest - 1) if isinstance(value, dict) else value for name, value in stored.items()}
    return Message(id, places) if all(_is_allowed(value) for value in places.values()) else None


def _is_allowed(value: object) -> bool:
    return isinstance(value, str | Message) or (type(value) is int and 0 <= value < _LARGEST)
