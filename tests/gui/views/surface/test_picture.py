"""Pictures in files: of the asked size, whole or not at all, with and without a window on the screen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine.comparison.recording import Recording
from engine.errors import InputError
from engine.landscape.survey import Survey
from gui.film.still import render
from gui.look.theme import DARK, LIGHT, apply_theme
from gui.plotting.picture_file import save_picture
from gui.session.session import Session
from tests.gui.conftest import Pilot, count, pixels, small, tidy

SVG = "{http://www.w3.org/2000/svg}"
VIEWS = ("window", "losses", "surface")


def part(pilot: Pilot, view: str) -> QWidget:
    return pilot.window if view == "window" else getattr(pilot, view)


def svg_size(path: Path) -> tuple[float, ...]:
    """Width and height of a drawing, in its own units."""
    root = ElementTree.parse(path).getroot()
    assert root.tag == f"{SVG}svg"
    assert float(root.attrib["width"].rstrip("mpxtc")) > 0 and float(root.attrib["height"].rstrip("mpxtc")) > 0
    left, top, *size = (float(number) for number in root.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    return tuple(size)


# of a window


@pytest.mark.parametrize("view", VIEWS)
def test_a_png_is_what_the_screen_shows(pilot: Pilot, tmp_path: Path, view: str) -> None:
    pilot.place(150)
    save_picture(part(pilot, view), tmp_path / "a.png")
    image, shown = QImage(str(tmp_path / "a.png")), pixels(part(pilot, view))
    assert image.size() == part(pilot, view).size()
    assert image.convertToFormat(QImage.Format.Format_RGB32) == shown.convertToFormat(QImage.Format.Format_RGB32)
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


@pytest.mark.parametrize("view", VIEWS)
def test_an_svg_has_the_size_and_the_lanes_as_shapes(pilot: Pilot, tmp_path: Path, view: str) -> None:
    pilot.press("End")  # all lanes have come somewhere
    pilot.rest()
    save_picture(part(pilot, view), tmp_path / "a.svg")
    assert svg_size(tmp_path / "a.svg") == (part(pilot, view).width(), part(pilot, view).height())
    paths = list(ElementTree.parse(tmp_path / "a.svg").getroot().iter(f"{SVG}path"))
    assert len(paths) > 20
    for style, how in product(DARK.lanes[:3], ("fill", "stroke")):  # markers, and curves or trails
        assert any(path.get(how, "").upper() == style.color for path in paths), (style.marker, how)
    assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]


# without a screen


@pytest.fixture
def without_screen(program: QApplication) -> Iterator[None]:
    """What `gui.app.app.render_file` prepares and puts away."""
    with tidy(program):
        apply_theme(program, DARK)
        yield


@pytest.mark.usefixtures("without_screen")
def test_render_at_places(recorded: Recording, tmp_path: Path) -> None:
    pictures = []
    for at, rows in ((0.0, (0, 0, 0)), (0.3, (0, 3, 120)), (1.0, (2, 14, 400))):
        session = Session(recorded)
        render(session, tmp_path / f"{at}.png", at=at, size=(1000, 640), theme=DARK)
        assert session.playhead.rows() == rows
        pictures.append(QImage(str(tmp_path / f"{at}.png")))
        assert (pictures[-1].width(), pictures[-1].height()) == (1000, 640)
        middle = pictures[-1].copy(0, 60, 1000, 440)  # the form, which has the lanes' colours too, is folded at this width
        assert all(count(middle, style.color) > 150 for style in DARK.lanes[:3])
    assert pictures[0] != pictures[1] != pictures[2]


@pytest.mark.usefixtures("without_screen")
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("suffix", "size"), [("png", (800, 500)), ("svg", (1201, 701)), ("png", (400, 300))])
def test_render_views_and_sizes(recorded: Recording, tmp_path: Path, view: str, suffix: str, size: tuple[int, int]) -> None:
    path = tmp_path / f"a.{suffix}"
    render(Session(recorded), path, at=1.0, size=size, theme=DARK, view=view)
    if suffix == "svg":
        assert svg_size(path) == size
    else:
        image = QImage(str(path))
        assert (image.width(), image.height()) == size
        least = 150 if size[0] > 400 else 10
        assert view == "window" or all(count(image, style.color) > least for style in DARK.lanes[:3])
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


@pytest.mark.usefixtures("without_screen")
@pytest.mark.parametrize("view", VIEWS)
def test_render_in_light_has_a_light_and_solid_ground(qapp: QApplication, recorded: Recording, tmp_path: Path, view: str) -> None:
    apply_theme(qapp, LIGHT)
    render(Session(recorded), tmp_path / "a.png", at=0.5, size=(800, 500), theme=LIGHT, view=view)
    image = QImage(str(tmp_path / "a.png"))
    assert image.pixelColor(0, 0) == QColor(LIGHT.background)
    assert count(image, LIGHT.card) > 5000 and count(image, DARK.card) < 100  # a few edges of letters have it by chance


@pytest.mark.usefixtures("without_screen")
def test_render_of_an_experiment_trains_it_first(tmp_path: Path) -> None:
    session = Session(small())
    render(session, tmp_path / "a.png", at=1.0, size=(1000, 640), theme=DARK)
    assert session.playhead.rows() == (4, 20, 160) and session.run.phase == "finished"


@pytest.mark.usefixtures("without_screen")
def test_a_failing_render_ends_its_threads_and_leaves_nothing(recorded: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: QWidget) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(QWidget, "grab", breaks)
    with pytest.raises(ZeroDivisionError):
        render(Session(recorded), tmp_path / "a.png", at=1.0, size=(800, 500), theme=DARK)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("without_screen")
def test_a_surface_that_fails_is_told_beside_the_picture(recorded: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: Survey) -> bool:
        raise ZeroDivisionError("no such surface")

    assert render(Session(recorded), tmp_path / "a.png", at=1.0, size=(800, 500), theme=DARK) == ""
    monkeypatch.setattr(Survey, "advance", breaks)
    told = render(Session(recorded), tmp_path / "a.png", at=1.0, size=(800, 500), theme=DARK)
    assert told == "The surface cannot be drawn: ZeroDivisionError: no such surface"
    assert QImage(str(tmp_path / "a.png")).width() == 800


# what cannot be written


@pytest.mark.parametrize(
    ("name", "said"),
    [("a.bmp", "allowed are names ending in .png, .svg or .pdf"), ("a", "allowed are names"), ("nowhere/a.png", "does not exist")],
)
def test_a_picture_that_cannot_be_written_is_refused(qtbot: QtBot, tmp_path: Path, name: str, said: str) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    with pytest.raises(InputError, match=f"^file: found .*{said}"):
        save_picture(widget, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow beyond a kilobyte."""
    import resource
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_a_full_disk_leaves_the_old_picture_and_says_so(pilot: Pilot, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(b"the picture of yesterday")
    with full_disk(), pytest.raises((InputError, OSError)):
        save_picture(pilot.window, path)
    assert path.read_bytes() == b"the picture of yesterday"
    assert [found.name for found in tmp_path.iterdir()] == [path.name]
