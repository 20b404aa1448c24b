"""The fused stepper against the reference stepper: the same rows but for rounding, on dense nets of all kinds.

Rounding grows where training is chaotic: with a learning rate so large that the descent jumps about, a start that differs in the
last bit leads elsewhere, with either stepper. So learning rates are small here; and ε is large, for optimizers that divide by the
root of squared gradients make as much of a gradient of pure rounding error, where terms cancel, as of any other.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Recording
from engine.comparison.trainer import Trainer
from engine.kernels import blas
from engine.kernels import net as nets
from engine.kernels.availability import explain_kernels
from engine.kernels.blas import product_address
from engine.kernels.net import LOSSES as KERNEL_LOSSES
from engine.kernels.updates import NONE, PRODUCTS
from engine.models.losses import LOSSES
from engine.optim.optimizers import make_optimizer
from engine.training.device import threaded_products
from engine.training.steppers import fused as module_under_test
from engine.training.steppers.base import Stepper
from tests.engine.plain import NET_PRESETS, all_weights, alone, flat, quick, run_to_the_end
from tests.engine.training.nets import Case, assert_same_bits, differences, run

N = 100
NETS = (
    (1, 1), (3, 1), (5, 4), (2, 1, 1), (3, 7, 1), (1, 8, 2), (10, 50, 1), (4, 9, 3), (6, 15, 16, 2), (2, 17, 1, 3), (33, 31, 5), (3, 70, 1),
    (8, 8, 8, 8), (7, 65, 33, 1), (5, 3, 12, 9, 2), (64, 16, 24, 1), (2, 5, 1, 6, 11, 1),
)  # fmt: skip
ACTIVATIONS = ("relu", "tanh", "sigmoid", "gelu", "identity")
GENTLE, CAREFUL = {"lr": 0.02}, {"lr": 0.001, "eps": 1e-3}
OPTIMIZERS: dict[str, dict[str, Any]] = {
    "sgd": GENTLE,
    "momentum": GENTLE | {"momentum": 0.9},
    "nesterov": GENTLE | {"momentum": 0.8, "nesterov": True, "weight_decay": 0.05, "schedule": "cosine"},
    "adagrad": CAREFUL | {"name": "adagrad", "weight_decay": 0.01},
    "rmsprop": CAREFUL | {"name": "rmsprop"},
    "rmsprop with momentum": CAREFUL | {"name": "rmsprop", "momentum": 0.5, "weight_decay": 0.01},
    "adam": CAREFUL | {"name": "adam", "schedule": "linear"},
    "adam with decay": CAREFUL | {"name": "adam", "weight_decay": 0.1, "beta1": 0.5, "beta2": 0.9},
    "nadam": CAREFUL | {"name": "nadam", "weight_decay": 0.1},
    "adadelta": CAREFUL | {"name": "adadelta", "lr": 0.5, "weight_decay": 0.01},
    "l1": GENTLE | {"l1": 0.05},
    "clipped": GENTLE | {"momentum": 0.9, "clip_norm": 0.3},
    "clipped by value": CAREFUL | {"name": "adam", "clip_value": 0.01, "l1": 0.01, "weight_decay": 0.1},
    "adamw": CAREFUL | {"name": "adamw", "weight_decay": 0.1},
}  # fmt: skip
BATCHES = ((1, False), (2, False), (7, False), (7, True), (8, False), (9, False), (16, True), (64, False), (N, False))


def fitting(widths: tuple[int, ...], loss: str) -> tuple[int, ...]:
    """The net with as many outputs as the loss wants."""
    outputs = {"cross-entropy": max(2, widths[-1]), "binary-cross-entropy": 1, "hinge": 1}
    return (*widths[:-1], outputs.get(loss, widths[-1]))


def table() -> dict[str, Case]:
    """Every optimizer with every batch size; activations, losses and nets in turn, so that each activation meets each loss."""
    cases = {}
    for i, ((optimizer, said), (batch, drops)) in enumerate(product(OPTIMIZERS.items(), BATCHES)):
        activation, loss = ACTIVATIONS[i % 5], list(KERNEL_LOSSES)[(i // 5 + i) % 6]
        widths = fitting(NETS[i % len(NETS)], loss)
        name = f"{optimizer}-{batch}{'-dropped' if drops else ''}-{'x'.join(map(str, widths))}-{activation}-{loss}"
        cases[name] = Case(widths, activation, loss, said, batch, N, drop_last=drops)
    several_blocks = Case((10, 50, 1), "relu", "mse", GENTLE, 1100, 1300)
    whole = replace(several_blocks, batch=1300, optimizer=OPTIMIZERS["adam"])
    blas = {f"by blas, {batch}": Case((70, 66, 90, 2), "tanh", batch=batch, n=N) for batch in (8, 64, N)}
    far = {  # layers with so many weights that they are gone through row by row
        f"far, {batch}, {name}": Case((140, 133, 150, 1), "relu", "mse", OPTIMIZERS[name] | {"lr": 0.001}, batch)
        for batch, name in ((1, "sgd"), (1, "momentum"), (5, "sgd"))
    }
    return cases | {"several blocks": several_blocks, "several blocks, whole": whole} | blas | far


TABLE = table()
every_case = pytest.mark.parametrize("case", TABLE.values(), ids=TABLE.keys())
every_dtype = pytest.mark.parametrize("dtype", ["float32", "float64"])


@every_case
@pytest.mark.parametrize(("dtype", "updates", "precision"), [("float64", 200, 1e-9), ("float32", 100, 1e-4)])
def test_its_rows_are_those_of_the_reference(case: Case, dtype: str, updates: int, precision: float) -> None:
    """Losses, norms and weights, each column relative to its largest number."""
    case = replace(case, dtype=dtype, updates=updates)
    mine, yours = run(case, case.fused()), run(case, case.autograd())
    assert len(mine.loss) == updates
    assert mine.positions.dtype == mine.loss.dtype == np.dtype(dtype)
    assert mine.positions.shape == yours.positions.shape
    for name, difference in differences(mine, yours).items():
        assert difference < precision, name


@settings(max_examples=60)
@given(
    widths=st.lists(st.integers(1, 70), min_size=2, max_size=6),
    activation=st.sampled_from(ACTIVATIONS),
    loss=st.sampled_from(list(KERNEL_LOSSES)),
    optimizer=st.sampled_from(list(OPTIMIZERS)),
    n=st.integers(1, 60),
    share=st.floats(0, 1),
    drops=st.booleans(),
    seed=st.integers(0, 99),
    products=st.sampled_from(["loops", "gradients by BLAS", "all by BLAS"]),
)
def test_its_rows_are_those_of_the_reference_for_nets_of_any_shape(
    widths: list[int], activation: str, loss: str, optimizer: str, n: int, share: float, drops: bool, seed: int, products: str
) -> None:
    batch = max(1, round(share * n))
    case = Case(fitting(tuple(widths), loss), activation, loss, OPTIMIZERS[optimizer], batch, n, drop_last=drops, updates=12, seed=seed)
    with patch.object(nets, "_WIDE", 1 if products == "gradients by BLAS" else 1000), patch.object(nets, "_LARGE", 1):
        fused = case.fused(product_address(case.dtype) if products == "all by BLAS" else 0)
    assert max(differences(run(case, fused), run(case, case.autograd())).values()) < 1e-9


@every_dtype
def test_with_the_products_of_pytorch_in_several_threads_its_rows_are_those_of_the_reference(dtype: str) -> None:
    threads, case = torch.get_num_threads(), Case((30, 520, 530, 1), "relu", batch=300, n=300, dtype=dtype, updates=10)
    torch.set_num_threads(2)
    try:
        address = threaded_products(dtype)
        assert address or sys.platform != "linux"
        together, alone = run(case, case.fused(address)), run(case, case.fused())
        assert max(differences(together, run(case, case.autograd())).values()) < (1e-4 if dtype == "float32" else 1e-9)
        assert max(differences(together, alone).values()) < (1e-4 if dtype == "float32" else 1e-9)
    finally:
        torch.set_num_threads(threads)


@pytest.mark.parametrize("products", ["loops", "all by BLAS"])
def test_what_is_no_number_in_a_hidden_neuron_ends_the_lane(products: str) -> None:
    """Two infinite products of opposite sign: ReLU lets NaN through, by whatever means the layer is computed."""
    case = Case((2, 8, 1), "relu", batch=16, n=16, updates=3)
    with patch.object(nets, "_LARGE", 1):
        stepper = case.fused(product_address(case.dtype) if products == "all by BLAS" else 0)
    position = stepper.position()
    position[0, :16] = np.tile([1e308, -1e308], 8)
    stepper.restore(position, 0)
    stepper.feed(np.full((16, 2), 1e10), case.samples()[1])
    assert run(case, stepper).diverged


def test_the_library_computes_in_one_thread_and_is_left_as_it_was() -> None:
    """In a process whose environment does not say so, as that of somebody who imports the engine."""
    program = """
from engine.kernels import blas
library = blas._library()
assert library is not None
before = library.scipy_openblas_get_num_threads64_()
with blas.one_thread():
    assert library.scipy_openblas_get_num_threads64_() == 1
assert library.scipy_openblas_get_num_threads64_() == before
print(before)
"""
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"} | {"OPENBLAS_NUM_THREADS": "3"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) == min(3, os.cpu_count() or 1)


def test_without_a_library_all_products_are_loops_and_doctor_tells_it() -> None:
    with patch.object(blas, "_library", lambda: None):
        blas.product_address.cache_clear()
        table, told = nets.Net((100, 100, 1), "relu", "mse").table_for("float32"), explain_kernels()
    blas.product_address.cache_clear()
    assert (table[:, PRODUCTS] == NONE).all()
    assert "NumPy has no OpenBLAS" in str(told)


@pytest.mark.parametrize("name", NET_PRESETS)
def test_every_row_of_every_preset_is_what_plain_pytorch_says_at_its_own_weights(recorded: Callable[[str], Recording], name: str) -> None:
    """So that no difference can grow: the batch loss and the gradient's norm before each update, and the update that follows."""
    recording = recorded(name)
    model, data, loss_of = recording.model(), recording.dataset, LOSSES[recording.experiment.loss.name]
    inputs, targets = torch.from_numpy(data.train_inputs), torch.from_numpy(data.train_targets)
    for lane in recording.lanes:
        assert (lane.stepper, lane.note) == ("fused", "")
        assert lane.agreement < 1e-5
        weights, batches = all_weights(lane), lane.next_batches(1, lane.updates)
        expected = np.empty((lane.updates, 3))
        for i, batch in enumerate(np.split(batches.order, batches.starts[1:-1])):
            torch.nn.utils.vector_to_parameters(torch.from_numpy(weights[i]), model.parameters())
            model.zero_grad()
            loss = loss_of(model(inputs[batch]), targets[batch])
            loss.backward()  # type: ignore[no-untyped-call]
            gradient = np.concatenate([parameter.grad.numpy().ravel() for parameter in model.parameters()])  # type: ignore[union-attr]
            off = weights[i + 1] - (weights[i] - lane.lane.optimizer.lr * gradient)
            expected[i] = loss.item(), np.linalg.norm(gradient), np.abs(off).max()
        scale = np.abs(expected).max(axis=0)
        np.testing.assert_allclose(lane.column("loss")[1:], expected[:, 0], rtol=1e-5, atol=1e-6 * scale[0])
        np.testing.assert_allclose(lane.column("grad_norm")[1:], expected[:, 1], rtol=1e-5, atol=1e-6 * scale[1])
        assert expected[:, 2].max() < 1e-6 * np.abs(weights).max()


# the same bits, however the work is cut

CUT: dict[str, Case] = {
    "single samples, plain": Case((3, 9, 2), "gelu", "cross-entropy", GENTLE, 1, 30),
    "single samples": Case((10, 50, 1), "relu", "mse", OPTIMIZERS["rmsprop with momentum"], 1, 30),
    "a few samples": Case((5, 4, 3), "tanh", "mae", OPTIMIZERS["nesterov"], 5, 33, updates=25),
    "a block": Case((5, 17, 1), "sigmoid", "binary-cross-entropy", OPTIMIZERS["adam"], 64, 100),
    "several blocks": Case((10, 50, 1), "relu", "huber", OPTIMIZERS["momentum"], 1100, 1200, updates=6),
}  # fmt: skip
every_cut = pytest.mark.parametrize("case", CUT.values(), ids=CUT.keys())


@every_dtype
@every_cut
def test_interrupted_in_the_middle_of_updates_it_gives_the_same_bits(monkeypatch: pytest.MonkeyPatch, case: Case, dtype: str) -> None:
    case = replace(case, dtype=dtype)
    whole = run(case, case.fused())
    monkeypatch.setattr(module_under_test, "_SLICE_S", 1e-9)  # one sample or block at a time
    pieces = run(case, case.fused())
    assert_same_bits(pieces, whole)
    assert max(pieces.calls) == 1
    assert (0 in pieces.calls) == (case.batch not in (1, 64))


@pytest.mark.parametrize("stepper", ["fused", "autograd"])
@every_dtype
@every_cut
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_from_any_position_it_goes_on_to_the_same_bits(optimizer: str, case: Case, dtype: str, stepper: str) -> None:
    case = replace(case, dtype=dtype, optimizer=OPTIMIZERS[optimizer], updates=6)
    whole = run(case, getattr(case, stepper)())
    other: Stepper = getattr(case, stepper)()
    for update in (5, 1, 3):
        other.restore(whole.positions[update - 1], update)
        assert np.array_equal(other.position(), whole.positions[update - 1])
        rest = run(case, other, first=update + 1)
        assert np.array_equal(rest.positions, whole.positions[update:])
        assert np.array_equal(rest.loss, whole.loss[update:])


@every_cut
def test_restored_in_the_middle_of_an_update_it_forgets_that(monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    whole, stepper = run(case, case.fused()), case.fused()
    with monkeypatch.context() as patched:
        patched.setattr(module_under_test, "_SLICE_S", 1e-9)
        for _ in range(3 if case.batch < 1000 else 1):
            stepper.run(case.batches(), case.rates(), np.empty(0, np.int64))
    stepper.restore(whole.positions[1], 2)
    rest = run(case, stepper, first=3)
    assert np.array_equal(rest.positions, whole.positions[2:])
    assert np.array_equal(rest.loss, whole.loss[2:])


@every_cut
@pytest.mark.parametrize("wanted", [[], [1], [2, 3, 6]])
def test_which_weights_are_wanted_changes_nothing(case: Case, wanted: list[int]) -> None:
    case = replace(case, updates=6)
    whole, stepper = run(case, case.fused()), case.fused()
    done = 0
    kept = []
    while done < 6:
        here = np.array(wanted, np.int64)
        updates = stepper.run(case.batches().part(done, 6), case.rates()[done:], here[here > done] - done)
        kept.append(updates.kept)
        done += len(updates.loss)
    assert np.array_equal(stepper.position(), whole.positions[-1])
    assert np.array_equal(np.concatenate(kept), whole.positions[np.array(wanted, np.int64) - 1])


def test_two_threads_at_once_give_the_same_bits_as_one() -> None:
    cases = [replace(case, updates=300) for case in CUT.values()]
    alone = [run(case, case.fused()) for case in cases]
    steppers = [case.fused() for case in cases]  # here, for models are drawn from torch's global generator
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(run, cases, steppers))
    for mine, yours in zip(together, alone, strict=True):
        assert_same_bits(mine, yours)


def test_what_it_is_given_is_left_as_it_was() -> None:
    for case in CUT.values():
        inputs, targets = case.samples()
        start, stepper = flat(case.model()), case.fused()
        batches, rates, position = case.batches(), case.rates(), stepper.position()
        order = batches.order.copy()
        stepper.run(batches, rates, np.array([1]))
        assert np.array_equal(position[0], start)
        assert np.array_equal(batches.order, order)
        assert np.array_equal(rates, case.rates())
        assert all(np.array_equal(mine, yours) for mine, yours in zip((inputs, targets), case.samples(), strict=True))


# cancelling

LONG = alone(quick("article", {"model.hidden": [50, 20], "budget.epochs": 3}), "full-batch")


@pytest.fixture
def four_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """For each of its updates of 1000 samples."""
    monkeypatch.setattr(module_under_test, "_BLOCK", 256)


def test_a_turn_ends_within_an_update_that_takes_longer_and_the_rows_are_the_same(
    monkeypatch: pytest.MonkeyPatch, four_blocks: None
) -> None:
    """So that a window never waits for a large batch."""
    whole = run_to_the_end(Trainer(LONG)).lanes[0]
    trainer = Trainer(LONG)
    lane, turns = trainer.recording.lanes[0], 0
    monkeypatch.setattr(module_under_test, "_SLICE_S", 1e-9)
    while not trainer.is_done:
        trainer.turn()
        turns += 1
    assert lane.updates * 4 == 12 <= turns  # measuring is a turn of its own
    assert np.array_equal(all_weights(lane), all_weights(whole))
    assert np.array_equal(lane.column("loss"), whole.column("loss"), equal_nan=True)
    assert np.array_equal(lane.evaluations.train_loss, whole.evaluations.train_loss)


@pytest.mark.parametrize("turns", [0, 1, 3, 6, 9])
def test_a_lane_stopped_within_an_update_keeps_all_before_it(monkeypatch: pytest.MonkeyPatch, four_blocks: None, turns: int) -> None:
    monkeypatch.setattr(module_under_test, "_SLICE_S", 1e-9)
    trainer = Trainer(LONG)
    for _ in range(turns):
        trainer.turn()
    trainer.stop()
    lane = trainer.recording.lanes[0]
    assert lane.status.state == "stopped"
    assert max(0, turns - 2) // 4 <= lane.updates <= turns // 4
    assert lane.evaluations.update[-1] == lane.updates
    assert np.isfinite(all_weights(lane)).all()


# divergence


def plain_updates_until_not_finite(case: Case) -> int:
    """Of a plain loop: those whose loss and weights are all finite."""
    model, (inputs, targets) = case.model(), map(torch.from_numpy, case.samples())
    optimizer, batches, rates = make_optimizer(case.declared, model), case.batches(), case.rates()
    for i, batch in enumerate(np.split(batches.order, batches.starts[1:-1])):
        optimizer.param_groups[0]["lr"] = rates[i]
        optimizer.zero_grad()
        loss = LOSSES[case.loss](model(inputs[batch]), targets[batch])
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if not (torch.isfinite(loss) and np.isfinite(flat(model)).all()):
            return i
    return len(batches)


@pytest.mark.parametrize("widths", [(1, 1), (3, 1), (10, 50, 1), (3, 7, 5, 1)], ids=str)
@every_dtype
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_it_diverges_at_the_very_update_at_which_a_plain_loop_does(widths: tuple[int, ...], dtype: str, momentum: float) -> None:
    activation, ends = "relu" if len(widths) > 2 else "identity", set()
    for batch, lr in product((1, 3, 64), (5.0, 30.0, 1000.0)):
        case = Case(widths, activation, "mse", {"lr": lr, "momentum": momentum}, batch, 64, dtype=dtype, updates=120)
        rows = run(case, case.fused())
        assert len(rows.loss) == plain_updates_until_not_finite(case), (batch, lr)
        assert rows.diverged == (len(rows.loss) < case.updates)
        assert all(np.isfinite(column).all() for column in rows.columns().values())
        ends.add(len(rows.loss))
    assert len(ends) > 1


@pytest.mark.parametrize("loss", KERNEL_LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("batch", [1, 3, 16])
@every_dtype
def test_a_sample_that_is_not_a_number_is_never_hidden(activation: str, loss: str, batch: int, dtype: str) -> None:
    """The lane ends at the update that has met it: NaN among the inputs, and NaN or infinity among the targets."""
    case = Case(fitting((3, 6, 2), loss), activation, loss, GENTLE, batch, 48, dtype=dtype, updates=40)
    batches, poisoned = case.batches(), 17
    expected = int(np.searchsorted(batches.starts, np.flatnonzero(batches.order == poisoned)[0], side="right")) - 1
    for which, value in ((0, np.nan), (1, np.nan), (1, np.inf)):
        if which == 1 and (loss.endswith("entropy") or loss == "hinge"):
            continue

        class Poisoned(Case):
            def samples(self) -> Any:
                both = super().samples()
                both[which][poisoned, -1] = value  # noqa: B023 - used at once
                return both

        ill = Poisoned(**vars(case))
        for stepper in (ill.fused(), ill.autograd()):
            rows = run(ill, stepper)
            assert (len(rows.loss), rows.diverged) == (expected, True), (stepper.name, which, value)


def test_saturated_neurons_have_no_slope_left() -> None:
    """Else a tanh net that flies apart would do so long before that of the reference."""
    case = Case((4, 9, 3), "tanh", "mse", {"lr": 5.0}, 64, 64, dtype="float32", updates=15)
    mine, yours = run(case, case.fused()), run(case, case.autograd())
    assert len(mine.loss) == len(yours.loss)
    np.testing.assert_allclose(mine.loss, yours.loss, rtol=0.1)
