"""Many experiments, as a study has them: on all cores, and what they have in common made once."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext

import torch

from ..experiment import Experiment
from ..jobs import Stopped, listening
from ..training.cost_estimate import check_memory
from ..training.device import fitting_threads
from ..training.problem import Problem
from .recording import Recording
from .run import train
from .trainer import Trainer

_AHEAD = 2  # recordings for each thread that nobody has taken yet
_WEIGHTS = 1 << 20  # bytes for the positions of one recording: a study looks at few of them, and fresh memory takes as long as training
_KEPT_BYTES = 64 * 2**20  # of samples that more than one experiment may have in common


def train_many(
    experiments: Iterable[Experiment], *, threads: int | None = None, should_stop: Callable[[], bool] | None = None
) -> Iterator[Recording]:
    """Train many experiments, and give their recordings in their order, each as soon as it is whole.

    Rows are those that `train` gives. Experiments go side by side where kernels compute them, and one at a time where PyTorch does. Of
    lanes that differ in numbers only (rates, seeds, samples) the first one is compared with autograd; `train` compares them all. Of
    weights a recording keeps a megabyte; those between are computed again, to the last bit, when somebody asks for them.

    Args:
        experiments: what to run; they are taken up as recordings are taken.
        threads: experiments at work at one time; without it, as many as PyTorch may use threads here.
        should_stop: asked between chunks of updates (10 to 30 ms); when it says True, no more recordings come.

    Raises:
        InputError: when the turn of an experiment comes for which the device is not there, memory would not suffice, or samples cannot be
            read.
    """
    at_once = torch.get_num_threads() if threads is None else threads
    if torch.get_default_dtype() != torch.float32:  # it is one for all threads, and between two recordings the caller's
        yield from (train(experiment, threads=at_once, should_stop=should_stop) for experiment in experiments)
        return
    many = _Many(should_stop)
    waiting = deque[Future[Recording]]()
    with ThreadPoolExecutor(at_once, "runs", torch.set_num_threads, (torch.get_num_threads(),)) as pool:
        try:
            for experiment in experiments:
                waiting.append(pool.submit(many.train, experiment))
                if len(waiting) > _AHEAD * at_once:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except Stopped:
            return
        finally:
            many.stop()
            pool.shutdown(cancel_futures=True)


class _Many:
    """Trains experiments in several threads.

    Args:
        should_stop: whether to end.
    """

    def __init__(self, should_stop: Callable[[], bool] | None) -> None:
        self._should_stop = should_stop
        self._is_stopped = False
        self._problems = deque[Problem]()  # newest first
        self._making, self._alone = threading.Lock(), threading.Lock()

    def stop(self) -> None:
        """End what is under way."""
        self._is_stopped = True

    def train(self, experiment: Experiment) -> Recording:
        """Train all lanes of one.

        Raises:
            Stopped: it is not wanted any more.
        """
        with fitting_threads(experiment), listening(self._go_on):
            trainer = Trainer(experiment, memory_budget=_WEIGHTS, problem=self._problem(experiment))
            with fitting_threads(trainer.problem.experiment), nullcontext() if trainer.nogil else self._alone:
                while not trainer.is_complete:
                    self._go_on(0.0)
                    trainer.turn()
        return trainer.recording

    def _problem(self, experiment: Experiment) -> Problem:
        """What it is computed with, which experiments have in common where they can."""
        with self._making:
            known = next((problem for problem in self._problems if problem.fits(experiment)), None)
            if known is not None:
                return known.turned_to(experiment)
            check_memory(experiment)
            problem = Problem(experiment)
            self._problems.appendleft(problem)
            while len(self._problems) > 1 and sum(map(_bytes_of, self._problems)) > _KEPT_BYTES:
                self._problems.pop()
            return problem

    def _go_on(self, _: float) -> None:
        if self._is_stopped or (self._should_stop is not None and self._should_stop()):
            raise Stopped


def _bytes_of(problem: Problem) -> int:
    """Of its training samples in memory."""
    return len(problem.dataset.train_inputs) * problem.dataset.sample_bytes
