"""How much standardising helps: the largest learning rate that gradient descent on a linear model bears, with it and without."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..data.dataset import Dataset
from ..data.scaling import chunks_of, find_scaling, scale_inputs, unscale_inputs
from ..experiment import Experiment
from ..experiment.sources import Data

_MOST_WORK = 500_000_000  # samples times squared features
_CURVATURES = {"mse": 2.0, "cross-entropy": 0.5, "binary-cross-entropy": 0.25}  # the most that a loss bends in its outputs


@dataclass(frozen=True)
class LimitsQuestion:
    """What the limits are asked of.

    Attributes:
        key: another one for other samples, data or loss.
        data, dataset: declared, and their samples.
        loss: how much it bends in its outputs, at most.
    """

    key: tuple[object, ...]
    data: Data = field(compare=False)
    dataset: Dataset = field(compare=False)
    loss: float = field(compare=False)


@dataclass(frozen=True)
class RateLimits:
    """The largest stable learning rates of gradient descent on a linear model, 2 / λmax of the training loss's Hessian.

    Attributes:
        question: of what.
        found: with features as they were found.
        standardized: with features of mean 0 and spread 1.
    """

    question: LimitsQuestion
    found: float
    standardized: float


def limits_question(experiment: Experiment, dataset: Dataset) -> LimitsQuestion | None:
    """What to ask about some samples; None where data have no such switch, or measuring would take more than a moment."""
    data, loss = experiment.data, _CURVATURES.get(experiment.loss.name)
    is_small = len(dataset.train_inputs) * data.features**2 <= _MOST_WORK
    if loss is None or data.is_streamed or "standardize" not in type(data).model_fields or not is_small:
        return None
    return LimitsQuestion((id(dataset), data.feature_scale, loss), data, dataset, loss)


def rate_limits(question: LimitsQuestion) -> RateLimits:
    """The limits with `data.standardize` off and on.

    Of n inputs with a 1 for the bias, X [n, d + 1], the Hessian of a mean squared error is 2/n XᵀX. That of a cross-entropy is at most
    1/2 of XᵀX/n, of two classes with one output 1/4 (Böhning 1992, "Multinomial logistic regression algorithm"). Above 2 / λmax the
    steepest direction of a quadratic grows with each update (LeCun et al. 1998, "Efficient BackProp", §4).
    """
    found = unscale_inputs(question.dataset.train_inputs, question.dataset.scaling)  # [n, d]
    return RateLimits(question, *(_limit(question, found, on=on) for on in (False, True)))


def _limit(question: LimitsQuestion, found: NDArray[np.float64], *, on: bool) -> float:
    data = question.data.model_copy(update={"standardize": on})
    scaling = find_scaling(data, chunks_of(found, question.dataset.train_targets))
    inputs = np.column_stack([scale_inputs(found, scaling), np.ones(len(found))])
    return float(2 / (question.loss * np.linalg.eigvalsh(inputs.T @ inputs / len(inputs))[-1]))
