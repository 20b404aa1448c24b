"""What the window remembers from one start to the next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QApplication

from engine.experiment import Experiment
from gui.document.settings import Settings
from gui.look.theme import TEXT_SIZES
from gui.shell.window import SMALLEST, Window
from gui.shell.window_settings import SETTINGS
from tests.gui.conftest import Launch, Pilot, small

DEFAULTS = {"theme": "dark", "scale": "log", "arrangement": "side", "colours": "calm", "contours": "automatic", "scales": "free"}
OTHERS = {"theme": "light", "scale": "linear", "arrangement": "together", "colours": "viridis", "contours": "log", "scales": "equal"}


def looked_at(pilot: Pilot) -> dict[str, Any]:
    """How the window is looked at: as the session and the switches have it, which must agree."""
    toolbar, session = pilot.window.toolbar, pilot.session
    assert (toolbar.clock.value, toolbar.scale.value, toolbar.arrangement.value) == (
        session.playhead.clock, session.view.scale, session.view.arrangement,
    )  # fmt: skip
    return {
        "theme": pilot.window.appearance.theme.name, "scale": session.view.scale, "arrangement": session.view.arrangement,
        "colours": session.view.map_look.colours, "contours": session.view.map_look.contours,
        "scales": session.view.map_look.scales,
    }  # fmt: skip


def test_theme_scale_arrangement_colours_contours_and_window_are_remembered(launch: Launch, tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    first = launch(settings=file)
    assert looked_at(first) == DEFAULTS
    first.ready()
    for key in ("D", "L", "T", "M", "C", "C", "Q"):
        first.press(key)
    first.window.showMaximized()
    first.until(first.window.isMaximized)
    first.window.close()
    first.until(file.exists)
    second = launch(settings=file)
    assert looked_at(second) == OTHERS
    assert second.window.isMaximized()
    second.ready()
    assert second.frame.view.scale == "linear" and second.frame.view.arrangement == "together"
    assert second.losses.together.isVisible() and second.window.toolbar.theme.icon_name == "moon"


def test_every_experiment_opens_on_its_own_clock(launch: Launch, tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    file.write_text("[General]\nclock=seconds\n")  # as older versions left it
    first = launch(small(), settings=file)
    assert first.session.playhead.clock == "epochs"
    first.press("X")
    assert first.session.playhead.clock == "seconds"
    first.window.close()
    second = launch(Experiment.preset("saddle"), settings=file)
    assert second.session.playhead.clock == second.window.toolbar.clock.value == "updates"


def test_the_size_is_remembered(launch: Launch, tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    first = launch(settings=file)
    first.window.resize(SMALLEST[0], 711)  # the offscreen screen is narrower than the narrowest window, so only the height can differ
    first.until(lambda: first.window.height() == 711)
    first.window.close()
    assert launch(settings=file).window.height() == 711


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00 no ini \x80\n[[[",
        b"[General]\ntheme=purple\nclock=weeks\nscale=3\narrangement=\ngeometry=@ByteArray(junk)\ncolours=jet\ncontours=7\nscales=log\n",
        b"[General]\ntheme=dark, light\nclock=@Invalid()\nscale=@Size(1 2)\ngeometry=7\n",
    ],
    ids=["empty", "no ini", "wrong values", "wrong types"],
)
def test_a_broken_file_gives_defaults_and_is_mended(launch: Launch, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "window.ini"
    file.write_bytes(content)
    pilot = launch(settings=file)
    assert looked_at(pilot) == DEFAULTS
    pilot.press("T")
    pilot.window.close()
    again = launch(settings=file)
    assert looked_at(again) == DEFAULTS | {"arrangement": "together"}


KEPT = {  # other values than those of a new window
    "text-size": str(TEXT_SIZES[-1]), "theme": "light", "panel": "folded", "scale": "linear", "arrangement": "together",
    "colours": "viridis", "contours": "log", "scales": "equal", "folder": str(Path.home()), "recent": QByteArray(b'["mine.toml"]'),
    "plotted": "grad_norm", "views": "surface", "sections": "model:folded data:more",
    "tables": QByteArray(b'{"mine.csv": {"target": "y"}}'),
}  # fmt: skip
PLACES = {"geometry", "docks"}  # Qt's own bytes
DAMAGED: list[Any] = ["", "purple", "-1", "nan", "dark, light", ["dark", "light"], 7, QSize(1, 2), QByteArray(b"junk")]


def kept_in(window: Window) -> dict[str, Any]:
    return {setting.name: setting.now(window) for setting in SETTINGS if setting.name not in PLACES}


def write(file: Path, **values: Any) -> None:
    settings = Settings(file)
    for name, value in values.items():
        settings.set_value(name, value)


def test_every_setting_is_taken_up(launch: Launch, tmp_path: Path) -> None:
    assert KEPT.keys() | PLACES == {setting.name for setting in SETTINGS}
    new = kept_in(launch().window)
    assert not [name for name, value in KEPT.items() if new[name] == value]
    write(tmp_path / "window.ini", **KEPT)
    assert kept_in(launch(settings=tmp_path / "window.ini").window) == KEPT


@pytest.mark.parametrize("place", range(len(DAMAGED)), ids=map(repr, DAMAGED))
def test_damaged_settings_are_as_in_a_new_window_and_the_others_are_kept(launch: Launch, tmp_path: Path, place: int) -> None:
    new = kept_in(launch().window)
    damaged = [setting.name for setting in SETTINGS][place % 2 :: 2]  # each by every second of them
    write(tmp_path / "window.ini", **KEPT | dict.fromkeys(damaged, DAMAGED[place]) | {"of-another-version": "stays"})
    pilot = launch(settings=tmp_path / "window.ini")
    assert kept_in(pilot.window) == {name: new[name] if name in damaged else value for name, value in KEPT.items()}
    pilot.window.close()
    assert Settings(tmp_path / "window.ini").value("of-another-version") == "stays"


def test_a_window_of_a_screen_that_is_gone_opens_on_one_that_is_there(launch: Launch, tmp_path: Path) -> None:
    first = launch(settings=tmp_path / "window.ini")
    first.window.move(-90_000, 70_000)
    first.until(lambda: first.window.x() == -90_000)
    first.window.close()
    second = launch(settings=tmp_path / "window.ini").window
    screen = QApplication.screenAt(second.frameGeometry().center())
    assert screen is not None and screen.availableGeometry().contains(second.frameGeometry().topLeft())


@pytest.mark.parametrize("content", [b"\xff\xfe\x00 no ini \x80\n[[[", b"[General\ntheme=light", b"rubbish", bytes(100)])
def test_a_file_that_is_no_file_of_settings_is_put_aside_and_that_is_said(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "window.ini"
    file.write_bytes(content)
    settings = Settings(file)
    old = tmp_path / "window.ini.broken"
    assert old.read_bytes() == content and not file.exists()
    assert str(old) in settings.problem and settings.problem.count(".\n") == 0 and settings.problem.endswith(".")
    assert settings.value("theme") is None
    settings.set_value("theme", "light")
    del settings
    assert Settings(file).value("theme") == "light"


@pytest.mark.parametrize("content", [b"", b"[General]\ntheme=purple\n"], ids=["empty", "wrong values"])
def test_a_file_of_settings_stays_where_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "window.ini"
    file.write_bytes(content)
    assert Settings(file).problem == "" and [path.name for path in tmp_path.iterdir()] == ["window.ini"]


def test_a_window_without_settings_remembers_nothing(launch: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
    pilot = launch()
    written: list[str] = []
    monkeypatch.setattr(QSettings, "setValue", lambda _, name, value: written.append(name))
    pilot.window.close()
    assert written == []


def test_the_file_lies_where_the_system_wants_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.document.settings.settings_folder", lambda: tmp_path)
    Settings().set_value("theme", "light")
    assert Settings().value("theme") == Settings(tmp_path / "window.ini").value("theme") == "light"
