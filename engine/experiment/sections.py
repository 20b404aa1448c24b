"""The parts of an experiment: model, loss, lanes and budget, each declared input by input; data are in `sources.py`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, PlainValidator, SerializeAsAny, model_validator

from ..errors import InputError, listed
from ..messages import message, table_text
from .arrivals import arrivals_of
from .batch_plan import BatchPlan, batch_plan
from .declaration import Number, Part, StrictBool, StrictInt, declared
from .losses import LOSSES, LossKind
from .models import MODELS
from .optimizer_inputs import Optimizer as Optimizer
from .registry import OneOf
from .shuffles import SHUFFLES
from .sources import Data, data_of_kind

_KERNELS = "an odd number from 1 to 7"


class FoundModel(Part):
    """What came of a model file when it was run.

    Attributes:
        weights: how many weights its model has.
        digest: SHA-256 of the file.
    """

    weights: Annotated[StrictInt, Field(ge=1, le=10**10)]
    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Model(Part):
    """What is trained: a dense net, which without hidden layers is a linear model, or another kind."""

    hidden: tuple[Annotated[StrictInt, Field(ge=1, le=4096)], ...] = declared(
        (), label="Hidden layers", help="width of each hidden layer; none makes the model linear", unit="neurons",
        allowed="up to 8 whole numbers from 1 to 4096", max_length=8,
    )  # fmt: skip
    channels: tuple[Annotated[StrictInt, Field(ge=1, le=256)], ...] = declared(
        (8, 16), label="Channels", help="pictures that each layer makes of an image",
        allowed="one to four whole numbers from 1 to 256", min_length=1, max_length=4,
    )  # fmt: skip
    kernel_size: StrictInt = declared(
        3, label="Kernel", help="rows and columns of the pieces that a layer looks at", unit="pixels",
        allowed=_KERNELS, ge=1, le=7,
    )  # fmt: skip
    kind: Annotated[str | None, OneOf(MODELS)] = declared(
        None, label="Model", help="how outputs come from inputs; left out, what suits the data"
    )
    path: str = declared(
        "", label="Model file", help="a Python file with a function that returns a torch.nn.Module; it runs only once you have allowed it",
        allowed="the name of a Python file", max_length=4096,
    )  # fmt: skip
    function: str = declared(
        "make_model", label="Function",
        help="what is called in it: with features and outputs, or whichever of features, outputs and seed it takes",
        allowed="a name of Python", pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=200,
    )  # fmt: skip
    found: FoundModel | None = Field(default=None, json_schema_extra={"is_input": False})
    activation: Literal["relu", "tanh", "sigmoid", "gelu", "identity"] = declared(
        "relu", label="Activation", help="the bend behind each hidden layer"
    )
    bias: StrictBool = declared(True, label="Bias", help="a number that each neuron adds to its sum", allowed="true or false")
    dropout: Number = declared(
        0.0, label="Dropout", help="share of the neurons of each hidden layer that an update leaves out at random",
        ge=0, le=0.9, slider=(0, 0.9),
    )  # fmt: skip
    batch_norm: StrictBool = declared(
        False, label="Batch-norm", help="each hidden layer is normalised over the batch, before the bend", allowed="true or false"
    )
    start: tuple[Number, ...] | None = declared(
        None, label="Start",
        help="the weights all lanes start from, flat; left out, PyTorch's default initialisation, or a good place on the surface",
        allowed="a list with one number per weight",
    )  # fmt: skip

    @model_validator(mode="after")
    def _kernel_has_a_middle(self) -> Model:
        if self.kernel_size % 2 == 0:
            raise InputError("kernel_size", message("found_allowed", found=self.kernel_size, allowed=table_text(_KERNELS)))
        return self


class Loss(Part):
    """What is minimised: the mean of this over the samples."""

    name: Annotated[str, OneOf(LOSSES)] = declared("mse", label="Loss", help="what is minimised, as a mean over samples")

    label_smoothing: Number = declared(
        0.0, label="Label smoothing", help="the share of the right answer that is spread over all classes alike", ge=0, lt=1,
        slider=(0, 0.5),
    )  # fmt: skip

    @property
    def smoothing(self) -> float:
        """The label smoothing in force."""
        return self.label_smoothing if self.uses("label_smoothing") else 0.0

    @property
    def kind(self) -> LossKind:
        """Its entry in the table."""
        return LOSSES[self.name]

    def fits(self, data: Data) -> bool:
        """Whether it can measure errors on such data."""
        return self.kind.task == data.task and (data.outputs == 2 or not self.kind.is_binary)


_LEAST_GROWTH, _GROWTHS = 1.01, "1, or a number from 1.01 to 100"  # less would make a plan of very many sizes
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
    batch_growth: Number = declared(
        1.0, label="Batch growth", help="how many times as large batches become each time; 1 leaves them as they are",
        allowed=_GROWTHS, ge=1, le=100, slider=(1, 4),
    )  # fmt: skip
    batch_growth_every: StrictInt = declared(
        10, label="Growth every", help="epochs from one growth of the batches to the next", unit="epochs", ge=1, le=100_000, slider=(1, 50),
        logarithmic=True,
    )  # fmt: skip
    batch_size_most: StrictInt | None = declared(
        None, label="Largest batch", help="samples per update at which batches stop growing; left out, all of them", unit="samples", ge=1,
        logarithmic=True,
    )  # fmt: skip
    shuffle: Annotated[str, OneOf(SHUFFLES)] = declared("every-epoch", label="Shuffle", help="in which order an epoch takes the samples")
    drop_last: StrictBool = declared(
        False, label="Drop the remainder", help="leave out the last, smaller batch of an epoch", allowed="true or false"
    )
    micro_batch: StrictInt | None = declared(
        None, label="Micro-batch", help="samples computed at once, over which gradients of larger batches are accumulated; left out, all",
        unit="samples", ge=1, logarithmic=True,
    )  # fmt: skip
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
        """Samples per update when there are `n` of them, before batches grow."""
        return n if self.batch_size == "full" else self.batch_size

    def plan(self, n: int) -> BatchPlan:
        """Its batches when there are `n` samples."""
        return batch_plan(arrivals_of(n), self.size(n), self.drop_last, self.batch_growth, self.batch_growth_every, self.batch_size_most)

    def trained_optimizer(self, n: int) -> Optimizer:
        """What its optimizer computes when there are `n` samples: as declared, or scaled for the batches that it begins with."""
        return self.optimizer.with_batches_of(self.size(n))

    def lr_scaled(self, n: int) -> float:
        """The learning rate that it begins with when there are `n` samples, before its schedule."""
        return self.optimizer.lr * float(self.optimizer.rate_factor(self.size(n)))

    def uses(self, name: str) -> bool:
        """Whether an input matters: when and how far batches grow only does where they grow."""
        return super().uses(name) and (name not in ("batch_growth_every", "batch_size_most") or self.batch_growth > 1)

    def takes_all(self, n: int) -> bool:
        """Whether every batch is all of `n` samples, each of them once."""
        return self.plan(n).is_whole and SHUFFLES[self.shuffle].takes_each_once

    def at_once(self, n: int) -> int:
        """Samples that go through the model together, at most."""
        return min(self.plan(n).largest, self.micro_batch or n)

    def accumulates(self, n: int) -> bool:
        """Whether some batch is computed in parts."""
        return self.at_once(n) < self.plan(n).largest

    def updates_per_epoch(self, n: int) -> int:
        """Updates in the first pass over `n` samples."""
        return self.plan(n).stages[0].updates

    @model_validator(mode="after")
    def _batches_grow(self) -> Lane:
        if 1 < self.batch_growth < _LEAST_GROWTH:
            told = message("found_allowed", found=f"{self.batch_growth:g}", allowed=table_text(_GROWTHS))
            raise InputError("batch_growth", told)
        if self.batch_size_most is not None and self.batch_size != "full" and self.batch_size_most < self.batch_size:
            least = message("at_least", limit=f"{self.batch_size:,}")
            raise InputError("batch_size_most", message("found_allowed", found=str(self.batch_size_most), allowed=least))
        return self


BUDGETS = ("epochs", "updates", "seconds", "target_loss")


class Budget(Part):
    """How long each lane trains: exactly one of epochs, updates, seconds of computing, and until its loss is at or below a target."""

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
    target_loss: Number | None = declared(
        None, label="Target loss", help="a lane ends with its first evaluation on the training set at or below this", ge=-1e9, le=1e9,
        slider=(0.001, 10), logarithmic=True,
    )  # fmt: skip
    target_within: StrictInt = declared(
        10_000, label="Target within", help="updates after which a lane ends, even if it has not reached the target loss", unit="updates",
        ge=1, le=100_000_000, slider=(100, 100_000), logarithmic=True,
    )  # fmt: skip

    @property
    def kind(self) -> str:
        """Which of `BUDGETS` is given."""
        return next(name for name in BUDGETS if getattr(self, name) is not None)

    def uses(self, name: str) -> bool:
        """Whether an input matters: a limit only does beside a target."""
        return super().uses(name) and (name != "target_within" or self.target_loss is not None)

    @property
    def most_updates(self) -> int | None:
        """Of every lane, where they do not follow from its batches; None where they do, and where time is the budget."""
        return self.updates if self.target_loss is None else self.target_within

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
