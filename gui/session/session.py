"""The session: the one place where the user's intention goes. It owns the engine thread, the surveyor and the playhead.

Views never see it; they are shown frames. A change of the experiment begins a new run at once; the old recording stays
as a ghost until the new one is whole, and the playhead keeps its place on its clock.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.comparison.row_losses import RowLosses, measure_rows, row_question
from engine.comparison.runner import Run, Runner
from engine.errors import InputError
from engine.experiment import Experiment, preset_names
from engine.experiment.parts import BUDGETS
from engine.kernels import availability as kernels
from engine.landscape.options import LandscapeOptions
from engine.landscape.probe import Probe, ProbeWorker, probe, question
from engine.landscape.surveyor import Surveyor
from engine.recording.clock import CLOCKS, Clock, time_at
from engine.recording.playhead import FASTEST, SLOWEST, Playhead
from engine.training import kernel_loading
from engine.training.process_tuning import freeze_gc
from gui.look import timing
from gui.look.map_style import MapLook

from .frame import Arrangement, Frame, Scale

if TYPE_CHECKING:
    from engine.comparison.recording import Recording
    from engine.landscape.landscape import Landscape
    from engine.recording.lane import LaneRecording


class Session(QObject):
    """What is run and how it is looked at.

    Attributes:
        experiment: what is shown.
        saved: the experiment as it was opened, or saved last.
        run: its way through the engine.
        playhead: where we are in it.
        scale, arrangement: how losses are shown.
        relief: whether the surface is to be seen in three dimensions.
        map_look: how it is painted.
        options: what is to be seen of the landscape.
        frozen: a record whose curves stay in the loss panels while other runs come and go, or None.
        has_asked: whether the newest frame has asked for what a later one will show.

    Signals:
        opened: an experiment is about to begin from its start; what is left of wishes that were not granted is over.
        experiment_changed: another experiment is shown; the form and the transport follow.
        view_changed: clock, scale, arrangement, speed or play state changed.
        failed: something went wrong, in one sentence, with the traceback or an empty text.
    """

    opened = Signal()
    experiment_changed = Signal()
    view_changed = Signal()
    failed = Signal(str, str)

    def __init__(self, source: Experiment | Recording, *, waits_for_kernels: bool = True) -> None:
        super().__init__()
        self._waits_for_kernels = waits_for_kernels
        if not waits_for_kernels:
            kernel_loading.announce()
        self.playhead = Playhead()
        self.scale: Scale = "log"
        self.arrangement: Arrangement = "side"
        self.relief = False
        self.map_look = MapLook()
        self.options = LandscapeOptions()
        self.frozen: Recording | None = None
        self.has_asked = False
        self._runner = Runner(waits_for_kernels=waits_for_kernels)
        self._runner.pause()  # until `begin`: the window is on the screen before the import of PyTorch begins
        self._surveyor, self._follower = Surveyor(), ProbeWorker(probe, "glances")
        self._measuring = ProbeWorker(measure_rows, "row losses")
        self._shown: Run | None = None
        self._before: Run | None = None
        self._coming: list[Run] = []
        self._changed = -math.inf  # when an experiment was last given to the engine
        self._waiting_since = self._shown_since = -math.inf  # for the run that is named, and how long it has been shown
        self._is_other = True  # whether that is no change of the one before
        self._reported: object = None
        self._noted: Run | None = None  # of which it was said that a replay differs
        if isinstance(source, Experiment):
            self.open(source)
        else:
            self.open_recording(source)

    def begin(self) -> None:
        """Let the engine thread compute; it imports PyTorch first."""
        self._runner.resume()

    def open_recording(self, recording: Recording) -> None:
        """Show what has been recorded before, from its start.

        Raises:
            InputError: it comes from a file that is damaged.
        """
        recording.read_columns()
        self._runner.cancel()
        freeze_gc()  # whoever loaded it has loaded PyTorch
        if not self._waits_for_kernels:
            kernel_loading.prepare(recording.experiment.dtype)
        self.opened.emit()
        self.options = replace(self.options, extent=None, pinned=None, hidden=frozenset())
        self._note_opened(recording.experiment)
        self.experiment = recording.experiment
        self.run = Run.of(recording)
        self.playhead.set_clock(_clock_of(recording.experiment))
        self._rewind(recording.experiment)
        self._shown, self._coming, self._is_other = None, [self.run], True
        self._take_new_run()
        self.experiment_changed.emit()
        self.view_changed.emit()

    def open(self, experiment: Experiment) -> None:
        """Show another experiment from its start."""
        self._note_opened(experiment)
        self.opened.emit()
        self.options = replace(self.options, extent=None, pinned=None, hidden=frozenset())
        self.playhead.set_clock(_clock_of(experiment))
        self._runner.clock = self.playhead.clock
        self._rewind(experiment)
        self._start(experiment, is_other=True)

    def change(self, changes: dict[str, Any]) -> None:
        """Run with other inputs; the playhead keeps its place.

        Raises:
            InputError: an input is wrong; nothing has changed then.
        """
        experiment = self.experiment.with_changes(changes)
        if _clock_of(experiment) != _clock_of(self.experiment):
            self.set_clock(_clock_of(experiment))
        self._start(experiment, is_change=True)

    @property
    def is_changed(self) -> bool:
        """Whether the experiment differs from the preset of its name; if there is none, from what was opened."""
        return self.experiment != self._original

    @property
    def is_unsaved(self) -> bool:
        """Whether something would be lost with this experiment."""
        return self.experiment != self.saved and self.is_changed

    def revert(self) -> None:
        """Go back to the preset, or to the experiment as it was opened; the playhead keeps its place."""
        self.opened.emit()
        self._start(self._original, is_change=True)

    def note_saved(self) -> None:
        """Nothing would be lost now."""
        self.saved = self.experiment
        self.experiment_changed.emit()

    def reset(self) -> None:
        """The same run again, from the start: the same seed gives the same weights."""
        self.opened.emit()
        speed = self.playhead.speed
        self._rewind(self.experiment)
        self.playhead.speed = speed
        self._start(self.experiment)

    def toggle_freeze(self) -> None:
        """Let the curves that are seen now stay in the loss panels, or let them go."""
        self.frozen = self._shown.recording if self.frozen is None and self._shown is not None else None
        self.view_changed.emit()

    def toggle_stepper(self) -> None:
        """Compute with autograd alone, or in the fastest way that agrees with it."""
        self.change({"stepper": "auto" if self.experiment.stepper == "autograd" else "autograd"})

    def new_seed(self) -> None:
        """Other data, another start and another order of the samples."""
        self.change({"seed": (self.experiment.seed + 1) % 2**32})

    def set_clock(self, clock: Clock) -> None:
        """Count updates, epochs or seconds."""
        self.playhead.set_clock(clock)
        self._runner.clock = clock
        self.view_changed.emit()

    def next_clock(self) -> None:
        """Count the next of the three."""
        self.set_clock(CLOCKS[(CLOCKS.index(self.playhead.clock) + 1) % len(CLOCKS)])

    def set_scale(self, scale: Scale) -> None:
        """Show losses on a linear or a logarithmic scale."""
        self.scale = scale
        self.view_changed.emit()

    def set_arrangement(self, arrangement: Arrangement) -> None:
        """Show the loss curves side by side or all in one."""
        self.arrangement = arrangement
        self.view_changed.emit()

    def set_relief(self, relief: bool) -> None:
        """Show the surface in three dimensions, or flat."""
        self.relief = relief
        self.view_changed.emit()

    def set_map_look(self, **changes: str) -> None:
        """Paint the surface in other colours, or with other contour lines."""
        self.map_look = replace(self.map_look, **changes)
        self.view_changed.emit()

    def set_options(self, **changes: Any) -> None:
        """See something else of the landscape. A plane is laid where the playhead is now; chosen again, a random one is another."""
        if "plane" in changes:
            again = changes["plane"] == self.options.plane
            changes |= {"extent": None, "row": next(iter(self.playhead.rows()), 0), "pinned": None, "seed": self.options.seed + again}
        if "with_biases" in changes:  # that is another plane
            changes |= {"extent": None}
        if changes.keys() & {"loss", "objective", "batch"}:  # one is seen instead of the other
            changes = {"loss": "train", "objective": "", "batch": ""} | changes
        if "aspect" in changes and self.options.extent is not None:
            changes = {"extent": self.options.extent.shaped(changes["aspect"])} | changes
        before, self.options = self.options, replace(self.options, **changes)
        is_surveyed = before.surveyed() == self.options.surveyed()
        is_surveyed &= (before.extent, before.aspect, before.hidden) == (self.options.extent, self.options.aspect, self.options.hidden)
        if not is_surveyed and self._shown is not None and self._shown.recording is not None:
            self._surveyor.survey(self._shown.recording, self.options)
        self.view_changed.emit()

    def toggle_lane(self, name: str) -> None:
        """Hide a lane, or let it be seen again; it is trained all the same. The last one that is seen stays."""
        hidden = self.options.hidden ^ {name}
        if any(lane.name not in hidden for lane in self.experiment.lanes):
            self.set_options(hidden=hidden)

    def toggle_pin(self) -> None:
        """Stay on the plane that is shown, whatever is trained; or follow the paths again."""
        landscape = self._surveyor.landscape
        is_free = self.options.pinned is None and landscape is not None and not landscape.plane.is_exact
        self.set_options(pinned=landscape.plane if is_free and landscape is not None else None)

    def start_at(self, x: float, y: float) -> None:
        """Run again from the weights at a point of the plane that is shown.

        Raises:
            InputError: the loss there is not finite; nothing has changed then.
        """
        landscape = self._surveyor.landscape
        if landscape is None:
            return
        recording = landscape.recording
        with np.errstate(over="ignore"):
            weights = landscape.plane.points(np.array([[x, y]])).astype(recording.initial_parameters.dtype)
        loss = float(recording.problem.objectives.train.measure(weights).loss[0])
        if not math.isfinite(loss):
            raise InputError("model.start", f"found a loss of {loss} there, allowed is a start where it is finite")
        self.change({"model.start": tuple(weights[0].tolist())})
        self.playhead.seek(0.0)
        self.playhead.play()
        self.view_changed.emit()

    def first_start(self) -> None:
        """Run again from where the experiment started when it was opened."""
        has_room = self.experiment.parameter_count == self._opened.parameter_count  # a start has one number per weight
        if has_room and self.experiment.model.start != self._opened.model.start:
            self.change({"model.start": self._opened.model.start})

    def toggle_play(self) -> None:
        """Play, or pause."""
        if self.playhead.is_playing:
            self.playhead.pause()
        else:
            self.playhead.play()
        self.view_changed.emit()

    def pause(self) -> None:
        """Stand still."""
        self.playhead.pause()
        self.view_changed.emit()

    def step(self, count: int) -> None:
        """Go to the next (1) or previous (-1) update of any lane."""
        if count > 0:
            self.playhead.step()
        else:
            self.playhead.step_back()
        self.view_changed.emit()

    def jump_epoch(self, count: int) -> None:
        """Go to the next (1) or previous (-1) epoch."""
        self.playhead.jump_epochs(count)
        self.view_changed.emit()

    def to_start(self) -> None:
        """Go to the common start."""
        self.playhead.seek(0.0)
        self.view_changed.emit()

    def to_end(self) -> None:
        """Go to the newest update, and stay with it while more are computed."""
        self.playhead.follow()
        self.view_changed.emit()

    def seek(self, position: float) -> None:
        """Go to a place on the clock."""
        self.playhead.seek(position)

    def set_speed(self, updates_per_second: float) -> None:
        """Play faster or slower."""
        self.playhead.speed = min(max(updates_per_second, SLOWEST), FASTEST)
        self.view_changed.emit()

    def toggle_direction(self) -> None:
        """Play backwards, or forwards again."""
        self.playhead.direction *= -1
        self.playhead.play()
        self.view_changed.emit()

    def toggle_loop(self) -> None:
        """At the end begin again, or stop there."""
        self.playhead.loops = not self.playhead.loops
        self.view_changed.emit()

    def advance(self, seconds: float) -> Frame:
        """Let time pass, take what the threads have published, and give the frame to draw."""
        self._hold_still()
        self._take_new_run()
        was_playing = self.playhead.is_playing
        self.playhead.advance(seconds)
        if self.playhead.is_playing != was_playing:
            self.view_changed.emit()
        self._report()
        return self.frame()

    @property
    def is_busy(self) -> bool:
        """Whether the picture may change without the user doing anything."""
        if not self.run.is_over or (self.run.recording is not None and self._shown is not self.run):
            return True
        if self._shown is None or not self._shown.recording:
            return False  # the first run failed
        workers = self._surveyor, self._follower, self._measuring
        return self.playhead.is_playing or any(worker.is_busy for worker in workers)

    @property
    def awaits_kernels(self) -> bool:
        """Whether the readout will tell that the kernels are ready."""
        return bool(kernels.progress(self.experiment.dtype))

    @property
    def is_waiting(self) -> bool:
        """Whether another run than the one that is shown is on its way."""
        return self._shown is not None and self._shown is not self.run

    @property
    def needs_lock(self) -> bool:
        """Whether the engine thread is held up by whoever else wants the interpreter lock."""
        recording = self.run.recording
        if self.run.is_over:
            return self.awaits_kernels
        return recording is None or any(lane.stepper == "autograd" for lane in recording.lanes)

    def frame(self) -> Frame:
        """This moment."""
        shown, is_of_before = self._shown, self._is_of_before()
        ghost = None
        if shown is not None and shown is self.run and self._before is not None and shown.recording is not None:
            is_complete = all(lane.is_over for lane in shown.recording.lanes)
            ghost = None if is_complete else self._before.recording
        landscape = self._surveyor.landscape
        self.has_asked = False
        return Frame(
            experiment=shown.experiment if shown is not None else self.experiment,
            recording=shown.recording if shown is not None else None,
            ghost=ghost,
            frozen=self.frozen,
            rows=self.playhead.rows(),
            landscape=landscape,
            landscape_rows=self.playhead.rows(landscape.recording.lanes) if landscape is not None else (),
            options=self.options,
            probe=self._probe(landscape),
            measured=self._measured_here(),
            clock=self.playhead.clock,
            position=self.playhead.position,
            total=self._total(),
            recorded=self.playhead.recorded,
            scale=self.scale,
            arrangement=self.arrangement,
            relief=self.relief,
            map_look=self.map_look,
            playing=self.playhead.is_playing,
            waiting=self._waiting(),
            kernels=kernels.progress(self.experiment.dtype) or ("without Numba" if kernels.why_not_loaded(self.experiment.dtype) else ""),
            is_of_before=is_of_before,
            is_land_of_before=is_of_before or self._is_land_of_before(landscape),
            passing=self.is_waiting,
        )

    def _waiting(self) -> str:
        """What is waited for while nothing is shown."""
        if self._shown is not None or self.run.is_over:
            return ""
        return "Preparing …" if self._runner.has_loaded else "Loading PyTorch …"

    def _is_of_before(self) -> bool:
        """Whether what is shown is not of the run that is named; not yet, where a change of it will be there in a moment."""
        is_late = self._is_other or self.run.phase == "failed" or time.perf_counter() > self._waiting_since + timing.PATIENCE_S
        return self.is_waiting and is_late

    def _is_land_of_before(self, landscape: Landscape | None) -> bool:
        """The same of a landscape."""
        is_late = self._is_other or time.perf_counter() > self._shown_since + timing.PATIENCE_S
        return landscape is not None and self._shown is not None and landscape.recording is not self._shown.recording and is_late

    def _probe(self, landscape: Landscape | None) -> Probe | None:
        """What the updates at the playhead saw, as far as it is to be seen and known; asks for it."""
        options = replace(self.options, small_multiples=self.options.small_multiples and not self.relief)  # there is one relief only
        asked = question(landscape, self.playhead.rows(landscape.recording.lanes), options) if landscape is not None else None
        if landscape is None or asked is None:
            return None
        self.has_asked |= self._follower.ask(asked)
        newest = self._follower.newest
        if newest is None or newest.question.batches != asked.batches:
            return None
        before = newest.question.landscape  # of the run before, it stays until there is a new one
        return newest if before.plane is landscape.plane and before.extent == landscape.extent else None

    def _measured_here(self) -> RowLosses | None:
        """The losses at the rows where the playhead rests, as far as they are known; asks for them."""
        recording = self._shown.recording if self._shown is not None else None
        rests = not self.playhead.is_playing and not self.is_waiting  # what is replaced at once is not worth it
        if recording is not None and rests and self.playhead.position <= self.playhead.limit:
            asked = row_question(recording, self.playhead.rows())
            self.has_asked |= asked is not None and self._measuring.ask(asked)
        return self._measuring.newest

    def _note_opened(self, experiment: Experiment) -> None:
        self.frozen = None  # its losses are those of other samples
        self.saved = self._opened = experiment
        self._original = Experiment.preset(experiment.name) if experiment.name in preset_names() else experiment

    def close(self) -> None:
        patience_s = None if self._waits_for_kernels else timing.THREAD_FAREWELL_S
        if not self._waits_for_kernels:
            kernel_loading.leave(timing.THREAD_FAREWELL_S)
        for part in (self._runner, self._surveyor, self._follower, self._measuring):
            part.close(patience_s)

    def _rewind(self, experiment: Experiment) -> None:
        self.playhead.position = 0.0
        self.playhead.speed = _comfortable_speed(experiment)
        self.playhead.direction = 1
        self.playhead.follows = False
        self.playhead.is_playing = True

    def _start(self, experiment: Experiment, *, is_change: bool = False, is_other: bool = False) -> None:
        if self.options.pinned is not None and len(self.options.pinned.origin) != experiment.parameter_count:
            self.options = replace(self.options, pinned=None)
        if self.options.extent is not None and self.options.pinned is None and experiment.parameter_count != 2:
            self.options = replace(self.options, extent=None)  # the next plane is another one
        self.experiment = experiment
        if not self.is_waiting:
            self._waiting_since = time.perf_counter()
        self._is_other = is_other or (self._is_other and self.is_waiting)
        self.run, self._changed = self._runner.submit(experiment, is_change=is_change), time.perf_counter()
        self._coming.append(self.run)
        self.experiment_changed.emit()
        self.view_changed.emit()

    def _hold_still(self) -> None:
        """Leave Python's lock to the engine for a moment, where a run will be whole at once, by how long the one before took: in turns with
        the window at the lock, it takes three times as long and comes a frame later."""
        is_quick = self._shown is not None and self._shown.took < timing.QUICK_RUN_S
        if is_quick and self.is_waiting and time.perf_counter() < self._changed + timing.QUICK_RUN_S:
            self.run.whole.wait(timing.HOLD_S)

    def _take_new_run(self) -> None:
        """Show the newest run that has something to show; those before it are history."""
        ready = [run for run in self._coming if run.recording is not None and self._may_replace(run)]
        self._coming = [run for run in self._coming if not (run.is_over and run.recording is None) or run is self.run]
        if not ready:
            return
        run = ready[-1]
        self._coming = self._coming[self._coming.index(run) + 1 :]
        assert run.recording is not None
        is_changed = self._shown is not None and self._shown.experiment.name == run.experiment.name
        self._before, self._shown, self._shown_since = (self._shown if is_changed else None), run, time.perf_counter()
        self.playhead.attach(run.recording.lanes)
        self._measuring.forget()
        self._surveyor.survey(run.recording, self.options)

    def _may_replace(self, run: Run) -> bool:
        """Whether a run may take the place of what is shown: once it is whole, has reached the playhead, or keeps us waiting.

        So the curves of a short run bend under the hand that drags a slider; they do not start over.
        """
        if self._shown is None:
            return True
        assert run.recording is not None
        clock, position = self.playhead.clock, self.playhead.position
        if all(_is_whole(lane) or (_is_measured(lane) and time_at(lane, clock, lane.updates) >= position) for lane in run.recording.lanes):
            return True
        if run.is_over:
            return run is self.run  # one that was stopped for a newer one on its way to the playhead is not worth a look
        return time.perf_counter() - run.began > timing.PATIENCE_S

    def _total(self) -> float:
        """Where the clock will stand at the end."""
        experiment, clock = self.experiment, self.playhead.clock
        planned = [experiment.planned_updates(lane) for lane in experiment.lanes]
        if clock == "epochs" and experiment.budget.epochs is not None:
            return float(experiment.budget.epochs)
        if clock == "seconds" and experiment.budget.seconds is not None:
            return experiment.budget.seconds
        if clock == "updates" and None not in planned:
            return float(max(cast("list[int]", planned)))
        return max(self.playhead.recorded, self.playhead.position, 1e-9)

    def _report(self) -> None:
        """Tell of a run or a landscape that failed, or of a recording that comes out otherwise here, once."""
        if self.run.phase == "failed" and self._reported is not self.run:
            self._reported = self.run
            self.failed.emit(self.run.error, self.run.traceback)
        shown = self._shown
        if shown is not None and shown.recording is not None and self._noted is not shown and shown.recording.replay_note:
            self._noted = shown
            self.failed.emit(shown.recording.replay_note, "")
        surface = self._surveyor.error or self._follower.error
        details = surface or self._measuring.error
        if details and details != self._reported:
            self._reported = details
            what = "The surface cannot be drawn" if surface else "The losses at the playhead cannot be measured"
            self.failed.emit(f"{what}: {details.strip().splitlines()[-1]}", details)


def _is_whole(lane: LaneRecording) -> bool:
    return lane.is_over and lane.status.state != "stopped"


def _is_measured(lane: LaneRecording) -> bool:
    return len(lane.evaluated()["update"]) > 0


def _clock_of(experiment: Experiment) -> Clock:
    """The clock on which all lanes of an experiment end together."""
    return cast("Clock", next(name for name in BUDGETS if getattr(experiment.budget, name) is not None))


def _comfortable_speed(experiment: Experiment) -> float:
    """Updates a second at which the whole run takes about `timing.SHOW_S`."""
    most = max((experiment.planned_updates(lane) or 10_000) for lane in experiment.lanes)
    return max(SLOWEST, most / timing.SHOW_S)
