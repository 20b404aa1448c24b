"""Where learning rates and β₂ follow the batch size, the panel says what comes of it."""

from __future__ import annotations

from tests.gui.conftest import Launch, Pilot, small

RATES = [f"lanes.{name}.optimizer.lr" for name in ("full-batch", "mini-batch", "stochastic")]


def told(pilot: Pilot, path: str) -> str:
    return pilot.window.form.fields[path].message.text()


def test_the_resulting_rate_stands_below_each_lanes_own(launch: Launch) -> None:
    pilot = launch(small(), ready=True)
    assert [told(pilot, path) for path in RATES] == ["", "", ""]
    pilot.session.change({"lanes.*.optimizer.scaling": "sqrt", "lanes.*.optimizer.base_batch": 2})
    assert [told(pilot, path) for path in RATES] == ["0.05 × √(40/2) = 0.2236", "0.05 × √(8/2) = 0.1", "0.05 × √(1/2) = 0.03536"]
    pilot.session.document.history.undo()
    assert [told(pilot, path) for path in RATES] == ["", "", ""]


def test_beta_2_is_told_for_each_lane(launch: Launch) -> None:
    changes = {f"lanes__*__optimizer__{name}": value for name, value in {"name": "adam", "scale_beta2": True, "base_batch": 8}.items()}
    pilot = launch(small(**changes), ready=True)
    pilot.window.form.rows.sections["training"].more.setChecked(True)
    assert told(pilot, "lanes.*.optimizer.beta2") == "0.99501 for Full-batch, 0.999875 for Stochastic"
