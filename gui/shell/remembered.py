"""What the window takes up again at its next start. The clock is the experiment's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from gui.document.settings import Settings
from gui.document.view_state import Arrangement, Scale
from gui.look.surface_style import LOOKS, names
from gui.look.theme import TEXT_SIZES, set_text_scale, theme_named

if TYPE_CHECKING:
    from .window import Window


def restore(window: Window, settings: Settings) -> None:
    """Take up what was left; what cannot be used is as at first."""
    session, look = window.session, window.appearance
    look.text_size = float(settings.text("text-size", tuple(map(str, TEXT_SIZES)), "1.0"))
    set_text_scale(look.text_size)
    look.base = theme_named(settings.text("theme", ("dark", "light"), look.base.name))
    wants_panel = settings.text("panel", ("shown", "folded"), "shown") == "shown"
    window.workspace.restore(settings.bytes("docks"), wants_panel=wants_panel)
    window.files.folder = settings.folder("folder")
    geometry = settings.bytes("geometry")
    if geometry is not None:
        window.restoreGeometry(geometry)
    scale = cast("Scale", settings.text("scale", get_args(Scale), "log"))
    session.look(scale=scale, arrangement=cast("Arrangement", settings.text("arrangement", get_args(Arrangement), "side")))
    for name, (_, looks) in LOOKS.items():
        session.set_map_look(**{name: settings.text(name, names(looks), looks[0].name)})


def remember(window: Window, settings: Settings) -> None:
    """Keep what `restore` takes up."""
    session, look = window.session, window.appearance
    settings.set_bytes("geometry", window.saveGeometry())
    settings.set_bytes("docks", window.workspace.state())
    for name, value in (
        ("theme", look.base.name), ("scale", session.view.scale), ("arrangement", session.view.arrangement),
        *((name, getattr(session.view.map_look, name)) for name in LOOKS),
        ("text-size", str(look.text_size)), ("panel", "shown" if window.workspace.wants_panel else "folded"),
        ("folder", str(window.files.folder or "")),
    ):  # fmt: skip
        settings.set_text(name, value)
