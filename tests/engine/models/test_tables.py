"""Every loss and model of the tables has both halves, and they agree."""

from __future__ import annotations

import pytest
import torch

from engine import Experiment
from engine.experiment import preset_names
from engine.experiment.losses import LOSSES, LossKind
from engine.experiment.models import MODELS, ModelKind
from engine.experiment.sections import Loss, Model
from engine.kernels import net
from engine.models.builders import BUILDERS, build_model
from engine.models.losses import LOSSES as FUNCTIONS


def test_both_halves_are_there() -> None:
    assert list(FUNCTIONS) == list(LOSSES)
    assert list(BUILDERS) == [name for name, kind in MODELS.items() if not kind.runs_code]
    assert set(net.LOSSES) == {name for name, kind in LOSSES.items() if kind.has_kernel and kind.task != "function"}


@pytest.mark.parametrize("entry", [*LOSSES.values(), *MODELS.values()], ids=lambda entry: entry.name)
def test_entries_are_told(entry: LossKind | ModelKind) -> None:
    assert entry.title and entry.help
    assert set(entry.inputs) <= set((Model if isinstance(entry, ModelKind) else Loss).model_fields)


@pytest.mark.parametrize("kind", LOSSES.values(), ids=LOSSES)
def test_losses_of_single_samples_have_the_loss_as_their_mean(kind: LossKind) -> None:
    count = 2 if kind.task == "classification" and not kind.is_binary else 1
    outputs = torch.linspace(-2, 3, 12, dtype=torch.float64).view(6, 2)[:, :count]
    classes = torch.tensor([0, 1, 1, 0, 1, 0])
    targets = classes if kind.task == "classification" else classes.double().unsqueeze(-1)
    each = FUNCTIONS[kind.name](outputs, targets, reduction="none")
    assert torch.allclose(each.mean(), FUNCTIONS[kind.name](outputs, targets))


@pytest.mark.parametrize("name", preset_names())
def test_models_have_as_many_weights_as_their_entry_says(name: str) -> None:
    experiment = Experiment.preset(name)
    assert sum(value.numel() for value in build_model(experiment).parameters()) == experiment.model_kind.weights(experiment)
    assert experiment.data.task in experiment.model_kind.tasks
    kind = {"dense": "function", "cnn": "function", "function": "dense"}[experiment.model_kind.name]
    with pytest.raises(ValueError, match=f'model.kind: found "{kind}" for {experiment.data.task} data, allowed is "'):
        experiment.with_changes({"model.kind": kind})
