"""The parts of an experiment: model, loss, lanes and budget, each declared input by input; data are in `sources.py`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, PlainValidator, SerializeAsAny, model_validator

from ..errors import InputError, listed
from ..messages import message
from .declaration import Number, Part, StrictBool, StrictInt, declared
from .losses import LOSSES, LossKind
from .models import MODELS
from .optimizers import OPTIMIZERS, SCHEDULES, OptimizerKind
from .registry import OneOf
from .sources import Data, data_of_kind


class Model(Part):
    """A dense net; without hidden layers it is a linear model."""

    hidden: tuple[Annotated[StrictInt, Field(ge=1, le=4096)], ...] = declared(
        (), label="Hidden layers", help="width of each hidden layer; none makes the model linear", unit="neurons",
        allowed="up to 8 whole numbers from 1 to 4096", max_length=8,
    )  # fmt: skip
    kind: Annotated[str | None, OneOf(MODELS)] = declared(
        None, label="Model", help="how outputs come from inputs; left out, what suits the data"
    )
    activation: Literal["relu", "tanh", "sigmoid", "gelu", "identity"] = declared(
        "relu", label="Activation", help="the bend behind each hidden layer"
    )
    start: tuple[Number, ...] | None = declared(
        None, label="Start",
        help="the weights all lanes start from, flat; left out, PyTorch's default initialisation, or a good place on the surface",
        allowed="a list with one number per weight",
    )  # fmt: skip


class Loss(Part):
    """What is minimised: the mean of this over the samples."""

    name: Annotated[str, OneOf(LOSSES)] = declared("mse", label="Loss", help="what is minimised, as a mean over samples")

    @property
    def kind(self) -> LossKind:
        """Its entry in the table."""
        return LOSSES[self.name]

    def fits(self, data: Data) -> bool:
        """Whether it can measure errors on such data."""
        return self.kind.task == data.task and (data.outputs == 2 or not self.kind.is_binary)


class Optimizer(Part):
    """How a gradient becomes an update: as `torch.optim` does it, without its variants (no amsgrad, not centred, no dampening).

    An input that the optimizer does not use is kept and changes nothing, so that one can switch to another and back.
    """

    name: Annotated[str, OneOf(OPTIMIZERS)] = declared("sgd", label="Optimizer", help="how a gradient becomes an update")
    lr: Number = declared(
        label="Learning rate", help="how far an update goes along the gradient", gt=0, le=1000, slider=(0.0001, 2.0), logarithmic=True
    )
    schedule: Annotated[str, OneOf(SCHEDULES)] = declared("constant", label="Schedule", help="the learning rate over the planned updates")
    momentum: Number = declared(0.0, label="Momentum", help="how much of the last update is carried on", ge=0, lt=1, slider=(0, 0.99))
    nesterov: StrictBool = declared(
        False, label="Nesterov", help="look ahead along the momentum before measuring the gradient", allowed="true or false",
    )  # fmt: skip
    weight_decay: Number = declared(
        0.0, label="Weight decay", help="pull of the weights towards zero: part of the gradient, or beside it where it is decoupled",
        ge=0, le=10, slider=(0, 0.1),
    )  # fmt: skip
    alpha: Number = declared(
        0.99, label="Smoothing", help="how much of the mean of squared gradients is kept at each update", ge=0, lt=1, slider=(0.5, 0.999),
    )  # fmt: skip
    beta1: Number = declared(
        0.9, label="Beta 1", help="how much of the mean gradient is kept at each update", ge=0, lt=1, slider=(0, 0.99),
    )  # fmt: skip
    beta2: Number = declared(
        0.999, label="Beta 2", help="how much of the mean of squared gradients is kept at each update", ge=0, lt=1, slider=(0.5, 0.9999),
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
    def carries(self) -> bool:
        """Whether an update carries on those before it."""
        return bool(self.kind.momentum) and getattr(self, self.kind.momentum) > 0

    @property
    def penalty(self) -> float:
        """λ of the λ/2 · |weights|² that is descended on beside the loss; 0 also where weights decay beside the gradient."""
        return 0.0 if self.kind.has_decoupled_decay else self.weight_decay

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> Optimizer:
        if self.uses("nesterov") and self.nesterov and self.momentum == 0:
            raise InputError("nesterov", message("nesterov_without_momentum"))
        return self


MOST_LANES = 6  # there are so many colours that can be told apart


class Lane(Part):
    """One training run of the comparison. Its name is its identity: it keeps its colour when others come, go or change places."""

    name: str = declared(
        label="Name", help="how the lane is called", allowed="up to 64 small letters, digits and hyphens",
        pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64,
    )  # fmt: skip
    batch_size: Annotated[StrictInt, Field(ge=1)] | Literal["full"] = declared(
        label="Batch size", help="samples per update; `full` takes all of them", unit="samples",
        allowed='a whole number of at least 1 and at most the number of training samples, or "full"', logarithmic=True,
    )  # fmt: skip
    shuffle: StrictBool = declared(
        True, label="Shuffle", help="a new order of the samples in every epoch, the same for all lanes", allowed="true or false"
    )
    drop_last: StrictBool = declared(
        False, label="Drop the remainder", help="leave out the last, smaller batch of an epoch", allowed="true or false"
    )
    color: StrictInt | None = declared(
        None, label="Colour", help="number of its colour and marker; left out, it keeps the one that it had, or takes the first free one",
        ge=1, le=MOST_LANES,
    )  # fmt: skip
    optimizer: Optimizer

    @property
    def title(self) -> str:
        """The name as a heading."""
        return self.name.capitalize()

    def size(self, n: int) -> int:
        """Samples per update when there are `n` of them."""
        return n if self.batch_size == "full" else self.batch_size

    def updates_per_epoch(self, n: int) -> int:
        """Updates in one pass over `n` samples: ⌈n/B⌉, or ⌊n/B⌋ when the remainder is dropped."""
        size = self.size(n)
        return n // size if self.drop_last else -(-n // size)

    def samples_per_epoch(self, n: int) -> int:
        """Samples used in one pass over `n` samples."""
        return self.updates_per_epoch(n) * self.size(n) if self.drop_last else n


BUDGETS = ("epochs", "updates", "seconds")


class Budget(Part):
    """How long each lane trains: exactly one of epochs, updates and seconds of computing."""

    epochs: StrictInt | None = declared(
        None, label="Epochs", help="passes of every lane over the training samples", unit="epochs", ge=1, le=100_000, slider=(1, 200),
        logarithmic=True,
    )  # fmt: skip
    updates: StrictInt | None = declared(
        None, label="Updates", help="updates of every lane", unit="updates", ge=1, le=100_000_000, slider=(10, 100_000), logarithmic=True
    )
    seconds: Number | None = declared(
        None, label="Seconds", help="computing time of every lane", unit="seconds", gt=0, le=86_400, slider=(0.1, 60), logarithmic=True
    )

    @model_validator(mode="after")
    def _exactly_one(self) -> Budget:
        given = [name for name in BUDGETS if getattr(self, name) is not None]
        if len(given) != 1:
            found = listed(given, "and") if given else message("none")
            raise InputError("", message("budget_not_one", found=found))
        return self


class Inputs(Part):
    """All inputs of an experiment."""

    name: str = declared(
        "experiment", label="Name", help="a short name, used for files", allowed="text of 1 to 80 characters", min_length=1, max_length=80
    )
    title: str = declared("Experiment", label="Title", help="what a menu shows", allowed="text of at most 200 characters", max_length=200)
    summary: str = declared(
        "", label="Summary", help="one sentence on what it shows", allowed="text of at most 2000 characters", max_length=2000
    )
    seed: StrictInt = declared(
        0, label="Seed", help="all that is random follows from it: data, start, order of the samples", ge=0, le=2**32 - 1, slider=(0, 99)
    )
    device: Literal["auto", "cpu", "cuda", "mps"] = declared(
        "auto",
        label="Device",
        help="where to compute; auto takes a GPU if there is one, save for nets so small that the processor is faster",
    )
    dtype: Literal["float32", "float64"] = declared("float32", label="Precision", help="number format of weights and data")
    stepper: Literal["auto", "autograd"] = declared(
        "auto", label="Stepper", help="how updates are computed; auto takes the fastest that agrees with autograd"
    )
    data: Annotated[SerializeAsAny[Data], PlainValidator(data_of_kind)]
    model: Model = Model()
    loss: Loss = Loss()
    budget: Budget
    lanes: Annotated[tuple[Lane, ...], Field(min_length=1, max_length=MOST_LANES)]
