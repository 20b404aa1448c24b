"""The surveyor thread: it keeps the landscape of a growing recording up to date, off the window's and the engine's threads.

It is light to import and asks nothing of the engine thread: it reads what is recorded. Results are published whole in
`landscape`; whoever paints takes what is there.
"""

from __future__ import annotations

import threading
import traceback
from typing import TYPE_CHECKING

from .cache import KeptLandscapes
from .options import LandscapeOptions

if TYPE_CHECKING:
    from ..comparison.recording import Recording
    from .survey import Landscape, Survey

_TICK_S = 0.03
_REST_S = 0.3  # before details are drawn: a slider that is dragged brings another recording meanwhile


class Surveyor:
    """Owns the surveyor thread.

    Attributes:
        landscape: the newest result, or None before the first.
        error: the traceback of what went wrong, or empty.
    """

    def __init__(self) -> None:
        self.landscape: Landscape | None = None
        self.error = ""
        self._recording: Recording | None = None
        self._options = LandscapeOptions()
        self._last: Survey | None = None
        self._kept = KeptLandscapes()
        self._changed = threading.Condition()
        self._closing = False
        self._is_working = False
        self._thread = threading.Thread(target=self._serve, name="surveyor", daemon=True)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether a recording is waiting for its last landscape."""
        return self._recording is not None or self._is_working

    def survey(self, recording: Recording, options: LandscapeOptions = LandscapeOptions()) -> None:  # noqa: B008  it cannot change
        """Turn to another recording, or other options; what is under way is dropped. The old landscape stays until there is a new one."""
        with self._changed:
            self._recording, self._options = recording, options
            self._changed.notify()

    def close(self, patience_s: float | None = None) -> None:
        """Stop, and wait until the thread has ended, but not longer than this."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(patience_s)

    def _serve(self) -> None:
        while (taken := self._take()) is not None:
            try:
                self._work(*taken)
            except Exception:  # kept for the window to show; the thread lives on for the next recording
                self.error = traceback.format_exc()
            self._is_working = False

    def _take(self) -> tuple[Recording, LandscapeOptions] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._recording is not None)
            self._is_working = True  # before the recording is taken, so that at no moment there seems to be nothing to do
            recording, self._recording = self._recording, None
            return None if self._closing or recording is None else (recording, self._options)

    def _work(self, recording: Recording, options: LandscapeOptions) -> None:
        from ..training.device import leave_a_core  # here, not above: this imports PyTorch

        leave_a_core()
        survey = self._survey_of(recording, options)
        has_rested = False
        while not (self._closing or self._recording is not None or survey.is_done):
            if survey.is_settled and not has_rested:
                has_rested = True
                self._rest(_REST_S)
                continue
            worked = survey.advance()
            if survey.landscape is not None:
                self.landscape = survey.landscape
            if not worked:
                self._rest(_TICK_S)
        self._last = survey
        if survey.is_done and not survey.is_held and survey.landscape is not None and survey.is_of_visible(options):
            self._kept.keep(options, survey.landscape)

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

    def _rest(self, seconds: float) -> None:
        """Do nothing until there is another recording, or for so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._recording is not None, timeout=seconds)
