"""The surveyor thread: it keeps the landscape of a growing recording up to date, off the window's and the engine's threads.

It is light to import and asks nothing of the engine thread: it reads what is recorded. Results are published whole in
`landscape`; whoever paints takes what is there.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..jobs import Job, Stopped, Worker
from .cache import KeptLandscapes
from .options import LandscapeOptions

if TYPE_CHECKING:
    from ..comparison.recording import Recording
    from .landscape import Landscape
    from .survey import Survey

_TICK_S = 0.03
_REST_S = 0.3  # before details are drawn: a slider that is dragged brings another recording meanwhile


class Surveyor(Worker):
    """Surveys on a thread of its own.

    Attributes:
        landscape: the newest result, or None before the first.
        complete: the newest one of a finished recording that nothing is missing of, or None.
    """

    def __init__(self) -> None:
        super().__init__("surveyor")
        self.landscape: Landscape | None = None
        self.complete: Landscape | None = None
        self._last: Survey | None = None
        self._kept = KeptLandscapes()
        self.open()

    def survey(
        self,
        recording: Recording,
        options: LandscapeOptions = LandscapeOptions(),  # noqa: B008  it cannot change
        known: Landscape | None = None,
    ) -> None:
        """Turn to another recording, or other options; what is under way is dropped. The old landscape stays until there is a new one.

        Args:
            recording: what to survey.
            options: how.
            known: a landscape of the recording that was complete before; it is shown again if it has these options.
        """
        self.start(Job(partial(self._work, recording, options, known)))

    def _work(self, recording: Recording, options: LandscapeOptions, known: Landscape | None, job: Job[None]) -> None:
        from ..training.device import leave_a_core  # here, not above: this imports PyTorch

        leave_a_core()
        if known is not None:
            self._kept.keep(known.options, known)
        survey = self._survey_of(recording, options)
        has_rested = False
        while not (job.should_stop or survey.is_done):
            if survey.is_settled and not has_rested:
                has_rested = True
                job.rest(_REST_S)
                continue
            worked = survey.advance()
            if survey.landscape is not None:
                self.landscape = survey.landscape
            if not worked:
                job.rest(_TICK_S)
        self._last = survey
        if not survey.is_done:
            raise Stopped
        if not survey.is_provisional and survey.landscape is not None and survey.is_of_visible(options):
            self._kept.keep(options, survey.landscape)
            self.complete = survey.landscape

    def _survey_of(self, recording: Recording, options: LandscapeOptions) -> Survey:
        """The last survey, to go on with; or one that was whole a moment ago; or a new one."""
        from .survey import Survey

        kept = self._kept.recall(recording, options)
        last, self._last = self._last, None  # so that one that fails is not taken up again
        if last is not None and not last.is_for(recording, options):
            last.end()
            last = None
        if kept is not None and (last is None or options.extent is not None or last.fitting in (None, kept.extent)):
            if last is not None:
                last.end()
            self.landscape = kept
            return Survey.resumed(kept)
        if last is None:
            return Survey(recording, self.landscape, options)
        last.look_at(options)
        return last
