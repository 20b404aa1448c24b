"""The badge against an independent computation with numpy: what is seen, how far off, and the gap."""

from __future__ import annotations

import numpy as np
import pytest

from engine.comparison.recording import Recording
from engine.experiment import Experiment
from gui.look.numbers import few
from gui.views.surface.badge import gap_at
from tests.gui.conftest import Launch


@pytest.fixture(scope="session")
def article() -> Recording:
    """The article's net on fewer samples: 2 + 8 + 120 updates."""
    from engine import train

    changes = {"data.n": 60, "data.validation": 30, "lanes.mini-batch.batch_size": 15, "budget.epochs": 2}
    return train(Experiment.preset("article").with_changes(changes))


def test_badges_are_right(launch: Launch, article: Recording) -> None:
    pilot = launch(article, ready=True)
    pilot.place(70)
    paths = [np.array([lane.parameters(row) for row in range(lane.updates + 1)], np.float64) for lane in article.lanes]
    centred = [path - path.mean(axis=0) for path in paths]
    middle = np.mean([path.mean(axis=0) for path in paths], axis=0)
    directions = np.linalg.svd(np.concatenate([path / np.linalg.norm(path) for path in centred]), full_matrices=False)[2][:2]
    for (_, seen, off, gap), lane, path, row in zip(pilot.surface.badge._rows, article.lanes, paths, pilot.frame.rows, strict=True):
        centred = path - path.mean(axis=0)
        share = ((centred @ directions.T) ** 2).sum() / (centred**2).sum()
        assert seen.text() == (f"{share:.0%}" if share >= 0.1 else f"{share:.1%}")
        offset = path[row] - middle
        shadow = directions.T @ (directions @ offset)
        assert float(off.text()) == pytest.approx(np.linalg.norm(offset - shadow), abs=0.006)
        drawn = middle + shadow
        objective = article.problem.objectives.train
        truth, height = objective.measure(np.stack([path[row], drawn])).loss
        landscape = pilot.frame.landscape
        found = gap_at(landscape, pilot.frame.reading(lane, row), landscape.projections[article.lanes.index(lane)])
        assert found == pytest.approx(truth - height, abs=2e-3)  # between the grid lines the surface is bent
        assert gap.text() == few(found, signed=True)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0431, "+0.04"), (-0.0431, "−0.04"), (0.001, "0.00"), (-0.001, "0.00"), (9.994, "+9.99"), (12.3, "+12"), (-123456.0, "−1.2e5"),
     (384000.0, "+3.8e5"), (float("inf"), "+∞"),
     (float("nan"), "–")],
)  # fmt: skip
def test_figures_are_short(value: float, text: str) -> None:
    assert few(value, signed=True) == text
