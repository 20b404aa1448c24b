"""What all benchmarks share: the budgets, turns, medians, results, and the command line of one benchmark."""

from __future__ import annotations

import argparse
import gc
import json
import math
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from statistics import median
from typing import Any, Literal

ROUNDS = 5


@dataclass(frozen=True)
class Budget:
    """What is promised.

    Attributes:
        what: what is measured, in words.
        unit: of the figure; `×` for a ratio.
        sense: on which side of the limit the figure has to be.
        limit: the limit; None for what is measured for information.
    """

    what: str
    unit: str
    sense: Literal["at least", "at most"] = "at least"
    limit: float | None = None

    def is_kept(self, value: float) -> bool:
        """Whether a figure keeps it; one that is not a number does not."""
        if self.limit is None:
            return True
        return value >= self.limit if self.sense == "at least" else value <= self.limit

    @property
    def text(self) -> str:
        """The limit as text, for example `≥ 40 ×`."""
        return "–" if self.limit is None else f"{'≥' if self.sense == 'at least' else '≤'} {figure(self.limit)} {self.unit}"


def _least(what: str, limit: float, unit: str = "×") -> Budget:
    return Budget(what, unit, "at least", limit)


def _most(what: str, limit: float, unit: str = "×") -> Budget:
    return Budget(what, unit, "at most", limit)


BUDGETS: dict[str, Budget] = {
    "training/article": _least("`article`, three lanes, every update recorded: faster than the article's loop", 200),
    "training/jax-1": _least("its stochastic lane: faster than a jitted JAX epoch (`lax.scan`) with loss and norms", 5),
    "training/jax-64": _least("its mini-batch lane: the same", 3),
    "training/jax-full": _least("its full-batch lane: the same", 3),
    "training/jax-1-bare": Budget("… stochastic, against all epochs in one call, only the losses kept", "×"),
    "training/jax-64-bare": Budget("… mini-batch, against the same", "×"),
    "training/jax-full-bare": Budget("… full-batch, against the same", "×"),
    "shapes/mean": _least("any dense net, batch 1, 64 or full, every update recorded: faster than a plain PyTorch loop, geometric mean", 8),
    "shapes/least": _least("… the row of the shape table where ours gains least", 1),
    "shapes/formula": _least("functions of two weights: as much, in the row where ours gains least", 100),
    "study/runs": Budget("small runs a second (`article`, ten epochs, one lane): three batch sizes, four rates, four starts", "runs/s"),
    "study/train": Budget("… against `train` one after another", "×"),
    "study/plain": Budget("… against a plain PyTorch loop that records nothing", "×"),
    "surface/package": _least("loss surface of `article`, 101×101: faster than `loss-landscapes`", 40),
    "surface/first": _most("its first, coarse picture: share of our own full time", 0.1),
    "frames/article": _most("a frame at 1920×1080 while `article` plays, software raster: 99th percentile", 16.7, "ms"),
    "frames/short": _most("… at ten thousand rows a lane: 99th percentile", 16.7, "ms"),
    "frames/long": _most("… at ten million rows a lane: 99th percentile", 16.7, "ms"),
    "frames/growth": _most("a frame at ten million rows, against one at ten thousand", 1.2),
    "frames/matplotlib": Budget("matplotlib's frame of the same curves and surface, blitted, against ours", "×"),
    "contention/fused": _least("training (fused) while a window plays at 60 Hz: share of its speed alone", 0.9),
    "contention/live": Budget("… in the window that shows this training itself", "×"),
    "contention/autograd": _least("training (autograd, tiny net) in the window that shows it: share of its speed alone", 0.4),
    "contention/cnn": _least("training (autograd, small CNN) while a window plays at 30 Hz: share of its speed alone", 0.7),
    "what_if/article": _most("slider moved → new curves of `article` painted: 95th percentile", 200, "ms"),
    "what_if/two-parameter": _most("slider moved → new curves of `two-parameter` painted: 95th percentile", 40, "ms"),
    "startup/window": _most("window on the screen, against the time `import torch` takes", 0.6),
    "startup/torch": _most("starts in which PyTorch was loaded before the window was painted", 0, "starts"),
    "memory/two-parameter": _most("memory per million recorded updates, two weights", 40, "MB"),
    "memory/article": _most("memory per million recorded updates, 601 weights, of a run of ten million", 40, "MB"),
    "memory/lost": _most("rows lost when ten million a lane are saved and opened again", 0, "rows"),
    "memory/open": Budget("opening that file", "s"),
    "memory/scrub": Budget("scrubbing in it, seek → painted: 95th percentile", "ms"),
    "gpu/full-batch": Budget("CUDA graphs against autograd on the same GPU, full-batch lane of `article`", "×"),
    "gpu/mini-batch": Budget("… mini-batch lane", "×"),
    "gpu/stochastic": Budget("… stochastic lane", "×"),
    "gpu/cnn": Budget("… a small convolutional net, batch 64", "×"),
}


@dataclass(frozen=True)
class Result:
    """What was measured.

    Attributes:
        key: in `BUDGETS`.
        value: the median, NaN if it could not be measured.
        low, high: the smallest and the largest.
        note: what stands behind it, or why there is nothing.
    """

    key: str
    value: float
    low: float
    high: float
    note: str = ""

    @property
    def budget(self) -> Budget:
        """What was promised."""
        return BUDGETS[self.key]

    @property
    def text(self) -> str:
        """The median and its spread, for example `41.2 × (39.8 to 43)`."""
        if math.isnan(self.value):
            return "not measured"
        spread = "" if self.low == self.high else f" ({figure(self.low)} to {figure(self.high)})"
        return f"{figure(self.value)} {self.budget.unit}{spread}"

    @property
    def line(self) -> str:
        """All of it in one readable line."""
        limit = "" if self.budget.limit is None else f", budget {self.budget.text}: {self.verdict}"
        return f"{self.budget.what}: {self.text}{limit}" + (f" ({self.note})" if self.note else "")

    @property
    def verdict(self) -> str:
        """Whether the budget is kept, in a word."""
        if self.budget.limit is None:
            return ""
        return "not measured" if math.isnan(self.value) else "kept" if self.budget.is_kept(self.value) else "missed"


def result(key: str, samples: Iterable[float], note: str = "") -> Result:
    """The median of samples, with their spread."""
    values = list(samples)
    return Result(key, median(values), min(values), max(values), note)


def unmeasured(key: str, why: str) -> Result:
    """A result that could not be had."""
    return Result(key, math.nan, math.nan, math.nan, why)


def ratios(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """Round by round, so that what slowed a whole round hits both."""
    return [a / b for a, b in zip(above, below, strict=True)]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all values do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def timed(action: Callable[[], object]) -> Callable[[], float]:
    """The same action, giving its wall seconds; what it returns is let go after the clock has stopped."""

    def run() -> float:
        began = time.perf_counter()
        kept = action()
        took = time.perf_counter() - began
        del kept
        return took

    return run


def in_turns(contestants: Mapping[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Let each contestant measure itself once a round, in order; their figures by name."""
    figures: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, measure in contestants.items():
            gc.collect()
            figures[name].append(measure())
    return figures


def peer(module: str, package: str) -> Any | None:
    """A peer's module; where it is not installed, None and one sentence."""
    try:
        return import_module(module)
    except ImportError:
        tell(f'{package} is not installed, so only ours is measured; `pip install -e ".[bench]"` brings it')
        return None


def tell(text: str) -> None:
    """One readable line."""
    print(text, file=sys.stderr, flush=True)


def figure(value: float) -> str:
    """Three significant digits, without an exponent."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(",", " ")


def missed(results: Iterable[Result]) -> list[str]:
    """A sentence for each budget that was missed, or that could not be measured and so is not known to be kept."""
    return [each.line for each in results if each.verdict in ("missed", "not measured")]


def as_json(name: str, results: Sequence[Result]) -> str:
    """One line; what could not be measured is null."""
    rows = [
        {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in asdict(each).items()}
        | {"unit": each.budget.unit, "budget": each.budget.limit, "verdict": each.verdict}
        for each in results
    ]
    return json.dumps({"benchmark": name, "results": rows})


def from_json(line: str) -> list[Result]:
    """The results of one line as written by `as_json`."""

    def number(value: float | None) -> float:
        return math.nan if value is None else value

    rows = json.loads(line)["results"]
    return [Result(row["key"], number(row["value"]), number(row["low"]), number(row["high"]), row["note"]) for row in rows]


def status(results: Sequence[Result], *, check: bool) -> int:
    """The exit status; with `check`, 1 and a sentence each when budgets are missed."""
    sentences = missed(results) if check else []
    for sentence in sentences:
        tell(sentence)
    return 1 if sentences else 0


def main(
    name: str,
    measure: Callable[[argparse.Namespace], Iterable[Result]],
    story: str | None,
    configure: Callable[[argparse.ArgumentParser], object] | None = None,
) -> int:
    """The command line of one benchmark.

    Args:
        name: of the benchmark.
        measure: given the options, of which `rounds` is one, it yields results.
        story: the module's docstring.
        configure: adds options of its own.

    Returns:
        The exit status.
    """
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=(story or "").strip().splitlines()[0])
    add_options(parser)
    if configure is not None:
        configure(parser)
    options = parser.parse_args()
    results = []
    for each in measure(options):
        results.append(each)
        tell(each.line)
    print(as_json(name, results), flush=True)
    return status(results, check=options.check)


def add_options(parser: argparse.ArgumentParser) -> None:
    """What all benchmarks can be told."""
    parser.add_argument("--check", action="store_true", help="exit status 1 when a budget is missed")
    parser.add_argument("--rounds", type=_rounds, default=ROUNDS, help=f"how often each takes its turn (default: {ROUNDS})")


def _rounds(text: str) -> int:
    rounds = int(text)
    if rounds < 1:
        raise argparse.ArgumentTypeError(f"found {rounds}, allowed is a whole number of at least 1")
    return rounds
