"""Trying a model file in a process of its own before it is run here: one that loops for ever, or ends the process, must not take this
program with it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np

from ..consent import read_code
from ..data import Dataset
from ..errors import InputError
from ..experiment import Experiment
from ..messages import message

COMMAND = "try-model"  # of the program itself
PATIENCE_S = 20.0  # for the file, its function and a few samples
_STARTING_S = 100.0  # more for the process to begin: it imports PyTorch
_MARK = "tridescent-trial:"
_SAMPLES = 32
_ROOT = Path(__file__).parents[2]
_tried: set[str] = set()  # what has been tried in this process, and passed


def try_elsewhere(experiment: Experiment, digest: str) -> None:
    """Let another process run the file and train its model for one step, unless the same has been tried before.

    Raises:
        InputError: what came of it there, or that nothing came of it in time.
    """
    what = repr((experiment.model, digest, experiment.data.features, experiment.layer_widths, experiment.dtype, experiment.loss))
    if what in _tried:
        return
    program = [] if getattr(sys, "frozen", False) else [str(_ROOT / "main.py")]
    how: dict[str, Any] = {}
    if sys.platform == "win32":
        how["creationflags"] = subprocess.CREATE_NO_WINDOW
    command, asked = [sys.executable, *program, COMMAND, digest, str(PATIENCE_S)], experiment.to_toml().encode()
    try:
        done = subprocess.run(
            command, input=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=PATIENCE_S + _STARTING_S, check=False, **how
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise InputError("model.path", message("model_takes_too_long", seconds=f"{PATIENCE_S:g}")) from error
    lines = [line for line in done.stdout.decode("utf-8", errors="replace").splitlines() if line.startswith(_MARK)]
    if not lines:
        raise InputError("model.path", message("model_ends_process", status=str(done.returncode)))
    answer = json.loads(lines[-1].removeprefix(_MARK))
    if answer:
        raise InputError(answer["field"], message("as_told", told=answer["told"]))
    _tried.add(what)


def try_here(digest: str, patience_s: float) -> None:
    """Be that other process: read an experiment from standard input, try its model, and tell on standard output.

    Args:
        digest: the content that the file must have.
        patience_s: so long it may take.
    """
    experiment = Experiment.from_toml(sys.stdin.buffer.read().decode())
    own = os.dup(1)
    os.dup2(2, 1)  # whatever the file prints is not the answer
    import torch

    torch.set_num_threads(1)

    def tell(field: str = "", told: str = "") -> None:
        os.write(own, f"{_MARK}{json.dumps({'field': field, 'told': told} if field else {})}\n".encode())

    def give_up() -> None:
        tell("model.path", str(message("model_takes_too_long", seconds=f"{patience_s:g}")))
        os._exit(0)

    watch = threading.Timer(patience_s, give_up)
    watch.daemon = True
    watch.start()
    try:
        _try(experiment, digest)
    except InputError as error:
        tell(error.field, error.message)
    else:
        tell()
    os._exit(0)


def _try(experiment: Experiment, digest: str) -> None:
    import torch

    from ..models.losses import loss_function
    from ..models.module_file import module_of_code
    from .module_check import check_module

    path, content, found = read_code(experiment.model.path, "model.path")
    if found != digest:
        raise InputError("model.path", message("model_file_changes"))
    random, outputs = np.random.default_rng(0), experiment.layer_widths[-1]
    inputs = random.standard_normal((_SAMPLES, experiment.data.features)).astype(experiment.dtype)
    if experiment.data.is_classification:
        targets: Any = random.integers(experiment.data.outputs, size=_SAMPLES)
    else:
        targets = random.standard_normal((_SAMPLES, outputs)).astype(experiment.dtype)
    dataset = Dataset(inputs, targets, inputs, targets, np.zeros((2, inputs.shape[1] + 1)))
    check_module(module_of_code(experiment, path, content), experiment, dataset, loss_function(experiment), torch.device("cpu"))
