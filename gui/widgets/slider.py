"""A number with its name, a track to drag and a figure to type over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from engine.experiment import UnclearNumber
from gui.look.theme import BODY, DARK, Theme, scaled
from gui.look.translation import tr, worded
from gui.widgets.compound import CompoundField
from gui.widgets.elided import ElidedLabel
from gui.widgets.marker import MarkerLabel
from gui.widgets.message import MessageLine
from gui.widgets.scale import Number, ValueScale, parse_number
from gui.widgets.track import SliderTrack
from gui.widgets.value_edit import ValueEdit

_FRAME, _SHORT = 10, 5  # pixels around a number that is typed, and characters that there is room for anyway


def plain(value: Number) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


class ValueSlider(CompoundField):
    """Name and value above a thin track, with help or an error below; or all on one row when `compact`.

    Attributes:
        value: the number held. It may lie outside the range when the caller set it so; the knob then rests at the end.
        unclear: why what was typed last can mean two things, else empty.
        message: the line for help and errors.

    Signals:
        value_edited: the new number, at each change by the user. Typed text that is no number comes as the raw str, and a typed number
            outside the bounds as it is; neither is adopted, so the caller answers with `set_error` or `set_value`.
        released: the hand is off after such changes.
    """

    value_edited = Signal(object)
    released = Signal()

    def __init__(
        self,
        label: str,
        minimum: Number,
        maximum: Number,
        *,
        logarithmic: bool = False,
        integer: bool = False,
        stops: Sequence[Number] | None = None,
        format: Callable[[Number], str] = plain,
        words: Mapping[str, Number | str] | None = None,
        unit: str = "",
        help: str = "",
        lane: int | None = None,
        compact: bool = False,
        label_width: int = 96,
        value_width: int | None = None,
        collapses: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`lane` puts that lane's marker before the label and its colour on the track. The widths are logical pixels at scale 1;
        `label_width` counts in a compact row only, and without a `value_width` the widest value of the range sets it. `words` can be
        typed in place of a number, for what they stand for, and `unit` after one. `collapses`: no room is kept for an error.
        """
        super().__init__(parent)
        self._scale = ValueScale(minimum, maximum, logarithmic, integer, tuple(stops or ()))
        self._format, self._words, self._unit = format, {word.lower(): meant for word, meant in (words or {}).items()}, unit
        self._word = ""
        self.unclear = ""
        self._value: Number = self._scale.bounds[0]
        self._lane, self._compact = lane, compact
        self._label_width, self._value_width, self._width = label_width, value_width, 0
        self._widest = self._value  # that was held so far
        self._label = ElidedLabel(label, weight=500, size_px=BODY)
        self._marker = MarkerLabel(lane or 0, self, size=10)
        self._marker.setHidden(lane is None)
        self._track = SliderTrack()
        self._edit = ValueEdit()
        self.message = MessageLine(self, help, collapses=compact or collapses)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self._connect()
        self.set_theme(DARK)
        self._show_value()

    @property
    def value(self) -> Number:
        return self._value

    @property
    def bounds(self) -> tuple[Number, Number]:
        """The least and the greatest number that it can be dragged to."""
        return self._scale.bounds

    @property
    def has_stops(self) -> bool:
        """Whether it stands at some numbers only."""
        return bool(self._scale.stops)

    def set_value(self, value: Number, word: str = "") -> None:
        """Show a value silently, or a word that stands for it."""
        self._value, self._word = value, word
        self._show_value()

    def set_range(self, minimum: Number, maximum: Number) -> None:
        """New bounds, silently; the value stays what it is."""
        scale = self._scale
        stops = tuple(stop for stop in scale.stops if minimum <= stop <= maximum)
        self._scale = ValueScale(minimum, maximum, scale.logarithmic, scale.integer, stops)
        self._fix_value_width()
        self._show_value()

    def set_stops(self, stops: Sequence[Number]) -> None:
        """Other stops, silently; the value stays what it is."""
        scale = self._scale
        self._scale = ValueScale(scale.minimum, scale.maximum, scale.logarithmic, scale.integer, tuple(stops))
        self._fix_value_width()
        self._show_value()

    def set_error(self, text: str | None) -> None:
        if text != self.message.error:
            self.message.set_error(text)
            self._describe()

    def set_help(self, text: str) -> None:
        self.message.set_help(text)

    def set_label(self, text: str) -> None:
        self._label.setText(text)
        self.name_parts(text)

    def start_typing(self) -> None:
        """Open the value for typing, as Enter does."""
        has_keys = self._track.hasFocus()
        self._edit.setFocus(Qt.FocusReason.ShortcutFocusReason if has_keys else Qt.FocusReason.OtherFocusReason)

    def set_theme(self, theme: Theme) -> None:
        for part in (self._label, self._marker, self._track, self._edit, self.message):
            part.set_theme(theme)
        self._track.set_fill(None if self._lane is None else theme.lanes[self._lane % len(theme.lanes)].color)
        self._fix_value_width()
        self._label.setFixedHeight(scaled(20))
        if self._compact:
            self._label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._label.setFixedWidth(scaled(self._label_width))

    def _fix_value_width(self) -> None:
        """As wide as the widest value of the range, so that nothing moves when the number gets longer."""
        if self._value_width is not None:
            self._width = scaled(self._value_width)
        else:
            samples = {self._scale.value_at(place / 40) for place in range(41)}.union(self._scale.stops)
            self._width = max(scaled(64), *(self._width_of(sample) + 4 for sample in samples))
        self._width = max(self._width, self._width_of(self._widest))
        self._make_room()

    def _make_room(self) -> None:
        """Cut off nothing of the value that is held. The room for a longer one stays when it is gone: nothing moves to and fro."""
        width = self._width_of(self._value)
        if width > self._width:
            self._widest, self._width = self._value, width
        self._edit.setFixedWidth(self._width)

    def _width_of(self, value: Number) -> int:
        """Of a value, as it is read or typed."""
        metrics, typed = self._edit.fontMetrics(), plain(value)
        shown = metrics.horizontalAdvance(self._format(value))
        return max(shown, metrics.horizontalAdvance(typed) + _FRAME) if len(typed) > _SHORT else shown

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        middle = (self._track,) if self._compact else ()
        for part in (self._marker, self._label, *middle, self._edit):
            top.addWidget(part, 1 if part is (self._track if self._compact else self._label) else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        if not self._compact:
            column.addWidget(self._track)
        column.addWidget(self.message)

    def _connect(self) -> None:
        self._track.valueChanged.connect(lambda place: self._edit_to(self._scale.number_at(place)))
        self._track.sliderReleased.connect(self.released)
        self._track.edit_requested.connect(self.start_typing)
        self._edit.committed.connect(self._take_typed)
        self._edit.finished.connect(self._end_typing)
        self.setFocusProxy(self._track)
        self.name_parts(self._label.text())

    def name_parts(self, name: str) -> None:
        """What screen readers call it, where that is more than the label."""
        for part in (self, self._track, self._edit):
            part.setAccessibleName(name)

    def _edit_to(self, value: Number) -> None:
        if value != self._value:
            self.set_value(value)
            self.value_edited.emit(value)
            if not self._track.isSliderDown():
                self.released.emit()

    def _take_typed(self, text: str) -> None:
        meant = self._meant(text)
        low, high = self._scale.bounds
        if not isinstance(meant, str) and low <= meant <= high:
            self.set_value(meant)
        self.value_edited.emit(meant)
        self.released.emit()

    def _meant(self, text: str) -> Number | str:
        """What was typed, or the text where that is no number; it may have the unit with which the value is shown."""
        bare = text.strip().removesuffix(self._unit).strip()
        self.unclear = ""
        if bare.lower() in self._words:
            return self._words[bare.lower()]
        try:
            number = parse_number(bare, self._scale.integer, QLocale().decimalPoint())
        except UnclearNumber as error:
            number, self.unclear = None, worded(error.told)
        return text if number is None else number

    def _end_typing(self) -> None:
        """The track gets the keyboard back if it had it; after a click, keys are for the window again."""
        if self._edit.is_reached_by_keys:
            self._track.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._edit.clearFocus()

    def _show_value(self) -> None:
        self._make_room()
        shown = self._word or self._format(self._value)
        self._edit.set_value_text(shown, self._word or plain(self._value))
        self._track.show_number(self._value, self._scale)
        self._describe()

    def _describe(self) -> None:
        """Tell screen readers the value and its bounds, which are no places on the track, and what is wrong with it."""
        low, high = map(self._format, self._scale.bounds)
        told, error = tr("{value}, from {least} to {most}", value=self._edit.shown, least=low, most=high), self.message.error
        self._track.setAccessibleDescription(tr("{value}. {problem}", value=told, problem=error) if error else told)
