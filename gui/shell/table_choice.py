"""What is to be learned from a table, and the experiment that learns it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from engine.data.sources.table import ReadOptions, Table, Task
from engine.experiment import Experiment, experiment_for_table

if TYPE_CHECKING:
    from engine.experiment.table_data import Found


@dataclass(frozen=True)
class TableChoice:
    """What is to be learned.

    Attributes:
        features: names of columns, in the table's order.
        target: the name of the column to predict; None if none is suitable.
        task: how.
        missing: what is done with missing cells, a name of `MISSING`.
        validation_share: of the rows.
        options: how the file is read.
    """

    features: tuple[str, ...]
    target: str | None
    task: Task
    missing: str = "drop"
    validation_share: float = 0.2
    options: ReadOptions = field(default_factory=ReadOptions)


def experiment_of(table: Table, found: Found, choice: TableChoice) -> Experiment:
    """Three lanes that learn what is chosen.

    Args:
        table: that was read.
        found: what is declared of it.
        choice: with a target and features.

    Raises:
        InputError: that cannot be learned.
    """
    reading = {key: value for key, value in asdict(choice.options).items() if value is not None}
    return experiment_for_table(
        table.path, choice.target or "", columns=choice.features, task=choice.task, missing=choice.missing,
        validation_share=choice.validation_share, reading=reading, found=found,
    )  # fmt: skip
