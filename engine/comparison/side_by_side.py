"""Lanes side by side: the calling thread makes a chunk of one lane, and threads beside it make chunks of others meanwhile.

Each lane is in one thread at a time, and what it computes follows from nothing that another one does. See docs/decisions/threads.md.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import Any

import torch

from ..training.lane_trainer import LaneTrainer

_WORTH_S = 0.002  # of a chunk: threads that take turns at shorter ones only wait for the interpreter lock
_BEGIN_S = 0.015  # of the calling thread's chunk, within which others begin: who stops after a turn need not wait for longer than 50 ms

Order = Callable[[LaneTrainer], Any]  # the lane for which it gives the least is next


class SideBySide:
    """Gives lanes to threads.

    Args:
        threads: lanes at work at one time, at most.
    """

    def __init__(self, threads: int) -> None:
        self._most = threads - 1  # helpers
        self._pool: ThreadPoolExecutor | None = None
        self._helpers = list[Future[None]]()
        self._choosing = threading.Lock()
        self._taken = set[LaneTrainer]()
        self._took = dict[LaneTrainer, float]()  # wall seconds of a lane's newest chunks
        self._until = 0.0  # helpers begin chunks, by `time.perf_counter`: only while the calling thread is at work on one

    def turn(self, lanes: Sequence[LaneTrainer], order: Order) -> None:
        """Have the lane that is next make a chunk in this thread, and others in helpers meanwhile; where helpers have all that are left,
        wait until they are done with the chunks that they have begun."""
        here = self._take(lanes, order)
        if here is None:
            self.wait()
            return
        self._until = time.perf_counter() + _BEGIN_S
        try:
            self._call_helpers(lanes, order)
            self._advance(here)
        finally:
            self._until = 0.0

    def wait(self) -> None:
        """Wait until helpers are done with the chunks that they have begun."""
        wait(self._helpers)
        self._dismiss()

    def close(self) -> None:
        """End the threads, once they are done."""
        self.wait()
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _dismiss(self) -> None:
        """Forget the helpers that are done; what one raised is raised here."""
        done = [helper for helper in self._helpers if helper.done()]
        self._helpers = [helper for helper in self._helpers if helper not in done]
        while done:
            done.pop().result()  # held by nobody any more: what it raised holds this frame

    def _call_helpers(self, lanes: Sequence[LaneTrainer], order: Order) -> None:
        self._dismiss()
        count = min(self._most - len(self._helpers), sum(map(self._can_be_helped, lanes)))
        if count <= 0 or (torch.get_num_threads() > 1 and not all(lane.stepper.nogil for lane in lanes)):
            return  # PyTorch has the cores already
        if self._pool is None:
            threads = torch.get_num_threads()  # which may decide the last bit of a sum
            self._pool = ThreadPoolExecutor(self._most, "lanes", torch.set_num_threads, (threads,))
        for _ in range(count):
            self._helpers.append(self._pool.submit(copy_context().run, self._help, lanes, order))

    def _help(self, lanes: Sequence[LaneTrainer], order: Order) -> None:
        while time.perf_counter() < self._until:
            lane = self._take([lane for lane in lanes if self._can_be_helped(lane)], order)
            if lane is None:
                return
            self._advance(lane)

    def _can_be_helped(self, lane: LaneTrainer) -> bool:
        return lane not in self._taken and lane.stepper.nogil and self._took.get(lane, 0.0) > _WORTH_S

    def _take(self, lanes: Sequence[LaneTrainer], order: Order) -> LaneTrainer | None:
        """The next lane that no thread has, if there is one."""
        with self._choosing:
            lane = min((lane for lane in lanes if lane not in self._taken and not lane.recording.is_over), key=order, default=None)
            if lane is not None:
                self._taken.add(lane)
            return lane

    def _advance(self, lane: LaneTrainer) -> None:
        began = time.perf_counter()
        try:
            lane.advance()
        finally:
            self._took[lane] = max(time.perf_counter() - began, self._took.get(lane, 0.0) / 2)
            self._taken.discard(lane)
