"""Every action, declared once: menu, buttons, shortcut sheet and tests all read this table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from gui.session.session import Session

from . import choices
from .files import Files


class Controller(Protocol):
    """What actions need of the window."""

    @property
    def session(self) -> Session: ...
    @property
    def files(self) -> Files: ...
    @property
    def has_panel(self) -> bool: ...
    def close(self) -> bool: ...
    def fit(self) -> None: ...
    def show_about(self) -> None: ...
    def show_keys(self) -> None: ...
    def step_text_size(self, steps: int, /) -> None: ...
    def toggle_full_screen(self) -> None: ...
    def toggle_panel(self) -> None: ...
    def toggle_theme(self) -> None: ...


@dataclass(frozen=True)
class Action:
    """Something the user can do.

    Attributes:
        name: how code calls it.
        text: as in the menu.
        group: the part of the menu and of the shortcut sheet.
        keys: shortcuts, the first of which is shown.
        run: what it does.
        icon: of `gui.widgets.icons`, or empty.
        help: one line for the tooltip.
        checked: whether it is on, for actions that are on or off.
        enabled: whether it can be done now; always, if None.
        what: to what it would be done now, in words that follow its text in the menu.
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


ACTIONS: tuple[Action, ...] = (
    Action("play", "Play or pause", "Playing", ("Space", "K"), lambda w: w.session.toggle_play(), "play", "play or pause"),
    Action("step", "Step", "Playing", (".", "Right"), lambda w: w.session.step(1), "step_forward", "the next update of any lane"),
    Action("step-back", "Step back", "Playing", (",", "Left"), lambda w: w.session.step(-1), "step_back", "the update before"),
    Action("next-epoch", "Next epoch", "Playing", ("Shift+Right", "PgDown"), lambda w: w.session.jump_epoch(1), "next_epoch",
           "to the next epoch"),
    Action("previous-epoch", "Previous epoch", "Playing", ("Shift+Left", "PgUp"), lambda w: w.session.jump_epoch(-1), "previous_epoch",
           "to the epoch before"),
    Action("to-start", "To the start", "Playing", ("Home",), lambda w: w.session.to_start(), "to_start", "to the common start"),
    Action("to-end", "To the end", "Playing", ("End",), lambda w: w.session.to_end(), "to_end",
           "to the newest update, and stay with it"),
    Action("loop", "Loop", "Playing", ("O",), lambda w: w.session.toggle_loop(), "loop", "at the end begin again",
           lambda w: w.session.playhead.loops),
    Action("backwards", "Play backwards", "Playing", ("B",), lambda w: w.session.toggle_direction(), "",
           "play backwards, or forwards again", lambda w: w.session.playhead.direction < 0),
    Action("faster", "Faster", "Playing", ("+", "="), lambda w: w.session.set_speed(w.session.playhead.speed * 2), "",
           "twice the speed"),
    Action("slower", "Slower", "Playing", ("-",), lambda w: w.session.set_speed(w.session.playhead.speed / 2), "", "half the speed"),
    Action("clock", "Next clock", "Looking", ("X",), lambda w: w.session.next_clock(), "", "count updates, epochs or seconds"),
    Action("scale", "Linear or logarithmic", "Looking", ("L",), lambda w: choices.toggle_scale(w.session), "", "scale of the losses"),
    Action("arrangement", "Side by side or together", "Looking", ("T",), lambda w: choices.toggle_arrangement(w.session), "",
           "how the curves are laid out"),
    Action("plane", "Next plane", "Looking", ("P",), lambda w: choices.next_plane(w.session), "", "another plane under the paths"),
    Action("pin", "Pin the plane", "Looking", ("I",), lambda w: w.session.toggle_pin(), "pin", "stay on this plane, whatever is trained",
           lambda w: w.session.options.pinned is not None),
    Action("surface-loss", "Surface of the next loss", "Looking", ("V",), lambda w: choices.next_loss(w.session), "",
           "surface of the training or validation loss, or of the batch at the playhead"),
    Action("arrows", "Next arrows", "Looking", ("A",), lambda w: choices.next_arrows(w.session), "arrows",
           "one arrow more at the balls: slopes, what the optimizer makes of them, other batches"),
    Action("small-multiples", "One picture for each lane", "Looking", ("E",), lambda w: choices.toggle_small_multiples(w.session),
           "small_multiples", "the surface once for each lane, side by side; not in 3-D",
           lambda w: w.session.options.small_multiples, lambda w: not w.session.relief),
    Action("hide", "Hide the next lane", "Looking", ("H",), lambda w: choices.hide_next(w.session), "",
           "without the first lane, then without the second one … then all again"),
    Action("contours", "Next contour lines", "Looking", ("C",), lambda w: choices.next_contours(w.session), "",
           "contour lines in equal steps, equal ratios or equal areas"),
    Action("colours", "Next colours", "Looking", ("M",), lambda w: choices.next_colours(w.session), "",
           "another colour map for the surface"),
    Action("scales", "Equal axis scales", "Looking", ("Q",), lambda w: choices.toggle_scales(w.session), "",
           "one unit as long across as up: gradients stand upright on contour lines", lambda w: w.session.map_look.scales == "equal"),
    Action("fit", "Fit the surface", "Looking", ("F",), lambda w: w.fit(), "", "see all paths; or click twice"),
    Action("relief", "Surface in 3-D", "Looking", ("3",), lambda w: w.session.set_relief(not w.session.relief), "",
           "the surface as a relief, or flat", lambda w: w.session.relief),
    Action("theme", "Light or dark", "Looking", ("D",), lambda w: w.toggle_theme(), "sun", "light or dark theme"),
    Action("panel", "Settings panel", "Looking", ("F9",), lambda w: w.toggle_panel(), "sidebar", "fold the settings away, or show them",
           lambda w: w.has_panel),
    Action("text-larger", "Larger text", "Looking", ("Ctrl++", "Ctrl+="), lambda w: w.step_text_size(1), "", "all text a step larger"),
    Action("text-smaller", "Smaller text", "Looking", ("Ctrl+-",), lambda w: w.step_text_size(-1), "", "all text a step smaller"),
    Action("text-normal", "Normal text", "Looking", ("Ctrl+0",), lambda w: w.step_text_size(0), "", "text as large as at first"),
    Action("full-screen", "Full screen", "Looking", ("F11",), lambda w: w.toggle_full_screen(), "", "the whole screen, or a window"),
    Action("undo", "Undo", "Experiment", ("Ctrl+Z",), lambda w: w.session.document.history.undo(), "", "take the last change back",
           None, lambda w: w.session.document.history.canUndo(), lambda w: w.session.document.history.undoText()),
    Action("redo", "Redo", "Experiment", ("Ctrl+Shift+Z", "Ctrl+Y"), lambda w: w.session.document.history.redo(), "",
           "make the change again that was taken back", None, lambda w: w.session.document.history.canRedo(),
           lambda w: w.session.document.history.redoText()),
    Action("reset", "Reset", "Experiment", ("R",), lambda w: w.session.reset(), "reset", "the same run again, from the start"),
    Action("freeze", "Freeze the curves", "Experiment", ("Z",), lambda w: w.session.toggle_freeze(), "",
           "this run's curves stay in the panels while you try another one", lambda w: w.session.frozen is not None),
    Action("revert", "Back to the preset", "Experiment", ("Shift+R",), lambda w: w.session.document.revert(), "undo",
           "without the changes since it was opened", None, lambda w: w.session.document.is_changed),
    Action("new-seed", "New seed", "Experiment", ("N",), lambda w: w.session.document.new_seed(), "dice", "other data, start and order"),
    Action("first-start", "Back to the first start", "Experiment", ("S",), lambda w: w.session.document.first_start(), "",
           "where the experiment started before a click on the surface"),
    Action("autograd", "Compute with autograd", "Experiment", ("G",), lambda w: w.session.document.toggle_stepper(), "",
           "plain PyTorch autograd, or the fastest way that agrees with it", lambda w: w.session.experiment.stepper == "autograd"),
    Action("open", "Open …", "Experiment", ("Ctrl+O",), lambda w: w.files.ask_open(), "",
           "an experiment (.toml) or a recording (.tridescent)"),
    Action("save", "Save experiment …", "Experiment", ("Ctrl+S",), lambda w: w.files.ask_save(), "", "as a TOML file"),
    Action("picture", "Save picture …", "Experiment", ("Ctrl+P",), lambda w: w.files.ask_picture(), "",
           "of the window, as PNG, SVG or PDF"),
    Action("keys", "Keyboard", "Help", ("F1", "?"), lambda w: w.show_keys(), "keyboard", "all keys"),
    Action("about", "About TriDescent", "Help", ("Shift+F1",), lambda w: w.show_about(), "", "version, folders and licences"),
    Action("quit", "Quit", "Help", ("Ctrl+Q",), lambda w: w.close(), "", "leave TriDescent"),
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
    ("Any control", "Tab", "The next one has the keys"),
    ("Any control", "Esc", "The window has them again"),
)


def make_actions(window: QWidget, controller: Controller) -> dict[str, QAction]:
    """The actions as Qt knows them, on a window."""
    made: dict[str, QAction] = {}
    for action in ACTIONS:
        qt = QAction(action.text, window)
        qt.setShortcuts([QKeySequence(key) for key in action.keys])
        qt.setToolTip(f"{action.help or action.text} ({action.keys[0]})")
        qt.setCheckable(action.checked is not None)
        qt.triggered.connect(lambda _=False, run=action.run: run(controller))
        window.addAction(qt)
        made[action.name] = qt
    return made
