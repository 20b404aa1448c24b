"""A recording that the first release wrote (format 2) opens, and is replayed with the orders of samples that it was trained with.

`format-2.tridescent` was written by that release: one lane of `two-moons` on 9 samples, 4 epochs, of which every ninth position is kept.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine import InputError, Recording
from engine.comparison.trainer import Trainer
from engine.data.orders import ORDER_VERSION
from tests.engine.comparison.crafted import Arrays, unpacked
from tests.engine.plain import all_weights, plain_run, run_to_the_end

OLD = Path(__file__).parent / "format-2.tridescent"


def orders_of_numpy(seed: int, epochs: int, n: int) -> list[list[int]]:
    """The orders of that release: numpy's own shuffle, with one generator for each 2¹⁴ samples."""
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence((seed, 4, 0))))
    orders = np.array([np.arange(n)] * epochs)
    return generator.permuted(orders, axis=1).tolist()


def saved(arrays: Arrays, folder: Path) -> Path:
    """A file as that release wrote it: a zip without a seal."""
    path = folder / "old.tridescent"
    with path.open("wb") as file:
        np.savez(file, **arrays)
    return path


def test_it_opens_with_all_that_it_holds() -> None:
    recording, arrays = Recording.load(OLD), unpacked(OLD.read_bytes())
    lane, experiment = recording.lanes[0], recording.experiment
    assert (experiment.name, experiment.seed, experiment.data.n, experiment.dtype) == ("two-moons", 5, 9, "float64")
    assert (lane.name, lane.updates, lane.planned, lane.history.stride, lane.status.state) == ("stochastic", 36, 36, 9, "finished")
    assert (lane.order_version, lane.stepper) == (1, "autograd") and recording.made_by.startswith("TriDescent")
    assert np.array_equal(recording.initial_parameters, arrays["lanes/stochastic/positions"][0, 0])
    for name in ("loss", "grad_norm", "update_norm", "seconds"):
        assert np.array_equal(lane.column(name), arrays[f"lanes/stochastic/columns/{name}"], equal_nan=True)
    assert np.array_equal(recording.dataset.train_inputs, arrays["data/train_inputs"])


def test_it_is_replayed_with_the_orders_that_it_was_trained_with() -> None:
    recording = Recording.load(OLD)
    lane, expected = recording.lanes[0], orders_of_numpy(5, 4, 9)
    assert [np.concatenate(lane.batches(epoch)).tolist() for epoch in range(4)] == expected
    plain = plain_run(recording, lane)
    assert np.allclose(plain.losses, lane.column("loss")[1:], rtol=1e-9)  # as they were recorded
    assert np.allclose(all_weights(lane), plain.weights, rtol=1e-9)
    kept = unpacked(OLD.read_bytes())["lanes/stochastic/positions"]
    assert np.allclose(all_weights(lane)[::9], kept[:, 0], rtol=1e-9)
    assert lane.replay_difference < 1e-9


def test_saved_again_it_keeps_its_orders_under_a_seal(tmp_path: Path) -> None:
    old = Recording.load(OLD)
    old.save(tmp_path / "new.tridescent")
    arrays = unpacked((tmp_path / "new.tridescent").read_bytes())
    assert (int(arrays["version"]), int(arrays["lanes/stochastic/order_version"])) == (5, 1)
    new = Recording.load(tmp_path / "new.tridescent")
    assert np.array_equal(all_weights(new.lanes[0]), all_weights(old.lanes[0]))
    assert new.made_by == old.made_by and new.experiment == old.experiment
    content = bytearray((tmp_path / "new.tridescent").read_bytes())
    content[-73:] = b"\0\0"  # without its seal
    (tmp_path / "new.tridescent").write_bytes(content)
    with pytest.raises(InputError, match="its seal is missing"):
        Recording.load(tmp_path / "new.tridescent")


def test_what_was_left_out_then_is_filled_in(tmp_path: Path) -> None:
    arrays = unpacked(OLD.read_bytes())
    assert "lanes/stochastic/autograd_updates" not in arrays
    del arrays["made_by"]
    recording = Recording.load(saved(arrays, tmp_path))
    assert (recording.made_by, recording.lanes[0].autograd_updates) == ("", 0)
    late = Recording.load(saved(arrays | {"lanes/stochastic/autograd_updates": 7}, tmp_path))
    assert late.lanes[0].autograd_updates == 7


@pytest.mark.parametrize("positions", [np.zeros(3), np.zeros((5, 2, 12), np.int64), np.zeros((0, 2, 12)), np.zeros((5, 2, 11)), "text"])
def test_positions_that_are_none_are_refused(tmp_path: Path, positions: object) -> None:
    with pytest.raises(InputError):
        Recording.load(saved(unpacked(OLD.read_bytes()) | {"lanes/stochastic/positions": positions}, tmp_path))


def test_a_file_without_positions_is_refused(tmp_path: Path) -> None:
    arrays = unpacked(OLD.read_bytes())
    del arrays["lanes/stochastic/positions"]
    with pytest.raises(InputError, match="is missing"):
        Recording.load(saved(arrays, tmp_path))


def test_a_new_run_has_the_orders_of_today() -> None:
    """Its lanes are declared the same as those of the file, but would not come out the same."""
    old = Recording.load(OLD)
    new = run_to_the_end(Trainer(old.experiment, memory_budget=960, last=old, is_change=True))
    assert (new.lanes[0].order_version, new.lanes[0].history.stride) == (ORDER_VERSION, old.lanes[0].history.stride)
    assert new.lanes[0] is not old.lanes[0]
