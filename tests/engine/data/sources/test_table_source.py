"""A table of the user's own becomes samples: which rows and columns, as which numbers, and nothing of validation rows in training rows."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.impute import SimpleImputer

from engine import Experiment, InputError, Recording, train
from engine.data.sources import table_source
from engine.data.sources.openers import make_dataset
from engine.data.splits import split_rows
from engine.experiment import differences, experiment_for_table, inputs
from engine.experiment.data import looking_nowhere
from tests.engine.plain import all_weights

ROWS = 40
HEAD = "size,colour,balcony,day,rooms,price"


def cells(row: int, random: np.random.Generator) -> list[str]:
    size, colour, rooms = 50 + 10 * random.standard_normal(), random.choice(["red", "green", "blue"]), random.integers(1, 6)
    price = 3 * size + 20 * rooms + {"red": 0, "green": 5, "blue": 9}[colour]
    return [f"{size:.2f}", colour, ["yes", "no"][row % 2], f"2024-01-{1 + row % 28:02d}", str(rooms), f"{price:.1f}"]


@pytest.fixture
def rows() -> list[list[str]]:
    random = np.random.default_rng(0)
    return [cells(row, random) for row in range(ROWS)]


@pytest.fixture
def written(tmp_path: Path) -> Callable[[list[list[str]]], Path]:
    def write(rows: list[list[str]]) -> Path:
        path = tmp_path / "flats.csv"
        path.write_text("\n".join([HEAD, *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
        return path

    return write


Write = Callable[[list[list[str]]], Path]
COLUMNS = ("size", "colour", "balcony", "day", "rooms")


def plain(path: Path, **data: Any) -> Experiment:
    """Without scaling, so that numbers can be compared with the file."""
    usual = {"columns": COLUMNS, "standardize": False, "standardize_target": False}
    return experiment_for_table(path, "price", **usual | data).with_changes({"dtype": "float64", "stepper": "autograd", "device": "cpu"})


def test_a_picture_shows_first_what_has_many_values(rows: list[list[str]], written: Write) -> None:
    data = plain(written(rows), columns=("colour", "balcony", "day", "rooms")).data
    assert [data.feature_names[at] for at in data.telling_features] == ["day", "rooms"]


def test_rows_become_the_numbers_that_stand_in_the_file(rows: list[list[str]], written: Write) -> None:
    experiment = plain(written(rows))
    data, samples = experiment.data, make_dataset(experiment)
    assert data.feature_names == ("size", "colour = blue", "colour = green", "colour = red", "balcony", "day", "rooms")
    assert (data.features, data.outputs, data.task, data.target_name, data.class_names) == (7, 1, "regression", "price", ())
    train_rows, validation_rows = split_rows(ROWS, 8, 0)
    assert (data.expected_size, data.expected_validation) == (len(train_rows), len(validation_rows)) == (32, 8)
    first = min(int(rows[row][3][-2:]) for row in train_rows)
    for points, targets, numbers in (
        (samples.train_inputs, samples.train_targets, train_rows), (samples.validation_inputs, samples.validation_targets, validation_rows)
    ):  # fmt: skip
        expected = [
            [float(size), *(colour == each for each in ("blue", "green", "red")), balcony == "yes", int(day[-2:]) - first, float(rooms)]
            for size, colour, balcony, day, rooms, _ in (rows[number] for number in numbers)
        ]
        np.testing.assert_allclose(points, np.array(expected, float))
        np.testing.assert_allclose(targets[:, 0], [float(rows[number][5]) for number in numbers])


@pytest.mark.parametrize("policy", ["drop", "mean", "median", "most-frequent"])
def test_missing_cells_are_filled_from_training_rows_as_by_scikit_learn(policy: str, rows: list[list[str]], written: Write) -> None:
    for row in (1, 5, 6, 20):
        rows[row][4] = ""
    rows[6][1], rows[9][1], rows[11][5] = "", "", ""
    experiment = plain(written(rows), missing=policy)
    samples = make_dataset(experiment)
    whole = [row for row in range(ROWS) if rows[row][5] and (policy != "drop" or (rows[row][4] and rows[row][1]))]
    assert len(whole) == (34 if policy == "drop" else 39)
    assert (len(samples.train_inputs), len(samples.validation_inputs)) == (
        experiment.data.expected_size,
        experiment.data.expected_validation,
    )
    assert len(samples.train_inputs) + len(samples.validation_inputs) == len(whole)
    train_rows, _ = split_rows(len(whole), experiment.data.expected_validation, 0)
    rooms = np.array([float(rows[row][4] or "nan") for row in whole])[:, None]
    if policy != "drop":
        strategy = policy.replace("-", "_")
        filled = SimpleImputer(strategy=strategy).fit(rooms[train_rows]).transform(rooms)
        np.testing.assert_allclose(samples.train_inputs[:, 6], filled[train_rows, 0])
        colours = np.array([rows[row][1] for row in whole])[train_rows]
        usual = max(("blue", "green", "red"), key=lambda colour: (colours == colour).sum())
        np.testing.assert_array_equal(samples.train_inputs[:, 1:4].sum(axis=1), 1)
        place = ("blue", "green", "red").index(usual)
        assert (samples.train_inputs[colours == "", 1 + place] == 1).all()
    else:
        np.testing.assert_allclose(samples.train_inputs[:, 6], rooms[train_rows, 0])


def test_what_validation_rows_hold_changes_nothing_of_training_rows(rows: list[list[str]], written: Write) -> None:
    rows[4][4] = ""
    scaled = {"standardize": True, "standardize_target": True, "missing": "mean"}
    before = make_dataset(plain(written(rows), **scaled))
    _, fresh = split_rows(ROWS, 8, 0)
    for row in fresh:
        rows[row] = ["999", rows[row][1], "yes", "2031-01-01", "90", "-5"]
    after = make_dataset(plain(written(rows), **scaled))
    for part in ("train_inputs", "train_targets", "scaling"):
        np.testing.assert_array_equal(getattr(before, part), getattr(after, part))
    assert not np.array_equal(before.validation_inputs, after.validation_inputs)


def test_a_level_of_no_training_row_is_not_told_apart(rows: list[list[str]], written: Write) -> None:
    _, fresh = split_rows(ROWS, 8, 0)
    rows[fresh[0]][1] = "purple"
    samples = make_dataset(plain(written(rows)))
    assert not samples.train_inputs[:, 3].any() and not samples.validation_inputs[0, 1:5].any()  # purple stands before red


@pytest.mark.parametrize(("target", "names"), [("colour", ("blue", "green", "red")), ("balcony", ("false", "true"))])
def test_words_and_truths_are_classes_with_equal_shares(target: str, names: tuple[str, ...], rows: list[list[str]], written: Write) -> None:
    experiment = experiment_for_table(written(rows), target, columns=["size", "price"], validation_share=0.25)
    data, samples = experiment.data, make_dataset(experiment)
    assert (data.task, data.class_names, experiment.loss.name) == ("classification", names, "cross-entropy")
    wanted = [row[HEAD.split(",").index(target)] for row in rows]
    order = [{"yes": "true", "no": "false"}.get(cell, cell) for cell in wanted]
    for targets, count in ((samples.train_targets, 30), (samples.validation_targets, 10)):
        found = np.bincount(targets, minlength=len(names))
        exact = np.array([order.count(name) for name in names]) * count / ROWS
        assert found.sum() == count and np.abs(found - exact).max() < 1


def test_target_task_and_split_are_changed_without_the_file_and_another_file_is_looked_at(rows: list[list[str]], written: Write) -> None:
    experiment = plain(written(rows), columns=())
    Path(experiment.data.path).unlink()
    assert "colour = red" in experiment.data.feature_names
    changed = experiment.with_changes({"data.target": "rooms", "data.validation_share": 0.5, "data.missing": "mean"})
    assert (changed.data.target_name, changed.data.task, changed.data.expected_size) == ("rooms", "regression", 20)
    assert "price" in changed.data.feature_names and "rooms" not in changed.data.feature_names
    with pytest.raises(InputError, match=r'^data.path: ".*flats.csv" cannot be read \(No such file or directory\)'):
        train(experiment)
    with pytest.raises(InputError, match=r"^data.path: .*cannot be read"):
        experiment.with_changes({"data.path": "elsewhere.csv"})
    other = Path(experiment.data.path).with_name("other.csv")
    other.write_text("a,b\n" + "".join(f"{i},{2 * i}.5\n" for i in range(20)))
    turned = experiment.with_changes({"data.path": str(other), "lanes.mini-batch.batch_size": 4})
    assert (turned.data.target_name, turned.data.feature_names, turned.data.found.rows) == ("b", ("a",), 20)


def test_toml_says_all_without_the_file_and_paths_are_relative_to_it(rows: list[list[str]], written: Write, tmp_path: Path) -> None:
    experiment = plain(written(rows))
    experiment.save(tmp_path / "saved.toml")
    short = re.sub(r"\[data\.found.*?(?=\n\[[a-z]+\]\n|\n\[\[lanes)", "", experiment.to_toml(), flags=re.DOTALL)
    short = re.sub(r'path = ".+"', 'path = "flats.csv"', short)
    assert "digest" not in short
    (tmp_path / "short.toml").write_text(short)
    assert Experiment.load(tmp_path / "short.toml") == experiment
    Path(experiment.data.path).unlink()
    assert Experiment.load(tmp_path / "saved.toml") == experiment
    assert Experiment.from_dict(experiment.model_dump()) == experiment


def test_a_table_that_has_changed_is_refused_and_one_that_was_only_touched_is_not(rows: list[list[str]], written: Write) -> None:
    path = written(rows)
    experiment = plain(path)
    os.utime(path, ns=(1, 1))
    assert make_dataset(experiment).n == 32
    rows[0][0] = "51.00" if rows[0][0] != "51.00" else "52.00"
    written(rows)
    with pytest.raises(InputError, match=r"^data.path: .*has changed since the experiment was made, allowed is the same table"):
        make_dataset(experiment)
    assert make_dataset(experiment.with_changes({"data.path": str(path), "data.columns": COLUMNS, "data.target": "price"})).n == 32


def test_a_recording_opens_and_is_replayed_without_the_table(rows: list[list[str]], written: Write, tmp_path: Path) -> None:
    path = written(rows)
    rows[2][4] = ""
    recording = train(
        experiment_for_table(written(rows), "price", columns=COLUMNS).with_changes({"stepper": "autograd", "budget.epochs": 3})
    )
    recording.save(tmp_path / "run.tridescent")
    path.unlink()
    opened = Recording.load(tmp_path / "run.tridescent")
    assert opened.experiment == recording.experiment and opened.lanes[0].n == recording.dataset.n == 31
    for name, values in vars(recording.dataset).items():
        np.testing.assert_array_equal(values, getattr(opened.dataset, name))
    for one, other in zip(recording.lanes, opened.lanes, strict=True):
        np.testing.assert_array_equal(all_weights(one), all_weights(other))
    assert not differences(recording.experiment, opened.experiment)


def test_a_table_with_more_kinds_of_gaps_than_are_told_is_trained_on_saved_and_opened(
    rows: list[list[str]], written: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_source, "MOST_GAPS", 1)
    rows[2][4], rows[3][4], rows[5][0] = "", "", ""
    recording = train(plain(written(rows)).with_changes({"budget.updates": 3}))
    recording.save(tmp_path / "run.tridescent")
    opened = Recording.load(tmp_path / "run.tridescent")
    assert opened.experiment.data.rows == 38 and [lane.n for lane in opened.lanes] == [29, 29, 29]


def test_somebody_elses_file_has_no_table_read(rows: list[list[str]], written: Write) -> None:
    text = f'[data]\nkind = "table"\npath = "{written(rows)}"\n'
    with looking_nowhere(), pytest.raises(InputError, match=r"^data.found: missing, allowed is what was found in the table"):
        Experiment.from_toml(text + 'target = "price"\n[budget]\nepochs = 1\n')


def test_what_was_found_is_no_input() -> None:
    assert not any(path.startswith("data.found") for path in inputs("table")) and "data.reading.decimal" in inputs("table")


def test_how_a_file_is_read_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("a;b\n" + "".join(f"{i}.125;{i * i}.250\n" for i in range(12)))
    assert make_dataset(experiment_for_table(path, "b", standardize=False)).train_inputs.max() < 12
    as_thousands = experiment_for_table(path, "b", standardize=False, reading={"thousands": ".", "decimal": ","})
    assert make_dataset(as_thousands).train_inputs.max() > 1000


REFUSED = {
    "no such column": ({"target": "prize"}, r'data.target: found "prize" \(did you mean "price"\?\), allowed is "size", '),
    "the target as a feature": ({"columns": ["price", "size"]}, r'data.columns: found "price", which is the target'),
    "text of many kinds": ({"columns": ["note"]}, r'data.columns: "note" is text with 120 different values'),
    "constant features": ({"columns": ["one", "one"]}, r"data.columns: all features are constant"),
    "words as numbers": ({"target": "colour", "task": "regression", "columns": ["size"]}, 'data.target: "colour" is text of a few kinds'),
    "numbers as classes": ({"task": "classification"}, r'data.target: "price" has 120 different values'),
    "one class": ({"target": "one", "task": "classification", "columns": ["size"]}, r'data.target: "one" has the same value everywhere'),
    "an unknown policy": ({"missing": "guess"}, r'data.missing: found "guess", allowed is "drop"'),
    "an unknown key": ({"colums": ["size"]}, r"data.colums: unknown key \(did you mean"),
    "nothing in a row": ({"columns": ["size", "empty"]}, r"data.missing: found 1 of 120 rows without anything missing"),
    "nothing to fill in": ({"columns": ["size", "empty"], "missing": "mean"}, r'data.missing: no training row has a value in "empty"'),
}


@pytest.mark.parametrize(("data", "told"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_the_table_is_told_in_one_sentence(data: dict[str, Any], told: str, tmp_path: Path) -> None:
    fresh = split_rows(120, 24, 0)[1]
    lines = [f"{i * 0.37:.2f},{'ab'[i % 2]},a text number {i},7,{3 if i == fresh[0] else ''},{i * 1.5}" for i in range(120)]
    (tmp_path / "t.csv").write_text("\n".join(["size,colour,note,one,empty,price", *lines]))
    with pytest.raises(InputError, match=told):
        make_dataset(experiment_for_table(tmp_path / "t.csv", data.pop("target", "price"), **data))


def test_more_classes_than_rows_and_too_few_rows_are_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,x\n2,y\n3,z\n")
    with pytest.raises(InputError, match=r'^data.target: "b" has 3 classes in 3 rows'):
        experiment_for_table(tmp_path / "t.csv", "b")
    (tmp_path / "t.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match=r"^data\."):
        experiment_for_table(tmp_path / "t.csv", "b")


@pytest.mark.parametrize("kind", ["regression", "classification"])
def test_the_experiment_to_begin_with_learns(kind: str, tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    points = random.standard_normal((200, 3)) * (1, 1000, 0.01) + (0, 5000, 0)
    score = points @ (1, 0.002, 50) + 0.3 * random.standard_normal(200)
    wanted = (
        ["high" if each > np.median(score) else "low" for each in score] if kind == "classification" else [f"{each:.3f}" for each in score]
    )
    lines = [",".join([*(f"{value:.5f}" for value in point), each]) for point, each in zip(points, wanted, strict=True)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,c,y", *lines]))
    experiment = experiment_for_table(tmp_path / "t.csv")
    assert (experiment.data.target_name, experiment.data.task) == ("y", kind)
    assert len({lane.optimizer.lr for lane in experiment.lanes}) == 1
    for lane in train(experiment.with_changes({"budget.epochs": 8, "lanes.full-batch.batch_size": 64, "stepper": "autograd"})).lanes:
        losses = lane.evaluated()["train_loss"]
        assert lane.status.state == "finished" and losses[-1] < 0.8 * losses[0]


def test_numbers_are_scaled_before_they_are_rounded(tmp_path: Path) -> None:
    """Seconds since 1970 are 128 apart in single precision."""
    seconds = 1_700_000_000 + np.arange(60)
    path = tmp_path / "times.csv"
    path.write_text("time,y\n" + "".join(f"{second},{0.5 * row}\n" for row, second in enumerate(seconds)), encoding="utf-8")
    samples = make_dataset(experiment_for_table(path, "y"))
    train_rows, _ = split_rows(60, 12, 0)
    expected = (train_rows - train_rows.mean()) / train_rows.std()
    assert samples.train_inputs.dtype == samples.train_targets.dtype == np.float32
    np.testing.assert_allclose(samples.train_inputs[:, 0], expected, rtol=1e-6)
    np.testing.assert_allclose(samples.train_targets[:, 0], expected, rtol=1e-6)


def test_a_number_beyond_the_precision_is_told(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    path.write_text("x,y\n" + "".join(f"{row}.5e39,{row}\n" for row in range(60)), encoding="utf-8")
    experiment = experiment_for_table(path, "y", standardize=False)
    with pytest.raises(InputError, match="found a number that float32 cannot hold"):
        make_dataset(experiment)
    assert make_dataset(experiment.with_changes({"dtype": "float64"})).train_inputs.max() > 1e40


def test_words_that_are_too_long_to_name_inputs_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("x,words,y\n" + "".join(f"{row},{'ab'[row % 2] * 2000},{row * row}\n" for row in range(60)), encoding="utf-8")
    assert experiment_for_table(path, "y").data.feature_names == ("x",)
