"""What went wrong, each told once: runs and landscapes that failed, recordings that come out otherwise here. A run that waits for consent
has not failed yet: the question says what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from engine.comparison.runner import Run
from engine.consent import ConsentNeededError
from gui.look.translation import worded

from .observers import Observers
from .runs import Runs


class Troubles:
    """Knows what has been told."""

    def __init__(self) -> None:
        self._failed: Run | None = None
        self._differing: Run | None = None
        self._details = ""  # of what failed to look at a run

    def new(self, runs: Runs, observers: Observers) -> Iterator[tuple[str, str]]:
        """What has not been told yet: a sentence, and the traceback or an empty text."""
        run, shown = runs.run, runs.shown
        if run.phase == "failed" and self._failed is not run:
            self._failed = run
            if isinstance(run.error, ConsentNeededError):
                return
            yield worded(run.error), run.traceback
        if shown is not None and shown.recording is not None and self._differing is not shown and shown.recording.replay_note:
            self._differing = shown
            yield worded(shown.recording.replay_note), ""
        sentence, details = observers.failure
        if details and details != self._details:
            self._details = details
            yield sentence, details
