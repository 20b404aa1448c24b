"""Where to compute."""

from __future__ import annotations

import ctypes
import logging
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import torch

from ..errors import InputError, listed, said_by
from ..experiment import Experiment
from ..messages import Message, message
from ..version import VERSION, libraries

_WORK_FOR_THREADS = 10_000_000  # multiplications in one forward pass of the largest batch


def available_devices() -> list[str]:
    """The devices of this machine that can be used, the accelerator first."""
    accelerator = _accelerator()
    return ["cpu"] if not accelerator or why_unusable(accelerator) else [accelerator, "cpu"]


def _accelerator() -> str:
    """The kind of accelerator that PyTorch finds, if we know it, or nothing."""
    found = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    return found.type if found is not None and found.type in ("cuda", "mps") else ""


@cache
def why_unusable(device: str) -> Message | str:
    """Why an accelerator that is found cannot compute, in a few words, which are logged as well; empty where it can.

    A driver that is too old, a card that PyTorch has no code for and one that is taken by somebody else show at the first computation.
    """
    try:
        is_right = (torch.ones(2, device=device) + 1).sum().item() == 4
        reason = "" if is_right else message("computes_wrong_numbers")
    except Exception as error:  # a broken driver can fail in any way
        reason = said_by(error)
    if reason:
        logging.getLogger("tridescent").warning("%s is found and cannot be used (%s), so the processor computes", device, reason)
    return reason


def resolve_device(wanted: str, dtype: str) -> torch.device:
    """The device to use for `auto`, `cpu`, `cuda` or `mps`.

    Raises:
        InputError: it is not there, or cannot compute in this dtype.
    """
    devices = [device for device in available_devices() if not (device == "mps" and dtype == "float64")]
    if wanted == "auto":
        return torch.device(devices[0])
    if wanted not in devices:
        found: Message | str = f'"{wanted}"'
        if wanted in available_devices():
            found = message("device_with_float64", device=found)
        elif wanted == _accelerator():
            found = message("unusable_device", device=found, reason=why_unusable(wanted))
        raise InputError("device", message("device_found_allowed", found=found, allowed=listed(["auto", *devices])))
    return torch.device(wanted)


def explain_devices() -> Message:
    """One sentence on what `auto` takes here, and why."""
    device, version = available_devices()[0], torch.__version__
    if device == "cpu" and _accelerator():
        return message("auto_avoids_device", device=_accelerator(), reason=why_unusable(_accelerator()))
    if device == "cpu":
        return message("auto_takes_processor", version=version, n=torch.get_num_threads())
    name = torch.cuda.get_device_name() if device == "cuda" else message("apple_graphics")
    return message("auto_takes_device", device=device, version=version, name=name)


def made_by(device: str) -> str:
    """What computes on a device here, in one line, for recordings: versions and the processor."""
    name = torch.cuda.get_device_name() if device == "cuda" else torch.backends.cpu.get_cpu_capability()
    return f"TriDescent {VERSION}, {libraries(('torch', 'numpy', 'numba'))}, {platform.system()} on {platform.machine()}, {device} ({name})"


def threaded_products(dtype: str) -> int:
    """Where in memory PyTorch has `sgemm` or `dgemm`, which compute with as many threads as it may use; 0 where that is one, or it hides
    them."""
    if torch.get_num_threads() == 1:
        return 0
    from ..kernels.blas import address_of, letter

    found = sorted(Path(torch.__file__).parent.glob("lib/*torch_cpu*"))
    return address_of(ctypes.CDLL(str(found[0])), f"{letter(dtype)}gemm_") if found else 0


def leave_a_core() -> None:
    """Let PyTorch use all cores but one in the calling thread, so that a window keeps one to paint with."""
    torch.set_num_threads(max(1, (os.cpu_count() or 1) - 1))


@contextmanager
def fitting_threads(experiment: Experiment) -> Iterator[None]:
    """Within the block, train a small model with one thread.

    Its updates take some 100 µs; threads that wait for each other at every operation only slow them down, by a hundred
    times when another program wants the cores. Training and replay both do this, for the last bit of a sum can depend on
    the number of threads.
    """
    before = torch.get_num_threads()
    if not experiment.parameter_count:  # nothing is known of it yet
        yield
        return
    work = experiment.parameter_count * max(lane.size(experiment.data.expected_size) for lane in experiment.lanes)
    torch.set_num_threads(1 if work < _WORK_FOR_THREADS else before)
    try:
        yield
    finally:
        torch.set_num_threads(before)
