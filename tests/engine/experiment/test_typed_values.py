"""What people type: numbers in all their spellings, TOML of any encoding, and what is advised where it is wrong."""

from __future__ import annotations

import codecs
import locale
import tomllib
from pathlib import Path
from typing import Any

import pytest

from engine import Experiment, InputError
from engine.experiment import parse_setting, read_number
from gui.look.numbers import exact

BASE = Experiment.preset("two-parameter")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7), (" 1000 ", 1000), ("1,000", 1000), ("1,000,000", 1_000_000), ("12,345.5", 12345.5), ("-1,000", -1000), ("1 000", 1000),
        ("1\u202f000", 1000), ("1'000", 1000), ("1_000", 1000), (".05", 0.05), ("5.", 5.0), ("1e2", 100.0), ("1E-3", 0.001), ("−3", -3),
        ("+3.5", 3.5), ("0,05", 0.05), ("2,5", 2.5), ("0,500", 0.5), ("1.000", 1.0), ("4294967295", 4294967295), ("1.5e-3", 0.0015),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_written_around_the_world(text: str, number: float) -> None:
    found = read_number(text)
    assert found == number and type(found) is type(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [("2,5", 2.5), ("0,050", 0.05), ("1.000.000", 1_000_000), ("1,000,000", 1_000_000), ("1.5", 1.5), ("1,2345", 1.2345)],
)
def test_with_a_decimal_comma_what_can_mean_one_thing_is_read(text: str, number: float) -> None:
    assert read_number(text, ",") == number


@pytest.mark.parametrize(("text", "either", "other"), [("3,000", "3000", "3.0"), ("2.500", "2500", "2.5"), ("-1,250", "-1250", "-1.25")])
def test_with_a_decimal_comma_what_can_mean_two_things_is_refused(text: str, either: str, other: str) -> None:
    with pytest.raises(ValueError, match=f"^{text!r} could be {either} or {other}, write one of these$".replace("'", '"')):
        read_number(text, ",")


@pytest.mark.parametrize(
    "text", ["", "abc", "nan", "inf", "-inf", "1e999", "1,00,000.5.5", "1.2.3", "0x10", "1e", "٣", "--1", "9" * 5000, ","]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no number, write for example"):
        read_number(text)


@pytest.mark.parametrize("value", [0.0, 1.0, 1000.0, 12345.678, -0.25, 99999.0, 1e5, 1.5e-7, 4294967295.0, 0.1 + 0.2, -1e300])
def test_what_the_window_writes_is_read_as_it_was_meant(value: float) -> None:
    assert read_number(exact(value)) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("lanes.*.optimizer.lr=.05", 0.05), ("lanes.*.optimizer.lr=5.", 5.0), ("lanes.*.optimizer.lr=1e2", 100.0), ("data.n=1e2", 100),
        ("data.n=3,000", 3000), ("data.n=3 000", 3000), ("lanes.0.drop_last=True", True),
        ("lanes.0.drop_last=FALSE", False), ("name=7", "7"),
        ("title=true", "true"), ("title=2020-01-01", "2020-01-01"), ('title="7"', "7"), ("model.hidden=50, 20", [50, 20]),
        ("model.hidden=50", [50]), ("lanes.0.batch_size=full", "full"), ("lanes.0.batch_size=1e1", 10), ("data.n=1.5", 1.5),
        ("data.n=many", "many"), ("seed=7\nname = 'x'", "7\nname = 'x'"),
    ],
)  # fmt: skip
def test_a_setting_is_read_as_its_input_needs_it(text: str, value: Any) -> None:
    found = parse_setting(text)[1]
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ("seed = .05", "line 4: found seed = .05, write seed = 0.05"),
        ("seed = 5.", "line 4: found seed = 5., write seed = 5.0"),
        ("seed = 3,000", "line 4: found seed = 3,000, write seed = 3000"),
        ("seed = 007  # agent", "line 4: found seed = 007, write seed = 7"),
        ("flag = True", "line 4: found flag = True, write flag = true"),
        ("device = cpu", 'line 4: found device = cpu, write device = "cpu"'),
        ("seed = 7 7 7 7 [", "Expected newline"),
        ("[", "at line 4"),
    ],
)
def test_what_is_no_toml_is_told_with_what_to_write(wrong: str, advice: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(wrong)
    with pytest.raises(InputError) as caught:
        Experiment.from_toml(f'name = "a"\ntitle = "b"\n\n{wrong}\nsummary = "c"\n', origin="my.toml")
    assert f'"my.toml" is not TOML ({advice}' in str(caught.value) or advice in str(caught.value)
    if "write" in advice and "flag" not in wrong:
        tomllib.loads(advice.partition("write ")[2])


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
    ],
)  # fmt: skip
def test_a_file_is_read_in_the_encodings_that_editors_write(tmp_path: Path, encoding: str, mark: bytes) -> None:
    experiment = BASE.with_changes({"title": "自己 λ"})
    (tmp_path / "a.toml").write_bytes(mark + experiment.to_toml().replace("\n", "\r\n").encode(encoding))
    assert Experiment.load(tmp_path / "a.toml") == experiment
    assert Experiment.from_toml("\ufeff" + experiment.to_toml()) == experiment


@pytest.mark.parametrize("content", ["title = 'é'".encode("latin-1"), codecs.BOM_UTF16_LE + b"x", bytes(range(256))])
def test_what_is_no_text_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.toml").write_bytes(content)
    with pytest.raises(InputError, match=r"a\.toml.* cannot be read \(it is not text in UTF-8 or UTF-16\), allowed is"):
        Experiment.load(tmp_path / "a.toml")


@pytest.mark.parametrize(
    ("change", "found"), [({"lanes.0.optimizer.lr": -1.0}, "found -1,"), ({"lanes.0.optimizer.lr": 1e9}, "found 1000000000,"),
                          ({"data.n": 100.0}, "found 100.0,"), ({"data.noise": -0.5}, "found -0.5,")],
)  # fmt: skip
def test_a_number_is_echoed_as_it_was_typed(change: dict[str, Any], found: str) -> None:
    with pytest.raises(InputError) as caught:
        BASE.with_changes(change)
    assert found in str(caught.value)


def test_the_way_numbers_are_read_does_not_depend_on_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "localeconv", lambda: {"decimal_point": ",", "thousands_sep": "."})
    assert read_number("3,000") == 3000 and read_number("0.5") == 0.5
