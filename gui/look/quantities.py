"""What a loss panel may plot: one table, which the panels, the menus, the settings and the tests read."""

from __future__ import annotations

from dataclasses import dataclass

from .translation import QT_TR_NOOP


@dataclass(frozen=True)
class Quantity:
    """Something that is known of a lane at each update, or on a schedule.

    Attributes:
        name: how code and settings call it.
        title: as in lists.
        help: what it is, in one sentence.
        axis: what the y axis is called.
        figure: what is said below the large figure.
        whole: the evaluated columns of the training and the validation set, where it is measured on whole sets.
        column: the column of single updates, or empty.
        is_noisy: whether that differs much from one update to the next: then there are bands where there are many.
        has_log: whether it may be shown on a logarithmic scale.
        least, most: ends that its axis never goes beyond.
        for_classes: whether it is known only where classes are to be told apart.
    """

    name: str
    title: str
    help: str
    axis: str
    figure: str
    whole: tuple[str, str] | None = None
    column: str = ""
    is_noisy: bool = True
    has_log: bool = True
    least: float | None = 0.0
    most: float | None = None
    for_classes: bool = False


QUANTITIES = {
    quantity.name: quantity
    for quantity in (
        Quantity("loss", QT_TR_NOOP("Loss"), QT_TR_NOOP("of training and validation, and of each batch"),
                 QT_TR_NOOP("loss"), QT_TR_NOOP("training loss"), ("train_loss", "validation_loss"), "loss", least=None),
        Quantity("accuracy", QT_TR_NOOP("Accuracy"), QT_TR_NOOP("the share of right answers, of training and validation; for classes only"),
                 QT_TR_NOOP("accuracy"), QT_TR_NOOP("training accuracy"), ("train_accuracy", "validation_accuracy"),
                 has_log=False, most=1.0, for_classes=True),
        Quantity("grad_norm", QT_TR_NOOP("Gradient norm"), QT_TR_NOOP("how long the gradient of each batch is"),
                 QT_TR_NOOP("gradient norm"), QT_TR_NOOP("norm of the batch's gradient"), column="grad_norm"),
        Quantity("update_norm", QT_TR_NOOP("Update norm"), QT_TR_NOOP("how far each update moves the weights"),
                 QT_TR_NOOP("update norm"), QT_TR_NOOP("norm of the update"), column="update_norm"),
        Quantity("lr", QT_TR_NOOP("Learning rate"), QT_TR_NOOP("of each update, as the schedule says"),
                 QT_TR_NOOP("learning rate"), QT_TR_NOOP("learning rate"), column="lr", is_noisy=False),
        Quantity("batch_size", QT_TR_NOOP("Batch size"), QT_TR_NOOP("how many samples each update uses"),
                 QT_TR_NOOP("samples per update"), QT_TR_NOOP("samples in the batch"), column="batch_size", is_noisy=False),
    )
}  # fmt: skip


def allowed(is_classification: bool) -> tuple[Quantity, ...]:
    """Those that are known of data of one kind."""
    return tuple(quantity for quantity in QUANTITIES.values() if is_classification or not quantity.for_classes)
