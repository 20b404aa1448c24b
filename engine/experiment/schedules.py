"""The learning-rate schedules to choose from: which share of the declared rate an update has. See docs/decisions/schedules.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .registry import Entry, table

_START, _END = 1 / 25, 1 / 25e4  # shares of the peak where one-cycle begins and ends, as torch.optim has them


class Moments(NamedTuple):
    """When k updates are made.

    Attributes:
        made: updates made before each, int64 [k].
        planned: updates of the whole run, or None.
        epochs, epochs_after: passes over the training samples before and after each, [k].
        lowered: how often the rate was lowered on a plateau before each, [k].
    """

    made: NDArray[np.int64]
    planned: int | None
    epochs: NDArray[np.float64]
    epochs_after: NDArray[np.float64]
    lowered: NDArray[np.int64]

    @property
    def end(self) -> int:
        """Updates of the whole run, where there is such a number: an experiment checks that a schedule has the end that it needs."""
        assert self.planned is not None
        return self.planned

    @property
    def left(self) -> NDArray[np.float64]:
        """The share of the planned updates that is still to be made, [k]: from 1 down to 1 / planned."""
        return (self.end - self.made) / self.end


Share = Callable[[Moments, Any], NDArray[Any]]  # of some updates, and the optimizer's inputs: [k]


@dataclass(frozen=True, kw_only=True)
class Schedule(Entry):
    """The learning rate from update to update.

    Attributes:
        share: the share of the declared rate; None where the rate stays as it is.
        needs_end: whether it has to know how many updates are planned.
        watches: whether it follows a loss measured at the ends of epochs.
        warmup: the epochs of warm-up that it has where none are declared.
    """

    share: Share | None = None
    needs_end: bool = False
    watches: bool = False
    warmup: float = 0.0


def _linear(when: Moments, said: Any) -> NDArray[Any]:
    return when.left


def _cosine(when: Moments, said: Any) -> NDArray[Any]:
    """= (1 + cos(π (1 − left))) / 2, exact also near the end."""
    return np.square(np.sin(np.pi / 2 * when.left))


def _step(when: Moments, said: Any) -> NDArray[Any]:
    return said.schedule_factor ** np.floor(when.epochs / said.schedule_step)  # type: ignore[no-any-return]


def _exponential(when: Moments, said: Any) -> NDArray[Any]:
    return said.schedule_factor ** (when.epochs / said.schedule_step)  # type: ignore[no-any-return]


def _one_cycle(when: Moments, said: Any) -> NDArray[Any]:
    """`OneCycleLR` with its defaults, without its cycle of the momentum: two halves of a cosine."""
    peak, last = said.peak_at * when.end - 1, when.end - 1
    risen = np.minimum(when.made / peak, 1.0) if peak > 0 else np.ones(len(when.made))
    fallen = np.maximum(when.made - peak, 0.0) / (last - peak)
    rising, falling = (1 - np.cos(np.pi * risen)) / 2, (1 + np.cos(np.pi * fallen)) / 2
    return np.where(when.made <= peak, _START + (1 - _START) * rising, _END + (1 - _END) * falling)


def _plateau(when: Moments, said: Any) -> NDArray[Any]:
    return said.schedule_factor ** when.lowered.astype(np.float64)  # type: ignore[no-any-return]


_WARMUP = ("warmup",)
_BY_STEPS = ("schedule_step", "schedule_factor", *_WARMUP)
SCHEDULES = table(
    Schedule("constant", "Constant", "the same rate for all updates"),
    Schedule("warm-up", "Warm-up", "rises along a line, and stays there (LinearLR)", _WARMUP, warmup=5.0),
    Schedule("linear", "Linear", "towards zero along a line (LinearLR)", _WARMUP, share=_linear, needs_end=True),
    Schedule("cosine", "Cosine", "towards zero along half a cosine (Loshchilov and Hutter 2017, SGDR, eq. 5, without restarts)", _WARMUP,
             share=_cosine, needs_end=True),
    Schedule("step", "Step", "lowered by a factor every few epochs (StepLR)", _BY_STEPS, share=_step),
    Schedule("exponential", "Exponential", "lowered as far as by steps, a little at every update (ExponentialLR)", _BY_STEPS,
             share=_exponential),
    Schedule("one-cycle", "One cycle", "rises from a twenty-fifth to the whole rate, and falls to next to nothing (Smith and Topin 2018)",
             ("peak_at",), share=_one_cycle, needs_end=True),
    Schedule("plateau", "On plateau", "lowered by a factor where the loss has not fallen for some epochs (ReduceLROnPlateau)",
             ("schedule_factor", "patience", "plateau_loss", *_WARMUP), share=_plateau, watches=True),
)  # fmt: skip
