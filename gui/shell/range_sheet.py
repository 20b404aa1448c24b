"""The sheet of the range test: which learning rate a lane would learn fastest with, and which its optimizer bears no more."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.experiment import Experiment
from engine.jobs import Job, Worker
from engine.study.range_test import RangeTest, range_test
from gui.look.numbers import exact
from gui.look.theme import BODY, TITLE, Theme, font, scaled
from gui.look.timing import RANGE_TEST_MS
from gui.look.translation import tr, worded
from gui.session.session import Session
from gui.widgets.card import Card
from gui.widgets.choice import Choice

from .key_sheet import prepare_sheet
from .range_plot import RangePlot


class RangeSheet(QDialog):
    """Tests rates of a lane on a thread of its own, shows what came of it, and lets one be taken; undo takes that back.

    Attributes:
        plot: the result.
        lane: of which it is.
        said: the result in words.
        takes: the buttons that take the chosen rate for the lane, and for all.
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Learning-rate range test"))
        self._session, self._theme = session, theme
        self._worker = Worker("range test")
        self._job: Job[RangeTest] | None = None
        self.lane = Choice(tr("Lane"), [(lane.name, tr(lane.title)) for lane in session.experiment.lanes])
        self.lane.set_theme(theme)
        self.lane.setMinimumWidth(scaled(260))
        self.lane.value_edited.connect(self.test)
        self.plot, self.said, self._ground = RangePlot(), QLabel(), Card()
        self._ground.set_theme(theme)
        self.plot.set_theme(theme)
        self.plot.rate_chosen.connect(self._show_choice)
        self.said.setWordWrap(True)
        self.said.setFont(font(BODY))
        self.takes = QPushButton(), QPushButton()
        for button, path in zip(self.takes, ("lanes.{}.optimizer.lr", "lanes.*.optimizer.lr"), strict=True):
            button.clicked.connect(lambda _=False, path=path: self._take(path))
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        self._lay_out(close)
        self._timer = QTimer(self)
        self._timer.setInterval(RANGE_TEST_MS)
        self._timer.timeout.connect(self._look)
        self.finished.connect(lambda _: self._end())
        prepare_sheet(self, QSize(scaled(720), scaled(520)))
        self.test()

    def test(self) -> None:
        """Begin the test of the lane that is chosen; one under way is given up."""
        if self._job is not None:
            self._job.cancel()
        session, experiment, name = self._session, self._session.experiment, str(self.lane.value)
        self._job = Job[RangeTest](lambda job: _tested(job, session, experiment, name))
        self.plot.show_found(None, "")
        self._show_choice()
        self._worker.start(self._job)
        self._timer.start()
        self._look()

    def _lay_out(self, close: QPushButton) -> None:
        title = QLabel(tr("Training loss after short runs, each with one learning rate"))
        title.setFont(font(TITLE, 600))
        title.setWordWrap(True)
        foot = QHBoxLayout()
        for button in self.takes:
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(close)
        ground = QVBoxLayout(self._ground)
        ground.setContentsMargins(*map(scaled, (12, 10, 12, 8)))
        ground.addWidget(self.plot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(self.lane, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._ground, 1)
        layout.addWidget(self.said)
        layout.addLayout(foot)

    def _look(self) -> None:
        """Show how far the test is, or what came of it."""
        job = self._job
        assert job is not None
        if not job.is_over:
            self.said.setText(tr("Testing … {percent} %", percent=round(100 * (job.fraction or 0.0))))
            return
        self._timer.stop()
        if job.result is None:
            self.said.setText(_sentence(worded(job.error)) if job.error else "")
            return
        index = [lane.name for lane in job.result.experiment.lanes].index(job.result.lane)
        self.plot.show_found(job.result, self._theme.lanes[index].color)
        self.said.setText(_sentence(worded(job.result.told())))
        self._show_choice()

    def _show_choice(self, *_: object) -> None:
        """Offer the rate that is chosen in the plot."""
        found, rate = self.plot.found, self.plot.chosen
        for button in self.takes:
            button.setEnabled(found is not None)
        if found is None or rate is None:
            self.takes[0].setText(tr("Take this rate"))
            self.takes[1].setText(tr("For all lanes"))
            return
        title = tr(found.experiment.lane(found.lane).title)
        self.takes[0].setText(tr("Take {rate} for {lane}", rate=exact(found.declared(rate)), lane=title))
        self.takes[1].setText(tr("Take {rate} for all lanes", rate=exact(found.declared(rate))))

    def _take(self, path: str) -> None:
        """Have the rate that is chosen in the plot, as one change that can be undone, and test again around it."""
        found, rate = self.plot.found, self.plot.chosen
        assert found is not None and rate is not None
        path = path.format(found.lane)
        self._session.change({path: found.declared(rate)}, path)
        self.test()

    def _end(self) -> None:
        self._timer.stop()
        self._worker.close(0.0)  # the thread ends by itself, soon


def _sentence(words: str) -> str:
    """Words as a sentence of their own."""
    return tr("{what}.", what=words[:1].upper() + words[1:])


def _tested(job: Job[RangeTest], session: Session, experiment: Experiment, lane: str) -> RangeTest:
    """The test, with model and samples of what is shown where they are the same."""
    recording = session.run.recording
    return range_test(experiment, lane, None if recording is None else recording.problem, job)
