"""What the window takes up again at its next start: one table, each entry with the values that it may have.

What is not in the file, or is no allowed value, stays as it is in a new window. The clock is not remembered: it is the experiment's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from PySide6.QtCore import QByteArray

from gui.document.settings import Settings, Value
from gui.document.view_state import Arrangement, Scale
from gui.look.quantities import QUANTITIES
from gui.look.surface_style import LOOKS, Look, names
from gui.look.theme import DARK, LIGHT, TEXT_SIZES, scaled, theme_named
from gui.views.registry import IN_MIDDLE

from .form_sections import SECTIONS

if TYPE_CHECKING:
    from .window import Window

_LOW = 880  # at a text scale of 1; a lower window has no room for all sections of the panel above what is measured


@dataclass(frozen=True)
class Setting:
    """Something that is remembered.

    Attributes:
        name: in the file.
        is_allowed: whether it may have a value.
        now: its value in a window.
        take_up: gives it a remembered value.
    """

    name: str
    is_allowed: Callable[[Any], bool]
    now: Callable[[Window], Value]
    take_up: Callable[[Window, Any], object]


def _one_of(*values: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in values


def _are_views(value: Any) -> bool:
    """Whether they are names of views in the middle, one at least."""
    return isinstance(value, str) and set(value.split(",")) <= {place.name for place in IN_MIDDLE}


def _is_folder(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and Path(value).is_dir()


def _are_bytes(value: Any) -> bool:
    """Whether there are bytes at all; Qt ignores those that it cannot make anything of."""
    return isinstance(value, QByteArray) and not value.isEmpty()


def _are_sections(value: Any) -> bool:
    return isinstance(value, str) and set(value.split()) <= {
        f"{section.name}:{state}" for section in SECTIONS for state in ("folded", "more")
    }


def _look(name: str, looks: tuple[Look, ...]) -> Setting:
    """One of the choices how the surface is painted."""
    return Setting(name, _one_of(*names(looks)), lambda w: str(getattr(w.session.view.map_look, name)),
                   lambda w, value: w.session.set_map_look(**{name: value}))  # fmt: skip


SETTINGS: tuple[Setting, ...] = (
    Setting("text-size", _one_of(*map(str, TEXT_SIZES)), lambda w: str(w.appearance.text_size),
            lambda w, size: w.appearance.set_text_size(float(size))),
    Setting("theme", _one_of(DARK.name, LIGHT.name), lambda w: w.appearance.base.name,
            lambda w, theme: w.appearance.set_theme(theme_named(theme))),
    Setting("docks", _are_bytes, lambda w: w.workspace.state(), lambda w, docks: w.workspace.restore(docks)),
    Setting("panel", _one_of("shown", "folded"), lambda w: "shown" if w.workspace.wants_panel else "folded",
            lambda w, panel: w.workspace.want_panel(panel == "shown")),
    Setting("sections", _are_sections, lambda w: w.form.rows.folding, lambda w, folding: w.form.rows.fold(folding)),
    Setting("folder", _is_folder, lambda w: str(w.files.folder or ""), lambda w, folder: w.files.begin_in(Path(folder))),
    Setting("geometry", _are_bytes, lambda w: w.saveGeometry(), lambda w, geometry: w.restoreGeometry(geometry)),
    Setting("scale", _one_of(*get_args(Scale)), lambda w: w.session.view.scale, lambda w, scale: w.session.look(scale=scale)),
    Setting("arrangement", _one_of(*get_args(Arrangement)), lambda w: w.session.view.arrangement,
            lambda w, arrangement: w.session.look(arrangement=arrangement)),
    Setting("views", _are_views, lambda w: ",".join(place.name for place in IN_MIDDLE if place.name in w.session.view.shown),
            lambda w, views: w.session.look(shown=frozenset(views.split(",")))),
    Setting("plotted", _one_of(*QUANTITIES), lambda w: w.session.view.plotted, lambda w, plotted: w.session.look(plotted=plotted)),
    *(_look(name, looks) for name, (_, looks) in LOOKS.items()),
    Setting("tables", _are_bytes, lambda w: w.files.tables.kept(), lambda w, tables: w.files.tables.take_up(tables)),
    Setting("recent", _are_bytes, lambda w: w.files.recent.kept(), lambda w, recent: w.files.recent.take_up(recent)),
)  # fmt: skip


def restore(window: Window, settings: Settings) -> None:
    """Take up what was left, entry by entry. Where no fold of the panel is remembered, a low one shows what is measured, too."""
    for setting in SETTINGS:
        value = settings.value(setting.name)
        if setting.is_allowed(value):
            setting.take_up(window, value)
    if settings.value("sections") is None and window.height() < scaled(_LOW):
        window.form.rows.fold("data:folded model:folded run:folded")


def remember(window: Window, settings: Settings, *only: str) -> None:
    """Keep what `restore` takes up, or only some of it."""
    for setting in SETTINGS:
        if not only or setting.name in only:
            settings.set_value(setting.name, setting.now(window))
