"""Where to compute: what is there is taken, what is not is refused in one sentence."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from engine import Experiment, InputError
from engine.training import device, problem
from engine.training import fused_objective as fusing
from engine.training.device import available_devices, explain_devices, fitting_threads, leave_a_core, resolve_device
from engine.training.fused_objective import device_for
from engine.training.problem import Problem
from tests.engine.plain import quick


def test_the_processor_is_always_there() -> None:
    assert available_devices()[-1] == "cpu"
    assert resolve_device("cpu", "float64") == torch.device("cpu")


def test_auto_takes_the_first_of_the_devices() -> None:
    assert resolve_device("auto", "float32").type == available_devices()[0]


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_a_device_that_is_not_there_is_refused_with_those_that_are(monkeypatch: pytest.MonkeyPatch, device: str) -> None:
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: False)
    with pytest.raises(InputError) as caught:
        resolve_device(device, "float32")
    assert str(caught.value) == f'device: found "{device}", allowed on this machine is auto or cpu.'


def test_an_accelerator_is_taken_when_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: True)
    monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda: torch.device("mps"))
    monkeypatch.setattr(device, "why_unusable", lambda _: "")
    assert available_devices() == ["mps", "cpu"]
    assert resolve_device("auto", "float32").type == "mps"
    assert resolve_device("auto", "float64").type == "cpu"  # Apple graphics know no float64
    with pytest.raises(InputError, match=r'^device: found "mps" with float64, allowed on this machine is auto or cpu'):
        resolve_device("mps", "float64")


@pytest.mark.parametrize("accelerator", ["cuda", "mps"])
class TestAutoBesideAGpu:
    """What `auto` takes for a whole experiment; there need not be such a device to ask."""

    @pytest.fixture(autouse=True)
    def there(self, monkeypatch: pytest.MonkeyPatch, accelerator: str) -> None:
        monkeypatch.setattr(torch.accelerator, "is_available", lambda: True)
        monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda: torch.device(accelerator))
        monkeypatch.setattr(device, "why_unusable", lambda _: "")

    @pytest.mark.parametrize("preset", ["article", "two-parameter", "two-moons", "bowl"])
    @pytest.mark.parametrize("changes", [{}, {"stepper": "autograd"}, {"lanes.*.batch_size": 16}, {"budget.seconds": 5.0}])
    def test_a_small_net_is_for_the_processor(self, preset: str, changes: dict[str, Any]) -> None:
        assert device_for(Experiment.preset(preset).with_changes(changes)).type == "cpu"

    @pytest.mark.parametrize("changes", [{"model.hidden": [700, 700], "lanes.*.batch_size": "full"}, {"model.hidden": [1200, 1200]}])
    def test_a_large_one_is_for_the_gpu(self, changes: dict[str, Any], accelerator: str) -> None:
        assert device_for(Experiment.preset("article").with_changes(changes)).type == accelerator

    def test_what_the_kernels_are_not_for_is(self, monkeypatch: pytest.MonkeyPatch, accelerator: str) -> None:
        assert device_for(Experiment.preset("digits")).type == accelerator
        monkeypatch.setattr(fusing, "why_not_compiled", lambda: "Numba cannot be used")
        assert device_for(Experiment.preset("article")).type == accelerator

    def test_who_names_a_device_gets_it(self, accelerator: str) -> None:
        for wanted in (accelerator, "cpu"):
            assert device_for(Experiment.preset("article").with_changes({"device": wanted})).type == wanted

    def test_the_length_of_a_run_changes_nothing(self) -> None:
        for hidden in ([50], [256, 256], [320, 320], [700, 700]):
            devices = {
                device_for(Experiment.preset("article").with_changes({"model.hidden": hidden, "budget.epochs": epochs}))
                for epochs in (1, 7, 500)
            }
            assert len(devices) == 1

    def test_a_workshop_is_not_turned_to_an_experiment_for_another_device(self, monkeypatch: pytest.MonkeyPatch) -> None:
        experiment = quick("two-parameter")
        first = Problem(experiment)
        monkeypatch.setattr(problem, "device_for", lambda experiment: torch.device("meta"))
        monkeypatch.setattr(problem, "build_model", lambda experiment: pytest.fail("made anew"))
        with pytest.raises(pytest.fail.Exception, match="made anew"):
            first.turned_to(experiment)


def test_the_explanation_names_what_auto_takes() -> None:
    assert str(explain_devices()).startswith(f"{available_devices()[0]}: PyTorch {torch.__version__}")


def test_a_small_model_trains_with_one_thread_and_a_large_one_with_all() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        with fitting_threads(quick("two-parameter")):
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 3
        with fitting_threads(quick("article", {"model.hidden": [4096], "data.n": 10_000})):
            assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)


def test_one_core_is_left_to_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    before = torch.get_num_threads()
    try:
        for cores, threads in ((4, 3), (1, 1), (None, 1)):
            monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
            leave_a_core()
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)
