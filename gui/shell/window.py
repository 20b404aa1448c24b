"""The window: it lays out toolbar, views, form and transport, and passes the user's wishes to the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from engine.consent import ConsentNeededError
from gui.document.settings import Settings
from gui.look.theme import DARK, Theme, apply_theme
from gui.look.translation import tr
from gui.plotting.picture_file import save_picture
from gui.session.frame import Frame
from gui.session.frame_scheduler import FrameScheduler, Turn
from gui.session.session import Session
from gui.widgets.banner import Banner

from .about import About
from .actions import fill_menu_bar, make_actions, set_scope, show_states
from .appearance import Appearance
from .body import Body
from .consent import ask_for_consent
from .files import Files, dropped_file
from .form import Form
from .key_sheet import KeySheet
from .latin_keys import trigger_latin
from .projector import Projector
from .requests import Requests
from .toolbar import Toolbar
from .transport import Transport
from .window_settings import remember, restore
from .workspace import Workspace

if TYPE_CHECKING:
    from gui.views.registry import View  # imports pyqtgraph

SMALLEST = (860, 460)  # a screen of 1920 × 1080 at 200 %, less the system's bars; everything can be reached then


class Window(QMainWindow):
    """The one window.

    Args:
        session: what is shown.
        settings: what is remembered; nothing, if None.
        theme: which theme to begin with.

    Attributes:
        session, files, requests, form, workspace, toolbar, transport, banner: its parts.
        appearance: the theme and the size of text.
        projector: projector mode.
        scheduler: decides when a frame is drawn, and by whom.

    Signals:
        closing: it is off the screen, and its threads are about to end.
    """

    closing = Signal()

    def __init__(self, session: Session, settings: Settings | None = None, theme: Theme = DARK) -> None:
        super().__init__()
        self.session: Session = session
        self._settings = settings
        self.files: Files = Files(session, self, self._save_picture, lambda: self.appearance.theme)
        self.appearance: Appearance = Appearance(theme, self)
        self.setWindowTitle("TriDescent")
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click on what takes no keys ends typing
        available = self.screen().availableSize()
        self.resize(min(1600, round(0.94 * available.width())), min(900, round(0.94 * available.height())))
        self.actions_by_name = make_actions(self, self)
        self.toolbar, self.transport = Toolbar(self.actions_by_name), Transport(self.actions_by_name)
        self.form: Form = Form(self.actions_by_name)
        self.banner = Banner()
        self.workspace: Workspace = Workspace(self.form)
        self.requests = Requests(session, self.form, self.workspace.panel)
        self.scheduler = FrameScheduler(session, self, self)
        self.projector = Projector(self, self._show_projected)
        self._body = Body((self.toolbar, self.banner, self.workspace, self.transport, self.projector.caption), self.workspace)
        self.setCentralWidget(self._body)
        fill_menu_bar(self.menuBar(), self.actions_by_name, {"open": self.files.recent.menu})
        self._has_begun = False
        if settings is not None:
            restore(self, settings)
            self.files.recent.changed.connect(lambda: remember(self, settings, "recent"))
            self.files.tables.changed.connect(lambda: remember(self, settings, "tables"))
        self._connect()
        self._show_appearance()
        self._follow_experiment()
        self._follow_view()

    @property
    def views(self) -> dict[str, View]:
        """The views that were shown so far, by name. They and their libraries come after the window's first picture, or when asked for."""
        if not self.workspace.views:
            self.workspace.add_views(self.session.view.shown)
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
        (self.projector.caption if self.projector.is_on else self.transport).show_figures(frame)

    def _show_appearance(self) -> None:
        """Show all parts in the theme and the text scale that hold now."""
        theme = self.appearance.theme
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
        for part in (self.workspace, self.form, self.projector.caption):
            part.set_theme(self.appearance.theme.with_lanes(colors))

    def _scale_text(self) -> None:
        self.appearance.scale_text(self.size(), self.screen().size(), is_full=self.isFullScreen())

    def _show_projected(self, is_projected: bool) -> None:
        """Show the views and one line, or all parts again."""
        self.appearance.is_projected = is_projected
        for part in (self.toolbar, self.transport):
            part.setHidden(is_projected)
        self.banner.hide()
        self.workspace.set_projected(is_projected)
        set_scope(self.actions_by_name, "projector" if is_projected else "window")
        self._scale_text()
        self._show_appearance()  # the text scale may be the same
        self._follow_view()

    def _fit(self) -> None:
        """Lay all out for the present size of window and text."""
        self.workspace.fit(self.size(), len(self.session.experiment.lanes))
        self._body.fit(is_below_menus=not (self.menuBar().isNativeMenuBar() or self.projector.is_on))

    def step_text_size(self, steps: int) -> None:
        """Make all text larger or smaller by some of the sizes there are; 0 steps bring back the first size."""
        self.appearance.step_text_size(steps)
        self._scale_text()

    def fit(self) -> None:
        """See all paths, as at first."""
        self.session.set_options(extent=None)
        self.workspace.fit_views()

    def toggle_full_screen(self) -> None:
        """The whole screen, or a window."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_keys(self) -> None:
        """Open the sheet of all keys."""
        KeySheet(self.appearance.theme, self).open()

    def show_range_test(self) -> None:
        """Open the sheet that tests learning rates."""
        from .range_sheet import RangeSheet  # brings pyqtgraph along, for which no window waits

        RangeSheet(self.session, self.appearance.theme.with_lanes(self._colors), self).open()

    def show_about(self) -> None:
        """Open the sheet about the program."""
        About(self.appearance.theme, self).open()

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

    def _connect(self) -> None:
        session, toolbar, transport = self.session, self.toolbar, self.transport
        self.files.failed.connect(self.banner.tell)
        self.files.saved.connect(lambda path: self.banner.note(tr("Saved to {path}", path=path)))
        self.files.kept.connect(lambda: toolbar.show_experiment(session.experiment))
        self.appearance.changed.connect(self._show_appearance)
        session.experiment_changed.connect(self._follow_experiment)
        session.view_changed.connect(self._follow_view)
        session.failed.connect(self.banner.tell)
        session.consent_needed.connect(self._ask_for_consent)
        toolbar.preset_chosen.connect(self.files.open_asked)
        toolbar.clock.value_changed.connect(lambda clock: session.look(clock=clock))
        toolbar.plotted_chosen.connect(lambda plotted: session.look(plotted=plotted))
        toolbar.scale.value_changed.connect(lambda scale: session.look(scale=scale))
        toolbar.arrangement.value_changed.connect(lambda arrangement: session.look(arrangement=arrangement))
        transport.sought.connect(self.requests.seek)
        transport.nudged.connect(session.playback.step)
        transport.speed_chosen.connect(session.playback.set_speed)
        self.form.released.connect(session.document.end_gesture)
        self.form.file_wanted.connect(lambda kind: self.files.ask_input(kind, lambda file: self.requests.take_file(kind, file)))
        self.requests.refused.connect(self.banner.tell)
        self.requests.sought.connect(self.scheduler.wake)
        self.workspace.option_changed.connect(self.requests.set_option)
        self.workspace.repaint_requested.connect(self.scheduler.wake)
        self.workspace.panel_changed.connect(self._follow_panel)

    def _ask_for_consent(self, needed: ConsentNeededError) -> None:
        """Ask whether a model file may be run, and say so where it was not."""
        refused = tr("The model file {path} was not run. Reset asks again.", path=needed.path)
        ask_for_consent(self, needed, self.appearance.theme, lambda: self.session.allow(needed), lambda: self.banner.tell(refused))

    def _follow_experiment(self) -> None:
        experiment = self.session.experiment
        self.setWindowTitle(f"TriDescent – {tr(experiment.title)}[*]")
        self.setWindowModified(self.session.document.is_unsaved)
        self.banner.hide()  # what went wrong before is answered
        self.toolbar.show_experiment(experiment)
        self._show_quantity()
        if (colors := self.session.lane_colors()) != self._colors:
            self._set_lane_colors(colors)
        self.workspace.show_experiment(experiment)
        self.projector.caption.show_experiment(experiment)
        self.form.show_experiment(experiment)
        self.form.show_changed(self.session.document.is_changed)
        self._fit()
        self.scheduler.wake()

    def _show_quantity(self) -> None:
        experiment = self.session.experiment
        self.toolbar.show_quantity(self.session.view.quantity(experiment), is_classification=experiment.data.is_classification)

    def _follow_panel(self) -> None:
        self._fit()
        self._follow_view()

    def _follow_view(self) -> None:
        session, playhead = self.session, self.session.playhead
        self.toolbar.show_view(playhead.clock, session.view.scale, session.view.arrangement)
        self._show_quantity()
        self.workspace.show_views(session.view.shown)
        self.transport.show_state(is_playing=playhead.is_playing, speed=playhead.speed)
        show_states(self.actions_by_name, self)
        self.scheduler.wake()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # else the first control had the keyboard
        frame = self.session.frame()
        self.show_frame(frame)
        self.show_figures(frame)
        self.scheduler.wake()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.projector.is_on:
            self.projector.toggle()
        elif event.key() == Qt.Key.Key_Escape:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not trigger_latin(event, self.actions()):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if path := dropped_file(event.mimeData()):
            event.acceptProposedAction()
            self.files.open_asked(path)

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
        self.projector.fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.projector.is_on:
            self.projector.toggle()
        if self._settings is not None:
            remember(self, self._settings)
        self.workspace.panel.hide()  # if it floats, it is a window of its own
        self.scheduler.rest()
        self.hide()  # at once: to wait for the threads can take a moment
        self.closing.emit()
        self.files.close()
        self.session.close()
        super().closeEvent(event)
