"""The range test in the window: it runs beside it, a rate is chosen with mouse or keys, and taken as one change."""

from __future__ import annotations

import threading

from PySide6.QtCore import QPointF, QRectF

from gui.shell.range_sheet import RangeSheet
from tests.gui.conftest import Launch, Pilot, small


def opened(pilot: Pilot) -> RangeSheet:
    pilot.press("Ctrl+R", pilot.window)
    (sheet,) = pilot.dialogs()
    assert isinstance(sheet, RangeSheet)
    pilot.until(lambda: sheet.plot.found is not None)
    return sheet


def test_a_rate_is_chosen_with_a_click_and_taken_and_undo_takes_it_back(launch: Launch) -> None:
    pilot = launch(small(), ready=True)
    sheet, before = opened(pilot), pilot.session.experiment
    found = sheet.plot.found
    assert found is not None and found.lane == "full-batch" and sheet.plot.chosen == found.chosen == 0.05
    assert "2/λmax" in sheet.said.text() and sheet.said.text() == f"A{sheet.plot.accessibleDescription()[1:]}."
    middle = sheet.plot.area.topLeft() + QPointF(sheet.plot.area.width() / 2, 30.0)
    pilot.click(sheet.plot.viewport(), QRectF(middle - QPointF(1, 1), middle + QPointF(1, 1)))
    assert sheet.plot.chosen in found.rates and sheet.plot.chosen != found.chosen
    taken = found.declared(sheet.plot.chosen)
    assert sheet.takes[0].text() == f"Take {taken:g} for Full-batch"
    sheet.takes[0].click()
    assert pilot.session.experiment.get("lanes.*.optimizer.lr") == (taken, 0.05, 0.05)
    pilot.until(lambda: sheet.plot.found is not None)
    assert sheet.plot.found is not None and sheet.plot.found.chosen == taken
    sheet.takes[1].click()
    assert pilot.session.experiment.get("lanes.*.optimizer.lr") == (taken,) * 3
    for _ in range(2):
        pilot.session.document.history.undo()
    assert pilot.session.experiment == before
    sheet.close()
    pilot.until(lambda: "range test" not in [thread.name for thread in threading.enumerate()])


def test_another_lane_is_tested_and_arrow_keys_go_from_rate_to_rate(launch: Launch) -> None:
    pilot = launch(small(lanes__stochastic__optimizer__name="adam"), ready=True)
    sheet = opened(pilot)
    sheet.lane.set_value("stochastic")
    sheet.test()
    assert sheet.plot.found is None and not sheet.takes[0].isEnabled()
    pilot.until(lambda: sheet.plot.found is not None)
    found = sheet.plot.found
    assert found is not None and found.lane == "stochastic" and "λmax" not in sheet.said.text()
    at = found.rates.tolist().index(found.chosen)
    pilot.press("Right", sheet.plot)
    assert sheet.plot.chosen == found.rates[at + 1]
    for _ in range(3):
        pilot.press("Left", sheet.plot)
    assert sheet.plot.chosen == found.rates[at - 2]
    pilot.press("Esc", sheet)
    pilot.until(lambda: "range test" not in [thread.name for thread in threading.enumerate()])


def test_what_cannot_be_run_is_told_in_the_sheet(launch: Launch) -> None:
    pilot = launch(small(), ready=True)
    pilot.session.run.recording.problem.dataset = None
    pilot.press("Ctrl+R", pilot.window)
    (sheet,) = pilot.dialogs()
    pilot.until(lambda: not sheet._timer.isActive())
    assert sheet.said.text() and not sheet.takes[0].isEnabled()
    sheet.close()
