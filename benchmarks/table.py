"""The README's table: what was measured, on which machine, between two markers."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .common import Result

BEGIN, END = "<!-- benchmarks: written by `python -m benchmarks` -->", "<!-- end of benchmarks -->"
_PACKAGES = ("torch", "numba", "jax", "loss-landscapes", "matplotlib")


def write_table(readme: Path, results: Sequence[Result]) -> None:
    """Put a table of the results in place of what stands between the markers.

    Raises:
        ValueError: a marker is missing.
    """
    text = readme.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{readme} lacks one of the lines {BEGIN} and {END}")
    readme.write_text(f"{before}{BEGIN}\n{as_table(results)}\n\nMeasured on {machine()}.\n{END}{after}", encoding="utf-8")


def as_table(results: Iterable[Result]) -> str:
    """A Markdown table: the median, its spread and the budget of each result."""
    rows = [f"| {each.budget.what} | {each.text} | {each.budget.text} | {each.verdict} |" for each in results]
    return "\n".join(["| what | median (smallest to largest) | budget | |", "|---|---|---|---|", *rows])


def machine() -> str:
    """Processor, cores, system and versions, in one line."""
    parts = [f"{_processor()}, {os.cpu_count()} cores", _system(), f"Python {platform.python_version()}"]
    return ", ".join(parts + [f"{name} {found}" for name in _PACKAGES if (found := _version(name))])


def _processor() -> str:
    """The processor's name as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _system() -> str:
    """The operating system, on Linux by the name of the distribution."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.platform(terse=True)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
