"""Runs to be timed: an experiment with one of its lanes, a small convolutional net, and all turns of a trainer."""

from __future__ import annotations

import time

from torch import nn

from engine import Experiment
from engine.comparison.recording import Recording
from engine.comparison.trainer import Trainer
from engine.training.device import fitting_threads


def one_lane(experiment: Experiment, name: str) -> Experiment:
    """The same experiment with one of its lanes."""
    raw = experiment.model_dump()
    return Experiment.from_dict(raw | {"lanes": [lane for lane in raw["lanes"] if lane["name"] == name]})


def pictures() -> tuple[Experiment, nn.Module]:
    """Noise pictures of 16×16 with a noise target in batches of 64, and a small convolutional net of 1 649 weights."""
    sizes = {"data.features": 256, "data.n": 512, "data.validation": 64}
    experiment = one_lane(Experiment.preset("article").with_changes(sizes), "mini-batch")
    model = nn.Sequential(
        nn.Unflatten(1, (1, 16, 16)), nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(16 * 5 * 5, 1),
    )  # fmt: skip
    return experiment, model


def turns(experiment: Experiment, model: nn.Module | None = None) -> tuple[float, Recording]:
    """Wall seconds of all turns of a trainer, recording and evaluations included but not what is prepared before; and the recording."""
    trainer = Trainer(experiment, model)
    began = time.perf_counter()
    with fitting_threads(experiment):
        while not trainer.is_done:
            trainer.turn()
    return time.perf_counter() - began, trainer.recording
