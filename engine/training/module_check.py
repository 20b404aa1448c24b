"""Whether a module of the user's own can be trained: it is tried on a few samples before anything is recorded.

What is asked for is what replay, evaluation and surfaces rest on: the outputs follow from weights and inputs alone, have the shape of the
targets, and neither inputs, buffers nor the state of a generator are other ones afterwards. In training mode they may also follow from
what PyTorch's generators give, and batch-norm may keep running statistics (`modes.py`).
"""

from __future__ import annotations

import copy
import pickle
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from ..data import Dataset
from ..errors import InputError, listed, said_by
from ..experiment import Experiment
from ..messages import Message, message
from ..models.generators import same_generators
from ..models.losses import LossFunction
from .modes import Modes, norm_layers, seeded

_FEW = 32, 2, 1  # samples; fewer where the device's memory does not suffice


def check_module(model: nn.Module, experiment: Experiment, dataset: Dataset, loss: LossFunction, device: torch.device) -> Modes:
    """Refuse a module that cannot be trained, replayed and drawn. A copy is tried; the module itself is not touched.

    Returns:
        How far it computes otherwise in training mode.

    Raises:
        InputError: says what the module is or does, and what is allowed.
    """
    _check_weights(model, experiment.dtype)
    for few in _FEW:
        with suppress(torch.OutOfMemoryError):  # the lanes find that out themselves
            inputs, targets = (torch.tensor(values[:few]).to(device) for values in (dataset.train_inputs, dataset.train_targets))
            return _try(model, experiment, inputs, targets, loss)
    return Modes()


def _try(model: nn.Module, experiment: Experiment, inputs: Tensor, targets: Tensor, loss: LossFunction) -> Modes:
    shape = (len(inputs), experiment.layer_widths[-1]) if targets.ndim == 1 else targets.shape
    with same_generators():
        trial = _tried(lambda: copy.deepcopy(model).to(inputs.device), "module_cannot_be_copied")
        layers = norm_layers(trial)
        statistics = {id(value) for part in layers for value in part.buffers()}
        draws, given = False, dict[bool, Tensor]()
        for is_training in (True, False):
            trial.train(is_training)
            kept = {name: value.detach().clone() for name, value in _tensors(trial) if id(value) not in statistics}
            calls = []
            for _ in range(2):
                with seeded(0, inputs.device):
                    before = _states()
                    calls.append(_outputs(trial, inputs, shape))
                    own, others = (now != then for now, then in zip(_states(), before, strict=True))
                draws |= own and is_training
                if others or (own and not is_training) or not _are_equal(calls[0], calls[-1]):
                    raise _refused("module_draws", layer=_layer(trial, _draws))
            if not all(_are_equal(value, kept[name]) for name, value in _tensors(trial) if name in kept):
                raise _refused("module_changes", layer=_layer(trial, lambda part: getattr(part, "track_running_stats", False)))
            given[is_training] = calls[0]
        value = _tried(lambda: loss(given[False], targets), "loss_of_module_fails")
        if not value.requires_grad:
            raise _refused("module_has_no_gradient")
        _tried(value.backward, "module_cannot_be_differentiated")
        if layers:
            _check_batches(trial.train(), experiment, inputs)
    return Modes(draws or not (layers or _are_equal(*given.values())), bool(layers))


def _check_batches(trial: nn.Module, experiment: Experiment, inputs: Tensor) -> None:
    """Refuse batches of one sample where batch-norm has nothing else to take a variance over."""
    try:
        trial(inputs[:1])
    except ValueError:  # as PyTorch says it
        experiment.check_batches(experiment.data.expected_size, least=2)


def _check_weights(model: nn.Module, dtype: str) -> None:
    if not isinstance(model, nn.Module):
        raise _refused("no_module", found=type(model).__name__)
    if isinstance(model, torch.jit.ScriptModule):
        raise _refused("module_is_script")
    weights = list(model.parameters())
    if any(is_lazy(value) for value in (*weights, *model.buffers())):
        raise _refused("module_is_lazy")
    if not any(weight.requires_grad and weight.numel() for weight in weights):
        raise _refused("module_has_no_weights")
    found = sorted({str(weight.dtype).removeprefix("torch.") for weight in weights} - {dtype})
    if found:
        raise _refused("module_has_other_dtype", found=listed(found, "and"), dtype=dtype)


def _outputs(trial: nn.Module, inputs: Tensor, shape: tuple[int, ...]) -> Tensor:
    """What a copy gives for some inputs, if it is of the right kind."""
    given = inputs.clone()
    outputs: object = _tried(lambda: trial(given), "forward_fails")
    if not torch.equal(given, inputs):
        raise _refused("module_changes_inputs")
    if not isinstance(outputs, Tensor):
        raise _refused("outputs_are_no_tensor", found=type(outputs).__name__)
    if outputs.shape != torch.Size(shape):
        raise _refused("outputs_have_other_shape", found=str(list(outputs.shape)), n=len(inputs), shape=str(list(shape)))
    if outputs.dtype != inputs.dtype:
        raise _refused("outputs_have_other_dtype", found=str(outputs.dtype), dtype=str(inputs.dtype))
    return outputs


def _tried(work: Callable[[], Any], id: str) -> Any:
    try:
        return work()
    except torch.OutOfMemoryError:
        raise
    except Exception as error:  # a user's code can fail in any way
        raise _refused(id, reason=said_by(error)) from error


def _refused(id: str, **places: object) -> InputError:
    return InputError("model", message(id, **places))


def _layer(trial: nn.Module, is_meant: Callable[[nn.Module], bool]) -> Message | str:
    """The first layer that is meant, or the forward where none is."""
    return next((type(part).__name__ for part in trial.modules() if is_meant(part)), message("a_forward"))


def _tensors(module: nn.Module) -> Iterator[tuple[str, Tensor]]:
    yield from module.named_parameters()
    yield from module.named_buffers()


def _are_equal(one: Tensor, other: Tensor) -> bool:
    """To rounding, which some operations on a GPU do in another order each time."""
    return one.shape == other.shape and torch.allclose(one, other, rtol=1e-4, atol=1e-6, equal_nan=True)


def _draws(part: nn.Module) -> bool:
    return isinstance(part, nn.modules.dropout._DropoutNd) and part.p > 0


def _states() -> tuple[bytes, bytes]:
    """The states of PyTorch's global generators, and of the other ones."""
    cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    own = pickle.dumps([state.numpy() for state in (torch.get_rng_state(), *cuda)])
    return own, pickle.dumps((random.getstate(), np.random.get_state()))  # noqa: NPY002
