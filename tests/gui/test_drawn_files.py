"""SVG and PDF files: lines as lines, text as text, one image for the heat map, and to other programs the same picture as the PNG."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from base64 import b64decode
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QLinearGradient, QPainter, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gui.look.theme import BODY, DARK, FIGURE, FONT_FOLDER, SMALL, TITLE, font
from gui.plotting.picture_file import save_picture
from gui.plotting.svg import SvgPicture
from gui.views.surface.marks import place_of
from tests.gui.conftest import Pilot

SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
RENDERERS = {  # what turns a file into a PNG of one pixel to a logical one
    "rsvg-convert": ("svg", ["rsvg-convert", "IN", "-o", "OUT"]),
    "inkscape": ("svg", ["inkscape", "IN", "-o", "OUT"]),
    "pdftoppm": ("pdf", ["pdftoppm", "-png", "-r", "96", "-singlefile", "IN", "STEM"]),
    "gs": ("pdf", ["gs", "-q", "-sDEVICE=png16m", "-r96", "-dTextAlphaBits=4", "-dGraphicsAlphaBits=4", "-dBATCH", "-o", "OUT", "IN"]),
}


@pytest.fixture
def late(pilot: Pilot) -> Pilot:
    """A window in the middle of a run, at rest, so low that its side panel is scrolled."""
    pilot.window.resize(1280, 720)
    pilot.place(150)
    return pilot


def drawing(widget: QWidget, folder: Path) -> ElementTree.Element:
    """The SVG file of a widget."""
    save_picture(widget, folder / "a.svg")
    return ElementTree.parse(folder / "a.svg").getroot()


def points(path: ElementTree.Element) -> NDArray[np.float64]:
    """The places that a path leads through, [k, 2]."""
    return np.array(re.findall(r"-?[\d.]+", path.attrib["d"]), float).reshape(-1, 2)


def test_the_heat_map_is_the_only_image_and_lies_in_its_box(late: Pilot, tmp_path: Path) -> None:
    (image,) = drawing(late.window, tmp_path).iter(f"{SVG}image")
    plot = late.surface.pictures.shown[0].plot
    corner = plot.area.topLeft() + QPointF(plot.mapTo(late.window, QPoint()))
    turn = [float(number) for number in re.findall(r"-?[\d.]+", image.attrib["transform"])]
    assert turn[:4] == [1, 0, 0, 1] and turn[4:] == pytest.approx([corner.x(), corner.y()], abs=0.01)
    size = float(image.attrib["width"]), float(image.attrib["height"])
    assert np.abs(np.subtract(size, plot.area.size().toTuple())).max() <= 1
    inside = QImage.fromData(b64decode(image.attrib[f"{XLINK}href"].partition(",")[2]))
    assert inside.size().toTuple() == size  # nothing squeezed


def test_trails_end_at_their_balls(late: Pilot, tmp_path: Path) -> None:
    root, picture = drawing(late.window, tmp_path), late.surface.pictures.shown[0]
    assert late.frame.landscape is not None
    corner = np.add(picture.plot.area.topLeft().toTuple(), picture.plot.mapTo(late.window, QPoint()).toTuple())
    for index in (1, 2):  # the other has made no update
        ball = corner + place_of(picture.plot, late.frame.landscape.projections[index], late.frame.rows[index]).toTuple()
        start = corner + place_of(picture.plot, late.frame.landscape.projections[index], 0).toTuple()
        lines = [path for path in root.iter(f"{SVG}path") if path.get("stroke", "").upper() == DARK.lanes[index].color]
        places = np.concatenate([points(path) for path in lines])
        assert np.hypot(*(places - ball).T).min() < 1.5 and np.hypot(*(places - start).T).min() < 1.5  # a trail is as fine as pixels


def test_all_texts_are_text_of_their_size_and_width(late: Pilot, tmp_path: Path) -> None:
    texts = list(drawing(late.window, tmp_path).iter(f"{SVG}text"))
    said = [text.text for text in texts]
    for label in late.window.findChildren(QLabel):
        is_one_line = not label.visibleRegion().isEmpty() and label.height() < 30 + 20 * label.text().count("\n")
        for line in label.text().splitlines() if is_one_line else ():
            sizes = [float(text.attrib["font-size"]) for text in texts if text.text == line]
            assert any(abs(size - label.font().pointSizeF() * 96 / 72) < 0.01 for size in sizes), line
    assert {"start", "slope", "intercept", "Epochs", "Learning rate"} <= set(said)
    assert {SMALL, BODY, TITLE, FIGURE} <= {float(text.attrib["font-size"]) for text in texts}
    for text in texts:
        families = text.attrib["font-family"].split(", ")
        assert families[0] == "Inter" and families[-1] == "sans-serif"
    figure = next(text for text in texts if float(text.attrib["font-size"]) == FIGURE)
    assert "tabular-nums" in figure.attrib["style"]
    width = QFontMetricsF(font(FIGURE, 700, tabular=True)).horizontalAdvance(figure.text or "")
    assert float(figure.attrib["textLength"]) == pytest.approx(width, abs=0.1)


def test_a_pdf_has_its_fonts_text_and_one_image(late: Pilot, tmp_path: Path) -> None:
    save_picture(late.window, tmp_path / "a.pdf")
    content = (tmp_path / "a.pdf").read_bytes()
    assert content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    assert content.count(b"/Subtype /Image") == 1 and content.count(b"/DCTDecode") == 0  # no losses
    assert content.count(b"/FontFile") >= 3 and content.count(b"/ToUnicode") >= 3
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert box is not None
    assert [float(side) for side in box.groups()] == pytest.approx([0.75 * side for side in late.window.size().toTuple()], abs=1)


def shades(path: Path) -> NDArray[np.int16]:
    """Red, green and blue, [height, width, 3]."""
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(np.int16)


def middle_of(picture: NDArray[np.int16], color: str, box: QRectF) -> NDArray[np.float64]:
    """The mean place of pixels of a colour within a box."""
    red, green, blue = QColor(color).getRgb()[:3]
    part = picture[round(box.top()) : round(box.bottom()), round(box.left()) : round(box.right())]
    places = np.argwhere(np.abs(part - np.array([blue, green, red])).max(axis=2) < 12)
    assert len(places) > 60
    return places.mean(axis=0)


@pytest.mark.parametrize("renderer", RENDERERS)
def test_other_programs_show_what_the_png_shows(late: Pilot, tmp_path: Path, renderer: str) -> None:
    if shutil.which(renderer) is None:
        pytest.skip(f"{renderer} is not installed")
    suffix, command = RENDERERS[renderer]
    for kind in ("png", suffix):
        save_picture(late.window, tmp_path / f"a.{kind}")
    (tmp_path / "fonts.conf").write_text(f"<fontconfig><dir>{FONT_FOLDER}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    names = {"IN": f"{tmp_path}/a.{suffix}", "OUT": f"{tmp_path}/b.png", "STEM": f"{tmp_path}/b"}
    environment = os.environ | {"FONTCONFIG_FILE": f"{tmp_path}/fonts.conf", "HOME": str(tmp_path)}
    subprocess.run([names.get(word, word) for word in command], env=environment, check=True, capture_output=True, timeout=100)
    ours, theirs = shades(tmp_path / "a.png"), shades(tmp_path / "b.png")
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).mean() < 4
    assert np.abs(theirs[-6:] - ours[-6:]).max() < 6  # nothing but ground below all parts
    means = [picture[:720, :1272].reshape(60, 12, 106, 12, 3).mean(axis=(1, 3)) for picture in (ours, theirs)]
    assert np.quantile(np.abs(means[0] - means[1]), 0.999) < 25
    picture = late.surface.pictures.shown[0]
    for index, ball in zip(picture.lanes, picture._balls, strict=True):
        middle = ball + picture.plot.area.topLeft() + QPointF(picture.plot.mapTo(late.window, QPoint()))
        box = QRectF(middle.x() - 14, middle.y() - 14, 28, 28)
        color = DARK.lanes[index].color
        assert np.abs(middle_of(ours, color, box) - middle_of(theirs, color, box)).max() < 1.0


def engine_text(paint: object, size: int = 100) -> ElementTree.Element:
    """What the engine writes of something painted."""
    picture = SvgPicture(QPixmap(size, size).size(), 2.0, 96)
    with QPainter(picture) as painter:
        paint(painter)  # type: ignore[operator]
    return ElementTree.fromstring(picture.text("a & b").encode())


def test_a_picture_of_a_finer_screen_is_as_large_as_its_png(program: QApplication) -> None:
    root = engine_text(lambda painter: None)
    assert (root.attrib["width"], root.attrib["height"], root.attrib["viewBox"]) == ("200", "200", "0 0 100 100")
    assert root.findtext(f"{SVG}title") == "a & b"


def test_clips_opacity_turns_and_gradients_are_written(program: QApplication) -> None:
    def paint(painter: QPainter) -> None:
        painter.setClipRect(QRectF(10, 10, 20, 20))
        painter.fillRect(QRectF(0, 0, 50, 50), QColor("#ff0000"))  # cut
        painter.fillRect(QRectF(60, 60, 5, 5), QColor("#00ff00"))  # not seen at all
        painter.setClipping(False)
        painter.setOpacity(0.25)
        painter.setTransform(QTransform().translate(50, 50).rotate(90))
        painter.setPen(QPen(QColor(0, 0, 255, 51), 3.0, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(0, 0), QPointF(20, 0))
        gradient = QLinearGradient(0, 0, 10, 0)
        gradient.setColorAt(0, QColor("#111111"))
        gradient.setColorAt(1, QColor("#eeeeee"))
        path = QPainterPath()
        path.addEllipse(QRectF(0, 0, 10, 10))
        painter.strokePath(path, QPen(QBrush(gradient), 2.0))

    root = engine_text(paint)
    group = root.find(f"{SVG}g")
    assert group is not None and len(group) == 1 and group[0].attrib["fill"] == "#ff0000"
    clip = root.find(f"{SVG}defs/{SVG}clipPath[@id='{group.attrib['clip-path'][5:-1]}']/{SVG}path")
    assert clip is not None and points(clip).min() == 10 and points(clip).max() == 30
    line, round_one = root.findall(f"{SVG}path")
    assert line.attrib["transform"] == "matrix(0 1 -1 0 50 50)"
    wanted = {"opacity": "0.25", "stroke": "#0000ff", "stroke-opacity": "0.2", "stroke-width": "3", "fill": "none"}
    assert wanted.items() <= line.attrib.items() and "stroke-dasharray" in line.attrib
    stops = root.findall(f"{SVG}defs/{SVG}linearGradient[@id='{round_one.attrib['stroke'][5:-1]}']/{SVG}stop")
    assert [stop.attrib["stop-color"] for stop in stops] == ["#111111", "#eeeeee"]
    assert "C" in round_one.attrib["d"]


def test_of_an_image_drawn_in_part_only_that_part_is_written(program: QApplication) -> None:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    image.setPixelColor(30, 20, QColor("#00ff00"))
    root = engine_text(lambda painter: painter.drawImage(QRectF(5, 5, 10, 10), image, QRectF(30, 20, 10, 10)))
    (found,) = root.iter(f"{SVG}image")
    data = b64decode(found.attrib[f"{XLINK}href"].partition(",")[2])
    part = QImage.fromData(data)
    assert part.size().toTuple() == (10, 10) and part.pixelColor(0, 0) == QColor("#00ff00")


def test_what_goes_wrong_in_the_engine_is_raised_and_ends_nothing(program: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.plotting.svg.path_data", lambda path: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        engine_text(lambda painter: painter.fillRect(QRectF(0, 0, 5, 5), QColor("#ff0000")))
