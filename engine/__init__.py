"""TriDescent's engine: experiments, training, recordings and landscapes. It knows no window.

    from engine import Experiment, train
    recording = train(Experiment.preset("article"))

Importing the engine does not import PyTorch; the first use of `train` or `Recording` does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import InputError
from .experiment import Experiment
from .experiment.table_data import Found, Reading, look_with

if TYPE_CHECKING:
    from .comparison.many import train_many
    from .comparison.recording import Recording
    from .comparison.run import train

__all__ = ["Experiment", "InputError", "Recording", "train", "train_many"]


def _look(path: str, reading: Reading) -> Found:
    from .data.sources.table_source import look

    return look(path, reading)


look_with(_look)

_LATE = {"Recording": "engine.comparison.recording", "train": "engine.comparison.run", "train_many": "engine.comparison.many"}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module 'engine' has no attribute '{name}'")
    return getattr(import_module(_LATE[name]), name)
