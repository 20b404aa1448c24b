"""Notes and reasons in a file keep their ids and places, so that they can be worded in any language; a file may be anybody's."""

from __future__ import annotations

import json
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from engine import Recording
from engine.comparison.saved_messages import packed, unpacked
from engine.messages import TEXTS, Message, Text, message
from tests.engine.comparison.crafted import unpacked as arrays_of
from tests.engine.comparison.test_older_formats import OLD, saved

NOTE = message("so_autograd", reason=message("net_is_too_large", n=1_006_002))


def in_capitals(text: Text, number: int) -> str:
    form = text if isinstance(text, str) else text[number != 1]
    return "".join(part.upper() + (f"{{{name}}}" if name else "") for part, name, _, _ in Formatter().parse(form))


def stored(**changes: Any) -> str:
    return json.dumps({"english": "in English", "id": "so_autograd", "places": {"reason": "it is {so}"}} | changes)


@pytest.mark.parametrize("told", [NOTE, message("computed_in_parts", size="100", part="50"), "RuntimeError: {0.__class__} %s", ""])
def test_what_was_packed_comes_back(told: Message | str) -> None:
    assert unpacked(packed(told, 10_000)) == told


def test_a_stored_message_can_be_worded_in_another_language() -> None:
    loaded = unpacked(packed(NOTE, 10_000))
    assert isinstance(loaded, Message)
    assert loaded.worded(in_capitals) == "A NET OF 1,006,002 WEIGHTS IS TOO LARGE FOR THE KERNELS, SO AUTOGRAD IS USED"


def test_half_a_character_does_not_make_the_file_unreadable() -> None:
    assert packed("no \udc80", 100) == "no ?"
    assert unpacked(packed(message("so_autograd", reason="no \udc80"), 1000)) == message("so_autograd", reason="no ?")


def test_what_is_too_long_is_kept_in_english() -> None:
    assert packed(NOTE, 60) == str(NOTE)[:60]
    long = message("so_autograd", reason="x" * 9_980)
    assert unpacked(packed(long, 10_000)) == str(long)[:10_000]


@pytest.mark.parametrize("text", [
    "its kernels were not ready yet", "{reason}", '{"a": 1}', "[1, 2]", "12", '"text"', "[" * 10_000, '{"english": 1, "id": "row"}',
    '{"english": "\\ud800"}', "{" + "1" * 5_000 + "}",
])  # fmt: skip
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert unpacked(text) == text


def nested(depth: int) -> dict[str, Any]:
    return {"id": "so_autograd", "places": {"reason": nested(depth - 1) if depth else "x"}}


@pytest.mark.parametrize("changes", [
    {"id": "of_a_newer_version"}, {"id": "{reason.__class__}"}, {"id": ["so_autograd"]}, {"id": None}, {"places": {}}, {"places": "reason"},
    {"places": {"reason": 1.5}}, {"places": {"reason": None}}, {"places": {"reason": True}}, {"places": {"reason": -1}},
    {"places": {"reason": 1 << 31}}, {"places": {"reason": ["x"]}}, {"places": {"reason": {"id": "row", "places": {}}}},
    {"places": {"reason": {}}}, {"places": {"reason": nested(100)}},
], ids=repr)  # fmt: skip
def test_a_message_that_is_unknown_or_lacks_a_place_is_shown_in_english(changes: dict[str, Any]) -> None:
    assert unpacked(stored(**changes)) == "in English"


def test_what_stands_in_a_place_is_never_a_format() -> None:
    loaded = unpacked(stored(places={"reason": "{reason.__class__} {0} {n}"}))
    assert isinstance(loaded, Message)
    assert str(loaded) == "{reason.__class__} {0} {n}, so autograd is used"


def test_the_texts_of_the_table_ask_for_names_alone() -> None:
    """So that no attribute, index or format of what stands in a place is looked at."""
    for text in TEXTS.values():
        for form in (text,) if isinstance(text, str) else text:
            for _, name, spec, conversion in Formatter().parse(form):
                assert name is None or (name.isidentifier() and not spec and not conversion), form


@pytest.mark.parametrize("note", ["its kernels were not ready yet", packed(NOTE, 10_000)])
def test_a_note_of_a_file_is_shown_and_saved_again(tmp_path: Path, note: str) -> None:
    recording = Recording.load(saved(arrays_of(OLD.read_bytes()) | {"lanes/stochastic/note": note}, tmp_path))
    assert recording.lanes[0].note == unpacked(note)
    recording.save(tmp_path / "again.tridescent")
    assert str(arrays_of((tmp_path / "again.tridescent").read_bytes())["lanes/stochastic/note"]) == note
