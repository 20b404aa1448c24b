"""Which stepper a lane gets: the kernels where they can be used and tell the truth, else autograd, and why is written down."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from torch import nn

from engine import Experiment, Recording, train
from engine.comparison.trainer import Trainer
from engine.data.batches import Batches
from engine.kernels import availability as kernels
from engine.training import fused_objective as fusing
from engine.training import stepper_choice as choice
from engine.training.problem import Problem
from engine.training.stepper_choice import fast_stepper
from engine.training.steppers.base import Rates, Updates
from engine.training.steppers.fused import FusedStepper
from tests.engine.plain import all_weights, quick, run_to_the_end

ROOT = Path(__file__).parents[3]
OPTIMIZERS: tuple[dict[str, Any], ...] = (
    {}, {"momentum": 0.9}, {"name": "adagrad"}, {"name": "rmsprop"}, {"name": "rmsprop", "momentum": 0.5}, {"name": "adam"},
    {"name": "adamw", "weight_decay": 0.1},
)  # fmt: skip


def small(**changes: Any) -> Experiment:
    return quick("two-moons", {"data.n": 70, "lanes.*.optimizer.lr": 0.02} | changes)


def assert_autograd(recording: Recording, *words: str) -> None:
    """All lanes were trained with autograd, as if nothing else had been tried, and they say why."""
    plain = train(recording.experiment.with_changes({"stepper": "autograd"}))
    for lane, reference in zip(recording.lanes, plain.lanes, strict=True):
        assert lane.stepper == "autograd"
        assert np.isnan(lane.agreement)
        assert all(word in str(lane.note) for word in words), lane.note
        assert "\n" not in str(lane.note)
        assert np.array_equal(all_weights(lane), all_weights(reference))
        assert lane.status == reference.status


# agreement


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=str)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_kernels_are_taken_where_they_agree_and_start_as_if_nothing_had_been_compared(dtype: str, optimizer: dict[str, Any]) -> None:
    changes = {f"lanes.*.optimizer.{name}": value for name, value in optimizer.items()}
    recording = train(small(dtype=dtype, **changes))
    for lane in recording.lanes:
        assert (lane.stepper, lane.note) == ("fused", "")
        assert 0 <= lane.agreement < (1e-5 if dtype == "float32" else 1e-13)
        first = fast_stepper(recording.problem, lane.lane)[0]
        assert first is not None
        updates = first.run(lane.next_batches(1, 1), lane.column("lr")[1:2].astype(np.float64), np.array([1]))
        assert np.array_equal(updates.kept[0, 0], lane.parameters(1))


def test_the_reference_is_taken_where_it_is_asked_for_and_there_is_nothing_to_say() -> None:
    recording = train(small(stepper="autograd"))
    assert {(lane.stepper, lane.note) for lane in recording.lanes} == {("autograd", "")}


def test_a_module_of_ones_own_is_trained_by_autograd_and_there_is_nothing_to_say() -> None:
    recording = train(small(), model=nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2)))
    assert {(lane.stepper, lane.note) for lane in recording.lanes} == {("autograd", "")}


Lie = Callable[[Updates], Updates]
LIES: dict[str, Lie] = {
    "a loss": lambda told: told._replace(loss=told.loss * 1.01),
    "a norm": lambda told: told._replace(grad_norm=told.grad_norm * 0.99),
    "a weight": lambda told: told._replace(kept=told.kept + np.float32(0.01) * (np.arange(told.kept.shape[-1]) == 5)),
    "a weight that is not a number": lambda told: told._replace(kept=np.where(np.arange(told.kept.shape[-1]) == 5, np.nan, told.kept)),
    "a loss that is not a number": lambda told: told._replace(loss=told.loss * np.nan),
    "divergence": lambda told: Updates(told.loss[:1], told.grad_norm[:1], told.update_norm[:1], told.kept[:1], diverged=True),
}


def lying(monkeypatch: pytest.MonkeyPatch, lie: Lie) -> None:
    run = FusedStepper.run

    def told(self: FusedStepper, batches: Batches, rates: Rates, wanted: NDArray[np.int64]) -> Updates:
        return lie(run(self, batches, rates, wanted))

    monkeypatch.setattr(FusedStepper, "run", told)


@pytest.mark.parametrize("lie", LIES)
def test_a_kernel_that_lies_is_found_out_and_not_used(monkeypatch: pytest.MonkeyPatch, lie: str) -> None:
    lying(monkeypatch, LIES[lie])
    assert_autograd(train(small()), "the fused stepper differs from autograd by", "so autograd is used")


def test_what_was_found_out_is_saved_with_the_recording_and_replayed_as_it_was_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patched:
        lying(patched, LIES["a weight"])
        recording = run_to_the_end(Trainer(small(), memory_budget=3 * 20 * 82 * 4))
        recording.save(tmp_path / "run.tridescent")
    for lane in recording.lanes:
        assert lane.status.state == "finished", lane.status.traceback
    loaded = Recording.load(tmp_path / "run.tridescent")
    assert max(lane.history.stride for lane in loaded.lanes) > 1
    for lane, reference in zip(loaded.lanes, train(small(stepper="autograd")).lanes, strict=True):
        assert (lane.stepper, lane.note) == (reference.stepper, recording.lane(lane.name).note)
        assert np.array_equal(all_weights(lane), all_weights(reference))


def test_a_small_difference_is_rounding(monkeypatch: pytest.MonkeyPatch) -> None:
    lying(monkeypatch, lambda told: told._replace(loss=told.loss * np.float32(1.00002)))
    for lane in train(small()).lanes:
        assert lane.stepper == "fused"
        assert lane.agreement == pytest.approx(2e-5, rel=0.1)


def test_lanes_that_diverge_at_once_are_agreed_upon_too() -> None:
    recording = train(quick("two-parameter", {"lanes.*.optimizer.lr": 1000.0, "data.centre": 100.0, "budget.updates": 60}))
    for lane in recording.lanes:
        assert (lane.stepper, lane.status.state) == ("fused", "diverged")
        assert lane.agreement < 1e-4


# where the kernels cannot be used


@pytest.fixture
def asked_anew() -> Iterator[None]:
    """Whether Numba works is asked once; not so before and after these tests."""
    kernels.why_not_compiled.cache_clear()
    yield
    kernels.why_not_compiled.cache_clear()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ModuleNotFoundError("No module named 'numba'"), "ModuleNotFoundError: No module named 'numba'"),
        (OSError("libllvm.so: cannot open shared object file\nmore of it"), "OSError: libllvm.so: cannot open shared object file)"),
        (AttributeError(), "AttributeError: no reason given"),
        (RuntimeError("cannot cache function: no locator available"), "RuntimeError: cannot cache"),
    ],
)
def test_without_numba_or_with_a_broken_one_all_is_done_with_pytorch(
    monkeypatch: pytest.MonkeyPatch, asked_anew: None, error: Exception, words: str
) -> None:
    real = builtins.__import__

    def failing(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        if name.split(".")[0] in ("numba", "fused"):
            raise error
        return real(name, globals, locals, fromlist, level)

    monkeypatch.setattr(builtins, "__import__", failing)
    recording = train(small())
    assert kernels.project_kernel("float32") is None
    assert words in str(kernels.explain_kernels())
    assert_autograd(recording, "Numba cannot be used", words, "so autograd is used")
    assert np.isfinite(recording.surface(5).values).all()
    assert np.isfinite(recording.lanes[0].column("x")).all()


def test_a_recording_of_the_kernels_can_be_looked_at_without_them(
    monkeypatch: pytest.MonkeyPatch, asked_anew: None, tmp_path: Path
) -> None:
    """What lies between the kept positions is then computed again by autograd, the same but for rounding."""
    whole = train(small())
    run_to_the_end(Trainer(small(), memory_budget=3 * 20 * 82 * 4)).save(tmp_path / "run.tridescent")
    monkeypatch.setattr(fusing, "why_not_compiled", lambda: "Numba cannot be used (for this test)")
    loaded = Recording.load(tmp_path / "run.tridescent")
    assert max(lane.history.stride for lane in loaded.lanes) > 1
    for mine, yours in zip(loaded.lanes, whole.lanes, strict=True):
        assert mine.stepper == "fused"
        np.testing.assert_allclose(all_weights(mine), all_weights(yours), atol=1e-5)


def test_a_net_with_too_many_weights_is_left_to_pytorch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fusing, "MOST_WEIGHTS", 81)
    assert_autograd(train(small()), "82 weights", "too large for the kernels")
    monkeypatch.setattr(fusing, "MOST_WEIGHTS", 82)
    assert train(small()).lanes[0].stepper == "fused"


def test_the_limit_is_above_nets_that_the_kernels_are_for() -> None:
    assert Problem(small(**{"model.hidden": [1000, 1000]})).note == ""


# where compiled kernels cannot be kept

SCRIPT = """
import numpy as np
from engine import Experiment, train
from engine.kernels.availability import explain_kernels
experiment = Experiment.preset("two-parameter").with_changes({"device": "cpu", "budget.updates": 40})
recording = train(experiment.from_dict(experiment.model_dump() | {"lanes": [experiment.lane("stochastic").model_dump()]}))
print(recording.lanes[0].stepper, recording.lanes[0].updates, recording.lanes[0].note, explain_kernels())
"""


def test_where_no_file_can_be_written_the_kernels_are_compiled_and_not_kept(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "cache"  # below a file there can be no folder, not even for root
    said = {"NUMBA_CACHE_DIR": str(folder), "NUMBA_OPT": "0"}  # compiled hastily: it is only for once
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=os.environ | said, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("fused 40 ")
    assert "not kept" in done.stdout
    assert str(folder) in done.stdout
    assert "cannot be written" in done.stderr
    assert (tmp_path / "file").read_bytes() == b""


@pytest.mark.parametrize("before", ["", "import numba; "])
def test_each_version_of_the_kernels_has_a_cache_of_its_own(tmp_path: Path, before: str) -> None:
    """Numba looks only at the file of the kernel itself: one changed by what it calls would go on as it was. Also in a child process, and
    where Numba was imported earlier, by whatever else uses it."""
    script = before + "from engine.kernels import compiler, updates; print(compiler.CACHE_FOLDER, updates.train_blocks.stats.cache_path)"
    seen = list[str]()
    for folder in (tmp_path, None):
        said = {"NUMBA_CACHE_DIR": str(folder or seen[0])}
        done = subprocess.run([sys.executable, "-c", script], env=os.environ | said, cwd=ROOT, capture_output=True, text=True, check=True)
        ours, numbas = done.stdout.split()
        assert Path(numbas).parent == Path(ours)
        seen.append(ours)
    assert Path(seen[0]).parent == tmp_path
    assert Path(seen[0]).name.startswith("kernels-")
    assert seen[0] == seen[1]


# a comparison that is made when the lane is over


def test_a_kind_that_has_agreed_before_is_compared_when_its_lanes_are_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "_agreed", set())
    train(small())
    trainer = Trainer(small(seed=1))
    assert all(np.isnan(lane.agreement) for lane in trainer.recording.lanes)
    run_to_the_end(trainer)
    assert all(lane.stepper == "fused" and lane.agreement < 1e-5 for lane in trainer.recording.lanes)


def test_a_lane_that_turns_out_to_disagree_is_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "_agreed", set())
    train(small())
    trainer = Trainer(small(seed=1))
    while not trainer.is_complete:
        trainer.turn()
    shown = list(trainer.recording.lanes)
    monkeypatch.setattr(choice, "_difference", lambda *_: 0.5)
    recording = run_to_the_end(trainer)
    assert_autograd(recording, "fused", "5.0e-01", "autograd is used")
    assert all(new is not old for new, old in zip(recording.lanes, shown, strict=True))
    assert len(recording.lane("stochastic").column("x")) == recording.lane("stochastic").updates + 1


@pytest.mark.parametrize(
    "change", [{"lanes.*.optimizer.name": "adam"}, {"model.hidden": [17]}, {"lanes.mini-batch.batch_size": 9}], ids=str
)
def test_another_kind_of_lane_is_compared_before_it_begins(monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]) -> None:
    monkeypatch.setattr(choice, "_agreed", set())
    train(small())
    trainer = Trainer(small(**change))
    assert not np.isnan(trainer.recording.lane("mini-batch").agreement)
