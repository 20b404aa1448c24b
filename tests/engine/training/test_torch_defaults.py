"""What a caller has set around a training changes no row; what cannot be used is told in one sentence."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from engine import InputError, Recording, train
from engine.training import device as device_under_test
from engine.training.derivatives import gradient_and_sharpest
from engine.training.device import available_devices, explain_devices, resolve_device, why_unusable
from engine.training.replay import replay
from engine.training.torch_defaults import usual_torch
from tests.engine.plain import all_weights, quick

ROOT = Path(__file__).parents[3]


@contextmanager
def default_device() -> Iterator[None]:
    torch.set_default_device("meta")  # whose tensors hold no numbers: what is made there by mistake shows
    try:
        yield
    finally:
        torch.set_default_device(None)


@contextmanager
def default_dtype(dtype: torch.dtype) -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


SURROUNDINGS: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "no_grad": torch.no_grad, "inference_mode": torch.inference_mode, "autocast": lambda: torch.autocast("cpu", torch.bfloat16),
    "a default device": default_device, "double": lambda: default_dtype(torch.float64), "half": lambda: default_dtype(torch.float16),
}  # fmt: skip
CHANGES = {"lanes.*.optimizer.name": "adam", "data.n": 70, "budget.updates": 30}


def trained(kind: str) -> Recording:
    if kind == "own module":
        with torch.random.fork_rng(), usual_torch():
            torch.manual_seed(0)
            module = nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 2))
        return train(quick("two-moons", CHANGES), model=module)
    if kind == "function":
        return train(quick("bowl", {"budget.updates": 30}))
    return train(quick("article", CHANGES | {"stepper": kind, "model.hidden": [5]}))


def seen(recording: Recording) -> list[np.ndarray]:
    """Rows, losses, weights that are computed again, a surface and curvature."""
    parts = [recording.surface(5).values, recording.initial_parameters]
    for lane in recording.lanes:
        assert lane.status.state == "finished", lane.status.traceback
        replayed = replay(recording.problem, lane, lane.updates // 2, lane.updates)
        gradient, curvature, sharpest = gradient_and_sharpest(recording.problem, lane.parameters(3))
        parts += [
            all_weights(lane),
            replayed,
            lane.column("loss")[1:],
            lane.evaluations.train_loss,
            gradient,
            np.array(curvature),
            sharpest,
        ]
    return parts


@pytest.mark.parametrize("kind", ["auto", "autograd", "own module", "function"])
@pytest.mark.parametrize("name", SURROUNDINGS)
def test_they_change_nothing(kind: str, name: str) -> None:
    expected = seen(trained(kind))
    with SURROUNDINGS[name]():
        found = seen(trained(kind))
        settings = torch.is_grad_enabled(), torch.is_inference_mode_enabled(), torch.get_default_dtype(), torch.get_default_device()
        with usual_torch():
            assert torch.is_grad_enabled()
            assert torch.zeros(1).device.type == "cpu"
        assert (
            torch.is_grad_enabled(),
            torch.is_inference_mode_enabled(),
            torch.get_default_dtype(),
            torch.get_default_device(),
        ) == settings
    for mine, plain in zip(found, expected, strict=True):
        assert np.array_equal(mine, plain)


def test_a_file_is_read_in_them_as_without(tmp_path: Path) -> None:
    recording = trained("autograd")
    recording.save(tmp_path / "run.tridescent")
    for name, around in SURROUNDINGS.items():
        with around():
            loaded = Recording.load(tmp_path / "run.tridescent")
            assert np.array_equal(all_weights(loaded.lanes[0]), all_weights(recording.lanes[0])), name


@pytest.fixture
def broken_gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A graphics card that PyTorch finds, and cannot compute with."""
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: True)
    monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda: torch.device("cuda"))

    def fails(*_: object, **given: object) -> None:
        raise RuntimeError("no kernel image is available for execution on the device\nfor details see a page")

    monkeypatch.setattr(device_under_test.torch, "ones", fails)
    why_unusable.cache_clear()
    yield
    why_unusable.cache_clear()


@pytest.mark.usefixtures("broken_gpu")
def test_a_gpu_that_cannot_compute_gives_way_to_the_processor(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert available_devices() == ["cpu"]
        assert resolve_device("auto", "float32").type == "cpu"
        assert len(caplog.records) == 1
    assert "cuda is found and cannot be used (RuntimeError: no kernel image" in caplog.text
    assert str(explain_devices()).startswith("cpu: cuda is found and cannot be used (RuntimeError: no kernel image")
    with pytest.raises(
        InputError, match=r"found \"cuda\", which cannot be used \(RuntimeError: no kernel image .*\), allowed on this machine"
    ):
        resolve_device("cuda", "float32")


def in_another_process(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_a_compiler_autograd_trains_and_says_so() -> None:
    code = """
from engine import Experiment, train
lanes = train(Experiment.preset("two-parameter").with_changes({"budget.updates": 3, "device": "cpu"})).lanes
print(*{(lane.status.state, lane.stepper, str(lane.note)) for lane in lanes})
"""
    said = in_another_process(code, NUMBA_DISABLE_JIT="1")
    assert said.count("('finished', 'autograd'") == 1
    assert "by NUMBA_DISABLE_JIT), so autograd is used" in said


def test_another_programs_choice_of_qt_is_not_ours() -> None:
    code = "from gui.plotting import plot; import pyqtgraph; print(pyqtgraph.Qt.QT_LIB)"
    assert in_another_process(code, PYQTGRAPH_QT_LIB="PyQt5", QT_QPA_PLATFORM="offscreen").strip() == "PySide6"


def test_kernels_that_cannot_be_compiled_are_not_called_ready() -> None:
    code = """
from engine.kernels import availability as kernels
from engine.training import kernel_loading
kernel_loading.prepare("float32")
for thread in kernel_loading._threads:
    thread.join()
print(kernels.progress("float32"), kernels.why_not_loaded("float32"))
"""
    assert "told not to compile" in in_another_process(code, NUMBA_DISABLE_JIT="1")
