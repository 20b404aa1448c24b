"""The window: it lays out toolbar, views, form and transport, and passes the user's wishes to the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, get_args

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QDialog, QFrame, QHBoxLayout, QMainWindow, QScrollArea, QVBoxLayout, QWidget

from engine.errors import InputError
from engine.experiment import display_name
from gui.document.settings import Settings
from gui.look.map_style import LOOKS, names
from gui.look.theme import DARK, LIGHT, SMALL, TEXT_SIZES, Theme, apply_theme, font, scaled, set_text_scale, text_growth, text_scale
from gui.plotting.picture_file import save_picture
from gui.session.frame import Arrangement, Frame, Scale
from gui.session.frame_scheduler import FrameScheduler, Turn
from gui.session.session import Session
from gui.widgets.banner import Banner
from gui.widgets.card import Card
from gui.widgets.veil import Veil

from .about import About
from .actions import ACTIONS, fill_menu_bar, make_actions
from .files import Files
from .form import Form
from .key_sheet import KeySheet
from .latin_keys import latin_shortcut
from .toolbar import Toolbar
from .transport import Transport

if TYPE_CHECKING:
    from gui.views.table import Themed, View  # imports pyqtgraph

SMALLEST = (860, 460)  # a screen of 1920 × 1080 at 200 %, less the system's bars; everything can be reached then
_NARROW = 1120  # at a text scale of 1; in a narrower window the panel folds by itself,
_LOW = 600  # and in a lower one losses and surface lie side by side
_PANEL_WIDTH, _LANE_WIDTH = 316, 230  # of the panel, and of a lane's losses: where there is less, they get two rows


class Window(QMainWindow):
    """The one window.

    Args:
        session: what is shown.
        settings: what is remembered; nothing, if None.
        theme: which theme to begin with.

    Attributes:
        session, files, form, toolbar, transport, banner: its parts.
        scheduler: decides when a frame is drawn, and by whom.

    Signals:
        closing: it is off the screen, and its threads are about to end.
    """

    closing = Signal()

    def __init__(self, session: Session, settings: Settings | None = None, theme: Theme = DARK) -> None:
        super().__init__()
        self.session: Session = session
        self._settings = settings
        self.files = Files(session, self, self._save_picture, settings)
        self._theme = theme
        self.setWindowTitle("TriDescent")
        self.setMinimumSize(*SMALLEST)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click on what takes no keys ends typing
        available = self.screen().availableSize()
        self.resize(min(1600, round(0.94 * available.width())), min(900, round(0.94 * available.height())))
        self.actions_by_name = make_actions(self, self)
        self.toolbar, self.transport = Toolbar(self.actions_by_name), Transport(self.actions_by_name)
        self._views: dict[str, View] = {}  # none before the first picture
        self._shares = [0]  # of the middle, of the empty ground and of the views there
        self._veils: dict[str, Veil] = {}  # over each of them
        self._eager: list[View] = []  # those of them that show at once what is new while a run is awaited
        self._others: list[View] = []
        self._ground = Card()  # where they will be
        self.form, self.banner = Form(self.actions_by_name), Banner()
        self.scheduler = FrameScheduler(session, self, self)
        self._has_begun = False
        self._text_size = text_scale()
        self._wants_panel = True  # where the window is not narrow
        self._is_narrow = False
        self._spaces: tuple[int, float] = 0, 0.0  # between cards, and the text scale for which
        self._lay_out()
        self._connect()
        self._restore()
        self.set_theme(self._theme)
        self._follow_experiment()
        self._follow_view()

    @property
    def views(self) -> dict[str, View]:
        """The views of the table, by name. They and their libraries come after the window's first picture, or when asked for."""
        if not self._views:
            self._add_views()
        return self._views

    def show_frame(self, frame: Frame, *, turn: Turn = "all") -> None:
        """Draw a frame, curves and trails only, in the views whose turn it is."""
        self.scheduler.note(frame, turn)
        if self.isMinimized():
            return
        for view in {"all": self._views.values(), "eager": self._eager, "others": self._others}[turn]:
            view.show_frame(frame)
        for name, veil in self._veils.items():
            veil.cover(frame.is_land_of_before if name == "surface" else frame.is_of_before)
        self.transport.show_frame(frame)

    @property
    def is_complete(self) -> bool:
        """Whether all views have painted all that belongs to the last frame."""
        return self.isMinimized() or all(view.is_complete for view in self._views.values())

    def complete(self) -> None:
        """Paint whatever the last frame lacks, however long it takes; for pictures that last."""
        while (frame := self.scheduler.last_frame) is not None and (self.scheduler.turn != "all" or not self.is_complete):
            self.show_frame(frame)

    def show_figures(self, frame: Frame) -> None:
        """Show the numbers of a frame."""
        if self.isMinimized():
            return
        for view in self._views.values():
            view.show_figures(frame)
        self.transport.show_figures(frame)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, theme)
        self.menuBar().setFont(font(SMALL))
        parts: tuple[Themed, ...] = (
            self.toolbar, *self._views.values(), *self._veils.values(), self.form, self.banner, self.transport, self._side, self._ground,
        )  # fmt: skip
        for part in parts:
            part.set_theme(theme)
        self._fit()
        self.scheduler.wake()

    @property
    def has_panel(self) -> bool:
        """Whether the settings panel is unfolded."""
        return not self._scroll.isHidden()

    def toggle_panel(self) -> None:
        """Fold the settings panel, or unfold it; in a narrow window for the time being."""
        self._scroll.setVisible(not self.has_panel)
        if not self._is_narrow:
            self._wants_panel = self.has_panel
        self._fit()
        self._follow_view()

    def step_text_size(self, steps: int) -> None:
        """All text larger or smaller by some of the sizes there are; with 0 steps as at first."""
        nearest = min(range(len(TEXT_SIZES)), key=lambda index: abs(TEXT_SIZES[index] - self._text_size))
        self._text_size = TEXT_SIZES[min(max(nearest + steps, 0), len(TEXT_SIZES) - 1)] if steps else 1.0
        self._scale_text()

    def _scale_text(self) -> None:
        """Show all text in the size that was chosen, grown on a large full screen."""
        screen = self.screen().size()
        scale = self._text_size * (text_growth(screen.width(), screen.height()) if self.isFullScreen() else 1.0)
        if scale != text_scale():
            set_text_scale(scale)
            self.set_theme(self._theme)

    def _fit(self) -> None:
        """Fold the panel as the window gets narrow, and lay the views out as it gets low."""
        is_narrow = self.width() < scaled(_NARROW)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._scroll.setVisible(self._wants_panel and not is_narrow)
            self._follow_view()
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        self._scroll.setFixedWidth(max(scaled(_PANEL_WIDTH), self._side.minimumSizeHint().width() + bar))
        is_low = self.height() < scaled(_LOW)
        direction = QBoxLayout.Direction.LeftToRight if is_low else QBoxLayout.Direction.TopToBottom
        if self._middle.direction() != direction:
            self._middle.setDirection(direction)
        room = self.width() - self.has_panel * self._scroll.width()
        in_two_rows = not is_low and len(self.session.experiment.lanes) * scaled(_LANE_WIDTH) > room
        for index, share in enumerate(self._shares):
            self._middle.setStretch(index, share + 5 if in_two_rows and index == 1 else share)
        self._set_spaces(8 if is_low else 14)

    def _set_spaces(self, space: int) -> None:
        """Between cards and around them, at a text scale of 1; above and below the bars there is a little less."""
        spaces = space, text_scale()
        if spaces == self._spaces:  # to set one again lays all out anew
            return
        self._spaces = spaces
        beside, below = scaled(space), scaled(space * 5 / 7)
        self._rows.setContentsMargins(beside, below if self.menuBar().isNativeMenuBar() else scaled(2), beside, beside)
        self._rows.setSpacing(below)
        for cards in (self._middle, self._columns):
            cards.setSpacing(beside)
        self._side_rows.setContentsMargins(*map(scaled, (14, 12, 14, 14)))
        self._side_rows.setSpacing(scaled(14))

    def toggle_theme(self) -> None:
        """Light or dark."""
        self.set_theme(LIGHT if self._theme is DARK else DARK)

    def fit(self) -> None:
        """See all paths, as at first."""
        self.session.set_options(extent=None)
        for view in self._views.values():
            if hasattr(view, "fit"):
                view.fit()

    def toggle_full_screen(self) -> None:
        """The whole screen, or a window."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_keys(self) -> None:
        """Open the sheet of all keys."""
        _open_sheet(KeySheet(self._theme, self))

    def show_about(self) -> None:
        """Open the sheet about the program."""
        _open_sheet(About(self._theme, self))

    def welcome(self, asked: str) -> None:
        """Come to the front and show what a later start was asked for: a file, a preset, or nothing in particular."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()
        if asked:
            self.files.open_asked(asked)

    def _save_picture(self, path: str) -> None:
        self.complete()
        save_picture(self, path)

    def _lay_out(self) -> None:
        self._side = Card()
        side = QVBoxLayout(self._side)
        side.addWidget(self.form)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._side)
        side.addStretch()
        views = self._middle = QVBoxLayout()
        views.addWidget(self._ground)
        self._side_rows = side
        middle = self._columns = QHBoxLayout()
        middle.addLayout(views, 1)
        middle.addWidget(self._scroll)
        body = QWidget()
        layout = self._rows = QVBoxLayout(body)
        layout.addWidget(self.toolbar)
        layout.addWidget(self.banner)
        layout.addLayout(middle, 1)
        layout.addWidget(self.transport)
        self.setCentralWidget(body)
        fill_menu_bar(self.menuBar(), self.actions_by_name, {"open": self.files.recent.menu})

    def _add_views(self) -> None:
        from gui.views.table import VIEWS

        self._ground.hide()
        side = self._side_rows
        for place in VIEWS:
            view = self._views[place.name] = place.view()
            (self._eager if place.is_eager else self._others).append(view)
            self._veils[place.name] = Veil(cast("QWidget", view))
            for part in (view, self._veils[place.name]):
                part.set_theme(self._theme)
            view.show_experiment(self.session.experiment)
            if hasattr(view, "option_changed"):
                view.option_changed.connect(self._options)
            if hasattr(view, "repaint_requested"):
                view.repaint_requested.connect(self.scheduler.go_on)
            if place.where == "middle":
                self._middle.addWidget(cast("QWidget", view))
                self._shares.append(place.share)
            else:
                side.insertWidget(side.count() - 1, cast("QWidget", view))  # above the stretch
        self._fit()
        if self.scheduler.last_frame is not None:
            self.show_frame(self.scheduler.last_frame)
            self.show_figures(self.scheduler.last_frame)

    def _connect(self) -> None:
        session, toolbar, transport = self.session, self.toolbar, self.transport
        self.files.failed.connect(self.banner.tell)
        self.files.saved.connect(lambda path: self.banner.note(f"Saved to {path}"))
        self.files.kept.connect(lambda: toolbar.show_experiment(session.experiment))
        session.opened.connect(lambda: self.form.forget_refused())
        session.experiment_changed.connect(self._follow_experiment)
        session.view_changed.connect(self._follow_view)
        session.failed.connect(self.banner.tell)
        toolbar.preset_chosen.connect(self.files.open_asked)
        toolbar.clock.value_changed.connect(session.set_clock)
        toolbar.scale.value_changed.connect(session.set_scale)
        toolbar.arrangement.value_changed.connect(session.set_arrangement)
        transport.sought.connect(self._seek)
        transport.nudged.connect(session.step)
        transport.speed_chosen.connect(session.set_speed)
        self.form.edited.connect(self._change)
        self.form.released.connect(session.document.end_gesture)

    def _options(self, name: str, value: Any) -> None:
        if name == "pin":
            self.session.toggle_pin()
        elif name == "position":
            self._seek(value)
        elif name == "relief":
            self.session.set_relief(value)
        elif name == "lane":
            self.session.toggle_lane(value)
        elif name in LOOKS:
            self.session.set_map_look(**{name: value})
        elif name == "start":
            self._start_at(*value)
        else:
            self.session.set_options(**{name: value})

    def _start_at(self, x: float, y: float) -> None:
        try:
            self.session.start_at(x, y)
        except InputError as error:
            self.banner.tell(f"{_in_words(error)}.")

    def _seek(self, position: float) -> None:
        self.session.seek(position)
        self.scheduler.wake()

    def _change(self, path: str, changes: dict[str, Any]) -> None:
        """Try a change together with what was refused before, then alone."""
        together = self.form.with_refused(path, changes)
        if together != changes and self._refusal(together) is None:
            self.form.forget_refused()
            changes = together
        try:
            self.session.change(changes, path, by_hand=True)
        except InputError as error:
            self.form.show_error(path, _in_words(error, path))
            field = self.form.fields[path]
            QTimer.singleShot(0, field, lambda: self._scroll.ensureWidgetVisible(field, 0, 8))  # when it has grown
        for other, option_changed in self.form.refused.items():
            if other != path and (why := self._refusal(option_changed)) is not None:  # it may be another reason now
                self.form.show_error(other, _in_words(why, other))

    def _refusal(self, changes: dict[str, Any]) -> InputError | None:
        """Why other inputs would be refused, if they would."""
        try:
            self.session.experiment.with_changes(changes)
        except InputError as error:
            return error
        return None

    def _follow_experiment(self) -> None:
        experiment = self.session.experiment
        self.setWindowTitle(f"TriDescent – {experiment.title}[*]")
        self.setWindowModified(self.session.document.is_unsaved)
        self.banner.hide()  # what went wrong before is answered
        self.toolbar.show_experiment(experiment)
        for view in self._views.values():
            view.show_experiment(experiment)
        self.form.show_experiment(experiment)
        self.form.show_changed(self.session.document.is_changed)
        self._fit()
        self.scheduler.wake()

    def _follow_view(self) -> None:
        session, playhead = self.session, self.session.playhead
        self.toolbar.show_view(playhead.clock, session.scale, session.arrangement)
        self.transport.show_state(is_playing=playhead.is_playing, speed=playhead.speed)
        for action in ACTIONS:
            if action.enabled is not None:
                self.actions_by_name[action.name].setEnabled(action.enabled(self))
            if action.what is not None:
                self.actions_by_name[action.name].setText(f"{action.text} {action.what(self)}".strip())
            if action.checked is not None:
                self.actions_by_name[action.name].setChecked(action.checked(self))
        self.scheduler.wake()

    def _restore(self) -> None:
        """Take up what was left; the clock is the experiment's own."""
        if self._settings is None:
            return
        self._text_size = float(self._settings.text("text-size", tuple(map(str, TEXT_SIZES)), "1.0"))
        set_text_scale(self._text_size)
        self._wants_panel = self._settings.text("panel", ("shown", "folded"), "shown") == "shown"
        self._scroll.setVisible(self._wants_panel)
        self.files.folder = self._settings.folder("folder")
        geometry = self._settings.bytes("geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        if self._settings.text("theme", ("dark", "light"), self._theme.name) != self._theme.name:
            self._theme = LIGHT if self._theme is DARK else DARK
        self.session.scale = self._settings.text("scale", get_args(Scale), "log")  # type: ignore[assignment]
        self.session.arrangement = self._settings.text("arrangement", get_args(Arrangement), "side")  # type: ignore[assignment]
        for name, (_, looks) in LOOKS.items():
            self.session.set_map_look(**{name: self._settings.text(name, names(looks), looks[0].name)})

    def _remember(self) -> None:
        if self._settings is None:
            return
        self._settings.set_bytes("geometry", self.saveGeometry())
        self._settings.set_text("folder", str(self.files.folder or ""))
        session = self.session
        for name, value in (
            ("theme", self._theme.name), ("scale", session.scale), ("arrangement", session.arrangement),
            *((name, getattr(session.map_look, name)) for name in LOOKS),
            ("text-size", str(self._text_size)), ("panel", "shown" if self._wants_panel else "folded"),
        ):  # fmt: skip
            self._settings.set_text(name, value)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # else the first control had the keyboard
        frame = self.session.frame()
        self.show_frame(frame)
        self.show_figures(frame)
        self.scheduler.wake()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        elif (shortcut := latin_shortcut(event)) is not None:
            for action in self.actions_by_name.values():
                if shortcut in action.shortcuts():
                    action.trigger()  # nothing happens where it is disabled
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._has_begun:  # what it takes to draw and to compute is imported when the window is on the screen, not before
            self._has_begun = True
            QTimer.singleShot(0, self._begin)

    def _begin(self) -> None:
        if not self._views:
            self._add_views()
        self.session.begin()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and not self.isMinimized():
            self._scale_text()
            self.scheduler.wake()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scale_text()  # on another screen, perhaps
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._remember()
        self.scheduler.rest()
        self.hide()  # at once: to wait for the threads can take a moment
        self.closing.emit()
        self.files.close()
        self.session.close()
        super().closeEvent(event)


def _in_words(error: InputError, path: str = "") -> str:
    """What to say at the field of a path: whose fault it is, by its name on the form, where it is another one's."""
    return error.message if error.field == path else f"{display_name(error.field)}: {error.message}"


def _open_sheet(sheet: QDialog) -> None:
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    sheet.open()
