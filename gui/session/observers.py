"""The threads that look at what is shown: the surveyor, the probes, the losses at single rows, and what models say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.comparison.predictions import Prediction, PredictionQuestion, predict
from engine.comparison.row_losses import RowLosses, measure_rows, row_question
from engine.jobs import Worker
from engine.landscape.options import LandscapeOptions
from engine.landscape.probe import Probe, ProbeWorker, probe, question
from engine.landscape.surveyor import Surveyor
from engine.recording.playhead import Playhead
from engine.training.rate_limit import RateLimits, limits_question, rate_limits
from gui.document.view_state import ViewState
from gui.look.translation import tr

if TYPE_CHECKING:
    from engine.comparison.recording import Recording
    from engine.landscape.landscape import Landscape


class Observers:
    """What is known of what is shown.

    Attributes:
        surveyor: computes the landscape.
        has_asked: whether the newest frame has asked for what a later one will show.
    """

    def __init__(self) -> None:
        self.surveyor, self._follower = Surveyor(), ProbeWorker(probe, "glances")
        self._measuring = ProbeWorker(measure_rows, "row losses")
        self._predicting = ProbeWorker(predict, "predictions")
        self._limiting = ProbeWorker(rate_limits, "rate limits")
        self.has_asked = False

    @property
    def _workers(self) -> tuple[Worker, ...]:
        return self.surveyor, self._follower, self._measuring, self._predicting, self._limiting

    @property
    def landscape(self) -> Landscape | None:
        """The newest landscape."""
        return self.surveyor.landscape

    @property
    def is_busy(self) -> bool:
        """Whether something new may come."""
        return any(worker.is_busy for worker in self._workers)

    @property
    def failure(self) -> tuple[str, str]:
        """What has failed, in one sentence, and the traceback; empty when nothing has."""
        surface = self.surveyor.error or self._follower.error
        details = surface or self._measuring.error or self._predicting.error or self._limiting.error
        if not details:
            return "", ""
        error = details.strip().splitlines()[-1]
        if surface:
            return tr("The surface cannot be drawn: {error}", error=error), details
        if details == self._predicting.error:
            return tr("What the model says cannot be shown: {error}", error=error), details
        return tr("The losses at the playhead cannot be measured: {error}", error=error), details

    def complete_landscape(self) -> Landscape | None:
        """The newest landscape that nothing is missing of."""
        return self.surveyor.complete

    def forget_rows(self) -> None:
        """What was measured at single rows is of another recording."""
        self._measuring.forget()
        self._predicting.forget()
        self._limiting.forget()

    def probe(self, playhead: Playhead, options: LandscapeOptions) -> Probe | None:
        """What the updates at the playhead saw, as far as it is to be seen and known; asks for it."""
        landscape = self.landscape
        asked = question(landscape, playhead.rows(landscape.recording.lanes), options) if landscape is not None else None
        if landscape is None or asked is None:
            return None
        self.has_asked |= self._follower.ask(asked)
        newest = self._follower.newest
        if newest is None or newest.question.batches != asked.batches:
            return None
        before = newest.question.landscape  # of the run before, it stays until there is a new one
        return newest if before.plane is landscape.plane and before.extent == landscape.extent else None

    def measure(self, recording: Recording | None, playhead: Playhead) -> RowLosses | None:
        """The losses at the rows where the playhead rests, as far as they are known; asks for them, if there is a recording."""
        if recording is not None and not playhead.is_playing and playhead.position <= playhead.limit:
            asked = row_question(recording, playhead.rows())
            self.has_asked |= asked is not None and self._measuring.ask(asked)
        return self._measuring.newest

    def predict(self, recording: Recording | None, playhead: Playhead, view: ViewState) -> Prediction | None:
        """What the model of a lane says at the playhead, as far as it is to be seen and known; asks for it."""
        is_computed = recording is not None and recording.problem.function is None and recording.surface_in_file is None
        if recording is None or not view.shows_model or not is_computed:
            return None
        lane, features = view.model_lane(recording.experiment), view.model_features(recording.experiment)
        asked = PredictionQuestion(recording, playhead.rows(recording.lanes), lane, not playhead.is_playing, features)
        self.has_asked |= self._predicting.ask(asked)
        newest = self._predicting.newest
        if newest is None or newest.question.recording is not recording:
            return None
        return newest if (newest.question.lane, newest.question.features) == (lane, features) else None

    def limits(self, recording: Recording | None) -> RateLimits | None:
        """The largest stable rates with and without standardising, as far as they are known; asks for them."""
        if recording is None:
            return None
        asked = limits_question(recording.experiment, recording.dataset)
        self.has_asked |= asked is not None and self._limiting.ask(asked)
        newest = self._limiting.newest
        return newest if newest is not None and asked == newest.question else None

    def close(self, patience_s: float | None) -> None:
        """End the threads, but wait no longer than this for each."""
        for part in self._workers:
            part.close(patience_s)
