"""Training without a window: the whole experiment at once, in the calling thread."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from ..experiment import Experiment
from ..jobs import listening
from ..training.device import fitting_threads
from ..training.torch_defaults import usual_torch
from .recording import Recording
from .trainer import Trainer


def train(
    experiment: Experiment,
    device: str | None = None,
    *,
    model: nn.Module | None = None,
    threads: int | None = None,
    progress: Callable[[Recording], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Recording:
    """Train all lanes to the end of their budget.

    Args:
        experiment: what to run.
        device: `auto`, `cpu`, `cuda` or `mps` in place of the experiment's.
        model: any module to train in place of the declared dense net; it is copied.
        threads: lanes that may be trained side by side, which changes no row; without it, as many as PyTorch may use threads here.
        progress: called after each turn with the recording so far.
        should_stop: asked before each turn; when it says True, all lanes end where they are.

    Returns:
        The finished recording. A lane that diverged, raised or was stopped is reported in its `status`; the others are whole.

    Raises:
        InputError: the device is not there, memory would not suffice, or samples cannot be read.
        KeyboardInterrupt: it was stopped while samples were read.
    """
    if device is not None:
        experiment = experiment.with_changes({"device": device})

    at_once = torch.get_num_threads() if threads is None else threads

    def go_on(_: float) -> None:
        if should_stop is not None and should_stop():
            raise KeyboardInterrupt  # nothing is recorded yet

    with usual_torch(), fitting_threads(experiment), listening(go_on):
        trainer = Trainer(experiment, model, threads=at_once)
        with fitting_threads(trainer.problem.experiment):  # which knows more of a model file
            while not trainer.is_done and not (should_stop is not None and should_stop()):
                trainer.turn()
                if progress is not None:
                    progress(trainer.recording)
        trainer.stop()
    return trainer.recording
