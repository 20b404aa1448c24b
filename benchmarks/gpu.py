"""GPU: updates per second of the stepper that `auto` takes on a CUDA device, against autograd on the same device.

Wall time of all turns of a trainer with one lane of `article`, or with a small convolutional net at batch 64, and 4 000 updates,
everything recorded; that brings all rows over from the device, so nothing is still under way when the clock stops. What is prepared
before (capturing graphs) is not counted. Both take turns after one run each to warm. For information; without a CUDA device it says so
and measures nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from statistics import median

import torch
from torch import nn

from engine import Experiment

from .common import Result, in_turns, main, ratios, result, tell
from .runs import one_lane, pictures, turns

UPDATES = 4000


def measure(options: argparse.Namespace) -> Iterator[Result]:
    """The ratio for each lane, and for the convolutional net."""
    if not torch.cuda.is_available():
        tell("PyTorch finds no CUDA device here, so there is nothing to measure")
        return
    tell(f"on {torch.cuda.get_device_name()}, PyTorch {torch.__version__}")
    article = Experiment.preset("article")
    for lane in article.lanes:
        yield _ratio(lane.name, options.rounds, one_lane(article, lane.name))
    yield _ratio("cnn", options.rounds, *pictures())


def _ratio(name: str, rounds: int, experiment: Experiment, model: nn.Module | None = None) -> Result:
    fast = experiment.with_changes({"device": "cuda", "budget.updates": UPDATES})
    slow = fast.with_changes({"stepper": "autograd"})
    taken = turns(fast, model)[1].lanes[0]  # these two runs warm
    turns(slow, model)
    if taken.stepper == "autograd":
        tell(f"{name}: auto takes autograd here, so the ratio says nothing; {taken.note}")
    took = in_turns({"autograd": lambda: turns(slow, model)[0], "auto": lambda: turns(fast, model)[0]}, rounds)
    speeds = [UPDATES / median(took[each]) for each in ("auto", "autograd")]
    note = f"{taken.stepper} {speeds[0]:,.0f} updates/s, autograd {speeds[1]:,.0f}"
    return result(f"gpu/{name}", ratios(took["autograd"], took["auto"]), note)


if __name__ == "__main__":
    sys.exit(main("gpu", measure, __doc__))
