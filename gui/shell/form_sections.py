"""Which inputs the settings panel has, in which section and in which order.

Every declared input is in one of the sections. Those that a lecture turns come first; the others are shown when a section shows more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from engine.experiment import Experiment, inputs
from engine.experiment.sections import BUDGETS
from gui.look.translation import QT_TR_NOOP

BUDGET = "budget"  # the field for its kind; the amount has another
KIND, MODEL = "data.kind", "model.kind"  # which stand in the headings of their sections
RATE, SCHEDULE, BATCH = "lanes.*.optimizer.lr", "lanes.*.optimizer.schedule", "lanes.*.batch_size"
OPTIMIZER, MOMENTUM, DECAY = (f"lanes.*.optimizer.{name}" for name in ("name", "momentum", "weight_decay"))
SURFACE, FORMULA, START, HIDDEN = "data.surface", "data.formula", "model.start", "model.hidden"
DATA_FILE, MODEL_FILE = "data.path", "model.path"
_OF_A_LANE_ALONE = {"lanes.*.name", "lanes.*.color"}  # which the editor of lanes sets
_AMOUNT = "budget.*"  # in `first`, of the kind that is set
_MOST_NUMBERS = 16  # of a start that can be typed
_FEW_LANES = 3  # with a row for the batch size of each


@dataclass(frozen=True)
class SectionKind:
    """A section of the panel.

    Attributes:
        name: how code and settings call it.
        title: its heading.
        roots: what the paths of its inputs begin with; `""` means all that begin with nothing else.
        first: the inputs that are shown without asking for more, in this order, as they are declared.
        head: the input that stands in the heading; empty for none.
    """

    name: str
    title: str
    roots: tuple[str, ...]
    first: tuple[str, ...]
    head: str = ""


SECTIONS = (
    SectionKind("lanes", QT_TR_NOOP("Lanes"), (), (SCHEDULE, RATE, BATCH)),
    SectionKind("training", QT_TR_NOOP("Training"), ("lanes.", "loss.", "budget."),
                (OPTIMIZER, MOMENTUM, DECAY, BUDGET, _AMOUNT, "budget.target_within")),
    SectionKind("data", QT_TR_NOOP("Data"), ("data.",), (KIND, SURFACE, FORMULA, DATA_FILE, "data.target", "data.n", "data.noise",
                "data.standardize"),
                KIND),
    SectionKind("model", QT_TR_NOOP("Model"), ("model.",),
                (MODEL, MODEL_FILE, "model.function", HIDDEN, "model.channels", "model.activation", START), MODEL),
    SectionKind("run", QT_TR_NOOP("Run"), ("",), ("seed",)),
)  # fmt: skip
"""In the order in which they are shown. An input belongs to the first one that has it in `first`, or else one of its roots."""


@cache
def section_of(path: str) -> SectionKind:
    """The section that an input as it is declared belongs to."""
    found = next((section for section in SECTIONS if path in section.first), None)
    return found or next(section for section in SECTIONS for root in section.roots if path.startswith(root))


def paths_in(section: SectionKind, experiment: Experiment, scope: str = "*") -> Iterator[str]:
    """The inputs of a section in order, one by one or of all lanes at once.

    Args:
        section: whose inputs.
        experiment: which lanes, data and budget there are.
        scope: the name of the lane whose inputs of training are wanted, `*` for those of all lanes.
    """
    budget = f"budget.{budget_kind(experiment)}"
    hidden = {*_OF_A_LANE_ALONE, *(f"budget.{kind}" for kind in BUDGETS), START if _is_long(experiment) else ""}
    paths = [path for path in inputs(experiment.data.kind) if section_of(path) is section and path not in hidden]
    first = [budget if path == _AMOUNT else path for path in section.first if path in paths or path in (BUDGET, _AMOUNT)]
    for path in (*first, *(path for path in paths if path not in first)):
        if path in (RATE, BATCH):
            yield from (BATCH,) if path == BATCH else ()
            yield from (path.replace("*", lane.name) for lane in experiment.lanes)
        elif path == SCHEDULE:
            yield path
        else:
            yield path.replace("*", scope)
    if section.name == "training" and scope != "*":
        yield SCHEDULE.replace("*", scope)


def stands_first(path: str, experiment: Experiment) -> bool:
    """Whether an input is shown without asking for more."""
    lane = path.split(".")[1] if path.startswith("lanes.") else "*"
    declared = path.replace(f"lanes.{lane}.", "lanes.*.", 1)
    if declared == BATCH:
        shared = _shared_batch(experiment)
        return lane == "*" or (shared is None and experiment.get(path) not in ("full", 1))
    if declared == DECAY:
        optimizers = [each.optimizer for each in experiment.lanes if lane in ("*", each.name)]
        return any(optimizer.kind.has_decoupled_decay or optimizer.weight_decay for optimizer in optimizers)
    if declared == "data.standardize":
        return "data.n" not in inputs(experiment.data.kind)  # real data have little else
    if declared == "model.activation":
        return bool(experiment.model.hidden) or not experiment.is_used(HIDDEN)
    if declared == START:
        return experiment.data.function is not None
    return path.startswith("budget.") or any(declared in section.first for section in SECTIONS)


def matters(path: str, experiment: Experiment) -> bool:
    """Whether an input is worth showing; a formula is typed over that of a surface with a name, too."""
    if path == BATCH:
        return _shared_batch(experiment) not in (None, "full", 1)
    return path in (BUDGET, FORMULA) or experiment.is_used(path)


def budget_kind(experiment: Experiment) -> str:
    """What the lanes have in common when they end."""
    return experiment.budget.kind


def _shared_batch(experiment: Experiment) -> int | str | None:
    """The batch size of all lanes where these are so many that one row for all is wanted; else None."""
    sizes = {lane.batch_size for lane in experiment.lanes}
    return sizes.pop() if len(experiment.lanes) > _FEW_LANES and len(sizes) == 1 else None


def _is_long(experiment: Experiment) -> bool:
    """Whether a start has more numbers than anybody types."""
    return experiment.parameter_count > _MOST_NUMBERS
