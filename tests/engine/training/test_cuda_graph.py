"""The CUDA-graph stepper: how it puts updates together, when it is taken, and where there is a GPU, what its graphs compute."""

from __future__ import annotations

import gc
import logging
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine import train
from engine.experiment.sections import Lane
from engine.training import stepper_choice
from engine.training.problem import Problem
from engine.training.replay import replay_all
from engine.training.stepper_choice import update_program
from engine.training.steppers import cuda_graph
from engine.training.steppers.cuda_graph import CudaGraphStepper, batch_sizes, captured_stepper, graph_shapes, launches
from engine.training.steppers.program import UpdateProgram
from tests.engine.plain import all_weights, quick
from tests.engine.training.steps import OPTIMIZERS, SIZE, N, Setting, assert_same, declared

needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")


@pytest.mark.parametrize("chunk", [1, 4, 64])
def test_launches_are_powers_of_two_of_one_batch_size(chunk: int) -> None:
    sizes = np.array([8] * 15 + [5] + [8] * 100 + [5, 8, 8])
    parts = list(launches(sizes, chunk))
    assert [begin for begin, _ in parts] == np.cumsum([0, *(count for _, count in parts)])[:-1].tolist()
    assert sum(count for _, count in parts) == len(sizes)
    for begin, count in parts:
        assert count in (1, 2, 4, 8, 16, 32, 64)
        assert count <= chunk
        assert len(set(sizes[begin : begin + count].tolist())) == 1
    if chunk == 64:
        assert [count for _, count in parts] == [8, 4, 2, 1, 1, 64, 32, 4, 1, 2]


@pytest.mark.parametrize(
    ("batch_size", "drop_last", "expected"),
    [(8, False, {8: 5, 5: 1}), (8, True, {8: None}), (9, False, {9: None}), (1, False, {1: None}), ("full", False, {45: None})],
)
def test_there_is_a_graph_for_every_launch_of_a_lane(batch_size: Any, drop_last: bool, expected: dict[int, int | None]) -> None:
    lane = Lane.model_validate({"name": "a", "batch_size": batch_size, "drop_last": drop_last, "optimizer": {"lr": 0.1}})
    assert batch_sizes(lane, N) == expected
    shapes = graph_shapes(expected, 16)
    assert len(set(shapes)) == len(shapes)
    epoch = [lane.size(N)] * (N // lane.size(N)) + ([] if drop_last or not N % lane.size(N) else [N % lane.size(N)])
    sizes = np.array(epoch * 50)
    used = {(int(sizes[offset:][begin]), count) for offset in range(len(epoch)) for begin, count in launches(sizes[offset:], 16)}
    assert used <= set(shapes)


def test_graphs_are_replayed_where_there_are_any() -> None:
    """Stand-ins for graphs, which do on the processor what a replay does on a GPU."""
    setting = Setting(declared({"name": "adam"}))
    whole = setting.run(CudaGraphStepper(setting.program()))
    mine, replayed = setting.program(), list[tuple[int, int]]()
    mine.rows[0] = 0.0

    def stand_in(size: int, count: int) -> None:
        replayed.append((size, count))
        mine.run(size, count)

    stepper = CudaGraphStepper(mine, {shape: partial(stand_in, *shape) for shape in graph_shapes({SIZE: 5}, mine.chunk)})
    fresh = Setting(setting.said)
    stepper.restore(CudaGraphStepper(fresh.program()).position(), 0)
    assert np.array_equal(setting.run(stepper).kept, whole.kept)
    assert set(replayed) <= {(SIZE, 1), (SIZE, 2), (SIZE, 4)}
    assert sum(count for _, count in replayed) == sum(len(batch) == SIZE for batch in setting.batches)


class PlayedGraph:
    """Stands for a CUDA graph on the processor: it remembers which runs of the program were captured, and replays them."""

    capturing: PlayedGraph | None = None

    def __init__(self) -> None:
        self.runs: list[Callable[[], None]] = []

    def replay(self) -> None:
        for run in self.runs:
            run()


@contextmanager
def played_capture(graph: PlayedGraph, **how: Any) -> Iterator[None]:
    assert how["capture_error_mode"] == "thread_local"
    assert not gc.isenabled()  # what it frees may be of the device, and then the capture fails
    PlayedGraph.capturing = graph
    yield
    PlayedGraph.capturing = None


class PlayedStream:
    """Stands for a CUDA stream."""

    def wait_stream(self, other: object) -> None:
        """There is nothing to wait for."""


def test_a_lane_is_warmed_up_captured_and_put_back_to_its_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """With stand-ins for what PyTorch has on a GPU only."""
    played = {
        "Stream": PlayedStream, "current_stream": PlayedStream, "stream": lambda stream: nullcontext(), "CUDAGraph": PlayedGraph,
        "graph": played_capture, "graph_pool_handle": lambda: (0, 0),
    }  # fmt: skip
    for name, stand_in in played.items():
        monkeypatch.setattr(torch.cuda, name, stand_in)
    eager, warm_ups, captures = UpdateProgram.run, list[tuple[int, int]](), list[tuple[int, int]]()

    def run(self: UpdateProgram, size: int, count: int) -> None:
        if PlayedGraph.capturing is None:
            warm_ups.append((size, count))
            eager(self, size, count)
        else:
            captures.append((size, count))
            PlayedGraph.capturing.runs.append(partial(eager, self, size, count))

    monkeypatch.setattr(UpdateProgram, "run", run)
    setting, plain = (Setting(declared({"name": "adam"})) for _ in range(2))
    stepper = captured(setting)
    assert captures == graph_shapes({SIZE: 5, 5: 1}, 64) == [(SIZE, 1), (SIZE, 2), (SIZE, 4), (5, 1)]
    assert {(SIZE, 4), (5, 1)} <= set(warm_ups)
    assert min(warm_ups.count((size, 1)) for size in (SIZE, 5)) >= 3
    done = len(warm_ups)
    assert_same(setting.run(stepper), plain.run(plain.autograd()), 1e-9)
    assert len(warm_ups) == done  # all updates were replayed
    assert gc.isenabled()


class TestInARun:
    """Runs on the processor that are told to take the program's eager form."""

    @pytest.fixture(autouse=True)
    def eager(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(stepper_choice, "fast_stepper", lambda problem, lane: (CudaGraphStepper(update_program(problem, lane)), ""))

    @pytest.mark.parametrize("preset", ["two-parameter", "two-moons"])
    def test_it_agrees_with_autograd_and_replays_its_bits(self, preset: str) -> None:
        small = {"data.n": 60, "lanes.*.batch_size": 16, "lanes.*.optimizer.momentum": 0.5, "budget.epochs": 12}
        recording = train(quick(preset, small))
        for lane in recording.lanes:
            assert (lane.status.state, lane.stepper, lane.note) == ("finished", "cuda-graph", "")
            assert lane.agreement < 1e-4
            weights = all_weights(lane)
            problem = Problem(recording.experiment)
            assert np.array_equal(np.concatenate(list(replay_all(problem, lane))), weights[1:])
            _, position = lane.history.before(0)
            assert np.array_equal(position[0], weights[0])

    def test_a_module_of_ones_own_can_be_trained(self) -> None:
        model = nn.Sequential(nn.Linear(2, 5), nn.LayerNorm(5), nn.SiLU(), nn.Linear(5, 2))
        recording = train(quick("two-moons", {"data.n": 60}), model=model)
        assert {lane.stepper for lane in recording.lanes} == {"cuda-graph"}
        assert {lane.status.state for lane in recording.lanes} == {"finished"}


def test_what_cannot_be_captured_falls_back_and_says_so(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Here it is the processor, on which nothing can be captured."""

    def captured(problem: Problem, lane: Lane) -> tuple[CudaGraphStepper | None, str]:
        return captured_stepper(lambda: update_program(problem, lane), lane, problem.dataset.n)

    monkeypatch.setattr(stepper_choice, "fast_stepper", captured)
    caplog.set_level(logging.WARNING, "tridescent")
    recording = train(quick("two-parameter", {"data.n": 40}))
    for lane in recording.lanes:
        assert (lane.status.state, lane.stepper) == ("finished", "autograd")
        assert str(lane.note).startswith("CUDA graphs cannot be used (")
        assert str(lane.note).endswith("), so autograd is used")
    assert [record.message for record in caplog.records] == [f"lane {lane.name}: {lane.note}" for lane in recording.lanes]


@pytest.mark.parametrize("kind", ["graph", "autograd"])
def test_a_stepper_no_longer_used_is_gone_at_once(kind: str) -> None:
    """Else what it holds on a GPU would be freed whenever Python next looks for cycles."""
    setting = Setting(declared({"name": "adam"}))
    stepper = CudaGraphStepper(setting.program()) if kind == "graph" else setting.autograd()
    setting.run(stepper)
    left = weakref.ref(stepper)
    with collecting_nothing():
        del stepper
        assert left() is None


def test_what_a_failed_capture_made_is_gone_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = list[weakref.ref[UpdateProgram]]()
    setting = Setting(declared({"name": "sgd"}))

    def make() -> UpdateProgram:
        program = setting.program()
        made.append(weakref.ref(program))
        return program

    def capture(program: UpdateProgram, sizes: Any) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 314.00 MiB. GPU 0 has a total capacity of 7.8 GiB")

    monkeypatch.setattr(cuda_graph, "capture", capture)
    lane = Lane.model_validate({"name": "a", "batch_size": SIZE, "optimizer": {"lr": 0.1}})
    with collecting_nothing():
        reason = captured_stepper(make, lane, N)[1]
        assert [each() for each in made] == [None]
    assert str(reason) == "CUDA graphs cannot be used (OutOfMemoryError: CUDA out of memory), so autograd is used"


@contextmanager
def collecting_nothing() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def test_the_first_failure_of_a_capture_is_the_one_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def capture(program: UpdateProgram, sizes: Any) -> None:
        try:
            raise RuntimeError("this operation waits for the device\nand more")
        except RuntimeError:
            raise RuntimeError("the capture has failed") from None

    monkeypatch.setattr(cuda_graph, "capture", capture)
    setting = Setting(declared({"name": "sgd"}))
    lane = Lane.model_validate({"name": "a", "batch_size": SIZE, "optimizer": {"lr": 0.1}})
    stepper, reason = captured_stepper(setting.program, lane, N)
    assert stepper is None
    assert "(RuntimeError: this operation waits for the device)" in str(reason)


@pytest.mark.parametrize(
    ("device", "stepper", "asked"), [("cuda", "auto", 1), ("cuda", "autograd", 0), ("mps", "auto", 0), ("cpu", "auto", 0)]
)
def test_graphs_are_for_cuda_devices_alone(monkeypatch: pytest.MonkeyPatch, device: str, stepper: str, asked: int) -> None:
    calls: list[str] = []

    def captured(make_program: Any, lane: Lane, n: int) -> tuple[None, str]:
        calls.append(lane.name)
        return None, "asked"

    problem = Problem(quick("two-parameter", {"stepper": stepper}), nn.Linear(1, 1))
    monkeypatch.setattr(stepper_choice, "captured_stepper", captured)
    problem.device = torch.device(device)
    assert stepper_choice.fast_stepper(problem, problem.experiment.lanes[0]) == (None, "asked" if asked else "")
    assert len(calls) == asked


@needs_gpu
class TestOnAGpu:
    """What only a GPU can show."""

    @pytest.mark.parametrize("said", OPTIMIZERS.values(), ids=OPTIMIZERS)
    @pytest.mark.parametrize("size", [1, SIZE, N])
    def test_graphs_make_the_updates_of_autograd(self, said: dict[str, Any], size: int) -> None:
        ours, plain = (Setting(declared(said), device="cuda", size=size) for _ in range(2))
        assert_same(ours.run(captured(ours)), plain.run(plain.autograd()), 1e-9)

    @pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
    def test_graphs_and_the_program_give_the_same_bits(self, dtype: torch.dtype) -> None:
        said = declared({"name": "adam", "lr": 0.02})
        one, other = (Setting(said, dtype=dtype, device="cuda") for _ in range(2))
        whole = one.run(captured(one))
        eager = other.run(CudaGraphStepper(other.program()))
        assert np.array_equal(whole.kept, eager.kept)
        again = CudaGraphStepper(other.program())
        again.restore(whole.kept[36], 37)
        assert np.array_equal(other.run(again, 37).kept, whole.kept[37:])

    @pytest.mark.parametrize("preset", ["article", "two-parameter", "two-moons"])
    def test_every_lane_of_a_run_takes_them(self, preset: str) -> None:
        recording = train(quick(preset, {"device": "cuda"}))
        for lane in recording.lanes:
            assert (lane.status.state, lane.stepper, lane.note) == ("finished", "cuda-graph", "")
            assert lane.agreement < 1e-4
            replayed = np.concatenate(list(replay_all(Problem(recording.experiment), lane)))  # [updates, P]
            assert np.array_equal(all_weights(lane)[1:], replayed)

    def test_garbage_of_earlier_graphs_does_not_spoil_a_capture(self) -> None:
        for _ in range(5):
            old = captured(Setting(declared({"name": "sgd"}), device="cuda"))
            old.cycle = old  # type: ignore[attr-defined]
        before = gc.get_threshold()
        gc.set_threshold(1, 1, 1)
        try:
            del old
            captured(Setting(declared({"name": "adam"}), device="cuda"))
        finally:
            gc.set_threshold(*before)

    def test_a_small_convolutional_net_takes_them(self) -> None:
        model = nn.Sequential(nn.Unflatten(1, (1, 2)), nn.Conv1d(1, 4, 2), nn.ReLU(), nn.Flatten(), nn.Linear(4, 2))
        recording = train(quick("two-moons", {"device": "cuda", "data.n": 60}), model=model)
        assert {lane.stepper for lane in recording.lanes} == {"cuda-graph"}

    def test_a_module_that_waits_for_the_device_falls_back(self) -> None:
        class Waiting(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.linear = nn.Linear(2, 2)

            def forward(self, inputs: Tensor) -> Tensor:
                outputs: Tensor = self.linear(inputs)
                return outputs * (1.0 if outputs.sum().item() > 1e30 else 2.0)

        recording = train(quick("two-moons", {"device": "cuda", "data.n": 60}), model=Waiting())
        for lane in recording.lanes:
            assert (lane.status.state, lane.stepper) == ("finished", "autograd")
            assert "CUDA graphs cannot be used" in str(lane.note)


def captured(setting: Setting) -> CudaGraphStepper:
    lane = Lane.model_validate({"name": "a", "batch_size": setting.size, "optimizer": setting.said.model_dump()})
    stepper, reason = captured_stepper(setting.program, lane, N)
    assert stepper is not None, reason
    return stepper
