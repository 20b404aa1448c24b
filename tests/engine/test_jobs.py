"""A job in the background: what can be asked of it, and which of several is done."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest

from engine.errors import InputError
from engine.jobs import Job, Stopped, Worker
from engine.messages import message


class Held:
    """Work that goes on until it is let go or should stop."""

    def __init__(self) -> None:
        self.has_begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self, job: Job[str]) -> str:
        job.words, job.fraction = "reading", 0.25
        self.has_begun.set()
        while not self.may_end.is_set():
            job.rest(0.001)
            if job.should_stop:
                raise Stopped
        return "done"


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker("a worker")
    yield made
    made.close()
    assert not any(thread.name == "a worker" for thread in threading.enumerate())


def begun(worker: Worker) -> tuple[Job[str], Held]:
    held = Held()
    job = Job(held)
    worker.start(job)
    assert held.has_begun.wait(60)
    return job, held


def test_a_job_tells_how_far_it_is_and_then_its_result(worker: Worker) -> None:
    assert not worker.is_busy
    job, held = begun(worker)
    assert (job.state, job.fraction, job.words, job.result) == ("running", 0.25, "reading", None)
    assert worker.is_busy and not job.is_over and not job.wait(0.0)
    held.may_end.set()
    assert job.wait(60) and job.is_over and not worker.is_busy
    assert (job.state, job.result, job.error, job.traceback) == ("finished", "done", "", "")


def test_a_job_can_be_cancelled_while_it_runs_and_before(worker: Worker) -> None:
    job, held = begun(worker)
    waiting = Job(held)
    worker.start(waiting)
    waiting.cancel()
    assert waiting.state == "stopped" and waiting.wait(0.0)
    job.cancel()
    assert job.wait(60) and (job.state, job.result) == ("stopped", None)
    never = Job(held)
    never.cancel()
    never.run()
    assert never.state == "stopped"


def test_of_many_jobs_the_current_is_told_and_the_newest_is_done(worker: Worker) -> None:
    held = Held()
    current, *_ = begun(worker)
    jobs = [Job(held) for _ in range(5)]
    for job in jobs:
        worker.start(job)
    held.may_end.set()
    assert jobs[-1].wait(60) and current.is_replaced
    assert [job.state for job in (current, *jobs)] == ["stopped"] * 5 + ["finished"]


def test_work_may_go_on_although_a_newer_job_waits(worker: Worker) -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    def work(job: Job[str]) -> str:
        has_begun.set()
        assert may_end.wait(60)
        return "whole"

    older, newer = Job(work), Job(lambda job: "newer")
    worker.start(older)
    assert has_begun.wait(60)
    worker.start(newer)
    may_end.set()
    assert older.wait(60) and newer.wait(60)
    assert (older.result, newer.result) == ("whole", "newer")


def test_errors_are_a_sentence_with_a_traceback_where_they_are_unexpected(worker: Worker) -> None:
    def burn(job: Job[None]) -> None:
        raise ZeroDivisionError("fire")

    def refuse(job: Job[None]) -> None:
        raise InputError("data", message("none"))

    for work, error, has_traceback in ((refuse, "data: none.", False), (burn, "ZeroDivisionError: fire", True)):
        job = Job(work)
        worker.start(job)
        assert job.wait(60)
        assert (job.state, str(job.error)) == ("failed", error)
        assert ("in burn" in job.traceback) == has_traceback
    job = Job(lambda _: 1)
    worker.start(job)  # the thread lives on
    assert job.wait(60) and job.result == 1
    worker.close()
    assert "in burn" in worker.error


def test_after_close_every_job_is_over(worker: Worker) -> None:
    running, _ = begun(worker)
    waiting, late = Job(Held()), Job(Held())
    worker.start(waiting)
    worker.close()
    worker.start(late)
    assert [job.state for job in (running, waiting, late)] == ["stopped"] * 3
    worker.close()


def test_a_job_that_is_over_is_let_go(worker: Worker) -> None:
    job, held = begun(worker)
    worker.start(last := Job(lambda _: None))
    known = weakref.ref(job)
    held.may_end.set()
    assert last.wait(60)
    del job, held
    gc.disable()
    try:
        assert known() is None
    finally:
        gc.enable()
