"""The inputs that say how a lane's gradient becomes an update."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import model_validator

from ..errors import InputError
from ..messages import message
from .declaration import Number, Part, StrictBool, StrictInt, declared
from .optimizers import OPTIMIZERS, OptimizerKind
from .penalty import Penalty
from .registry import OneOf
from .scalings import SCALINGS, scaled_beta
from .schedules import SCHEDULES, Schedule


class Optimizer(Part):
    """How a gradient becomes an update: as `torch.optim` does it, without its variants (no amsgrad, not centred, no dampening).

    An input that the optimizer or the schedule does not use is kept and changes nothing, so that one can switch to another and back.
    """

    name: Annotated[str, OneOf(OPTIMIZERS)] = declared("sgd", label="Optimizer", help="how a gradient becomes an update")
    lr: Number = declared(
        label="Learning rate", help="how far an update goes along the gradient", gt=0, le=1000, slider=(0.0001, 2.0), logarithmic=True
    )
    schedule: Annotated[str, OneOf(SCHEDULES)] = declared("constant", label="Schedule", help="the learning rate from update to update")
    warmup: Number = declared(
        0.0, label="Warm-up", help="the rate rises along a line for so long, beside what the schedule does", unit="epochs",
        ge=0, le=100_000, slider=(0, 20),
    )  # fmt: skip
    schedule_step: StrictInt = declared(
        10, label="Every", help="how long it takes until the rate is lowered by the factor", unit="epochs", ge=1, le=100_000,
        slider=(1, 100), logarithmic=True,
    )  # fmt: skip
    schedule_factor: Number = declared(
        0.5, label="Factor", help="what is left of the rate when it is lowered", gt=0, lt=1, slider=(0.05, 0.95)
    )
    peak_at: Number = declared(
        0.3, label="Peak at", help="the share of the planned updates after which the rate is highest", gt=0, lt=1, slider=(0.05, 0.95)
    )
    patience: StrictInt = declared(
        5, label="Patience", help="so many epochs in a row without a lower loss are borne", unit="epochs", ge=0, le=100_000, slider=(0, 50)
    )
    plateau_loss: Literal["training", "validation"] = declared(
        "training", label="Watched loss", help="the loss on which whole set is waited for, to fall by a ten-thousandth at least"
    )
    scaling: Annotated[str, OneOf(SCALINGS)] = declared("none", label="Scaling", help="how the learning rate follows the batch size")
    base_batch: StrictInt = declared(
        32, label="Base batch", help="the batch size for which the declared values hold as they are", unit="samples", ge=1, le=100_000_000,
        slider=(1, 1024), logarithmic=True,
    )  # fmt: skip
    momentum: Number = declared(0.0, label="Momentum", help="how much of the last update is carried on", ge=0, lt=1, slider=(0, 0.99))
    nesterov: StrictBool = declared(
        False, label="Nesterov", help="look ahead along the momentum before measuring the gradient", allowed="true or false",
    )  # fmt: skip
    weight_decay: Number = declared(
        0.0, label="Weight decay", help="pull of the weights towards zero: part of the gradient, or beside it where it is decoupled",
        ge=0, le=10, slider=(0, 0.1),
    )  # fmt: skip
    l1: Number = declared(
        0.0, label="L1", help="λ of the penalty λ · |weights|₁ on the loss: its gradient, λ times their signs, is added", ge=0, le=10,
        slider=(0, 0.1),
    )  # fmt: skip
    clip_norm: Number = declared(
        0.0, label="Clip the norm", help="a longer gradient is shortened to it, before weight decay; 0 clips none", ge=0, le=1e6,
        slider=(0, 10),
    )  # fmt: skip
    clip_value: Number = declared(
        0.0, label="Clip values", help="the most that each number of the gradient may be, before its norm is looked at; 0 clips none",
        ge=0, le=1e6, slider=(0, 1),
    )  # fmt: skip
    alpha: Number = declared(
        0.99, label="Smoothing", help="how much of the mean of squared gradients is kept at each update", ge=0, lt=1, slider=(0.5, 0.999),
    )  # fmt: skip
    rho: Number = declared(
        0.9, label="Rho", help="how much of the means of squared gradients and moves is kept at each update", ge=0, lt=1,
        slider=(0.5, 0.999),
    )  # fmt: skip
    beta1: Number = declared(
        0.9, label="Beta 1", help="how much of the mean gradient is kept at each update", ge=0, lt=1, slider=(0, 0.99),
    )  # fmt: skip
    beta2: Number = declared(
        0.999, label="Beta 2", help="how much of the mean of squared gradients is kept at each update", ge=0, lt=1, slider=(0.5, 0.9999),
    )  # fmt: skip
    scale_beta2: StrictBool = declared(
        False, label="Scale beta 2", help="Beta 2 to the power of batch size over base batch: it forgets after as many samples",
        allowed="true or false",
    )  # fmt: skip
    eps: Number = declared(
        1e-8, label="Epsilon", help="added to the root of squared gradients before dividing by it", ge=1e-30, le=1, slider=(1e-10, 0.01),
        logarithmic=True,
    )  # fmt: skip

    @property
    def kind(self) -> OptimizerKind:
        """Its entry in the table."""
        return OPTIMIZERS[self.name]

    @property
    def schedule_kind(self) -> Schedule:
        """The schedule's entry in the table."""
        return SCHEDULES[self.schedule]

    def uses(self, name: str) -> bool:
        """Whether an input matters with the choices that were made."""
        return super().uses(name) or (name == "base_batch" and self.scale_beta2 and self.uses("scale_beta2"))

    def rate_factor(self, size: Any) -> Any:
        """What the declared learning rate is multiplied by for batches of some size, or of some sizes [k]."""
        return SCALINGS[self.scaling].factor(size / self.base_batch)

    def rate_in_words(self, size: int) -> str:
        """How the rate for batches of some size follows from the declared one, such as 0.05 × √(64/16) = 0.1; empty where it is that."""
        formula = SCALINGS[self.scaling].formula.format(size=size, base=self.base_batch)
        return f"{self.lr:g} × {formula} = {self.lr * self.rate_factor(size):.4g}" if formula else ""

    def with_batches_of(self, size: int) -> Optimizer:
        """With the values that hold for batches of this size in place of those for the base batch, but for the rate, which may grow."""
        if not (self.scale_beta2 and self.uses("scale_beta2")):
            return self
        return self.model_copy(update={"beta2": scaled_beta(self.beta2, size / self.base_batch)})

    @property
    def carries(self) -> bool:
        """Whether an update carries on those before it."""
        return bool(self.kind.momentum) and getattr(self, self.kind.momentum) > 0

    @property
    def shapes_gradient(self) -> bool:
        """Whether the gradient is changed before all that the optimizer makes of it: by an L1 penalty, or by clipping."""
        return self.l1 > 0 or self.clip_norm > 0 or self.clip_value > 0

    @property
    def penalty(self) -> Penalty:
        """What is descended on beside the loss; weights that decay beside the gradient are no part of it."""
        return Penalty(0.0 if self.kind.has_decoupled_decay else self.weight_decay, self.l1)

    @model_validator(mode="before")
    @classmethod
    def _warmup_of_schedule(cls, raw: Any) -> Any:
        """A schedule that is nothing but a warm-up has one: its own, where none is declared."""
        schedule = raw.get("schedule") if isinstance(raw, dict) else None
        own = SCHEDULES[schedule].warmup if isinstance(schedule, str) and schedule in SCHEDULES else 0.0
        return raw | {"warmup": own} if own and raw.get("warmup", 0) in (0, None) else raw

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> Optimizer:
        if self.uses("nesterov") and self.nesterov and self.momentum == 0:
            raise InputError("nesterov", message("nesterov_without_momentum"))
        return self
