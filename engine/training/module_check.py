"""Whether a module of the user's own can be trained: it is tried on a few samples before anything is recorded.

What is asked for is what replay, evaluation and surfaces rest on: the outputs follow from weights and inputs alone, have the shape of the
targets, and neither inputs, buffers nor the state of a generator are other ones afterwards.
"""

from __future__ import annotations

import copy
import pickle
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from ..data import Dataset
from ..errors import InputError
from ..experiment import Experiment
from ..models.losses import LossFunction

_FEW = 32, 2, 1  # samples; fewer where the device's memory does not suffice
_LONGEST = 150  # letters of another's message


def check_module(model: nn.Module, experiment: Experiment, dataset: Dataset, loss: LossFunction, device: torch.device) -> None:
    """Refuse a module that cannot be trained, replayed and drawn. A copy is tried; the module itself is not touched.

    Raises:
        InputError: says what the module is or does, and what is allowed.
    """
    _check_weights(model, experiment.dtype)
    for few in _FEW:
        with suppress(torch.OutOfMemoryError):  # the lanes find that out themselves
            inputs, targets = (torch.tensor(values[:few]).to(device) for values in (dataset.train_inputs, dataset.train_targets))
            _try(model, experiment, inputs, targets, loss)
            return


def _try(model: nn.Module, experiment: Experiment, inputs: Tensor, targets: Tensor, loss: LossFunction) -> None:
    shape = (len(inputs), experiment.layer_widths[-1]) if targets.ndim == 1 else targets.shape
    with _same_generators() as has_drawn:
        trial = _tried(lambda: copy.deepcopy(model).to(inputs.device), "it cannot be copied")
        for is_training in (True, False):
            trial.train(is_training)
            kept = {name: value.detach().clone() for name, value in _tensors(trial)}
            outputs, again = (_outputs(trial, inputs, shape) for _ in range(2))
            if has_drawn() or not _are_equal(outputs, again):
                layer = next((type(part).__name__ for part in trial.modules() if _draws(part)), "a forward")
                raise _refused(
                    f"found {layer} that draws random numbers or remembers its calls", "whose outputs follow from weights and inputs"
                )
            if not all(_are_equal(value, kept[name]) for name, value in _tensors(trial)):
                layer = next((type(part).__name__ for part in trial.modules() if getattr(part, "track_running_stats", False)), "a forward")
                raise _refused(f"found {layer} that changes what the module keeps", "that keep only weights (no running statistics)")
        value = _tried(lambda: loss(again, targets), "the loss of its outputs cannot be computed")
        if not value.requires_grad:
            raise _refused("found outputs that do not depend on any weight that is trained", "with a gradient")
        _tried(value.backward, "it cannot be differentiated")


def _check_weights(model: nn.Module, dtype: str) -> None:
    if not isinstance(model, nn.Module):
        raise InputError("model", f"found {type(model).__name__}, allowed is a torch.nn.Module")
    if isinstance(model, torch.jit.ScriptModule):
        raise _refused("found TorchScript", "of Python code, as they are before torch.jit.script or trace")
    weights = list(model.parameters())
    if any(is_lazy(value) for value in (*weights, *model.buffers())):
        raise _refused("found a lazy module whose weights have no shape yet", "that have been called once with a batch of samples")
    if not any(weight.requires_grad and weight.numel() for weight in weights):
        raise _refused("found no weights to train", "with at least one weight that is not frozen")
    found = sorted({str(weight.dtype).removeprefix("torch.") for weight in weights} - {dtype})
    if found:
        raise _refused(f"found weights in {' and '.join(found)}", f"in {dtype}, the experiment's dtype: model.to(torch.{dtype})")


def _outputs(trial: nn.Module, inputs: Tensor, shape: tuple[int, ...]) -> Tensor:
    """What a copy gives for some inputs, if it is of the right kind."""
    given = inputs.clone()
    outputs: object = _tried(lambda: trial(given), "its forward fails")
    if not torch.equal(given, inputs):
        raise _refused("found a forward that changes its inputs in place", "that leave them as they are (x * 0.5 in place of x.mul_(0.5))")
    if not isinstance(outputs, Tensor):
        raise _refused(f"found outputs of type {type(outputs).__name__}", "that give one tensor")
    if outputs.shape != torch.Size(shape):
        raise _refused(f"found outputs {list(outputs.shape)} for {len(inputs)} samples", f"that give {list(shape)}, for these targets")
    if outputs.dtype != inputs.dtype:
        raise _refused(f"found outputs in {outputs.dtype}", f"that give {inputs.dtype}, the experiment's dtype")
    return outputs


def _tried(work: Callable[[], Any], what: str) -> Any:
    try:
        return work()
    except torch.OutOfMemoryError:
        raise
    except Exception as error:  # a user's code can fail in any way
        said = (str(error).splitlines() or [""])[0][:_LONGEST].rstrip(".")
        raise InputError("model", f"{what} ({type(error).__name__}: {said})") from error


def _refused(found: str, allowed: str) -> InputError:
    return InputError("model", f"{found}, allowed are modules {allowed}")


def _tensors(module: nn.Module) -> Iterator[tuple[str, Tensor]]:
    yield from module.named_parameters()
    yield from module.named_buffers()


def _are_equal(one: Tensor, other: Tensor) -> bool:
    """To rounding, which some operations on a GPU do in another order each time."""
    return one.shape == other.shape and torch.allclose(one, other, rtol=1e-4, atol=1e-6, equal_nan=True)


def _draws(part: nn.Module) -> bool:
    return isinstance(part, nn.modules.dropout._DropoutNd) and part.p > 0


@contextmanager
def _same_generators() -> Iterator[Callable[[], bool]]:
    """Leave the global generators as they are; within the block, the function that it gives says whether one has been drawn from."""

    def states() -> bytes:
        cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
        return pickle.dumps((random.getstate(), np.random.get_state(), torch.get_rng_state().numpy(), [state.numpy() for state in cuda]))  # noqa: NPY002

    python, legacy = random.getstate(), np.random.get_state()  # noqa: NPY002
    with torch.random.fork_rng():
        before = states()
        try:
            yield lambda: states() != before
        finally:
            random.setstate(python)
            np.random.set_state(legacy)  # noqa: NPY002
