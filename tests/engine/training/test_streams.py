"""Samples that are read while one trains: lanes come out as they do with all samples in memory, and memory stays bounded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine import Recording, train
from engine.comparison.trainer import Trainer
from engine.data import Dataset
from engine.data.sources.openers import make_dataset
from engine.data.streaming import table
from engine.data.streaming.dataset import StreamedDataset
from engine.data.streaming.rows import Rows, rows_of
from engine.errors import InputError
from engine.experiment import Experiment, streams
from engine.study.range_test import range_test
from engine.training.problem import Problem
from engine.training.steppers import stream

from ..data.streaming.streams import WEIGHTS, array_file, parquet_file, rows, streamed


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copies go into a folder of the test's own."""
    monkeypatch.setattr(table, "streams_folder", lambda: tmp_path / "streams")
    return tmp_path


def in_memory(experiment: Experiment) -> Dataset:
    """The samples of a stream, all of them in memory."""
    opened = make_dataset(experiment)
    inputs, targets = opened.take(np.arange(opened.n))
    return Dataset(inputs, targets, opened.validation_inputs, opened.validation_targets, opened.scaling)


def trained(experiment: Experiment, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> Recording:
    """A recording of lanes that are given these samples."""
    with monkeypatch.context() as patch:
        patch.setattr("engine.training.problem.make_dataset", lambda _: dataset)
        trainer = Trainer(experiment)
    while not trainer.is_done:
        trainer.turn()
    return trainer.recording


@pytest.mark.parametrize("stepper", ["auto", "autograd"])
@pytest.mark.parametrize(("make", "window"), [(array_file, 2**20), (parquet_file, 64)])
def test_lanes_are_those_in_memory_to_the_last_bit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Any, window: int, stepper: str
) -> None:
    experiment = streamed(make(tmp_path, 400), data_window=window, stepper=stepper)
    monkeypatch.setattr(streams, "MEASURED", 100)  # else a set this small is in memory anyway
    read, held = (trained(experiment, dataset, monkeypatch) for dataset in (make_dataset(experiment), in_memory(experiment)))
    assert not read.dataset.is_whole
    assert held.dataset.is_whole
    for ours, theirs in zip(read.lanes, held.lanes, strict=True):
        assert ours.stepper == theirs.stepper == ("fused" if stepper == "auto" else "autograd")
        assert np.array_equal(ours.parameters(ours.updates), theirs.parameters(theirs.updates))
        for column in ("loss", "grad_norm", "update_norm"):
            assert np.array_equal(ours.column(column)[1:], theirs.column(column)[1:])


@pytest.mark.parametrize("stepper", ["auto", "autograd"])
def test_batches_that_grow_and_gradients_in_parts_are_those_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stepper: str
) -> None:
    lanes = [
        {"name": "grows", "batch_size": 1, "batch_growth": 4.0, "batch_growth_every": 1, "optimizer": {"lr": 0.01}},
        {"name": "parts", "batch_size": 32, "micro_batch": 5, "shuffle": "once", "optimizer": {"lr": 0.01}},
    ]
    experiment = streamed(array_file(tmp_path, 400), epochs=4, stepper=stepper, lanes=lanes)
    monkeypatch.setattr(streams, "MEASURED", 100)
    read, held = (trained(experiment, dataset, monkeypatch) for dataset in (make_dataset(experiment), in_memory(experiment)))
    assert not read.dataset.is_whole
    assert read.lanes[0].column("batch_size").max() == 64
    assert "micro-batches of 5" in str(read.lanes[1].note)
    for ours, theirs in zip(read.lanes, held.lanes, strict=True):
        assert ours.stepper == theirs.stepper
        assert all(np.array_equal(ours.parameters(update), theirs.parameters(update)) for update in range(0, ours.updates + 1, 7))


@pytest.mark.parametrize("stepper", ["auto", "autograd"])
def test_a_batch_larger_than_what_is_read_at_once_gives_the_same_gradient(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stepper: str
) -> None:
    monkeypatch.setattr(stream, "_MOST", 208)
    monkeypatch.setattr(streams, "MEASURED", 100)
    experiment = streamed(array_file(tmp_path), ("full", 500), stepper=stepper, dtype="float64", data_window=300)
    read, held = (trained(experiment, dataset, monkeypatch) for dataset in (make_dataset(experiment), in_memory(experiment)))
    for ours, theirs in zip(read.lanes, held.lanes, strict=True):
        assert ours.updates == theirs.updates > 0
        for column in ("loss", "grad_norm"):
            assert ours.column(column)[1:] == pytest.approx(theirs.column(column)[1:], rel=1e-12)
        assert ours.parameters(ours.updates) == pytest.approx(theirs.parameters(theirs.updates), rel=1e-10)


def test_the_full_batch_lane_is_plain_gradient_descent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_MOST", 208)
    experiment = streamed(array_file(tmp_path), ("full",), epochs=5, model={"hidden": []}, dtype="float64")
    lane = train(experiment).lanes[0]
    opened = make_dataset(experiment)
    inputs, targets = (torch.tensor(values) for values in opened.take(np.arange(opened.n)))
    model = Problem(experiment).model()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    losses = []
    for _ in range(5):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert lane.column("loss")[1:] == pytest.approx(losses, rel=1e-6)


def test_no_read_is_larger_than_a_block(tmp_path: Path) -> None:
    n, window = 20_000, 1024
    experiment = streamed(array_file(tmp_path, n), data_window=window)
    dataset = make_dataset(experiment)
    assert isinstance(dataset, StreamedDataset)
    mixing = experiment.data.mixing
    assert mixing is not None
    reader = dataset.reader()
    order = np.random.default_rng(0).permutation(dataset.n)
    for begin in range(0, dataset.n, 5000):
        inputs, targets = reader.take(order[begin : begin + 5000])
        whole = dataset.take(order[begin : begin + 5000])
        assert np.array_equal(inputs, whole[0])
        assert np.array_equal(targets, whole[1])
    features = 3
    training, _ = rows_of(experiment)
    assert isinstance(training, Rows)
    training.take(slice(5000, 5000 + mixing.block))
    assert training.table.largest <= 2 * mixing.block * (features + 1) * 4
    assert reader.held_bytes <= (window + 8 * mixing.block) * (features + 1) * 4


def test_validation_rows_leave_no_trace_in_training(tmp_path: Path) -> None:
    """Means and spreads are those of training rows, and no row is on both sides."""
    path = array_file(tmp_path)
    dataset = make_dataset(streamed(path, data_standardize_target=False))
    every = rows().astype("f8")
    training = dataset.take(np.arange(dataset.n))[0] * dataset.scaling[1, :-1] + dataset.scaling[0, :-1]
    fresh = dataset.validation_inputs * dataset.scaling[1, :-1] + dataset.scaling[0, :-1]
    assert len(training) == 800
    assert len(fresh) == 200
    places = [int(np.abs(every[:, :3] - row).sum(axis=1).argmin()) for row in (*training, *fresh)]
    assert sorted(places) == list(range(1000))
    of_training = every[places[:800], :3]
    assert dataset.scaling[0, :-1] == pytest.approx(of_training.mean(axis=0))
    assert dataset.scaling[1, :-1] == pytest.approx(of_training.std(axis=0))


def test_replay_gives_the_same_bits_also_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MEASURED", 100)
    experiment = streamed(parquet_file(tmp_path), data_window=64)
    trainer = Trainer(experiment, memory_budget=4000)
    while not trainer.is_done:
        trainer.turn()
    recording = trainer.recording
    recording.save(tmp_path / "run.tridescent")
    loaded = Recording.load(tmp_path / "run.tridescent")
    for ours, theirs in zip(recording.lanes, loaded.lanes, strict=True):
        middle = ours.updates // 2 + 1
        assert np.array_equal(ours.parameters(middle), theirs.parameters(middle))
    assert recording.lanes[-1].history.stride > 1
    assert loaded.dataset.n == 800
    assert loaded.experiment == experiment


def test_without_its_file_a_recording_shows_all_but_what_is_computed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MEASURED", 100)
    path = array_file(tmp_path)
    trainer = Trainer(streamed(path, data_window=64), memory_budget=4000)
    while not trainer.is_done:
        trainer.turn()
    trainer.recording.save(tmp_path / "run.tridescent")
    path.unlink()
    loaded = Recording.load(tmp_path / "run.tridescent")
    assert np.isfinite(loaded.surface(11).values).all()
    lane = loaded.lanes[-1]
    assert np.isfinite(lane.column("loss")[1:]).all()
    with pytest.raises(InputError, match="is gone or has changed"):
        lane.parameters(lane.history.stride + 1)


def test_a_file_that_changes_ends_its_lanes_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MEASURED", 100)
    path = array_file(tmp_path, 4000)
    trainer = Trainer(streamed(path, (1,), epochs=200, data_window=64))
    while trainer.recording.lanes[0].updates < 10:
        trainer.turn()
    with path.open("r+b") as file:
        file.truncate(2000)
    while not trainer.is_done:
        trainer.turn()
    lane = trainer.recording.lanes[0]
    assert lane.status.state == "failed"
    assert str(lane.status.reason).endswith("is gone or has changed since it was looked at, choose it again")
    assert lane.updates >= 10


def test_missing_numbers_are_taken_for_the_mean(tmp_path: Path) -> None:
    values = rows()
    values[::7, 1] = np.nan
    np.save(tmp_path / "rows.npy", values)
    dataset = make_dataset(streamed(tmp_path / "rows.npy"))
    inputs = dataset.take(np.arange(dataset.n))[0][:, 1]
    assert 0 < (inputs == 0).mean() < 0.2
    assert inputs[inputs != 0].mean() == pytest.approx(0, abs=1e-6)


def test_a_model_learns_what_the_columns_say(tmp_path: Path) -> None:
    experiment = streamed(parquet_file(tmp_path), (10,), epochs=30, model={"hidden": []}, data_columns=["a", "b", "c"])
    recording = train(experiment)
    weights, scaling = recording.lanes[0].parameters(recording.lanes[0].updates), recording.dataset.scaling
    assert weights[:3] * scaling[1, 3] / scaling[1, :3] == pytest.approx(WEIGHTS, abs=0.1)


def test_a_recording_is_opened_without_a_look_at_what_it_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train(streamed(array_file(tmp_path), (32,), epochs=1)).save(tmp_path / "run.tridescent")
    looked: list[str] = []
    monkeypatch.setattr(streams, "files_of", looked.append)
    Recording.load(tmp_path / "run.tridescent")
    assert not looked


def test_what_is_told_of_a_file_beside_its_name_is_not_believed(tmp_path: Path) -> None:
    experiment = streamed(array_file(tmp_path), (32,))
    raw = experiment.model_dump()
    assert Experiment.from_dict(raw | {"data": raw["data"] | {"row_count": 2**40}}) == experiment


def test_a_range_test_makes_the_updates_of_the_lane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MEASURED", 100)
    experiment = streamed(array_file(tmp_path, 400), (32,), data_window=64)
    found = range_test(experiment, "lane-32", updates=12)
    run = train(experiment.with_changes({"budget.updates": 12}))
    assert found.loss_at(0.01) == pytest.approx(run.lanes[0].evaluations.train_loss[-1], rel=1e-5)


def test_a_range_test_without_its_samples_tells_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MEASURED", 100)
    path = array_file(tmp_path, 4000)
    problem = Problem(streamed(path, (32,), data_window=64))
    path.unlink()
    with pytest.raises(InputError, match="is gone or has changed"):
        range_test(problem.experiment, "lane-32", problem)


def test_a_class_that_is_not_a_number_is_none(tmp_path: Path) -> None:
    numbers = np.column_stack([np.arange(40.0), np.arange(40) % 2])
    numbers[7, 1] = np.nan
    np.save(tmp_path / "classes.npy", numbers)
    experiment = streamed(tmp_path / "classes.npy", (8,), data_task="classification", loss={"name": "cross-entropy"})
    assert experiment.data.outputs == 2
    with pytest.raises(InputError, match=r'found nan in row 8 of "x2"'):
        make_dataset(experiment)
