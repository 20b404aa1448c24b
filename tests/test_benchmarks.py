"""The benchmarks' arithmetic, budgets and table. Nothing is timed here."""

from __future__ import annotations

import json
import math
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import NAMES, OTHERS
from benchmarks.common import (
    BUDGETS,
    as_json,
    figure,
    from_json,
    in_turns,
    main,
    missed,
    percentile,
    ratios,
    result,
    status,
    timed,
    unmeasured,
)
from benchmarks.table import BEGIN, END, as_table, machine, write_table

ROOT = Path(__file__).resolve().parents[1]
KEPT, MISSED = result("surface/package", [40.0, 55.5, 60.0]), result("what_if/article", [401.0, 390.0, 900.0])


def test_a_result_is_the_median_with_its_spread() -> None:
    assert (KEPT.value, KEPT.low, KEPT.high) == (55.5, 40.0, 60.0)
    assert KEPT.text == "55.5 × (40 to 60)"
    assert result("surface/package", [41.0]).text == "41 ×"


def test_ratios_are_taken_round_by_round() -> None:
    assert ratios([10.0, 40.0], [5.0, 10.0]) == [2.0, 4.0]
    with pytest.raises(ValueError, match="zip"):
        ratios([1.0, 2.0], [1.0])


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1), (0.5, 50), (0.95, 95), (0.99, 99), (0.991, 100), (1.0, 100)])
def test_a_percentile_is_by_nearest_rank(share: float, expected: int) -> None:
    assert percentile([*range(100, 0, -1)], share) == expected
    assert percentile([7.0], share) == 7.0


def test_contestants_take_turns() -> None:
    order: list[str] = []

    def contestant(name: str) -> float:
        order.append(name)
        return float(len(order))

    figures = in_turns({"peer": lambda: contestant("peer"), "ours": lambda: contestant("ours")}, rounds=3)
    assert order == ["peer", "ours"] * 3
    assert figures == {"peer": [1.0, 3.0, 5.0], "ours": [2.0, 4.0, 6.0]}


def test_what_is_timed_is_done_once_each_time() -> None:
    done: list[int] = []
    action = timed(lambda: done.append(1))
    assert action() >= 0
    assert action() >= 0
    assert len(done) == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.0123456, "0.0123"), (0.6, "0.6"), (5.0, "5"), (16.7, "16.7"), (159.2, "159"), (65_088.0, "65 088"), (math.nan, "nan")],
)
def test_figures_have_three_digits(value: float, text: str) -> None:
    assert figure(value) == text


def test_a_budget_is_kept_at_its_limit_and_missed_beyond() -> None:
    for budget in BUDGETS.values():
        if budget.limit is None:
            assert budget.is_kept(math.nan)
            continue
        better = 1 if budget.sense == "at least" else -1
        assert budget.is_kept(budget.limit)
        assert budget.is_kept(budget.limit + better)
        assert not budget.is_kept(budget.limit - better)
        assert not budget.is_kept(math.nan)


def test_check_says_which_budget_was_missed(capsys: pytest.CaptureFixture[str]) -> None:
    assert status([KEPT], check=True) == 0
    assert capsys.readouterr().err == ""
    assert status([KEPT, MISSED], check=False) == 0
    assert status([KEPT, MISSED], check=True) == 1
    said = capsys.readouterr().err
    assert BUDGETS["what_if/article"].what in said
    assert "401 ms" in said
    assert "≤ 200 ms" in said
    assert BUDGETS["surface/package"].what not in said


def test_a_budget_that_could_not_be_measured_is_not_taken_for_kept() -> None:
    absent = unmeasured("training/jax-1", "jax is not installed")
    assert missed([absent]) == [absent.line]
    assert "not measured" in absent.line
    assert "jax is not installed" in absent.line
    assert status([absent], check=True) == 1
    assert missed([unmeasured("frames/matplotlib", "for information")]) == []


def test_json_is_one_line_and_comes_back() -> None:
    results = [KEPT, MISSED, unmeasured("training/jax-1", "jax is not installed")]
    line = as_json("some", results)
    assert "\n" not in line
    rows = json.loads(line)["results"]
    assert [(row["value"], row["verdict"]) for row in rows] == [(55.5, "kept"), (401.0, "missed"), (None, "not measured")]
    assert [each.line for each in from_json(line)] == [each.line for each in results]


@pytest.mark.parametrize(("arguments", "expected"), [([], 0), (["--check"], 1), (["--check", "--rounds", "2"], 1)])
def test_the_command_line_of_one(
    arguments: list[str], expected: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["some", *arguments])
    rounds: list[int] = []

    def measure(options: object) -> list[object]:
        rounds.append(options.rounds)  # type: ignore[attr-defined]
        return [KEPT, MISSED]

    assert main("some", measure, "Some story.\n\nMore.") == expected  # type: ignore[arg-type]
    out, err = capsys.readouterr()
    assert json.loads(out)["benchmark"] == "some"
    assert KEPT.line in err
    assert MISSED.line in err
    assert rounds == [2 if "2" in arguments else 5]


def test_the_table_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"Before.\n\n{BEGIN}\nold\n{END}\n\nAfter.\n", encoding="utf-8")
    write_table(readme, [KEPT, MISSED])
    once = readme.read_text(encoding="utf-8")
    write_table(readme, [KEPT, MISSED])
    assert readme.read_text(encoding="utf-8") == once
    assert "old" not in once
    assert once.startswith(f"Before.\n\n{BEGIN}\n")
    assert once.endswith(f"{END}\n\nAfter.\n")
    assert as_table([KEPT, MISSED]) in once
    assert machine() in once


def test_a_page_without_markers_is_left_alone(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("Nothing.", encoding="utf-8")
    with pytest.raises(ValueError, match="lacks"):
        write_table(readme, [KEPT])
    assert readme.read_text(encoding="utf-8") == "Nothing."


def test_the_readme_has_the_markers_once() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
    assert text.index(BEGIN) < text.index(END)


def test_the_machine_is_named() -> None:
    for part in ("cores", "Python 3", "torch 2"):
        assert part in machine()


def test_every_benchmark_has_a_story_and_every_budget_its_benchmark(qapp: object) -> None:
    for name in NAMES + OTHERS:
        module = import_module(f"benchmarks.{name}")
        assert module.__doc__
        assert callable(module.measure)
        assert any(key.startswith(f"{name}/") for key in BUDGETS)
    assert {key.partition("/")[0] for key in BUDGETS} == {*NAMES, *OTHERS}
    written = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "benchmarks").glob("*.py"))
    made_from = {"training/jax": "-bare", "what_if": "{preset}", "gpu": "{name}", "frames": "{name}", "memory": "{preset}"}
    for key in BUDGETS:
        assert written.count(f'"{key}"') > 1 or any(key.startswith(start) and part in written for start, part in made_from.items()), key
