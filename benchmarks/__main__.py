"""Runs benchmarks, each in a fresh process, and writes their results into the README when all were run."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from . import NAMES, OTHERS
from .common import BUDGETS, Result, add_options, from_json, status, tell, unmeasured
from .table import write_table

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure TriDescent against its peers.")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES + OTHERS)}; without any, all but the last, into the README"
    )
    add_options(parser)
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in NAMES + OTHERS]
    if unknown:
        parser.error(f"found {unknown[0]}, allowed is {', '.join(NAMES + OTHERS)}")
    results = [each for name in options.names or NAMES for each in _run(name, options.rounds)]
    if not options.names:
        write_table(ROOT / "README.md", results)
    return status(results, check=options.check)


def _run(name: str, rounds: int) -> list[Result]:
    """The results of one benchmark; its readable lines go to stderr, its JSON object to stdout."""
    tell(f"— {name}")
    command = [sys.executable, "-m", f"benchmarks.{name}", "--rounds", str(rounds)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    line = done.stdout.strip()
    if done.returncode or not line:
        why = f"the benchmark ended with exit status {done.returncode}"
        return [unmeasured(key, why) for key in BUDGETS if key.startswith(f"{name}/")]
    print(line, flush=True)
    return from_json(line)


if __name__ == "__main__":
    sys.exit(main())
