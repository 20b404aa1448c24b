"""The words above a lane's curves: as many as there is room for, and first those that tell it from other lanes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment
from gui.views.losses.lane_header import LaneHeader


@pytest.fixture
def header(qtbot: QtBot, program: QApplication) -> LaneHeader:
    made = LaneHeader(0)
    qtbot.addWidget(made)
    made.show()
    return made


def said(header: LaneHeader, width: int) -> tuple[str, str]:
    header.resize(width, 60)
    return header._title.text(), header._detail.text()


def test_of_batches_that_are_alike_the_size_is_left_out_before_what_differs(header: LaneHeader) -> None:
    lane = Experiment.preset("schedules").lanes[-1]
    differs = "schedule plateau, factor 0.4, patience 3", "schedule plateau"
    header.show_lane(lane, 120, 1200, differs, tells_size=False)
    assert said(header, 900)[1] == "4 of 120 samples · 30 updates per epoch · schedule plateau, factor 0.4, patience 3"
    assert said(header, 300)[1] == "4 of 120 · 30 updates/epoch · schedule plateau"
    assert said(header, 150)[1] == "schedule plateau"
    header.show_lane(lane, 120, 1200, differs)
    assert said(header, 150)[1] == "4 of 120 samples"


def test_a_small_header_tells_the_batch_size_beside_the_name(header: LaneHeader) -> None:
    lane = Experiment.preset("two-parameter").lanes[1]
    header.show_lane(lane, 200, 140)
    header.set_compact(True)
    assert said(header, 300)[0] == "Mini-batch · 32 of 200" and said(header, 130)[0] == "Mini-batch"
    assert not header._detail.isVisible()
    header.set_compact(True, is_low=False)  # narrow, but high enough for a line below the name
    assert said(header, 200) == ("Mini-batch", "32 of 200 · 7 updates/epoch") and header._detail.isVisible()


def test_a_long_name_becomes_smaller_before_it_is_cut(header: LaneHeader) -> None:
    lane = Experiment.preset("sorted").lanes[2]
    header.show_lane(lane, 200, 480)
    said(header, 175)
    assert header._title.elided_text == "With-replacement"
