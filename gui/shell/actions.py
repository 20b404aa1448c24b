"""Every action, declared once: menu, buttons, shortcut sheet and tests all read this table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from engine.experiment.sections import MOST_LANES
from gui.look.translation import QT_TR_NOOP, tr
from gui.session.session import Session
from gui.views.registry import IN_MIDDLE, Place
from gui.widgets.painting import round_popup

from . import choices, lane_changes

if TYPE_CHECKING:
    from .appearance import Appearance
    from .files import Files
    from .projector import Projector
    from .workspace import Workspace

Scope = Literal["window", "projector"]
_Role = QAction.MenuRole


class Controller(Protocol):
    """What actions need of the window."""

    @property
    def session(self) -> Session: ...
    @property
    def files(self) -> Files: ...
    @property
    def workspace(self) -> Workspace: ...
    def close(self) -> bool: ...
    def fit(self) -> None: ...
    def show_about(self) -> None: ...
    def show_keys(self) -> None: ...
    def show_range_test(self) -> None: ...
    @property
    def appearance(self) -> Appearance: ...
    @property
    def projector(self) -> Projector: ...
    def step_text_size(self, steps: int, /) -> None: ...
    def toggle_full_screen(self) -> None: ...


@dataclass(frozen=True)
class Action:
    """Something the user can do.

    Attributes:
        name: how code calls it.
        text: as in the menu.
        group: its menu, one of `MENUS`, which is a part of the shortcut sheet, too.
        keys: shortcuts, the first of which is shown.
        run: what it does.
        icon: of `gui.widgets.icons`, or empty.
        help: one line for the tooltip.
        checked: whether it is on, for actions that are on or off.
        enabled: whether it can be done now; always, if None.
        change: its text in the menu while it has to do with a change, and which one that is now.
        scopes: where its keys hold. One key may mean one thing in each scope.
        separator: whether a line is above it in the menu.
        role: where macOS puts it; everywhere else it stays in its menu.
    """

    name: str
    text: str
    group: str
    keys: tuple[str, ...]
    run: Callable[[Controller], object]
    icon: str = ""
    help: str = ""
    checked: Callable[[Controller], bool] | None = None
    enabled: Callable[[Controller], bool] | None = None
    change: tuple[str, Callable[[Controller], str]] | None = None
    scopes: tuple[Scope, ...] = ("window", "projector")
    separator: bool = False
    role: QAction.MenuRole = _Role.NoRole


MENUS = {
    QT_TR_NOOP("File"): QT_TR_NOOP("&File"),
    QT_TR_NOOP("Edit"): QT_TR_NOOP("&Edit"),
    QT_TR_NOOP("Experiment"): QT_TR_NOOP("E&xperiment"),
    QT_TR_NOOP("Playback"): QT_TR_NOOP("&Playback"),
    QT_TR_NOOP("View"): QT_TR_NOOP("&View"),
    QT_TR_NOOP("Surface"): QT_TR_NOOP("&Surface"),
    QT_TR_NOOP("Help"): QT_TR_NOOP("&Help"),
}
"""The menus in their order, and their titles with the letter that opens each of them together with Alt."""


def _showing(place: Place) -> Action:
    """Shows a view of the table, or folds it away."""
    return Action(
        f"view-{place.name}", place.title, "View", (place.key,), lambda w: choices.toggle_view(w.session, place.name), "", place.help,
        lambda w: place.name in w.session.view.shown, separator=place is IN_MIDDLE[0],
    )  # fmt: skip


ACTIONS: tuple[Action, ...] = (
    Action("open", QT_TR_NOOP("Open …"), "File", ("Ctrl+O",), lambda w: w.files.ask_open(), "",
           QT_TR_NOOP("an experiment (.toml) or a recording (.tridescent)")),
    Action("open-data", QT_TR_NOOP("Open data …"), "File", ("Ctrl+Shift+O",), lambda w: w.files.ask_data(), "",
           QT_TR_NOOP("a table: CSV, Excel, Parquet, NumPy; or drop it on the window")),
    Action("save", QT_TR_NOOP("Save experiment …"), "File", ("Ctrl+S",), lambda w: w.files.ask_save(), "",
           QT_TR_NOOP("as a TOML file"), separator=True),
    Action("picture", QT_TR_NOOP("Save picture …"), "File", ("Ctrl+P",), lambda w: w.files.ask_picture(), "",
           QT_TR_NOOP("of the window, as PNG, SVG or PDF")),
    Action("quit", QT_TR_NOOP("Quit"), "File", ("Ctrl+Q",), lambda w: w.close(), "", QT_TR_NOOP("leave TriDescent"), separator=True,
           role=_Role.QuitRole),
    Action("undo", QT_TR_NOOP("Undo"), "Edit", ("Ctrl+Z",), lambda w: w.session.document.history.undo(), "",
           QT_TR_NOOP("take the last change back"), None, lambda w: w.session.document.history.canUndo(),
           (QT_TR_NOOP("Undo {change}"), lambda w: w.session.document.history.undoText())),
    Action("redo", QT_TR_NOOP("Redo"), "Edit", ("Ctrl+Shift+Z", "Ctrl+Y"), lambda w: w.session.document.history.redo(), "",
           QT_TR_NOOP("make the change again that was taken back"), None, lambda w: w.session.document.history.canRedo(),
           (QT_TR_NOOP("Redo {change}"), lambda w: w.session.document.history.redoText())),
    Action("revert", QT_TR_NOOP("Back to the preset"), "Edit", ("Shift+R",), lambda w: w.session.document.revert(), "undo",
           QT_TR_NOOP("without the changes since it was opened"), None, lambda w: w.session.document.is_changed, separator=True),
    Action("first-start", QT_TR_NOOP("Back to the first start"), "Edit", ("S",), lambda w: w.session.document.first_start(), "",
           QT_TR_NOOP("where the experiment started before a click on the surface")),
    Action("reset", QT_TR_NOOP("Reset"), "Experiment", ("R",), lambda w: w.session.reset(), "reset",
           QT_TR_NOOP("the same run again, from the start")),
    Action("new-seed", QT_TR_NOOP("New seed"), "Experiment", ("N",), lambda w: w.session.document.new_seed(), "dice",
           QT_TR_NOOP("other data, start and order")),
    Action("freeze", QT_TR_NOOP("Freeze the curves"), "Experiment", ("Z",), lambda w: w.session.toggle_freeze(), "",
           QT_TR_NOOP("this run's curves stay in the panels while you try another one"), lambda w: w.session.frozen is not None,
           separator=True),
    Action("range-test", QT_TR_NOOP("Learning-rate range test …"), "Experiment", ("Ctrl+R",), lambda w: w.show_range_test(), "",
           QT_TR_NOOP("short runs at many learning rates: which is best, and which is too large")),
    Action("autograd", QT_TR_NOOP("Compute with autograd"), "Experiment", ("G",), lambda w: w.session.document.toggle_stepper(), "",
           QT_TR_NOOP("plain PyTorch autograd, or the fastest way that agrees with it"),
           lambda w: w.session.experiment.stepper == "autograd"),
    Action("add-lane", QT_TR_NOOP("Add a lane"), "Experiment", ("Ctrl+L",), lambda w: lane_changes.add_lane(w.session), "",
           QT_TR_NOOP("one lane more, like the last one; six at most"), None,
           lambda w: len(w.session.experiment.lanes) < MOST_LANES, separator=True),
    Action("remove-lane", QT_TR_NOOP("Remove the last lane"), "Experiment", ("Ctrl+Shift+L",),
           lambda w: lane_changes.remove_lane(w.session), "", QT_TR_NOOP("one lane less; the others are named under Lanes in the settings"),
           None, lambda w: len(w.session.experiment.lanes) > 1),
    Action("play", QT_TR_NOOP("Play or pause"), "Playback", ("Space", "K"), lambda w: w.session.playback.toggle_play(), "play",
           QT_TR_NOOP("play or pause")),
    Action("backwards", QT_TR_NOOP("Play backwards"), "Playback", ("B",), lambda w: w.session.playback.toggle_direction(), "",
           QT_TR_NOOP("play backwards, or forwards again"), lambda w: w.session.playhead.direction < 0, scopes=("window",)),
    Action("loop", QT_TR_NOOP("Loop"), "Playback", ("O",), lambda w: w.session.playback.toggle_loop(), "loop",
           QT_TR_NOOP("at the end begin again"), lambda w: w.session.playhead.loops),
    Action("step", QT_TR_NOOP("Step"), "Playback", (".", "Right"), lambda w: w.session.playback.step(1), "step_forward",
           QT_TR_NOOP("the next update of any lane"), separator=True),
    Action("step-back", QT_TR_NOOP("Step back"), "Playback", (",", "Left"), lambda w: w.session.playback.step(-1), "step_back",
           QT_TR_NOOP("the update before")),
    Action("next-epoch", QT_TR_NOOP("Next epoch"), "Playback", ("Shift+Right", "PgDown"),
           lambda w: w.session.playback.jump_epoch(1), "next_epoch", QT_TR_NOOP("to the next epoch")),
    Action("previous-epoch", QT_TR_NOOP("Previous epoch"), "Playback", ("Shift+Left", "PgUp"),
           lambda w: w.session.playback.jump_epoch(-1), "previous_epoch", QT_TR_NOOP("to the epoch before")),
    Action("to-start", QT_TR_NOOP("To the start"), "Playback", ("Home",), lambda w: w.session.playback.to_start(), "to_start",
           QT_TR_NOOP("to the common start")),
    Action("to-end", QT_TR_NOOP("To the end"), "Playback", ("End",), lambda w: w.session.playback.to_end(), "to_end",
           QT_TR_NOOP("to the newest update, and stay with it")),
    Action("faster", QT_TR_NOOP("Faster"), "Playback", ("+", "="),
           lambda w: w.session.playback.set_speed(w.session.playhead.speed * 2), "", QT_TR_NOOP("twice the speed"), separator=True),
    Action("slower", QT_TR_NOOP("Slower"), "Playback", ("-",), lambda w: w.session.playback.set_speed(w.session.playhead.speed / 2),
           "", QT_TR_NOOP("half the speed")),
    Action("clock", QT_TR_NOOP("Next clock"), "Playback", ("X",), lambda w: choices.next_clock(w.session), "",
           QT_TR_NOOP("count updates, epochs or seconds"), separator=True),
    Action("plotted", QT_TR_NOOP("Plot the next quantity"), "View", ("Y",), lambda w: choices.next_quantity(w.session), "",
           QT_TR_NOOP("loss, accuracy, norms of gradient or update, learning rate or batch size")),
    Action("scale", QT_TR_NOOP("Linear or logarithmic"), "View", ("L",), lambda w: choices.toggle_scale(w.session), "",
           QT_TR_NOOP("scale of what is plotted; accuracy is always linear")),
    Action("arrangement", QT_TR_NOOP("Side by side or together"), "View", ("T",), lambda w: choices.toggle_arrangement(w.session),
           "", QT_TR_NOOP("how the curves are laid out")),
    Action("hide", QT_TR_NOOP("Hide the next lane"), "View", ("H",), lambda w: choices.hide_next(w.session), "",
           QT_TR_NOOP("without the first lane, then without the second one … then all again")),
    *map(_showing, IN_MIDDLE),
    Action("panel", QT_TR_NOOP("Settings panel"), "View", ("F9",), lambda w: w.workspace.toggle_panel(), "sidebar",
           QT_TR_NOOP("fold the settings away, or show them"), lambda w: w.workspace.has_panel, separator=True, scopes=("window",)),
    Action("panel-side", QT_TR_NOOP("Panel on the other side"), "View", ("Shift+F9",), lambda w: w.workspace.move_panel(), "",
           QT_TR_NOOP("the settings panel to the left or to the right"), scopes=("window",)),
    Action("panel-floating", QT_TR_NOOP("Panel in a window of its own"), "View", ("Ctrl+F9",),
           lambda w: w.workspace.toggle_floating(), "", QT_TR_NOOP("let the settings panel float, or put it back"),
           lambda w: w.workspace.panel.isFloating(), scopes=("window",)),
    Action("theme", QT_TR_NOOP("Light or dark"), "View", ("D",), lambda w: w.appearance.toggle_theme(), "sun",
           QT_TR_NOOP("light or dark theme"), separator=True),
    Action("text-larger", QT_TR_NOOP("Larger text"), "View", ("Ctrl++", "Ctrl+="), lambda w: w.step_text_size(1), "",
           QT_TR_NOOP("all text a step larger"), scopes=("window",)),
    Action("text-smaller", QT_TR_NOOP("Smaller text"), "View", ("Ctrl+-",), lambda w: w.step_text_size(-1), "",
           QT_TR_NOOP("all text a step smaller"), scopes=("window",)),
    Action("text-normal", QT_TR_NOOP("Normal text"), "View", ("Ctrl+0",), lambda w: w.step_text_size(0), "",
           QT_TR_NOOP("text as large as at first"), scopes=("window",)),
    Action("full-screen", QT_TR_NOOP("Full screen"), "View", ("F11",), lambda w: w.toggle_full_screen(), "",
           QT_TR_NOOP("the whole screen, or a window"), separator=True, scopes=("window",)),
    Action("projector", QT_TR_NOOP("Projector"), "View", ("F5",), lambda w: w.projector.toggle(), "",
           QT_TR_NOOP("the views alone on the whole screen, large and in high contrast"), lambda w: w.projector.is_on),
    Action("blank", QT_TR_NOOP("Blank the screen"), "View", ("B",), lambda w: w.projector.toggle_blank(), "",
           QT_TR_NOOP("a black screen while you talk, or the views again; for the projector"), lambda w: w.projector.is_blank,
           lambda w: w.projector.is_on, scopes=("projector",)),
    Action("plane", QT_TR_NOOP("Next plane"), "Surface", ("P",), lambda w: choices.next_plane(w.session), "",
           QT_TR_NOOP("another plane under the paths")),
    Action("pin", QT_TR_NOOP("Pin the plane"), "Surface", ("I",), lambda w: choices.toggle_pin(w.session), "pin",
           QT_TR_NOOP("stay on this plane, whatever is trained"), lambda w: w.session.view.options.pinned is not None),
    Action("surface-loss", QT_TR_NOOP("Surface of the next loss"), "Surface", ("V",), lambda w: choices.next_loss(w.session), "",
           QT_TR_NOOP("surface of the training or validation loss, or of the batch at the playhead")),
    Action("arrows", QT_TR_NOOP("Next arrows"), "Surface", ("A",), lambda w: choices.next_arrows(w.session), "arrows",
           QT_TR_NOOP("one arrow more at the balls: gradients, what the optimizer makes of them, other batches")),
    Action("small-multiples", QT_TR_NOOP("One picture for each lane"), "Surface", ("E",),
           lambda w: choices.toggle_small_multiples(w.session), "small_multiples",
           QT_TR_NOOP("the surface once for each lane, side by side; not in 3-D"), lambda w: w.session.view.options.small_multiples,
           lambda w: not w.session.view.relief, separator=True),
    Action("relief", QT_TR_NOOP("Surface in 3-D"), "Surface", ("3",), lambda w: w.session.look(relief=not w.session.view.relief),
           "", QT_TR_NOOP("the surface as a relief, or flat"), lambda w: w.session.view.relief),
    Action("fit", QT_TR_NOOP("Fit the surface"), "Surface", ("F",), lambda w: w.fit(), "",
           QT_TR_NOOP("see all paths; or click twice")),
    Action("contours", QT_TR_NOOP("Next contour lines"), "Surface", ("C",), lambda w: choices.next_contours(w.session), "",
           QT_TR_NOOP("contour lines in equal steps, equal ratios or equal areas"), separator=True),
    Action("colours", QT_TR_NOOP("Next colours"), "Surface", ("M",), lambda w: choices.next_colours(w.session), "",
           QT_TR_NOOP("another colour map for the surface")),
    Action("scales", QT_TR_NOOP("Equal axis scales"), "Surface", ("Q",), lambda w: choices.toggle_scales(w.session), "",
           QT_TR_NOOP("one unit as long across as up: gradients stand upright on contour lines"),
           lambda w: w.session.view.map_look.scales == "equal"),
    Action("keys", QT_TR_NOOP("Keyboard"), "Help", ("F1", "?"), lambda w: w.show_keys(), "keyboard", QT_TR_NOOP("all keys")),
    Action("about", QT_TR_NOOP("About TriDescent"), "Help", ("Shift+F1",), lambda w: w.show_about(), "",
           QT_TR_NOOP("version, folders and licences"), role=_Role.AboutRole),
)  # fmt: skip


GESTURES = {  # what is done without an action, for the sheet of keys: gestures by where they hold, each with what it does
    QT_TR_NOOP("Mouse on the surface"): (
        (QT_TR_NOOP("Point"), QT_TR_NOOP("Read place and loss")),
        (QT_TR_NOOP("Click"), QT_TR_NOOP("Start a run there; not in 3-D")),
        (QT_TR_NOOP("Drag"), QT_TR_NOOP("Move it; in 3-D, turn it")),
        (QT_TR_NOOP("Wheel"), QT_TR_NOOP("Look closer")),
        (QT_TR_NOOP("Double click"), QT_TR_NOOP("Fit the surface")),
        (QT_TR_NOOP("Click a lane"), QT_TR_NOOP("Hide it, or show it")),
    ),
    QT_TR_NOOP("Mouse on the curves"): (
        (QT_TR_NOOP("Point"), QT_TR_NOOP("Read the losses")),
        (QT_TR_NOOP("Click"), QT_TR_NOOP("Put the playhead there")),
        (QT_TR_NOOP("Wheel, drag"), QT_TR_NOOP("Look closer at the clock axis")),
        (QT_TR_NOOP("Double click"), QT_TR_NOOP("All of the clock axis")),
    ),
    QT_TR_NOOP("Mouse on the data"): ((QT_TR_NOOP("Point"), QT_TR_NOOP("Read a sample, and whose batch has it")),),
    QT_TR_NOOP("Keys in a picture"): (
        (QT_TR_NOOP("Tab"), QT_TR_NOOP("Reach the next one, Esc leaves it")),
        (QT_TR_NOOP("Arrows"), QT_TR_NOOP("Move the cross; Shift: farther")),
        (QT_TR_NOOP("Enter"), QT_TR_NOOP("As a click at the cross")),
        ("+  −", QT_TR_NOOP("Look closer, or less close")),
        (QT_TR_NOOP("Ctrl+Arrows"), QT_TR_NOOP("Look beside")),
    ),
    QT_TR_NOOP("Projector"): ((QT_TR_NOOP("Esc"), QT_TR_NOOP("Back to the window")),),
    QT_TR_NOOP("Any control"): (
        (QT_TR_NOOP("Tab"), QT_TR_NOOP("The next one has the keys")),
        (QT_TR_NOOP("Esc"), QT_TR_NOOP("The window has them again")),
    ),
}


def fill_menu_bar(bar: QMenuBar, actions: Mapping[str, QAction], below: Mapping[str, QMenu]) -> None:
    """Put all actions into their menus.

    Args:
        bar: the menu bar.
        actions: the actions as Qt knows them, by name.
        below: menus that stand below an action of this name.
    """
    menus = {group: bar.addMenu(tr(title)) for group, title in MENUS.items()}
    for menu in menus.values():
        round_popup(menu)
    for action in ACTIONS:
        menu = menus[action.group]
        if action.separator:
            menu.addSeparator()
        menu.addAction(actions[action.name])
        if action.name in below:
            menu.addMenu(below[action.name])


def make_actions(window: QWidget, controller: Controller) -> dict[str, QAction]:
    """The actions as Qt knows them, on a window."""
    made: dict[str, QAction] = {}
    for action in ACTIONS:
        qt = QAction(tr(action.text), window)
        qt.setToolTip(tr("{help} ({key})", help=tr(action.help or action.text), key=action.keys[0]))
        qt.setMenuRole(action.role)  # else macOS takes all that is called settings or about
        qt.setCheckable(action.checked is not None)
        qt.triggered.connect(lambda _=False, run=action.run: run(controller))
        window.addAction(qt)
        made[action.name] = qt
    set_scope(made, "window")
    return made


def set_scope(actions: Mapping[str, QAction], scope: Scope) -> None:
    """Let the keys of a scope hold, and no others."""
    for action in ACTIONS:
        actions[action.name].setShortcuts([QKeySequence(key) for key in action.keys] if scope in action.scopes else [])


def show_states(actions: Mapping[str, QAction], controller: Controller) -> None:
    """Show which actions can be done, which are on, and what they would change."""
    for action in ACTIONS:
        qt = actions[action.name]
        if action.enabled is not None:
            qt.setEnabled(action.enabled(controller))
        if action.change is not None:
            text, change = action.change[0], action.change[1](controller)
            qt.setText(tr(text, change=change) if change else tr(action.text))
        if action.checked is not None:
            qt.setChecked(action.checked(controller))
