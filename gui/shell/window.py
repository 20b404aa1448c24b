"""The window: it lays out toolbar, views, form and transport, and passes the user's wishes to the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QVBoxLayout, QWidget

from gui.document.settings import Settings
from gui.document.view_state import Arrangement, Scale
from gui.look.map_style import LOOKS, names
from gui.look.theme import DARK, LIGHT, TEXT_SIZES, Theme, apply_theme, scaled, set_text_scale, text_growth, text_scale
from gui.plotting.picture_file import save_picture
from gui.session.frame import Frame
from gui.session.frame_scheduler import FrameScheduler, Turn
from gui.session.session import Session
from gui.widgets.banner import Banner

from .about import About
from .actions import ACTIONS, fill_menu_bar, make_actions
from .files import Files
from .form import Form
from .key_sheet import KeySheet
from .latin_keys import latin_shortcut
from .requests import Requests
from .toolbar import Toolbar
from .transport import Transport
from .workspace import Workspace

if TYPE_CHECKING:
    from gui.views.table import View  # imports pyqtgraph

SMALLEST = (860, 460)  # a screen of 1920 × 1080 at 200 %, less the system's bars; everything can be reached then


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
        self.form, self.banner = Form(self.actions_by_name), Banner()
        self.workspace = Workspace(self.form)
        self.requests = Requests(session, self.form, self.workspace.panel)
        self.scheduler = FrameScheduler(session, self, self)
        self._body = QWidget()  # all below the menu bar
        self._has_begun = False
        self._text_size = text_scale()
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
        if not self.workspace.views:
            self.workspace.add_views(self.session.experiment, self._theme.with_lanes(self._colors))
            self._fit()
            if (frame := self.scheduler.last_frame) is not None:
                self.show_frame(frame)
                self.show_figures(frame)
        return self.workspace.views

    def show_frame(self, frame: Frame, *, turn: Turn = "all") -> None:
        """Draw a frame, curves and trails only, in the views whose turn it is."""
        self.scheduler.note(frame, turn)
        if self.isMinimized():
            return
        self.workspace.show_frame(frame, turn)
        self.transport.show_frame(frame)

    @property
    def is_complete(self) -> bool:
        """Whether all views have painted all that belongs to the last frame."""
        return self.isMinimized() or self.workspace.is_complete

    def complete(self) -> None:
        """Paint whatever the last frame lacks, however long it takes; for pictures that last."""
        while (frame := self.scheduler.last_frame) is not None and (self.scheduler.turn != "all" or not self.is_complete):
            self.show_frame(frame)

    def show_figures(self, frame: Frame) -> None:
        """Show the numbers of a frame."""
        if self.isMinimized():
            return
        self.workspace.show_figures(frame)
        self.transport.show_figures(frame)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, theme)
        for part in (self.toolbar, self.banner, self.transport):
            part.set_theme(theme)
        self._set_lane_colors(self.session.lane_colors())
        self._fit()
        self.scheduler.wake()

    def _set_lane_colors(self, colors: tuple[int, ...]) -> None:
        """Have each lane in its own colour, in what shows lanes."""
        self._colors = colors
        for part in (self.workspace, self.form):
            part.set_theme(self._theme.with_lanes(colors))

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
        """Lay all out for the present size of window and text."""
        self.workspace.fit(self.size(), len(self.session.experiment.lanes))
        spaces = (8 if self.workspace.is_low else 14), text_scale()
        if spaces == self._spaces:  # to set one again lays all out anew
            return
        self._spaces = spaces
        beside, below = scaled(spaces[0]), scaled(spaces[0] * 5 / 7)
        self._rows.setContentsMargins(beside, below if self.menuBar().isNativeMenuBar() else scaled(2), beside, beside)
        self._rows.setSpacing(below)
        self.workspace.set_spacing(beside)

    def toggle_theme(self) -> None:
        """Light or dark."""
        self.set_theme(LIGHT if self._theme is DARK else DARK)

    def fit(self) -> None:
        """See all paths, as at first."""
        self.session.set_options(extent=None)
        for view in self.workspace.views.values():
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
        save_picture(self._body, path)  # without the menu bar

    def _lay_out(self) -> None:
        layout = self._rows = QVBoxLayout(self._body)
        layout.addWidget(self.toolbar)
        layout.addWidget(self.banner)
        layout.addWidget(self.workspace, 1)
        layout.addWidget(self.transport)
        self.setCentralWidget(self._body)
        fill_menu_bar(self.menuBar(), self.actions_by_name, {"open": self.files.recent.menu})

    def _connect(self) -> None:
        session, toolbar, transport = self.session, self.toolbar, self.transport
        self.files.failed.connect(self.banner.tell)
        self.files.saved.connect(lambda path: self.banner.note(f"Saved to {path}"))
        self.files.kept.connect(lambda: toolbar.show_experiment(session.experiment))
        session.experiment_changed.connect(self._follow_experiment)
        session.view_changed.connect(self._follow_view)
        session.failed.connect(self.banner.tell)
        toolbar.preset_chosen.connect(self.files.open_asked)
        toolbar.clock.value_changed.connect(lambda clock: session.look(clock=clock))
        toolbar.scale.value_changed.connect(lambda scale: session.look(scale=scale))
        toolbar.arrangement.value_changed.connect(lambda arrangement: session.look(arrangement=arrangement))
        transport.sought.connect(self.requests.seek)
        transport.nudged.connect(session.playback.step)
        transport.speed_chosen.connect(session.playback.set_speed)
        self.form.released.connect(session.document.end_gesture)
        self.requests.refused.connect(self.banner.tell)
        self.requests.sought.connect(self.scheduler.wake)
        self.workspace.option_changed.connect(self.requests.set_option)
        self.workspace.repaint_requested.connect(self.scheduler.go_on)
        self.workspace.panel_changed.connect(self._follow_panel)

    def _follow_experiment(self) -> None:
        experiment = self.session.experiment
        self.setWindowTitle(f"TriDescent – {experiment.title}[*]")
        self.setWindowModified(self.session.document.is_unsaved)
        self.banner.hide()  # what went wrong before is answered
        self.toolbar.show_experiment(experiment)
        if (colors := self.session.lane_colors()) != self._colors:
            self._set_lane_colors(colors)
        self.workspace.show_experiment(experiment)
        self.form.show_experiment(experiment)
        self.form.show_changed(self.session.document.is_changed)
        self._fit()
        self.scheduler.wake()

    def _follow_panel(self) -> None:
        self._fit()
        self._follow_view()

    def _follow_view(self) -> None:
        session, playhead = self.session, self.session.playhead
        self.toolbar.show_view(playhead.clock, session.view.scale, session.view.arrangement)
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
        wants_panel = self._settings.text("panel", ("shown", "folded"), "shown") == "shown"
        self.workspace.restore(self._settings.bytes("docks"), wants_panel=wants_panel)
        self.files.folder = self._settings.folder("folder")
        geometry = self._settings.bytes("geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        if self._settings.text("theme", ("dark", "light"), self._theme.name) != self._theme.name:
            self._theme = LIGHT if self._theme is DARK else DARK
        scale = cast("Scale", self._settings.text("scale", get_args(Scale), "log"))
        self.session.look(scale=scale, arrangement=cast("Arrangement", self._settings.text("arrangement", get_args(Arrangement), "side")))
        for name, (_, looks) in LOOKS.items():
            self.session.set_map_look(**{name: self._settings.text(name, names(looks), looks[0].name)})

    def _remember(self) -> None:
        if self._settings is None:
            return
        self._settings.set_bytes("geometry", self.saveGeometry())
        self._settings.set_bytes("docks", self.workspace.state())
        self._settings.set_text("folder", str(self.files.folder or ""))
        session = self.session
        for name, value in (
            ("theme", self._theme.name), ("scale", session.view.scale), ("arrangement", session.view.arrangement),
            *((name, getattr(session.view.map_look, name)) for name in LOOKS),
            ("text-size", str(self._text_size)), ("panel", "shown" if self.workspace.wants_panel else "folded"),
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
        _ = self.views
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
        self.workspace.panel.hide()  # if it floats, it is a window of its own
        self.scheduler.rest()
        self.hide()  # at once: to wait for the threads can take a moment
        self.closing.emit()
        self.files.close()
        self.session.close()
        super().closeEvent(event)


def _open_sheet(sheet: QDialog) -> None:
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    sheet.open()
