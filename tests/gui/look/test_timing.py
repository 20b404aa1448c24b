"""All times and rates of the window are in one table."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import gui
from gui.look import timing

ROOT = Path(gui.__file__).parent
TIME = re.compile(r"_?([A-Z0-9]+_)*(MS|S|HZ|SECONDS)")
TIMED = {"singleShot", "setInterval", "setDuration", "start"}


def own_times(tree: ast.Module) -> Iterator[str]:
    """The constants of a module that are named after a unit of time, and the numbers that it hands to timers."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            yield from (name.id for name in ast.walk(node.targets[0]) if isinstance(name, ast.Name) and TIME.fullmatch(name.id))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in TIMED and call.args:
            first = call.args[0]
            if isinstance(first, ast.Constant) and first.value != 0 and isinstance(first.value, int | float):
                yield f"{call.func.attr}({first.value})"


def test_no_other_module_of_the_window_has_a_time_of_its_own() -> None:
    own = {path.relative_to(ROOT).as_posix(): [*own_times(ast.parse(path.read_text(encoding="utf-8")))] for path in ROOT.rglob("*.py")}
    table = own.pop("look/timing.py")
    assert set(table) == {name for name in vars(timing) if name.isupper()} and len(table) > 20
    assert {path: names for path, names in own.items() if names} == {}


@pytest.mark.parametrize("text", ["_WAIT_MS = 5", "A, LONG_S = 1, 2.0", "def f(t):\n    t.setInterval(40)", "RATE_HZ = 30.0"])
def test_a_time_would_be_found(text: str) -> None:
    assert [*own_times(ast.parse(text))]
