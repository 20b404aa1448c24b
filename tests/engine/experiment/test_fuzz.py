"""Whatever stands in a file or a setting: an experiment, or one sentence on what is wrong, in a bounded time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engine import Experiment, InputError
from engine.experiment import inputs, parse_setting, preset_names

SEEDS, EACH = range(5), 400  # 2 000 files and 2 000 settings
_MOST_S = 2.0  # for one of them, on a busy machine
PRESETS = [Experiment.preset(name).to_toml() for name in preset_names()]
EXPERIMENTS = [Experiment.preset(name) for name in preset_names()]
VALUES = [
    "0", "-1", "1", "7.5", "1e400", "-0.0", "nan", "inf", "0x" + "f" * 6000, "9" * 4301, "9" * 400, "true", "True", ".5", "5.", "3,000",
    '""', '"x"', "'" + "y" * 70_000 + "'", '"\\u0000"', '"\\u001b[31m"', '"""\n\n"""', "[]", "[[]]", "{}", "[1, 'a', {}]",
    "[" * 500 + "]" * 500,
    "{a=" * 200 + "1" + "}" * 200, "1979-05-27", "07:32:00", "自己", "", "=", "full", "[1e308, 1e308]", "[" + "1," * 5000 + "]", "-" * 300,
]  # fmt: skip
KEYS = [
    "self", "cls", "raw", "model_config", "__class__", "lanes", "lanes.", "lanes.*", "lanes.0", "lanes.-1.name", "data..n", ".", "..", " ",
    "a" * 70_000, "a." * 40 + "a", "a." * 500_000 + "a", '"\\u0000"', "seed.x", "lanes.*.optimizer", "name\x1b[31m", "データ", "[[lanes]]",
]  # fmt: skip
BYTES = [
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\r",
    b"\x1b[2J",
    b"[",
    b"]" * 9,
    b'"',
    b"'''",
    b"=",
    b"\n" * 50,
    b"{",
]


def check(act: Callable[[], object], what: str) -> bool:
    """Whether it was accepted; anything but an answer or a sentence, or one that takes long, fails the test."""
    began = time.perf_counter()
    try:
        act()
        accepted = True
    except InputError as error:
        accepted, said = False, str(error)
        assert len(said) <= 300 and said.isprintable() and said.endswith("."), (what[:300], said)
        assert "allowed" in said, (what[:300], said)
    assert time.perf_counter() - began < _MOST_S, what[:300]
    return accepted


def damaged(random: random.Random) -> bytes:
    """A preset's file with some lines, values, keys or bytes replaced."""
    lines = random.choice(PRESETS).split("\n")
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(lines))
        key, _, value = lines[at].partition(" = ")
        new = [f"{key} = {random.choice(VALUES)}", f"{random.choice(KEYS)} = {value}", "", lines[random.randrange(len(lines))], f"[{key}]"]
        lines[at] = random.choice(new)
    content = "\n".join(lines).encode()
    for _ in range(random.choice((0, 0, 1, 3))):
        at = random.randrange(len(content))
        content = content[:at] + random.choice(BYTES) + content[at + random.choice((0, 1, 40)) :]
    return content[: random.randrange(len(content))] if random.random() < 0.1 else content


def setting(random: random.Random) -> str:
    """Some key, often a real one, and some value."""
    key = random.choice([*inputs(), *KEYS]).replace("*", random.choice(("*", "0", "full-batch", "9", "nobody")))
    return key + random.choice(("=", "=", "=", " = ", "", "==")) + random.choice(VALUES)


def fuzz_files(count: int, folder: Path, seed: int) -> int:
    """How many of so many damaged files are accepted."""
    draw, path = random.Random(seed), folder / "a.toml"
    accepted = 0
    for _ in range(count):
        content = damaged(draw)
        path.write_bytes(content)
        accepted += check(lambda: Experiment.load(path), content.decode(errors="replace"))
    return accepted


def fuzz_settings(count: int, seed: int) -> int:
    """How many of so many settings are accepted."""
    draw = random.Random(seed)
    accepted = 0
    for _ in range(count):
        text, experiment = setting(draw), draw.choice(EXPERIMENTS)
        accepted += check(lambda text=text, experiment=experiment: experiment.with_changes(dict([parse_setting(text)])), text)  # type: ignore[misc]
    return accepted


@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_files_are_read_or_refused_in_a_sentence(tmp_path: Path, seed: int) -> None:
    assert 0 < fuzz_files(EACH, tmp_path, seed) < EACH


@pytest.mark.parametrize("seed", SEEDS)
def test_odd_settings_are_taken_or_refused_in_a_sentence(seed: int) -> None:
    assert 0 < fuzz_settings(EACH, seed) < EACH


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
@pytest.mark.parametrize("key", ["seed", "name", "model.hidden", "lanes.0.optimizer.lr", "lanes.0.drop_last", "data.kind"])
def test_every_odd_value_of_every_kind_of_input(key: str, value: str) -> None:
    check(lambda: EXPERIMENTS[0].with_changes(dict([parse_setting(f"{key}={value}")])), f"{key}={value}")


@pytest.mark.parametrize("key", KEYS, ids=range(len(KEYS)))
def test_every_odd_key(key: str) -> None:
    assert not check(lambda: EXPERIMENTS[0].with_changes({key: 1}), key)
    check(lambda: Experiment.from_toml(f"{key} = 1\n{PRESETS[0]}"), key)
