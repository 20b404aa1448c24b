"""The session: the one place where the user's intention goes. It owns the document, the threads and the playhead.

Views never see it; they are shown frames. A change of the experiment begins a new run at once; the old recording stays
as a ghost until the new one is whole, and the playhead keeps its place on its clock.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from PySide6.QtCore import QObject, Signal

from engine.comparison.runner import Run
from engine.consent import ConsentNeededError, allow
from engine.experiment import Experiment
from engine.kernels import availability as kernels
from engine.recording.playhead import Playhead
from gui.document.document import Document, How, opened
from gui.document.view_state import ViewChanges, ViewState

from .frame import Frame
from .lane_colors import LaneColors
from .observers import Observers
from .playback import Playback, clock_of, comfortable_speed
from .runs import Runs
from .snapshot import snapshot
from .troubles import Troubles

if TYPE_CHECKING:
    from engine.comparison.recording import Recording


class Session(QObject):
    """What is run and how it is looked at.

    Attributes:
        document: what is open; every change of it comes here.
        runs: what is run, and what is shown of it.
        observers: the threads that look at it.
        playback: the playhead in the user's hand.
        view: how it is looked at.
        frozen: a record whose curves stay in the loss panels while other runs come and go, or None.

    Signals:
        opened: an experiment is about to begin from its start; what is left of wishes that were not granted is over.
        experiment_changed: another experiment is shown; the form and the transport follow.
        view_changed: clock, scale, arrangement, speed or play state changed.
        consent_needed: the run needs a model file to be run, which has not been allowed: a `ConsentNeededError`.
        failed: something went wrong, in one sentence, with the traceback or an empty text.
    """

    opened = Signal()
    experiment_changed = Signal()
    view_changed = Signal()
    consent_needed = Signal(object)
    failed = Signal(str, str)

    def __init__(self, source: Experiment | Recording, *, waits_for_kernels: bool = True) -> None:
        super().__init__()
        self.playback = Playback()
        self.view = ViewState()
        self.frozen: Recording | None = None
        self.runs, self.observers = Runs(waits_for_kernels=waits_for_kernels), Observers()
        self._colors = LaneColors()
        self._troubles = Troubles()
        self._asked: Run | None = None  # the run for which consent was asked last
        self._place: float | None = None  # where the playhead will be once the next recording is shown
        experiment, recording = opened(source)
        self.document = Document(experiment, recording, self.observers.complete_landscape)
        self.document.changed.connect(self._follow_document)
        self.document.saved.connect(self.experiment_changed)
        self.document.history.indexChanged.connect(self.view_changed)
        self.playback.changed.connect(self.view_changed)
        self._origin = self.document.origin
        self._begin_anew()
        self._start(is_other=True)

    @property
    def experiment(self) -> Experiment:
        """What is run."""
        return self.document.experiment

    def lane_colors(self) -> tuple[int, ...]:
        """The number of each lane's colour and marker, from 0."""
        self._colors.of(self.document.origin.baseline.lanes)
        return self._colors.of(self.experiment.lanes)

    @property
    def playhead(self) -> Playhead:
        """Where we are in it."""
        return self.playback.playhead

    @property
    def run(self) -> Run:
        """Its way through the engine."""
        return self.runs.run

    def begin(self) -> None:
        """Let the engine thread compute; it imports PyTorch first."""
        self.runs.runner.resume()

    def open(self, source: Experiment | Recording, file: Path | None = None) -> None:
        """Show another experiment, or what has been recorded before, from its start.

        Raises:
            InputError: it comes from a file that is damaged; nothing has changed then.
        """
        experiment, recording = opened(source)
        self.document.open(experiment, recording, file)

    def change(self, changes: dict[str, Any], path: str = "", *, by_hand: bool = False) -> None:
        """Run with other inputs; the playhead keeps its place. See `Document.change`."""
        before = self.experiment
        self.document.change(changes, path, by_hand=by_hand)
        if self.experiment is before:
            self.experiment_changed.emit()  # the form shows what holds, in place of what was refused

    def reset(self) -> None:
        """The same run again, from the start: the same seed gives the same weights."""
        self.opened.emit()
        self.playback.rewind(self.playhead.speed)
        self.runs.submit(self.experiment, is_change=False, is_other=False)
        self.experiment_changed.emit()
        self.view_changed.emit()

    def toggle_freeze(self) -> None:
        """Let the curves that are seen now stay in the loss panels, or let them go."""
        self.frozen = self.runs.recording if self.frozen is None else None
        self.view_changed.emit()

    def look(self, **changes: Unpack[ViewChanges]) -> None:
        """Look at it in another way."""
        before, self.view = self.view, replace(self.view, **changes)
        view = self.view
        if view.clock != before.clock:
            self.playhead.set_clock(view.clock)
            self.runs.runner.clock = view.clock
        if not view.is_surveyed_as(before) and self.runs.recording is not None:
            self.observers.surveyor.survey(self.runs.recording, view.options)
        self.view_changed.emit()

    def set_options(self, **changes: Any) -> None:
        """See something else of the landscape; a plane is laid where the playhead is now."""
        self.look(options=self.view.changed_options(next(iter(self.playhead.rows()), 0), changes))

    def set_map_look(self, **changes: str) -> None:
        """Paint the surface in other colours, or with other contour lines."""
        self.look(map_look=replace(self.view.map_look, **changes))

    def start_at(self, x: float, y: float) -> None:
        """Run again from the weights at a point of the plane that is shown.

        Raises:
            InputError: the loss there is not finite; nothing has changed then.
        """
        landscape = self.observers.landscape
        if landscape is None:
            return
        self.change({"model.start": landscape.start_at(x, y)})
        self.playhead.seek(0.0)
        self.playhead.play()
        self.view_changed.emit()

    def advance(self, seconds: float) -> Frame:
        """Let time pass, take what the threads have published, and give the frame to draw."""
        self.runs.hold_still()
        self._take_new_run()
        was_playing = self.playhead.is_playing
        self.playhead.advance(seconds)
        if self.playhead.is_playing != was_playing:
            self.view_changed.emit()
        for sentence, details in self._troubles.new(self.runs, self.observers):
            self.failed.emit(sentence, details)
        if isinstance(self.run.error, ConsentNeededError) and self._asked is not self.run:
            self._asked = self.run
            self.consent_needed.emit(self.run.error)
        return self.frame()

    def allow(self, needed: ConsentNeededError) -> None:
        """Let a model file be run, as the user has said, and run the experiment that needs it."""
        allow(needed.path, needed.digest)
        self.reset()

    @property
    def is_busy(self) -> bool:
        """Whether the picture may change without the user doing anything."""
        if self.runs.is_busy:
            return True
        return self.runs.recording is not None and (self.playhead.is_playing or self.observers.is_busy)  # else the first run failed

    @property
    def awaits_kernels(self) -> bool:
        """Whether the readout will tell that the kernels are ready."""
        return bool(kernels.progress(self.experiment.dtype))

    @property
    def needs_lock(self) -> bool:
        """Whether the engine thread is held up by whoever else wants the interpreter lock."""
        return self.awaits_kernels if self.run.is_over else self.runs.needs_lock

    def frame(self) -> Frame:
        """This moment."""
        return snapshot(self.experiment, self.runs, self.observers, self.playback, self.view, self.frozen)

    def close(self) -> None:
        self.document.history.clear()
        self.runs.close()
        self.observers.close(self.runs.patience_s)

    def _follow_document(self, how: How) -> None:
        """Another experiment is open. After undo, the playhead is where it was, also where another one had been opened."""
        experiment, is_other = self.experiment, self.document.origin is not self._origin
        if how in ("opened", "reverted"):
            self.opened.emit()
        if is_other:
            self._origin.place, self._origin = (self.playhead.clock, self.playhead.position), self.document.origin
            self._begin_anew()
        elif clock_of(experiment) != clock_of(self.run.experiment):
            self.look(clock=clock_of(experiment))
        if is_other and how == "undone" and self._origin.place is not None:
            clock, self._place = self._origin.place
            self.look(clock=clock)
            self.playhead.is_playing = False
        self._start(is_other=is_other)

    def _begin_anew(self) -> None:
        """Go to the start of an experiment that was opened; nothing is left of how the one before was looked at."""
        self.frozen = None  # its losses are those of other samples
        self.view = self.view.begun_anew(clock_of(self.experiment))
        self.playhead.set_clock(self.view.clock)
        self.runs.runner.clock = self.view.clock
        self.playback.rewind(comfortable_speed(self.experiment))

    def _start(self, *, is_other: bool) -> None:
        """Run the experiment, or show what is recorded of it."""
        experiment = self.experiment
        self.view = self.view.fitting(experiment)
        if self.document.recording is None:
            self.runs.submit(experiment, is_change=not is_other, is_other=is_other)
        else:
            self.runs.show(self.document.recording, is_other=is_other)
            self._take_new_run()
        self.experiment_changed.emit()

    def _take_new_run(self) -> None:
        recording = self.runs.take_new(self.playhead)
        if recording is None:
            return
        if self.runs.shown is self.run:
            self.document.recording = recording
        self.playhead.attach(recording.lanes)
        if self._place is not None:
            self.playhead.position, self._place = self._place, None
        self.observers.forget_rows()
        self.observers.surveyor.survey(recording, self.view.options, self.document.landscape)
