"""The transport: play, step, timeline, position and speed."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine.experiment import Experiment
from engine.recording.clock import Clock
from engine.recording.playhead import FASTEST, SLOWEST
from gui.look.numbers import duration, short
from gui.look.theme import BODY, DARK, SMALL, Theme, scaled
from gui.look.ticks import linear_ticks
from gui.look.translation import QT_TR_NOOP, ntr, tr
from gui.session.frame import Frame
from gui.widgets.card import Card
from gui.widgets.elided import ElidedLabel
from gui.widgets.fitting import fit_parts, leave_out
from gui.widgets.icon_button import IconButton
from gui.widgets.slider import ValueSlider
from gui.widgets.timeline import Timeline
from gui.widgets.veil import TEXT as OF_BEFORE

from .actions import ACTIONS

_TIMELINE_WIDTH = 230  # at least, before anything is left out
_TEXT_WIDTH, _SPEED_WIDTH, _SHORT_SPEED_WIDTH = 220, 224, 140
_LEFT_OUT = (("previous-epoch", "next-epoch"), ("loop",), ("to-start", "to-end"))  # one after the other, where there is no room
_COMPUTED = {
    "updates": QT_TR_NOOP("computed to update {place}"),
    "epochs": QT_TR_NOOP("computed to epoch {place}"),
    "seconds": QT_TR_NOOP("computed to {place}"),
}
_PLACED = {
    "updates": QT_TR_NOOP("update {place} of {end}"),
    "epochs": QT_TR_NOOP("epoch {place} of {end}"),
    "seconds": QT_TR_NOOP("{place} of {end}"),
}
_BUTTONS = ("to-start", "previous-epoch", "step-back", "play", "step", "next-epoch", "to-end", "loop")


class Transport(Card):
    """The bar at the bottom.

    Signals:
        sought: the user went to a position on the clock.
        nudged: the user stepped by this many updates on the timeline.
        speed_chosen: updates a second.
    """

    sought = Signal(float)
    nudged = Signal(int)
    speed_chosen = Signal(float)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._marks_for: object = None
        self.buttons = {name: _button(name, actions[name]) for name in _BUTTONS}
        self.timeline = Timeline(tr("timeline"))
        self.timeline.sought.connect(self.sought)
        self.timeline.nudged.connect(self.nudged)
        self._title = ElidedLabel(size_px=BODY + 0.5, weight=600, tabular=True)
        self._detail = ElidedLabel(role="text_secondary", size_px=SMALL + 0.5, tabular=True)
        self._text = QWidget()
        self.speed = ValueSlider(
            tr("Speed"), SLOWEST, FASTEST, logarithmic=True, format=_speed_text, words={tr("fastest"): FASTEST},
            unit=tr("{speed}/s", speed=""), value_width=84,
        )  # fmt: skip
        self.speed.value_edited.connect(self._take_speed)
        text = QVBoxLayout(self._text)
        text.setContentsMargins(10, 0, 0, 0)
        text.setSpacing(2)
        text.addStretch()
        text.addWidget(self._title)
        text.addWidget(self._detail)
        text.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 16, 6)
        row.setSpacing(2)
        for name in _BUTTONS:
            row.addWidget(self.buttons[name])
        row.addSpacing(8)
        row.addWidget(self.timeline, 1)
        row.addWidget(self._text)
        row.addSpacing(16)
        row.addWidget(self.speed, 0, Qt.AlignmentFlag.AlignVCenter)
        self.set_theme(DARK)

    def show_frame(self, frame: Frame) -> None:
        """Move the knob."""
        self.timeline.set_maximum(frame.total)
        self._show_marks(frame)
        self.timeline.set_computed(min(frame.reached, frame.total))
        self.timeline.set_position(min(frame.position, frame.total))

    def show_figures(self, frame: Frame) -> None:
        """Say where the playhead is and what the visible lanes have done there, or what is waited for."""
        title, detail = position_words(frame)
        self._title.setText(title)
        self._detail.setText(detail)
        self.timeline.setAccessibleDescription(title)

    def show_state(self, *, is_playing: bool, speed: float) -> None:
        """Show whether it plays, and how fast."""
        self.buttons["play"].set_icon("pause" if is_playing else "play")
        self.speed.set_value(speed)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._theme = theme
        for button in self.buttons.values():
            button.set_theme(theme)
        self.timeline.set_theme(theme)
        self.speed.set_theme(theme)
        self._title.set_theme(theme)
        self._detail.set_theme(theme)
        self._text.setFixedWidth(scaled(_TEXT_WIDTH) + 10)
        self._fit()

    def _fit(self) -> None:
        """Leave out what there is no room for; actions have keys and stand in the menu, too."""
        self.speed.setFixedWidth(scaled(_SPEED_WIDTH))
        buttons = sum(button.sizeHint().width() + 2 for button in self.buttons.values())
        needed = 52 + buttons + scaled(_TIMELINE_WIDTH) + self._text.width() + self.speed.width()
        shorter = scaled(_SPEED_WIDTH - _SHORT_SPEED_WIDTH)
        fit_parts(self.width(), needed, [
            (lambda is_long: self.speed.setFixedWidth(scaled(_SPEED_WIDTH if is_long else _SHORT_SPEED_WIDTH)), shorter),
            *(leave_out(*(self.buttons[name] for name in names), spacing=2) for names in _LEFT_OUT),
            leave_out(self._text, spacing=2),
        ])  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _show_marks(self, frame: Frame) -> None:
        key = (
            frame.view.clock,
            frame.total if frame.view.clock != "seconds" else round(frame.total, 3),
            frame.lanes[0].n if frame.lanes else 0,
        )
        if key == self._marks_for:
            return
        self._marks_for = key
        if frame.view.clock == "epochs" and frame.total <= 400:
            self.timeline.set_marks([(float(epoch), str(epoch)) for epoch in range(int(frame.total) + 1)])
        else:
            self.timeline.set_marks([(tick, short(tick) if tick < 1000 else f"{tick:,.0f}") for tick in linear_ticks(0.0, frame.total, 10)])
        self.timeline.set_minor_marks(_epoch_marks(frame.experiment, frame))

    def _take_speed(self, value: object) -> None:
        if isinstance(value, (int, float)) and math.isfinite(value) and value > 0:
            self.speed.set_error(None)
            self.speed_chosen.emit(float(value))
        else:
            self.speed.set_error(self.speed.unclear or tr("a number of updates a second"))


def position_words(frame: Frame) -> tuple[str, str]:
    """Where the playhead is, and what the visible lanes have done there; or how far the run has come, while the playhead waits for it."""
    if not frame.readings:
        return frame.waiting or "–", ""
    if frame.is_of_before:
        return tr(OF_BEFORE), ""
    clock, place = frame.view.clock, _place(frame.view.clock, frame.position)
    if frame.is_ahead:
        return tr(_COMPUTED[clock], place=_place(clock, frame.reached)), tr("the playhead waits at {place}", place=place)
    if clock == "epochs" and frame.experiment.budget.epochs is None:
        return tr("epoch {place}", place=place), _done(frame)
    end = duration(frame.total) if clock == "seconds" else f"{frame.total:,.0f}"
    return tr(_PLACED[clock], place=place, end=end), _done(frame)


def _done(frame: Frame) -> str:
    """What the visible lanes have done: their epochs where the clock says their updates, else their updates; from least to most."""
    seen = [frame.readings[index] for index in frame.visible]
    updates = [reading.updates for reading in seen]
    if frame.view.clock == "updates" and set(updates) == {math.floor(frame.position)}:
        epochs = [float(frame.lanes[0].plan.epochs_of(reading.samples_seen)) for reading in seen]
        first, last = _place("epochs", min(epochs)), _place("epochs", max(epochs))
        return tr("epoch {place}", place=last) if first == last else tr("epoch {first} to {last}", first=first, last=last)
    least, most = min(updates), max(updates)
    if least == most:
        return ntr("{n} update", "{n} updates", most)
    return ntr("{least} to {n} update", "{least} to {n} updates", most, least=f"{least:,}")


def _place(clock: Clock, position: float) -> str:
    """A position, rounded down: what is said has been passed."""
    if clock == "seconds":
        return duration(position)
    return f"{math.floor(position):,}" if clock == "updates" else f"{math.floor(position * 100 + 1e-6) / 100:,.2f}"


def _epoch_marks(experiment: Experiment, frame: Frame) -> list[float]:
    """Where epochs of the lane with the most updates begin, on the updates clock."""
    if frame.view.clock != "updates" or not frame.lanes:
        return []
    plan = max((lane.plan(frame.lanes[0].n) for lane in experiment.lanes), key=lambda plan: plan.stages[0].updates)
    total = int(frame.total)
    return plan.epoch_ends(0, total).astype(float).tolist() if plan.epochs_after(total) <= 400 else []


def _speed_text(value: object) -> str:
    speed = float(value)  # type: ignore[arg-type]
    if speed >= FASTEST:
        return tr("fastest")
    return tr("{speed}/s", speed=f"{speed:,.0f}" if speed >= 10 else f"{speed:.1f}")


def _button(name: str, action: QAction) -> IconButton:
    icon = next(declared.icon for declared in ACTIONS if declared.name == name)
    flat = name not in ("play", "step", "step-back")
    button = IconButton(icon, size=46 if name == "play" else 32, primary=name == "play", flat=flat)
    button.set_action(action)
    return button
