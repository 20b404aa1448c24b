"""Takes the frame of a moment from what the threads have published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.experiment import Experiment
from engine.kernels import availability as kernels
from gui.document.view_state import ViewState
from gui.look.translation import tr, worded

from .frame import Frame
from .observers import Observers
from .playback import Playback
from .runs import Runs

if TYPE_CHECKING:
    from engine.comparison.recording import Recording


def snapshot(
    experiment: Experiment, runs: Runs, observers: Observers, playback: Playback, view: ViewState, frozen: Recording | None
) -> Frame:
    """This moment; asks the observers for what a later one will show."""
    playhead, landscape = playback.playhead, observers.landscape
    observers.has_asked, is_of_before = False, runs.is_of_before
    without_kernels = tr("without Numba") if kernels.why_not_loaded(experiment.dtype) else ""
    return Frame(
        experiment=runs.shown.experiment if runs.shown is not None else experiment,
        recording=runs.recording,
        ghost=runs.ghost,
        frozen=frozen,
        rows=playhead.rows(),
        landscape=landscape,
        landscape_rows=playhead.rows(landscape.recording.lanes) if landscape is not None else (),
        view=view,
        probe=observers.probe(playhead, replace(view.options, small_multiples=view.small_multiples)),
        measured=observers.measure(None if runs.is_waiting else runs.recording, playhead),
        prediction=observers.predict(runs.recording, playhead, view),
        limits=observers.limits(None if runs.is_waiting else runs.recording),
        position=playhead.position,
        total=playback.total(experiment),
        recorded=playhead.recorded,
        playing=playhead.is_playing,
        waiting=runs.waiting,
        kernels=worded(kernels.progress(experiment.dtype)) or without_kernels,
        is_of_before=is_of_before,
        is_land_of_before=is_of_before or runs.is_land_of_before(landscape),
        passing=runs.is_waiting,
    )
