"""How much standardising helps: the largest learning rate that plain gradient descent bears, with it and without."""

from __future__ import annotations

from typing import NamedTuple

from ..experiment import Experiment
from .derivatives import curvature
from .problem import Problem


class RateLimits(NamedTuple):
    """The largest stable learning rates of gradient descent at the common start, 2 / λmax of the training loss's Hessian there.

    Attributes:
        found: with features as they were found.
        standardized: with features of mean 0 and spread 1.
    """

    found: float
    standardized: float


def rate_limits(experiment: Experiment) -> RateLimits | None:
    """The limits with `data.standardize` off and on; None where the data have no such switch. Takes some passes over all samples.

    Above 2 / λmax the steepest direction of a quadratic grows with each update (LeCun et al. 1998, "Efficient BackProp", §4).

    Raises:
        InputError: the data cannot be read, or memory would not suffice.
    """
    if experiment.data.is_streamed or "standardize" not in type(experiment.data).model_fields:
        return None
    limits = []
    for is_standardized in (False, True):
        problem = Problem(experiment.with_changes({"data.standardize": is_standardized}))
        limits.append(2 / max(curvature(problem, problem.start), 1e-300))
    return RateLimits(*limits)
