"""Background work: a job with its progress, result and error, and a worker, whose thread always does the newest job."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, Literal, TypeVar

from .errors import InputError, unexpected
from .messages import Message

T = TypeVar("T")
State = Literal["waiting", "running", "finished", "stopped", "failed"]


Listener = Callable[[float], None]  # takes the share that is done; what it raises ends the work

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have what takes long within the block, in this thread, tell how far it is."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(fraction: float) -> None:
    """Say how far long work is, to whoever listens; who may end it."""
    listener = _listener.get()
    if listener is not None:
        listener(fraction)


class Stopped(Exception):  # noqa: N818  it is no error
    """A job raises this to end before it is done."""


class Job(Generic[T]):
    """One piece of background work. One thread does it; any other may watch it, wait for it or cancel it.

    Args:
        work: does it and returns the result. It is given the job, to report progress and to ask whether it should stop.

    Attributes:
        state: `stopped` if it was cancelled, or gave way to a newer one, before it was done.
        fraction: the share that is done, 0 to 1; None while unknown.
        words: what it is doing, by a name.
        result: what came of it. Work may publish it before its end.
        error: what went wrong, in one sentence, in state `failed`.
        traceback: of an unexpected error, or empty.
        is_cancelled: whether its result is not wanted any more.
        is_replaced: whether the worker has a newer one to do.
    """

    def __init__(self, work: Callable[[Any], T]) -> None:
        self.state: State = "waiting"
        self.fraction: float | None = None
        self.words = ""
        self.result: T | None = None
        self.error: Message | InputError | str = ""
        self.traceback = ""
        self.is_cancelled = False
        self.is_replaced = False
        self._work = work
        self._changed = threading.Condition()  # of its worker, once it has one

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("finished", "stopped", "failed")

    @property
    def should_stop(self) -> bool:
        """Whether the work should raise `Stopped` soon."""
        return self.is_cancelled or self.is_replaced

    def cancel(self) -> None:
        """End it before it begins, or ask the work to stop."""
        with self._changed:
            self.is_cancelled = True
            if self.state == "waiting":
                self._end("stopped")
            self._changed.notify_all()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until it is over, but not longer than this; return whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: self.is_over, timeout_s)

    def rest(self, seconds: float) -> None:
        """Do nothing for so long, or until the work should stop."""
        with self._changed:
            self._changed.wait_for(lambda: self.should_stop, seconds)

    def run(self) -> None:
        """Do the work in the calling thread, unless it was cancelled. What it raises is kept in the job."""
        with self._changed:
            if self.state != "waiting":
                return
            self.state = "running"
        try:
            self.result = self._work(self)
        except Stopped:
            self._end("stopped")
        except InputError as error:
            self.error = error.bare()  # the other one holds all that its frames hold
            self._end("failed")
        except Exception as error:  # shown in the window, with its traceback
            self.error, self.traceback = unexpected(error), traceback.format_exc()
            self._end("failed")
        else:
            self._end("finished")

    def _end(self, state: State) -> None:
        with self._changed:
            self.state = state
            self._changed.notify_all()


class Worker:
    """Owns a thread that does one job at a time. A job that still waits when a newer one comes is stopped.

    Args:
        name: of the thread, which begins with the first job, or with `open`.

    Attributes:
        error: the traceback of the last job that failed, or its sentence where that is all; empty where none has.
    """

    def __init__(self, name: str) -> None:
        self.error = ""
        self._name = name
        self._changed = threading.Condition()
        self._next: Job[Any] | None = None
        self._current: Job[Any] | None = None
        self._closing = False
        self._thread: threading.Thread | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a job waits or runs."""
        return any(job is not None and not job.is_over for job in (self._next, self._current))  # in the order opposite to `_serve`

    def open(self) -> None:
        """Begin the thread."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name=self._name, daemon=True)
            self._thread.start()

    def start(self, job: Job[Any]) -> None:
        """Have a job done as soon as the current one is over. That is told that it is replaced, and decides whether to stop."""
        job._changed = self._changed
        with self._changed:
            if self._next is not None:
                self._next.cancel()
            if self._current is not None:
                self._current.is_replaced = True
            if self._closing:
                job.cancel()
            else:
                self._next = job
                self.open()
            self._changed.notify_all()

    def cancel(self) -> None:
        """Cancel the current job and the one that waits."""
        with self._changed:
            for job in (self._next, self._current):
                if job is not None:
                    job.cancel()

    def close(self, patience_s: float | None = None) -> None:
        """Cancel all, and wait until the thread has ended, but not longer than this: an import cannot be interrupted."""
        with self._changed:
            self._closing = True
            self.cancel()
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(patience_s)

    def _serve(self) -> None:
        while True:
            with self._changed:
                self._current = None
                self._changed.wait_for(lambda: self._closing or self._next is not None)
                if self._closing:
                    return
                self._current, job = self._next, self._next
                self._next = None
            assert job is not None
            job.run()
            self.error = job.traceback or str(job.error) or self.error
            del job  # what it holds is free as soon as nobody else wants it
