"""Files to stream in tests, and experiments that do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars
from numpy.typing import NDArray

from engine.experiment import Experiment

WEIGHTS = np.array([1.0, -2.0, 0.5])


def rows(n: int = 1000) -> NDArray[np.float32]:
    """Features and, last, targets that follow from them: [n, 4]."""
    random = np.random.default_rng(0)
    x = random.standard_normal((n, 3)) * [1.0, 5.0, 0.1] + [0.0, 3.0, -1.0]
    return np.column_stack([x, x @ WEIGHTS + 0.1 * random.standard_normal(n)]).astype("f4")


def array_file(folder: Path, n: int = 1000) -> Path:
    """A `.npy` file of those rows."""
    np.save(folder / "rows.npy", rows(n))
    return folder / "rows.npy"


def parquet_file(folder: Path, n: int = 1000) -> Path:
    """A Parquet file of those rows, in small groups, with a column of text between them."""
    a, b, c, y = rows(n).T
    polars.DataFrame({"a": a, "b": b, "who": ["x"] * n, "c": c, "y": y}).write_parquet(folder / "rows.parquet", row_group_size=64)
    return folder / "rows.parquet"


def streamed(path: Path, sizes: tuple[Any, ...] = ("full", 32, 1), epochs: int = 2, **changes: Any) -> Experiment:
    """A small net that learns from a file, with lanes of some batch sizes."""
    data = {"kind": "stream", "path": str(path)} | {key.removeprefix("data_"): value for key, value in changes.items() if "data_" in key}
    lanes = [{"name": f"lane-{size}", "batch_size": size, "optimizer": {"name": "sgd", "lr": 0.01}} for size in sizes]
    others = {key: value for key, value in changes.items() if "data_" not in key}
    return Experiment.from_dict({"data": data, "model": {"hidden": [4]}, "budget": {"epochs": epochs}, "lanes": lanes} | others)
