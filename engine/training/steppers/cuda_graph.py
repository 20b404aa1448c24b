"""The stepper for NVIDIA GPUs: a chunk of updates is captured once as a CUDA graph and then replayed.

An update of a small net is some twenty kernels of a few microseconds. Launched one by one, each costs the host more than that; a
graph is one launch for all of a chunk's kernels. Graphs are made of 1, 2, 4 … updates, so that every epoch can be put together from
them, and one more for the remainder batch. Nothing waits for the device before a piece is over.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...data.batches import Batches
from ...experiment import Lane
from ...messages import Message, message
from ..torch_defaults import usual_torch
from .base import InterruptedTrainingError, Rates, Updates
from .pieces import Pieces, on_host
from .program import UpdateProgram

_WARM_UPS = 3
_CAPTURES = threading.Lock()  # PyTorch allows one capture at a time in a process
_MOST_SIZES = 16  # of growing batches that have graphs: each takes a tenth of a second to capture
_PIECE = 4  # longest graphs in a piece

Graphs = Mapping[tuple[int, int], Callable[[], None]]  # batch size and number of updates → does what `UpdateProgram.run` would do


class CudaGraphStepper:
    """Updates by a program, of which graphs have been captured.

    Args:
        program: it stands at the common start.
        graphs: replays; what none is there for, the program does operation by operation, with the same kernels.
    """

    name = "cuda-graph"
    nogil = False
    note: Message | str = ""

    def __init__(self, program: UpdateProgram, graphs: Graphs | None = None) -> None:
        self._program = program
        self._graphs = graphs or {}
        self._updates = 0
        self._pieces = Pieces(_PIECE * program.chunk)

    def run(self, batches: Batches, rates: Rates, wanted: NDArray[np.int64]) -> Updates:
        """Make one update per batch, or as many as fit into some 10 ms.

        Raises:
            InterruptedTrainingError: one of them raised; what was made before it in the same launch is lost.
        """
        return self._pieces.run(self._run_piece, batches, rates, wanted)

    def position(self) -> NDArray[Any]:
        """A copy of the weights and what the optimizer remembers: [1 + s, P]."""
        return on_host(self._program.rows[0].clone())

    @usual_torch()
    def restore(self, position: NDArray[Any], updates: int) -> None:
        """Go on from a position [1 + s, P] that some number of updates led to."""
        self._program.rows[0] = torch.tensor(position, device=self._program.device)
        self._updates = updates

    def _run_piece(self, batches: Batches, rates: Rates, wanted: NDArray[np.int64]) -> Updates:
        program, sizes = self._program, np.diff(batches.starts)
        begins, counts = np.array(list(launches(sizes, program.chunk))).T  # of the launches
        indices = torch.from_numpy(batches.order).to(program.device)
        by = torch.from_numpy(program.rule.coefficients(rates, self._updates + 1)).to(program.rows)  # [k, 3]
        columns = torch.empty(4, len(batches), dtype=program.rows.dtype, device=program.device)
        kept = torch.empty(len(wanted), *program.rows.shape[1:], dtype=program.rows.dtype, device=program.device)
        places = torch.from_numpy(wanted - begins[np.searchsorted(begins, wanted - 1, side="right") - 1]).to(program.device)
        for begin, count in zip(begins.tolist(), counts.tolist(), strict=True):
            end = begin + count
            first, last = np.searchsorted(wanted, [begin, end], side="right")
            try:
                program.load(indices[batches.starts[begin] : batches.starts[end]], by[begin:end])
                self._launch(int(sizes[begin]), count)
            except Exception as error:
                raise InterruptedTrainingError(_updates(columns[:, :begin], kept, wanted)) from error
            columns[:, begin:end] = program.columns[:, :count]
            if first < last:
                kept[first:last] = program.rows.index_select(0, places[first:last])
        self._updates += len(batches)
        return _updates(columns, kept, wanted)

    def _launch(self, size: int, count: int) -> None:
        replay = self._graphs.get((size, count))
        if replay is None:
            self._program.run(size, count)
        else:
            replay()


def launches(sizes: NDArray[np.int64], chunk: int) -> Iterator[tuple[int, int]]:
    """Put updates together from graphs.

    Args:
        sizes: of the batches of k updates, [k].
        chunk: the most updates in a launch, a power of two.

    Returns:
        The first update of each launch, counted from 0, and the number of its updates: a power of two, all of one batch size.
    """
    begin = 0
    while begin < len(sizes):
        alike = sizes[begin : begin + chunk] == sizes[begin]
        count = len(alike) if alike.all() else int(alike.argmin())
        count = 1 << (count.bit_length() - 1)
        yield begin, count
        begin += count


def batch_sizes(lane: Lane, n: int) -> dict[int, int | None]:
    """The sizes of a lane's batches, and how many of each follow one another; None where it is no end of them."""
    sizes: dict[int, int | None] = {}
    for stage in lane.plan(n).stages[:_MOST_SIZES]:
        whole, rest = divmod(stage.samples, stage.size)
        sizes[stage.size] = whole if rest else None
        if rest:
            sizes.setdefault(rest, 1)
    return sizes


def captured_stepper(make_program: Callable[[], UpdateProgram], lane: Lane, n: int) -> tuple[CudaGraphStepper | None, Message | str]:
    """A lane's stepper, or where its updates cannot be captured, None and why, in one sentence, which is logged as well.

    Args:
        make_program: gives the lane's program, on a CUDA device and at the common start.
        lane: declares the batches.
        n: training samples.
    """
    try:
        program = make_program()
        start = on_host(program.rows[0].clone())
        stepper = CudaGraphStepper(program, capture(program, batch_sizes(lane, n)))
        stepper.restore(start, 0)
    except Exception as error:  # what a module does that cannot be captured can fail in any way
        reason = message("no_cuda_graphs", reason=_first_of(error))
        logging.getLogger("tridescent").warning("lane %s: %s", lane.name, reason)
        return None, reason
    return stepper, ""


def _first_of(error: Exception) -> Message | str:
    """The kind of an error and the first sentence of what it says; of the first one, for when a capture has gone wrong, its end raises as
    well."""
    first = error.__context__ or error
    kind, said = type(first).__name__, str(first).partition("\n")[0].partition(". ")[0].removesuffix(".")
    return f"{kind}: {said}" if said else message("no_reason_given", error=kind)


def capture(program: UpdateProgram, sizes: Mapping[int, int | None]) -> Graphs:
    """Capture graphs of 1, 2, 4 … updates for each batch size, after some updates on a side stream, as PyTorch asks for.

    See https://docs.pytorch.org/docs/stable/notes/cuda.html#whole-network-capture. The updates of the warm-up are made, so the
    program has to be put back to its start. The graphs share one pool of memory: nothing in it is needed once a replay is over.

    Args:
        program: on a CUDA device.
        sizes: of the batches, and how many of each follow one another at most.
    """
    graphs: dict[tuple[int, int], Callable[[], None]] = {}
    wanted = graph_shapes(sizes, program.chunk)
    with _CAPTURES:
        side = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):  # its end also puts the stream back when a capture has failed
            for size, count in [*((size, 1) for size in sizes for _ in range(_WARM_UPS)), *dict(wanted).items()]:
                program.run(size, count)  # also the longest: no kernel should be loaded for the first time during a capture
            pool = torch.cuda.graph_pool_handle()
            for size, count in wanted:
                graph = torch.cuda.CUDAGraph()
                # other threads may use the device meanwhile: for surfaces, or to replay
                with _no_collection(), torch.cuda.graph(graph, pool=pool, stream=side, capture_error_mode="thread_local"):
                    program.run(size, count)
                graphs[size, count] = graph.replay
        torch.cuda.current_stream().wait_stream(side)
    return graphs


@contextmanager
def _no_collection() -> Iterator[None]:
    """Within the block, no cycles of references are collected: a graph or an event freed by the thread that captures spoils the capture."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def graph_shapes(sizes: Mapping[int, int | None], chunk: int) -> list[tuple[int, int]]:
    """Batch size and number of updates of each graph that launches can ask for."""
    return [(size, 1 << bit) for size, longest in sizes.items() for bit in range(min(chunk, longest or chunk).bit_length())]


def _updates(columns: Tensor, kept: Tensor, wanted: NDArray[np.int64]) -> Updates:
    """Bring over what k updates gave, up to the first that is not finite; columns [4, k], positions kept at those wanted [q, 1 + s, P]."""
    rows = on_host(columns)
    finite = np.isfinite(rows[[0, 3]]).all(axis=0)
    good = len(finite) if finite.all() else int(finite.argmin())
    loss, grad_norm, update_norm = rows[:3, :good]
    some = on_host(kept[: int(np.searchsorted(wanted, good, side="right"))])
    return Updates(loss, grad_norm, update_norm, some, diverged=good < len(finite))
