"""The recipes of docs/ARCHITECTURE.md, "To add …", followed with made-up entries: they are trained, shown, saved and opened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine import Experiment, InputError, Recording, train
from engine.data.sources.openers import OPENERS
from engine.data.sources.synthetic import made_up
from engine.experiment.declaration import Number, declared
from engine.experiment.inputs import inputs
from engine.experiment.losses import LOSSES, LossKind
from engine.experiment.models import MODELS, ModelKind
from engine.experiment.optimizers import OPTIMIZERS, OptimizerKind
from engine.experiment.schedules import SCHEDULES, Schedule
from engine.experiment.sections import Optimizer
from engine.experiment.sources import SOURCES, MadeUpData, SourceKind
from engine.experiment.surfaces import SURFACES, NamedSurface
from engine.geometry.plane import Plane, plane_through
from engine.landscape.options import LandscapeOptions
from engine.landscape.planes import PLANES, PlaneKind
from engine.models import losses
from engine.models.builders import BUILDERS
from engine.optim.optimizers import RULES, make_optimizer
from engine.optim.rule import Rule
from engine.training.steppers.cuda_graph import CudaGraphStepper
from gui.shell import window_settings
from gui.shell.form import Form
from tests.engine.plain import all_weights, quick
from tests.engine.training.steps import Setting
from tests.gui.conftest import Launch, small

RECIPES = (Path(__file__).parents[2] / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
TABLES: dict[str, list[dict[str, Any]]] = {
    "optimizer": [OPTIMIZERS, RULES], "schedule": [SCHEDULES], "loss": [LOSSES, losses.LOSSES], "model": [MODELS, BUILDERS],
    "source of data": [SOURCES, OPENERS], "surface": [SURFACES], "plane": [PLANES],
}  # fmt: skip


# a made-up entry for each recipe


class Signs(torch.optim.Optimizer):
    """As a user's own: b ← μ b + g;  θ ← θ − η sign(b)."""

    def __init__(self, parameters: Sequence[Tensor], lr: float, momentum: float) -> None:
        super().__init__(parameters, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:
        for group in self.param_groups:
            for weight in group["params"]:
                buffer = self.state[weight].setdefault("buffer", torch.zeros_like(weight))
                buffer.mul_(group["momentum"]).add_(weight.grad)
                weight.sub_(group["lr"] * buffer.sign())


class SignRule(Rule):
    memories = ("buffer",)

    def optimizer(self, parameters: Sequence[Tensor]) -> torch.optim.Optimizer:
        return Signs(parameters, self.said.lr, self.said.momentum)

    def direction(self, old: Tensor, new: Tensor, gradient: Tensor, by: Tensor) -> Tensor:
        torch.add(gradient, old[0], alpha=self.said.momentum, out=new[0])
        return new[0].sign()


class RingData(MadeUpData):
    """The squared distance from the middle, seen through noise."""

    features: ClassVar[int] = 2
    noise: Number = declared(0.1, label="Noise", help="standard deviation of what is added to each target", ge=0, le=1)


def rings(data: Any, n: int, random: np.random.Generator) -> tuple[NDArray[Any], NDArray[Any]]:
    points = random.standard_normal((n, 2))
    return points, (points**2).sum(axis=1, keepdims=True) + data.noise * random.standard_normal((n, 1))


class Squares(nn.Module):
    """A linear model of squared inputs."""

    def __init__(self, dtype: torch.dtype) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.zeros(2, dtype=dtype))

    def forward(self, inputs: Tensor) -> Tensor:
        outputs: Tensor = (inputs**2 @ self.weights).unsqueeze(-1)
        return outputs


def log_cosh(outputs: Tensor, targets: Tensor, /, *, reduction: str = "mean") -> Tensor:
    each = (outputs - targets).cosh().log()
    return each.mean() if reduction == "mean" else each


def first_path(recording: Recording, options: LandscapeOptions) -> Plane:
    lane = recording.lanes[0]
    return plane_through(*(lane.parameters(row) for row in (0, lane.updates // 2, lane.updates)), ("along", "across"))


MADE_UP: dict[str, tuple[Any, ...]] = {
    "optimizer": (OptimizerKind("signs", "Signs", "steps of one size", ("momentum",), momentum="momentum", scales=False), SignRule),
    "schedule": (Schedule("root", "Root", "towards zero along a root", share=lambda when, said: np.sqrt(when.left), needs_end=True),),
    "loss": (LossKind("log-cosh", "Log-cosh", "squares small errors", has_kernel=False), log_cosh),
    "model": (
        ModelKind("squares", "Squares", "a linear model of squares", tasks=("regression",), weights=lambda experiment: 2),
        lambda experiment: Squares(getattr(torch, experiment.dtype)),
    ),
    "source of data": (SourceKind("rings", "Rings", "squared distances", part=RingData), made_up(rings)),
    "surface": (NamedSurface("cup", "Cup", "flat in the middle", (), "x^4 + y^2", (1.5, -1.0)),),
    "plane": (PlaneKind("first", "First path", "through the first lane's path", why_not=lambda experiment: "", make=first_path),),
}


@pytest.fixture(autouse=True)
def made_up_entries(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for thing, entries in MADE_UP.items():
        for table, entry in zip(TABLES[thing], entries, strict=True):
            monkeypatch.setitem(table, entries[0].name, entry)
    inputs.cache_clear()
    yield
    inputs.cache_clear()


@pytest.mark.parametrize("thing", TABLES)
def test_a_recipe_names_all_tables_that_an_entry_takes(thing: str) -> None:
    (recipe,) = re.findall(rf"^- an? \*\*{thing}\*\*: (.*(?:\n  .*)*)", RECIPES, re.MULTILINE)
    named = re.findall(r"`([A-Z]{4,})`", recipe)
    files = re.findall(r"`(engine/\S+\.py)`", recipe)
    modules = [import_module(file.removesuffix(".py").replace("/", ".")) for file in files]
    found = [getattr(module, name) for name in named for module in modules if hasattr(module, name)]
    assert all(any(table is other for other in found) for table in TABLES[thing])


# what they are used for

CHANGES: dict[str, Any] = {
    "data.kind": "rings", "model.kind": "squares", "loss.name": "log-cosh", "lanes.*.optimizer.name": "signs",
    "lanes.*.optimizer.schedule": "root", "lanes.*.optimizer.lr": 0.01, "lanes.*.optimizer.momentum": 0.5, "dtype": "float64",
    "model.start": None, "data.noise": 0.2,
}  # fmt: skip


def experiment() -> Experiment:
    return small(**{path.replace(".", "__"): value for path, value in CHANGES.items()})


def test_a_run_follows_the_entries(tmp_path: Path) -> None:
    recording = train(experiment())
    data, lane = recording.dataset, recording.lanes[1]
    weights, buffer = np.zeros(2), np.zeros(2)
    batches = [batch for epoch in range(4) for batch in lane.batches(epoch)]
    for update, batch in enumerate(batches):
        squares, errors = data.train_inputs[batch] ** 2, data.train_inputs[batch] ** 2 @ weights - data.train_targets[batch, 0]
        buffer = 0.5 * buffer + squares.T @ np.tanh(errors) / len(batch)
        weights = weights - 0.01 * ((len(batches) - update) / len(batches)) ** 0.5 * np.sign(buffer)
        np.testing.assert_allclose(lane.parameters(update + 1), weights, rtol=1e-12)
    assert lane.stepper == "autograd" and recording.experiment.data.expected_size == len(data.train_inputs) == 40
    path = tmp_path / "run.tridescent"
    recording.save(path)
    opened = Recording.load(path)
    assert opened.experiment == recording.experiment
    for one, other in zip(recording.lanes, opened.lanes, strict=True):
        np.testing.assert_array_equal(all_weights(one), all_weights(other))


def test_an_optimizer_without_a_kernel_is_trained_by_autograd_and_says_so() -> None:
    recording = train(
        quick("article", {"lanes.*.optimizer.name": "signs", "data.n": 60, "lanes.mini-batch.batch_size": 16, "budget.epochs": 1})
    )
    assert [str(lane.note) for lane in recording.lanes] == ["there is no kernel for Signs, so autograd is used"] * 3
    np.testing.assert_allclose(recording.lanes[0].column("update_norm")[1], recording.lanes[0].lane.optimizer.lr * np.sqrt(601), rtol=1e-3)


def test_its_flat_rule_is_that_of_torch() -> None:
    said = Optimizer(name="signs", lr=0.05, momentum=0.5)
    flat, reference = Setting(said), Setting(said)
    updates = flat.run(CudaGraphStepper(flat.program()), last=9)
    np.testing.assert_allclose(updates.kept, reference.run(reference.autograd(), last=9).kept, atol=1e-12)
    assert isinstance(make_optimizer(said, flat.net), Signs)


def offered(form: Form, path: str) -> list[str]:
    combo = form.fields[path].combo  # type: ignore[union-attr]
    return [combo.itemText(row) for row in range(combo.count())]


def test_they_are_shown_in_the_window(launch: Launch) -> None:
    pilot = launch(experiment(), ready=True)
    form = pilot.window.form
    assert offered(form, "lanes.*.optimizer.name")[-1] == "Signs" and form.fields["lanes.*.optimizer.name"].value == "signs"
    assert offered(form, "lanes.*.optimizer.schedule")[-1] == "Root" and form.fields["lanes.*.optimizer.momentum"].isVisible()
    assert form.fields["data.noise"].value == 0.2 and "model.hidden" not in form.fields
    assert [lane.status.state for lane in pilot.session.run.recording.lanes] == ["finished"] * 3
    assert pilot.frame.landscape is not None and pilot.frame.landscape.surface is not None


def test_a_surface_and_a_plane_are_shown_in_the_window(launch: Launch) -> None:
    pilot = launch(Experiment.preset("bowl").with_changes({"data.surface": "cup", "data.n": 40, "budget.epochs": 2}), ready=True)
    assert offered(pilot.window.form, "data.surface")[-1] == "Cup" and pilot.session.experiment.start == (1.5, -1.0)
    pilot = launch(Experiment.preset("two-moons").with_changes({"data.n": 60, "budget.epochs": 2}), ready=True)
    pilot.session.set_options(plane="first")
    pilot.ready()
    plane = pilot.session.frame().landscape.plane
    assert plane.axes == ("along", "across") and pilot.surface.choices.plane.currentText() == "First path"


def test_a_setting_is_kept_until_the_next_start(launch: Launch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "- a **setting** that the window remembers: one entry in `SETTINGS` of `gui/shell/window_settings.py`" in RECIPES
    loop = window_settings.Setting(
        "loop", lambda value: value in ("on", "off"), lambda window: "on" if window.session.playhead.loops else "off",
        lambda window, value: window.session.playback.toggle_loop() if value == "on" else None,
    )  # fmt: skip
    monkeypatch.setattr(window_settings, "SETTINGS", (*window_settings.SETTINGS, loop))
    first = launch(settings=tmp_path / "window.ini")
    assert not first.session.playhead.loops
    first.press("O")
    first.window.close()
    assert launch(settings=tmp_path / "window.ini").session.playhead.loops


@pytest.mark.parametrize(("path", "found"), [("lanes.*.optimizer.name", "sign"), ("data.surface", "cups"), ("data.kind", "ring")])
def test_a_name_that_is_not_there_is_refused_with_those_that_are(path: str, found: str) -> None:
    with pytest.raises(InputError, match=rf'found "{found}".*allowed is .*{found[:3]}'):
        Experiment.preset("bowl").with_changes({path: found})
