"""The user's own model: a Python file is run, and a function in it makes the module."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import torch
from torch import nn

from ..errors import InputError, said_by
from ..experiment import Experiment
from ..messages import message
from ..randomness import Purpose, stream
from .generators import same_generators


def module_of_code(experiment: Experiment, path: str, content: bytes) -> nn.Module:
    """Run a file that may be run, and let its function make a module, with weights in the experiment's dtype.

    The function gets those of `features`, `outputs` and `seed` that it takes by name, or the first two where it takes two others. The
    generators of PyTorch, Python and NumPy begin at the experiment's seed, and are afterwards as they were.

    Raises:
        InputError: the file raises, or has no such function, or that raises, or makes no module.
    """
    model = experiment.model
    given = {"features": experiment.data.features, "outputs": experiment.layer_widths[-1], "seed": experiment.seed}
    with same_generators(int(stream(experiment.seed, Purpose.START).integers(2**32))):
        function = _function(path, content, model.function)
        made = _tried(
            lambda: function(*_arguments(function, given)[0], **_arguments(function, given)[1]), "model_function_raises", model.function
        )
    if not isinstance(made, nn.Module):
        raise InputError("model.function", message("model_function_gives", name=model.function, found=type(made).__name__))
    whole: nn.Module = made.to(getattr(torch, experiment.dtype))
    return whole


def _function(path: str, content: bytes, name: str) -> Callable[..., Any]:
    """Run the file as a module of its own, and find a function in it."""
    module = ModuleType("tridescent_model")
    module.__file__ = path
    sys.modules[module.__name__] = module  # dataclasses look there
    _tried(lambda: exec(compile(content, path, "exec"), vars(module)), "model_file_raises", path)
    found = vars(module).get(name)
    if not callable(found):
        raise InputError("model.function", message("model_has_no_function", name=name, path=path))
    return found  # type: ignore[no-any-return]


def _arguments(function: Callable[..., Any], given: dict[str, int]) -> tuple[list[int], dict[str, int]]:
    """What a function is called with: some by their places, others by their names."""
    try:
        taken = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # it cannot be told
        return [], {}
    if any(one.kind is one.VAR_KEYWORD for one in taken):
        return [], given
    by_name = {one.name: given[one.name] for one in taken if one.name in given and one.kind is not one.POSITIONAL_ONLY}
    needed = [one for one in taken if one.default is one.empty and one.name not in by_name and one.kind is not one.VAR_POSITIONAL]
    return ([given["features"], given["outputs"]], {}) if len(needed) == 2 and not by_name else ([], by_name)


def _tried(work: Callable[[], Any], id: str, name: str) -> Any:
    try:
        return work()
    except (Exception, SystemExit) as error:  # a user's code can fail in any way
        raise InputError("model.path", message(id, name=name, reason=said_by(error))) from error
