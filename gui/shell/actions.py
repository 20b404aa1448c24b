"""Every action, declared once: menu, buttons, shortcut sheet and tests all read this table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from gui.session.session import Session
from gui.widgets.painting import round_popup

from . import choices

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
        what: to what it would be done now, in words that follow its text in the menu.
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
    what: Callable[[Controller], str] | None = None
    scopes: tuple[Scope, ...] = ("window", "projector")
    separator: bool = False
    role: QAction.MenuRole = _Role.NoRole


MENUS = ("&File", "&Edit", "E&xperiment", "&Playback", "&View", "&Surface", "&Help")
"""The menus in their order, with the letter that opens each of them together with Alt."""

ACTIONS: tuple[Action, ...] = (
    Action("open", "Open …", "File", ("Ctrl+O",), lambda w: w.files.ask_open(), "",
           "an experiment (.toml) or a recording (.tridescent)"),
    Action("save", "Save experiment …", "File", ("Ctrl+S",), lambda w: w.files.ask_save(), "", "as a TOML file", separator=True),
    Action("picture", "Save picture …", "File", ("Ctrl+P",), lambda w: w.files.ask_picture(), "", "of the window, as PNG, SVG or PDF"),
    Action("quit", "Quit", "File", ("Ctrl+Q",), lambda w: w.close(), "", "leave TriDescent", separator=True, role=_Role.QuitRole),
    Action("undo", "Undo", "Edit", ("Ctrl+Z",), lambda w: w.session.document.history.undo(), "", "take the last change back",
           None, lambda w: w.session.document.history.canUndo(), lambda w: w.session.document.history.undoText()),
    Action("redo", "Redo", "Edit", ("Ctrl+Shift+Z", "Ctrl+Y"), lambda w: w.session.document.history.redo(), "",
           "make the change again that was taken back", None, lambda w: w.session.document.history.canRedo(),
           lambda w: w.session.document.history.redoText()),
    Action("revert", "Back to the preset", "Edit", ("Shift+R",), lambda w: w.session.document.revert(), "undo",
           "without the changes since it was opened", None, lambda w: w.session.document.is_changed, separator=True),
    Action("first-start", "Back to the first start", "Edit", ("S",), lambda w: w.session.document.first_start(), "",
           "where the experiment started before a click on the surface"),
    Action("reset", "Reset", "Experiment", ("R",), lambda w: w.session.reset(), "reset", "the same run again, from the start"),
    Action("new-seed", "New seed", "Experiment", ("N",), lambda w: w.session.document.new_seed(), "dice", "other data, start and order"),
    Action("freeze", "Freeze the curves", "Experiment", ("Z",), lambda w: w.session.toggle_freeze(), "",
           "this run's curves stay in the panels while you try another one", lambda w: w.session.frozen is not None, separator=True),
    Action("autograd", "Compute with autograd", "Experiment", ("G",), lambda w: w.session.document.toggle_stepper(), "",
           "plain PyTorch autograd, or the fastest way that agrees with it", lambda w: w.session.experiment.stepper == "autograd"),
    Action("play", "Play or pause", "Playback", ("Space", "K"), lambda w: w.session.playback.toggle_play(), "play", "play or pause"),
    Action("backwards", "Play backwards", "Playback", ("B",), lambda w: w.session.playback.toggle_direction(), "",
           "play backwards, or forwards again", lambda w: w.session.playhead.direction < 0, scopes=("window",)),
    Action("loop", "Loop", "Playback", ("O",), lambda w: w.session.playback.toggle_loop(), "loop", "at the end begin again",
           lambda w: w.session.playhead.loops),
    Action("step", "Step", "Playback", (".", "Right"), lambda w: w.session.playback.step(1), "step_forward", "the next update of any lane",
           separator=True),
    Action("step-back", "Step back", "Playback", (",", "Left"), lambda w: w.session.playback.step(-1), "step_back", "the update before"),
    Action("next-epoch", "Next epoch", "Playback", ("Shift+Right", "PgDown"), lambda w: w.session.playback.jump_epoch(1), "next_epoch",
           "to the next epoch"),
    Action("previous-epoch", "Previous epoch", "Playback", ("Shift+Left", "PgUp"), lambda w: w.session.playback.jump_epoch(-1),
           "previous_epoch", "to the epoch before"),
    Action("to-start", "To the start", "Playback", ("Home",), lambda w: w.session.playback.to_start(), "to_start", "to the common start"),
    Action("to-end", "To the end", "Playback", ("End",), lambda w: w.session.playback.to_end(), "to_end",
           "to the newest update, and stay with it"),
    Action("faster", "Faster", "Playback", ("+", "="), lambda w: w.session.playback.set_speed(w.session.playhead.speed * 2), "",
           "twice the speed", separator=True),
    Action("slower", "Slower", "Playback", ("-",), lambda w: w.session.playback.set_speed(w.session.playhead.speed / 2), "",
           "half the speed"),
    Action("clock", "Next clock", "Playback", ("X",), lambda w: choices.next_clock(w.session), "", "count updates, epochs or seconds",
           separator=True),
    Action("scale", "Linear or logarithmic", "View", ("L",), lambda w: choices.toggle_scale(w.session), "", "scale of the losses"),
    Action("arrangement", "Side by side or together", "View", ("T",), lambda w: choices.toggle_arrangement(w.session), "",
           "how the curves are laid out"),
    Action("hide", "Hide the next lane", "View", ("H",), lambda w: choices.hide_next(w.session), "",
           "without the first lane, then without the second one … then all again"),
    Action("panel", "Settings panel", "View", ("F9",), lambda w: w.workspace.toggle_panel(), "sidebar",
           "fold the settings away, or show them", lambda w: w.workspace.has_panel, separator=True, scopes=("window",)),
    Action("panel-side", "Panel on the other side", "View", ("Shift+F9",), lambda w: w.workspace.move_panel(), "",
           "the settings panel to the left or to the right", scopes=("window",)),
    Action("panel-floating", "Panel in a window of its own", "View", ("Ctrl+F9",), lambda w: w.workspace.toggle_floating(), "",
           "let the settings panel float, or put it back", lambda w: w.workspace.panel.isFloating(), scopes=("window",)),
    Action("theme", "Light or dark", "View", ("D",), lambda w: w.appearance.toggle_theme(), "sun", "light or dark theme", separator=True),
    Action("text-larger", "Larger text", "View", ("Ctrl++", "Ctrl+="), lambda w: w.step_text_size(1), "",
           "all text a step larger", scopes=("window",)),
    Action("text-smaller", "Smaller text", "View", ("Ctrl+-",), lambda w: w.step_text_size(-1), "",
           "all text a step smaller", scopes=("window",)),
    Action("text-normal", "Normal text", "View", ("Ctrl+0",), lambda w: w.step_text_size(0), "",
           "text as large as at first", scopes=("window",)),
    Action("full-screen", "Full screen", "View", ("F11",), lambda w: w.toggle_full_screen(), "", "the whole screen, or a window",
           separator=True, scopes=("window",)),
    Action("projector", "Projector", "View", ("F5",), lambda w: w.projector.toggle(), "",
           "the views alone on the whole screen, large and in high contrast", lambda w: w.projector.is_on),
    Action("blank", "Blank the screen", "View", ("B",), lambda w: w.projector.toggle_blank(), "",
           "a black screen while you talk, or the views again; for the projector", lambda w: w.projector.is_blank,
           lambda w: w.projector.is_on, scopes=("projector",)),
    Action("plane", "Next plane", "Surface", ("P",), lambda w: choices.next_plane(w.session), "", "another plane under the paths"),
    Action("pin", "Pin the plane", "Surface", ("I",), lambda w: w.session.toggle_pin(), "pin", "stay on this plane, whatever is trained",
           lambda w: w.session.view.options.pinned is not None),
    Action("surface-loss", "Surface of the next loss", "Surface", ("V",), lambda w: choices.next_loss(w.session), "",
           "surface of the training or validation loss, or of the batch at the playhead"),
    Action("arrows", "Next arrows", "Surface", ("A",), lambda w: choices.next_arrows(w.session), "arrows",
           "one arrow more at the balls: gradients, what the optimizer makes of them, other batches"),
    Action("small-multiples", "One picture for each lane", "Surface", ("E",), lambda w: choices.toggle_small_multiples(w.session),
           "small_multiples", "the surface once for each lane, side by side; not in 3-D",
           lambda w: w.session.view.options.small_multiples, lambda w: not w.session.view.relief, separator=True),
    Action("relief", "Surface in 3-D", "Surface", ("3",), lambda w: w.session.look(relief=not w.session.view.relief), "",
           "the surface as a relief, or flat", lambda w: w.session.view.relief),
    Action("fit", "Fit the surface", "Surface", ("F",), lambda w: w.fit(), "", "see all paths; or click twice"),
    Action("contours", "Next contour lines", "Surface", ("C",), lambda w: choices.next_contours(w.session), "",
           "contour lines in equal steps, equal ratios or equal areas", separator=True),
    Action("colours", "Next colours", "Surface", ("M",), lambda w: choices.next_colours(w.session), "",
           "another colour map for the surface"),
    Action("scales", "Equal axis scales", "Surface", ("Q",), lambda w: choices.toggle_scales(w.session), "",
           "one unit as long across as up: gradients stand upright on contour lines", lambda w: w.session.view.map_look.scales == "equal"),
    Action("keys", "Keyboard", "Help", ("F1", "?"), lambda w: w.show_keys(), "keyboard", "all keys"),
    Action("about", "About TriDescent", "Help", ("Shift+F1",), lambda w: w.show_about(), "", "version, folders and licences",
           role=_Role.AboutRole),
)  # fmt: skip


GESTURES: tuple[tuple[str, str, str], ...] = (  # group, gesture, what it does: what is done without an action, for the sheet of keys
    ("Mouse on the surface", "Point", "Read place and loss"),
    ("Mouse on the surface", "Click", "Start a run there; not in 3-D"),
    ("Mouse on the surface", "Drag", "Move it; in 3-D, turn it"),
    ("Mouse on the surface", "Wheel", "Look closer"),
    ("Mouse on the surface", "Double click", "Fit the surface"),
    ("Mouse on the surface", "Click a lane", "Hide it, or show it"),
    ("Mouse on the curves", "Point", "Read the losses"),
    ("Mouse on the curves", "Click", "Put the playhead there"),
    ("Mouse on the curves", "Wheel, drag", "Look closer at the clock axis"),
    ("Mouse on the curves", "Double click", "All of the clock axis"),
    ("Keys in a picture", "Tab", "Reach the next one, Esc leaves it"),
    ("Keys in a picture", "Arrows", "Move the cross; Shift: farther"),
    ("Keys in a picture", "Enter", "As a click at the cross"),
    ("Keys in a picture", "+  −", "Look closer, or less close"),
    ("Keys in a picture", "Ctrl+Arrows", "Look beside"),
    ("Projector", "Esc", "Back to the window"),
    ("Any control", "Tab", "The next one has the keys"),
    ("Any control", "Esc", "The window has them again"),
)


def fill_menu_bar(bar: QMenuBar, actions: Mapping[str, QAction], below: Mapping[str, QMenu]) -> None:
    """Put all actions into their menus.

    Args:
        bar: the menu bar.
        actions: the actions as Qt knows them, by name.
        below: menus that stand below an action of this name.
    """
    menus = {title.replace("&", ""): bar.addMenu(title) for title in MENUS}
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
        qt = QAction(action.text, window)
        qt.setToolTip(f"{action.help or action.text} ({action.keys[0]})")
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
