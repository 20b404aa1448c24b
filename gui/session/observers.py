"""The threads that look at what is shown: the surveyor, the probes, and the losses at single rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.comparison.row_losses import RowLosses, measure_rows, row_question
from engine.landscape.options import LandscapeOptions
from engine.landscape.probe import Probe, ProbeWorker, probe, question
from engine.landscape.surveyor import Surveyor
from engine.recording.playhead import Playhead
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
        self.has_asked = False

    @property
    def landscape(self) -> Landscape | None:
        """The newest landscape."""
        return self.surveyor.landscape

    @property
    def is_busy(self) -> bool:
        """Whether something new may come."""
        return any(worker.is_busy for worker in (self.surveyor, self._follower, self._measuring))

    @property
    def failure(self) -> tuple[str, str]:
        """What has failed, in one sentence, and the traceback; empty when nothing has."""
        surface = self.surveyor.error or self._follower.error
        details = surface or self._measuring.error
        if not details:
            return "", ""
        error = details.strip().splitlines()[-1]
        if surface:
            return tr("The surface cannot be drawn: {error}", error=error), details
        return tr("The losses at the playhead cannot be measured: {error}", error=error), details

    def complete_landscape(self) -> Landscape | None:
        """The newest landscape that nothing is missing of."""
        return self.surveyor.complete

    def forget_rows(self) -> None:
        """What was measured at single rows is of another recording."""
        self._measuring.forget()

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

    def close(self, patience_s: float | None) -> None:
        """End the threads, but wait no longer than this for each."""
        for part in (self.surveyor, self._follower, self._measuring):
            part.close(patience_s)
