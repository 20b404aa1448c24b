"""The document: the experiment that is open, its recording and its file, and every change of it, which can be undone.

A drag of a slider is one change: those of one gesture are merged until the hand is off. What was recorded before the last few changes
is kept, so that undo and redo show it at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from engine.experiment import Experiment, preset_names
from engine.recording.clock import Clock
from gui.look.numbers import given
from gui.look.translation import tr

from .input_names import input_name

if TYPE_CHECKING:
    from engine.comparison.recording import Recording
    from engine.landscape.landscape import Landscape  # its module imports PyTorch

How = Literal["changed", "reverted", "opened", "undone"]
_BUDGET = 128 * 2**20  # bytes of the recordings that are kept
_ROW, _MOST_WEIGHTS = 64, 16 * 2**20  # bytes of an update with its place on the plane, and of a recording's weights
_NO_GESTURE = -1  # Qt merges no commands with this id


class _Kept(NamedTuple):
    """What was recorded of an experiment, and how its landscape looked."""

    experiment: Experiment
    recording: Recording
    landscape: Landscape | None

    @property
    def bytes(self) -> int:
        updates = sum(lane.updates for lane in self.recording.lanes)
        return updates * _ROW + min(4 * updates * self.experiment.parameter_count, _MOST_WEIGHTS)


def opened(source: Experiment | Recording) -> tuple[Experiment, Recording | None]:
    """What is to be run, and what has been recorded of it; all columns are read, so that a damaged file is found now.

    Raises:
        InputError: the recording comes from a file that is damaged.
    """
    if isinstance(source, Experiment):
        return source, None
    source.read_columns()
    return source.experiment, source


@dataclass
class Origin:
    """What was opened.

    Attributes:
        experiment: as it was opened.
        baseline: the preset of its name; if there is none, the experiment as it was opened.
        saved: as it was opened, or saved last.
        file: where it is kept, or None.
        place: where the playhead stood when something else was opened, or None before.
    """

    experiment: Experiment
    baseline: Experiment
    saved: Experiment
    file: Path | None = None
    place: tuple[Clock, float] | None = None

    @classmethod
    def of(cls, experiment: Experiment, file: Path | None = None) -> Origin:
        baseline = Experiment.preset(experiment.name) if experiment.name in preset_names() else experiment
        return cls(experiment, baseline, experiment, file)


class Document(QObject):
    """What is open.

    Args:
        experiment: what is opened first.
        recording: what has been recorded of it before, or None.
        seen: gives the newest complete landscape.

    Attributes:
        experiment: what is run.
        origin: what it was when it was opened.
        recording: what has been recorded of it so far, or None.
        landscape: how it looked when it was open before, or None.
        history: the changes, for undo and redo.

    Signals:
        changed: another experiment is open; carries how it came.
        saved: nothing would be lost now.
    """

    changed = Signal(str)
    saved = Signal()

    def __init__(
        self, experiment: Experiment, recording: Recording | None = None, seen: Callable[[], Landscape | None] = lambda: None
    ) -> None:
        super().__init__()
        self.experiment, self.origin, self.recording = experiment, Origin.of(experiment), recording
        self.history = QUndoStack(self)
        self.landscape: Landscape | None = None
        self._seen = seen
        self._kept: list[_Kept] = []  # of before the last few changes, oldest first
        self._gesture = 0
        self._how: How = "undone"

    @property
    def is_changed(self) -> bool:
        """Whether the experiment differs from the preset of its name; if there is none, from what was opened."""
        return self.experiment != self.origin.baseline

    @property
    def is_unsaved(self) -> bool:
        """Whether something would be lost with this experiment."""
        return self.experiment != self.origin.saved and self.is_changed

    def open(self, experiment: Experiment, recording: Recording | None = None, file: Path | None = None) -> None:
        """Put another experiment in the place of this one."""
        step = _Step(self, experiment, Origin.of(experiment, file), tr("opening {experiment}", experiment=tr(experiment.title)))
        self._push(step, "opened", None if recording is None else _Kept(experiment, recording, None))

    def change(self, changes: dict[str, Any], path: str = "", *, by_hand: bool = False) -> None:
        """Have other inputs.

        Args:
            changes: values by path.
            path: which of them the user turned; the others follow from it.
            by_hand: whether this is part of a gesture, which ends with `end_gesture`.

        Raises:
            InputError: an input is wrong; nothing has changed then.
        """
        experiment = self.experiment.with_changes(changes)
        self._edit(experiment, path if path in changes else next(iter(changes), ""), self._gesture if by_hand else _NO_GESTURE)

    def replace(self, experiment: Experiment, words: str) -> None:
        """Have another experiment in the place of this one, as one change that is told in these words."""
        if experiment != self.experiment:
            self._push(_Step(self, experiment, self.origin, words), "changed")

    def end_gesture(self) -> None:
        """The hand is off: the next change is another one."""
        self._gesture += 1

    def revert(self) -> None:
        """Go back to the preset, or to the experiment as it was opened."""
        self._push(_Step(self, self.origin.baseline, self.origin, tr("all changes")), "reverted")

    def new_seed(self) -> None:
        """Other data, another start and another order of the samples."""
        self.change({"seed": (self.experiment.seed + 1) % 2**32})

    def toggle_stepper(self) -> None:
        """Compute with autograd alone, or in the fastest way that agrees with it."""
        self.change({"stepper": "auto" if self.experiment.stepper == "autograd" else "autograd"})

    def first_start(self) -> None:
        """Start where the experiment started when it was opened."""
        opened = self.origin.experiment
        if self.experiment.parameter_count == opened.parameter_count:  # a start has one number per weight
            self.change({"model.start": opened.model.start})

    def note_saved(self, file: Path) -> None:
        """The experiment is in a file now."""
        self.origin.saved, self.origin.file = self.experiment, file
        self.saved.emit()

    def _edit(self, experiment: Experiment, path: str, gesture: int) -> None:
        if experiment != self.experiment:
            self._push(_Step(self, experiment, self.origin, path=path, gesture=gesture), "changed")

    def _push(self, step: _Step, how: How, known: _Kept | None = None) -> None:
        top = self.history.command(self.history.index() - 1)
        if step.gesture == _NO_GESTURE or top is None or top.id() != step.gesture:
            self._keep_recording()
        if known is not None:
            self._kept.append(known)
        self._how = how
        self.history.push(step)
        self._how = "undone"

    def go_to(self, experiment: Experiment, origin: Origin) -> None:
        """Be what a step comes from, or leads to."""
        if self._how == "undone":
            self._keep_recording()
        self.experiment, self.origin = experiment, origin
        known = [] if self._how == "changed" else [kept for kept in self._kept if kept.experiment == experiment]
        self.recording, self.landscape = known[-1][1:] if known else (None, None)
        self.changed.emit(self._how)

    def _keep_recording(self) -> None:
        """Keep the recording, for when the user comes back, if it is complete; let go of those left longest ago."""
        recording = self.recording
        if recording is None or not all(lane.is_over and lane.status.state != "stopped" for lane in recording.lanes):
            return
        seen = self._seen()
        landscape = seen if seen is not None and seen.recording is recording else self.landscape
        self._kept = [kept for kept in self._kept if kept.experiment != self.experiment]
        self._kept.append(_Kept(self.experiment, recording, landscape))
        while sum(kept.bytes for kept in self._kept) > _BUDGET:
            del self._kept[0]


class _Step(QUndoCommand):
    """From one experiment to another.

    Attributes:
        gesture: which gesture it is part of.
    """

    def __init__(
        self, document: Document, experiment: Experiment, origin: Origin, text: str = "", *, path: str = "", gesture: int = _NO_GESTURE
    ) -> None:
        super().__init__()
        self.gesture = gesture
        self._document, self._path = document, path
        self._before, self._after = (document.experiment, document.origin), (experiment, origin)
        self.setText(text or self._wording())

    def id(self) -> int:
        return self.gesture

    def redo(self) -> None:
        self._document.go_to(*self._after)

    def undo(self) -> None:
        self._document.go_to(*self._before)

    def mergeWith(self, other: QUndoCommand) -> bool:
        assert isinstance(other, _Step)
        self._after = other._after
        self.setText(self._wording())
        self.setObsolete(self._before == self._after)  # the hand came back
        return True

    def _wording(self) -> str:
        """Such as `learning rate of mini-batch 0.05 → 0.1`."""
        name = input_name(self._path, is_within=True)
        before, after = (_written(experiment.get(self._path), self._path) for experiment, _ in (self._before, self._after))
        return tr("{input} {before} → {after}", input=name, before=before, after=after) if before and after else name


def _written(value: Any, path: str) -> str:
    """An input in few words, as on the form; empty where that takes more."""
    if isinstance(value, tuple):
        return _written(value[0], path) if "*" in path and len(set(value)) == 1 else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return given(value)
    return value if isinstance(value, str) and len(value) <= 20 else ""
