"""The pieces of the kernels: fast functions against scipy, measured losses against PyTorch and plain numpy, projections against numpy."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numba
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special  # type: ignore[import-untyped]

from engine.geometry import projection
from engine.geometry.plane import Plane
from engine.kernels import compiler, layers, pointwise
from engine.kernels.net import LOSSES as KERNEL_LOSSES
from engine.kernels.net import Net, Samples, room
from engine.models.losses import LOSSES
from engine.training.fused_objective import FusedObjective
from engine.training.objective import Objective
from tests.engine.plain import flat
from tests.engine.training.nets import CURVES, Case, plain_accuracy, plain_loss, plain_outputs

Array = NDArray[Any]
LARGEST, SMALLEST = float(np.finfo(np.float32).max), float(np.finfo(np.float32).smallest_subnormal)


def over_arrays(function: Any) -> Callable[[Array], Array]:
    """A function of the kernels over an array, compiled with the same flags as they are."""

    @numba.njit(fastmath=compiler._FLAGS, error_model="numpy")
    def fill(values: Any, results: Any) -> None:
        for i in range(len(values)):
            results[i] = function(values[i])

    def call(values: Array) -> Array:
        results = np.empty_like(values)
        fill(values, results)
        return results

    return call


@numba.njit(fastmath=compiler._FLAGS, error_model="numpy")
def combined(
    w: Any, first: int, out: int, into: int, bias: int, width: int, count: int, source: Any, target: Any, m: int, gate: int, gates: Any
) -> None:
    """A product with a gate, from the second row of `source` into the third one of `target`."""
    if gate == layers.OPEN:
        layers.combine(w, first, out, into, bias, width, count, source, 1, target, 2, m, gates)
    elif gate == layers.OWN:
        layers.combine_own(w, first, out, into, bias, width, count, source, 1, target, 2, m, gates)
    else:
        layers.combine_other(w, first, out, into, bias, width, count, source, 1, target, 2, m, gates)


@pytest.mark.parametrize("gate", [layers.OPEN, layers.OWN, layers.OTHER])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 64), st.booleans(), st.integers(0, 2**32 - 1))
def test_products_of_a_block_are_those_of_plain_numpy(
    dtype: Any, gate: int, width: int, count: int, m: int, is_back: bool, seed: int
) -> None:
    random = np.random.default_rng(seed)
    w, source, gates = (random.standard_normal(shape).astype(dtype) for shape in (200, (width + 2, 64), (count + 3, 64)))
    source[1, 0], gates[2, 0], target = np.nan, np.nan, np.full((count + 3, 64), 7, dtype)
    matrix = w[5 : 5 + width * count].reshape(width, count).T if is_back else w[5 : 5 + width * count].reshape(count, width)
    steps, bias = ((1, count), -1) if is_back else ((width, 1), 100)
    combined(w, 5, *steps, bias, width, count, source, target, m, gate, gates)
    plain = matrix.astype(np.float64) @ source[1:-1, :m] + (0 if is_back else w[100 : 100 + count, None])
    closed = {layers.OPEN: np.zeros(plain.shape, bool), layers.OWN: plain <= 0, layers.OTHER: gates[2:-1, :m] <= 0}[gate]
    np.testing.assert_allclose(target[2:-1, :m], np.where(closed, 0, plain), atol=1e-5 if dtype is np.float32 else 1e-13)
    assert (np.delete(target, np.s_[2:-1], axis=0) == 7).all()  # no other row is touched


@numba.njit(fastmath=compiler._FLAGS, error_model="numpy")
def gradient_added(g: Any, first: int, width: int, count: int, source: Any, delta: Any, m: int) -> None:
    """A gradient over a block, of inputs from the second row of `source` and neurons from the third one of `delta`."""
    layers.add_gradient(g, first, width, count, source, 1, delta, 2, m)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(st.integers(1, 13), st.integers(1, 7), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_the_gradient_over_a_block_is_that_of_plain_numpy(dtype: Any, width: int, count: int, sixteens: int, seed: int) -> None:
    """Inputs are taken by fours and neurons by twos: all remainders are met."""
    random, m, size = np.random.default_rng(seed), 16 * sixteens, (width + 1) * count
    before, source, delta = (random.standard_normal(shape).astype(dtype) for shape in (size + 9, (width + 2, 64), (count + 3, 64)))
    g = before.copy()
    gradient_added(g, 5, width, count, source, delta, m)
    inputs, deltas = source[1:-1, :m].astype(np.float64), delta[2:-1, :m].astype(np.float64)
    plain = before.astype(np.float64)
    plain[5 : 5 + size] += np.concatenate([(deltas @ inputs.T).ravel(), deltas.sum(1)])
    np.testing.assert_allclose(g, plain, atol=2e-5 if dtype is np.float32 else 1e-13)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(7,), (3, 5), (2, 61, 208), (2, 0)])
def test_room_to_work_in_begins_with_a_line_of_the_cache(shape: tuple[int, ...], dtype: Any) -> None:
    rooms = [room(*shape, dtype=dtype) for _ in range(9)]
    for zeros in rooms:
        assert (zeros.shape, zeros.dtype, zeros.flags.c_contiguous, zeros.flags.writeable) == (shape, dtype, True, True)
        assert zeros.size == 0 or zeros.ctypes.data % 64 == 0
        assert not zeros.any()
    assert not any(np.shares_memory(one, other) for one, other in pairwise(rooms))


FAST = {name: over_arrays(getattr(pointwise, f"_{name}")) for name in ("exp", "tanh", "erf")}
EXACT: dict[str, Callable[[Array], Array]] = {"exp": np.exp, "tanh": np.tanh, "erf": special.erf}
every_function = pytest.mark.parametrize("name", FAST)


def in_units_of_the_last_place(found: Array, exact: Array) -> Array:
    """How far float32 numbers are from float64 ones, in spacings of float32 there."""
    off: Array = np.abs(found - exact) / np.spacing(np.abs(exact).astype(np.float32))
    return off


@every_function
@pytest.mark.parametrize("reach", [1e-6, 1e-3, 0.1, 1.0, 5.0, 20.0, 87.0])
def test_fast_functions_are_right_to_some_units_of_the_last_place(name: str, reach: float) -> None:
    values = np.linspace(-reach, reach, 200_001, dtype=np.float32)
    found, exact = FAST[name](values), EXACT[name](values.astype(np.float64))
    assert in_units_of_the_last_place(found, exact).max() < (2 if name == "exp" and reach <= 5 else 6)


@every_function
def test_fast_functions_rise_but_for_rounding_and_stay_in_their_range(name: str) -> None:
    """A tanh or an erf above 1 would turn a slope around."""
    found = FAST[name](np.linspace(-30.0, 30.0, 400_001, dtype=np.float32))
    assert (np.diff(found) >= -1e-6 * np.abs(found[:-1])).all()
    if name != "exp":
        assert np.abs(found).max() <= 1 + 5e-7
        assert (found[:100] == -1).all()
        assert (found[-100:] == 1).all()


@every_function
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_is_not_a_number_stays_so(name: str, dtype: Any) -> None:
    assert np.isnan(FAST[name](np.array([np.nan, -np.nan], dtype))).all()


@every_function
def test_fast_functions_at_the_ends_of_their_range(name: str) -> None:
    """The exponential ends at e^88 and e^-87, which is as good as infinity and zero wherever it is used."""
    far = np.array([89.0, 1e4, LARGEST, np.inf], np.float32)
    low, high = FAST[name](-far), FAST[name](far)
    if name == "exp":
        assert ((low > 0) & (low < 2e-38)).all()
        assert ((high > 1e38) & (high <= LARGEST)).all()
    else:
        assert (low == -1).all()
        assert (high == 1).all()


@every_function
def test_fast_functions_of_next_to_nothing(name: str) -> None:
    tiny = np.array([0.0, SMALLEST, 1e-42, 1e-40, 1.2e-38, 1e-30], np.float32)
    for values in (tiny, -tiny):
        np.testing.assert_allclose(FAST[name](values), EXACT[name](values.astype(np.float64)), rtol=1e-6, atol=1e-41)


@every_function
def test_in_double_precision_they_are_exact(name: str) -> None:
    values = np.linspace(-30, 30, 10_001)
    np.testing.assert_allclose(FAST[name](values), EXACT[name](values), rtol=4e-16, atol=0)


@numba.njit(fastmath=compiler._FLAGS, error_model="numpy")
def activated(kind: int, row: Any, slope: Any, delta: Any) -> None:
    pointwise.activate(kind, row, slope, len(row))
    pointwise.times_slope(kind, delta, row, slope, len(row))


@pytest.mark.parametrize(("dtype", "precision"), [(np.float32, 2e-6), (np.float64, 1e-14)])
@pytest.mark.parametrize("name", CURVES)
def test_activations_and_their_slopes_are_those_of_pytorch(name: str, dtype: Any, precision: float) -> None:
    kind = Net((1, 1), name, "mse").activation
    values = np.concatenate([np.linspace(-12, 12, 4001), [0.0, -0.0, 1e-20, 100.0, -100.0, 1e4, -1e4]]).astype(dtype)
    row, slope, delta = values.copy(), np.zeros_like(values), np.ones_like(values)
    activated(kind, row, slope, delta)
    np.testing.assert_allclose(row, CURVES[name](values.astype(np.float64)), rtol=precision, atol=precision)
    inputs = torch.from_numpy(values).requires_grad_()
    outputs = {
        "relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "gelu": torch.nn.functional.gelu, "identity": torch.clone,
    }[name](inputs)  # fmt: skip
    outputs.sum().backward()  # type: ignore[no-untyped-call]
    assert inputs.grad is not None
    np.testing.assert_allclose(delta, inputs.grad.numpy(), rtol=precision, atol=precision)


# how weights and samples lie in memory


@given(widths=st.lists(st.integers(1, 40), min_size=2, max_size=6))
def test_every_weight_has_a_place_of_its_own_in_the_padded_rows(widths: list[int]) -> None:
    net = Net(widths, "relu", "mse")
    assert net.size == len(net.where) == sum((width + 1) * count for width, count in pairwise(widths))
    assert len(np.unique(net.where)) == net.size
    assert net.where.min() >= 0
    assert net.where.max() < net.packed * net.room
    assert net.room % 8 == 0


def test_samples_are_filled_up_with_zeros_and_left_as_they_were() -> None:
    inputs, targets = np.ones((5, 3)), np.arange(5.0)[:, None]
    samples = Samples(inputs, targets, is_padded=True)
    assert samples.inputs.tolist() == [[1, 1, 1, 0, 0, 0, 0, 0]] * 5
    assert np.array_equal(samples.targets, targets)
    assert np.array_equal(Samples(inputs, np.arange(5)).labels, np.arange(5))
    assert (inputs == 1).all()


# losses at many weights

NETS = ((1, 1), (4, 3), (3, 7, 2), (3, 8, 1, 5), (2, 9, 4, 3, 2))


def measured(activation: str, loss: str, widths: tuple[int, ...], n: int, dtype: str) -> tuple[Case, FusedObjective, Objective, Array]:
    """A case, what measures it, the reference, and some weights [k, P]."""
    outputs = {"cross-entropy": max(2, widths[-1]), "binary-cross-entropy": 1, "hinge": 1}.get(loss, widths[-1])
    case = Case((*widths[:-1], outputs), activation, loss, n=n, dtype=dtype)
    inputs, targets = case.samples()
    reference = Objective(case.model(), LOSSES[loss], torch.from_numpy(inputs), torch.from_numpy(targets))
    start = flat(case.model())
    weights = start + np.random.default_rng(5).standard_normal((4, len(start)))
    return case, FusedObjective(case.net(), inputs, targets), reference, weights.astype(dtype)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("loss", KERNEL_LOSSES)
@pytest.mark.parametrize("activation", CURVES)
def test_losses_and_accuracies_are_those_of_pytorch_and_of_numpy(activation: str, loss: str, dtype: str) -> None:
    precision = 1e-5 if dtype == "float32" else 1e-13
    for widths, n in zip(NETS, (1, 16, 255, 256, 300), strict=True):
        case, fused, reference, weights = measured(activation, loss, widths, n, dtype)
        inputs, targets = case.samples()
        mine, yours = fused.measure(weights), reference.measure(weights)
        outputs = [plain_outputs(case, each, inputs) for each in weights]
        np.testing.assert_allclose(mine.loss, yours.loss, rtol=precision)
        np.testing.assert_allclose(mine.loss, [plain_loss(case, each, targets) for each in outputs], rtol=precision)
        np.testing.assert_array_equal(mine.accuracy, yours.accuracy)
        np.testing.assert_allclose(mine.accuracy, [plain_accuracy(case, each, targets) for each in outputs], rtol=1e-12)


def test_a_loss_has_the_same_bits_whichever_weights_are_measured_with_it() -> None:
    _, fused, _, weights = measured("gelu", "cross-entropy", (3, 17, 4), 300, "float32")
    together = fused.measure(weights)
    alone = [fused.measure(each[None]) for each in weights]
    assert np.array_equal(together.loss, [one.loss[0] for one in alone])
    assert fused.measure(weights[:0]).loss.shape == (0,)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("loss", KERNEL_LOSSES)
@pytest.mark.parametrize("activation", CURVES)
def test_the_loss_at_weights_that_are_not_finite_is_not_finite(activation: str, loss: str, dtype: str) -> None:
    """A lane is told to have diverged by this."""
    _, fused, _, weights = measured(activation, loss, (3, 5, 2), 20, dtype)
    weights[0, 2], weights[1, -1], weights[2, -1] = np.nan, np.nan, np.inf
    assert np.isfinite(fused.measure(weights).loss).tolist() == [False, False, False, True]


def test_very_sure_answers_have_a_finite_loss() -> None:
    for loss, widths in (("cross-entropy", (1, 3)), ("binary-cross-entropy", (1, 1))):
        case, fused, reference, weights = measured("identity", loss, widths, 20, "float32")
        mine = fused.measure(1e4 * weights)
        assert np.isfinite(mine.loss).all()
        np.testing.assert_allclose(mine.loss, reference.measure(1e4 * weights).loss, rtol=1e-5)
        assert case.loss == loss


# paths on a plane


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("memories", [0, 2])
@pytest.mark.parametrize("size", [1, 2, 7, 8, 82, 601])
def test_projections_are_those_of_numpy(monkeypatch: pytest.MonkeyPatch, size: int, memories: int, dtype: str) -> None:
    """Also of weights that lie between what the optimizer remembers."""
    random = np.random.default_rng(size)
    directions = np.linalg.qr(random.standard_normal((max(2, size), 2)))[0].T[:, :size]
    plane = Plane(random.standard_normal(size), np.ascontiguousarray(directions), "principal", ("a", "b"))
    weights = (3.0 + random.standard_normal((50, 1 + memories, size))).astype(dtype)[:, 0]
    found = projection.Projection(plane)
    found.extend(weights)
    offsets = weights.astype(np.float64) - plane.origin
    coordinates = offsets @ plane.directions.T
    points = found.points()
    np.testing.assert_allclose(np.stack([points["x"], points["y"]], axis=1), coordinates, atol=1e-12)
    np.testing.assert_allclose(points["distance"], np.linalg.norm(offsets - coordinates @ plane.directions, axis=1), atol=1e-12)
    monkeypatch.setattr(projection, "project_kernel", lambda _: None)
    without = projection.Projection(plane)
    without.extend(weights)
    assert found.explained() == pytest.approx(without.explained(), rel=1e-9)


@pytest.mark.parametrize("label", [-1, 2, 1000, 10**9])
@pytest.mark.parametrize("outputs", [1, 2], ids=["binary", "two outputs"])
def test_kernels_are_never_given_a_class_that_the_net_has_not(label: int, outputs: int) -> None:
    net = Net((2, 3, outputs), "relu", "cross-entropy" if outputs > 1 else "binary-cross-entropy")
    labels = np.array([0, 1, label, 1])
    with pytest.raises(ValueError, match="allowed are 0 to 1"):
        FusedObjective(net, np.zeros((4, 2), np.float32), labels)


@pytest.mark.parametrize(("inputs", "targets"), [((4, 3), (4, 1)), ((4, 2), (4, 2)), ((4, 2), (3, 1)), ((4, 2), (4,))], ids=str)
def test_kernels_are_never_given_samples_of_other_shapes(inputs: tuple[int, ...], targets: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="for a net of"):
        FusedObjective(Net((2, 3, 1), "relu", "mse"), np.zeros(inputs, np.float32), np.zeros(targets, np.float32))


@pytest.mark.parametrize("shape", [(1, 12), (1, 14), (13,)], ids=str)
def test_kernels_are_never_given_weights_of_another_net(shape: tuple[int, ...]) -> None:
    objective = FusedObjective(Net((2, 3, 1), "relu", "mse"), np.zeros((4, 2), np.float32), np.zeros((4, 1), np.float32))
    assert objective.measure(np.zeros((1, 13), np.float32)).loss[0] == 0
    with pytest.raises(ValueError, match="13"):
        objective.measure(np.zeros(shape, np.float32))
