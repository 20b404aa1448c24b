"""A function of two weights as a model, so that everything that trains a net also descends on it.

The samples are vectors gᵢ that cancel out. The output for one is f(w) + gᵢ · w, and the loss of a batch is the mean of its
outputs: over all samples it is f itself, and in a batch of size B it is tilted by the mean of B vectors. See
docs/decisions/functions.md.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..experiment import Experiment
from ..experiment.formula import Formula


class FunctionModel(nn.Module):
    """f(w) + g · w for every input g.

    Args:
        function: f.
        start: the weights (x, y).
        dtype: of the weights.
    """

    def __init__(self, function: Formula, start: tuple[float, ...], dtype: torch.dtype) -> None:
        super().__init__()
        self._function = function
        self.weights = nn.Parameter(torch.tensor(start, dtype=dtype))  # [2]

    def forward(self, inputs: Tensor) -> Tensor:
        """Outputs [b, 1] for inputs [b, 2]."""
        x, y = self.weights
        outputs: Tensor = self._function(x, y, torch) + inputs @ self.weights  # [b]
        return outputs.unsqueeze(-1)


def function_model(experiment: Experiment) -> nn.Module:
    """The model of an experiment on function data, at its start."""
    assert experiment.data.function is not None and experiment.start is not None
    return FunctionModel(experiment.data.function, experiment.start, getattr(torch, experiment.dtype))
