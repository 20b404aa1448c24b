"""Writes what is painted as SVG: lines and areas as paths, text as text.

Qt's own generator squeezes images that are drawn in part, does not clip, takes points for pixels, and forgets which figures are of one
width. This is a paint device like any other: `widget.render` paints into it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from functools import wraps
from html import escape
from typing import Any, TypeVar, cast

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QImage,
    QLinearGradient,
    QPaintDevice,
    QPaintEngine,
    QPaintEngineState,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
    QTextItem,
    QTransform,
)  # fmt: skip

from .svg_format import attributes_text, color_attributes, fill_rule, number, path_data, rect_attributes

M = TypeVar("M", bound=Callable[..., None])
_CASING = 2.0  # pixels; a text whose pen is wider has a line of that width around its letters
_ROUNDED = 0.05  # pixels; what reaches so little beyond a clip needs none
_HATCH = 8  # pixels from line to line of a hatched area
_CAPS = {Qt.PenCapStyle.FlatCap: "butt", Qt.PenCapStyle.SquareCap: "square", Qt.PenCapStyle.RoundCap: "round"}
_JOINS = {Qt.PenJoinStyle.BevelJoin: "bevel", Qt.PenJoinStyle.RoundJoin: "round"}


class SvgPicture(QPaintDevice):
    """A picture to paint into.

    Args:
        size: in logical pixels.
        scale: pixels to a logical pixel, of the size that a viewer shows it at first.
        dpi: dots to an inch of the screen for which fonts were chosen.
    """

    def __init__(self, size: QSize, scale: float, dpi: int) -> None:
        super().__init__()
        self._size, self._scale, self._dpi = size, scale, dpi
        self._engine = _SvgEngine(dpi)

    def text(self, title: str) -> str:
        """The file's content, once it is painted.

        Raises:
            Exception: what went wrong while it was.
        """
        if self._engine.error is not None:
            raise self._engine.error
        width, height = self._size.width(), self._size.height()
        return "\n".join(
            (
                '<?xml version="1.0" encoding="UTF-8"?>',
                '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
                f'width="{width * self._scale:g}" height="{height * self._scale:g}" viewBox="0 0 {width} {height}">',
                f"<title>{escape(title, quote=False)}</title>",
                "<defs>",
                *self._engine.definitions.values(),
                "</defs>",
                *self._engine.body,
                "</svg>",
                "",
            )
        )

    def paintEngine(self) -> QPaintEngine:
        return self._engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        kind = QPaintDevice.PaintDeviceMetric
        known = {kind.PdmWidth: self._size.width(), kind.PdmHeight: self._size.height(), kind.PdmDevicePixelRatio: 1, kind.PdmDepth: 32}
        if "Dpi" in metric.name:
            return self._dpi
        return known.get(metric) or super().metric(metric)


def png_of(pixmap: QPixmap) -> bytes:
    """A PNG file's content."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pixmap.save(buffer, "PNG")
    return bytes(buffer.data().data())


def _keeps_error(method: M) -> M:
    """Keep an exception for later: Qt, which calls the method, would crash."""

    @wraps(method)
    def called(engine: _SvgEngine, *arguments: Any, **more: Any) -> None:
        try:
            method(engine, *arguments, **more)
        except Exception as error:
            engine.error = engine.error or error

    return cast("M", called)


class _SvgEngine(QPaintEngine):
    """Collects elements.

    Attributes:
        body: them, in order.
        definitions: what they refer to, by content.
        error: what went wrong first.
    """

    def __init__(self, dpi: int) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.body: list[str] = []
        self.definitions: dict[str, str] = {}
        self.error: Exception | None = None
        self._dpi = dpi
        self._pen, self._brush, self._transform, self._opacity = QPen(), QBrush(), QTransform(), 1.0
        self._clip: QPainterPath | None = None
        self._group = ""  # the clip of the elements that are written now

    def begin(self, device: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        self._clip_by("")
        return True

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    @_keeps_error
    def updateState(self, state: QPaintEngineState) -> None:
        self._pen, self._brush, self._transform = QPen(state.pen()), QBrush(state.brush()), QTransform(state.transform())
        self._opacity = state.opacity()
        dirty = QPaintEngine.DirtyFlag
        if state.state() & (dirty.DirtyClipPath | dirty.DirtyClipRegion | dirty.DirtyClipEnabled):
            painter = self.painter()
            self._clip = self._transform.map(painter.clipPath()) if painter.hasClipping() else None

    @_keeps_error
    def drawPath(self, path: QPainterPath) -> None:
        reach = self._pen.widthF() / 2 if self._pen.style() != Qt.PenStyle.NoPen else 0.0
        box = path.controlPointRect().adjusted(-reach, -reach, reach, reach)
        look = {"fill-rule": fill_rule(path)} | self._paint("fill", self._brush) | self._stroke()
        if look["fill"] == look.get("stroke", "none") == "none":
            return
        if not (self._transform.isScaling() or self._transform.isRotating()) and self._brush.gradient() is None:
            self._write("path", {"d": path_data(self._transform.map(path))} | look, box, moved=False)
        else:
            self._write("path", {"d": path_data(path)} | look, box)

    @_keeps_error
    def drawPolygon(self, points: Iterable[Any], mode: QPaintEngine.PolygonDrawMode) -> None:
        path = QPainterPath()
        path.addPolygon(QPolygonF([QPointF(point) for point in points]))
        brush = self._brush
        if mode == QPaintEngine.PolygonDrawMode.PolylineMode:
            self._brush = QBrush()
        else:
            path.closeSubpath()
        path.setFillRule(Qt.FillRule.WindingFill if mode == QPaintEngine.PolygonDrawMode.WindingMode else Qt.FillRule.OddEvenFill)
        self.drawPath(path)
        self._brush = brush

    @_keeps_error
    def drawLines(self, lines: Iterable[Any]) -> None:
        path = QPainterPath()
        for line in lines:
            path.moveTo(line.p1())
            path.lineTo(line.p2())
        self.drawPath(path)

    @_keeps_error
    def drawRects(self, rects: Iterable[Any]) -> None:
        for rect in rects:
            path = QPainterPath()
            path.addRect(QRectF(rect))
            self.drawPath(path)

    @_keeps_error
    def drawPixmap(self, rect: QRectF | QRect, pixmap: QPixmap | QImage, source: QRectF | QRect) -> None:
        self.drawImage(rect, pixmap.toImage() if isinstance(pixmap, QPixmap) else pixmap, source)

    @_keeps_error
    def drawImage(
        self,
        rect: QRectF | QRect,
        image: QImage,
        source: QRectF | QRect,
        flags: Qt.ImageConversionFlag = Qt.ImageConversionFlag.AutoColor,
    ) -> None:
        data = base64.b64encode(png_of(QPixmap.fromImage(image.copy(QRectF(source).toRect())))).decode()
        content = {"preserveAspectRatio": "none", "xlink:href": f"data:image/png;base64,{data}"}
        self._write("image", rect_attributes(QRectF(rect)) | content, QRectF(rect))

    @_keeps_error
    def drawTextItem(self, place: QPointF | QPoint | QPainterPath.Element, item: QTextItem) -> None:
        if not item.text().strip():
            return
        font, width, start = item.font(), item.width(), QPointF(place)  # type: ignore[arg-type]
        attributes = {"x": number(start.x() + width / 2), "y": number(start.y()), "text-anchor": "middle"}
        if len(item.text()) > 1:  # in another font, as wide
            attributes |= {"textLength": number(width), "lengthAdjust": "spacingAndGlyphs"}
        attributes |= self._font(font) | color_attributes("fill", self._pen.color())
        if self._pen.widthF() > _CASING:
            attributes |= color_attributes("stroke", self._pen.color())
            attributes |= {"stroke-width": number(self._pen.widthF()), "stroke-linejoin": "round"}
        box = QRectF(start.x(), start.y() - item.ascent(), width, item.ascent() + item.descent())
        self._write("text", attributes, box, escape(item.text(), quote=False))

    def _write(self, name: str, attributes: dict[str, str], box: QRectF, content: str = "", *, moved: bool = True) -> None:
        """An element that covers a box, unless nothing of it is seen; `moved`: by the painter's transform."""
        system, on_device, clip = self.systemClip(), self._transform.mapRect(box), self._clip
        if not system.isEmpty() and not QRectF(system.boundingRect()).contains(on_device):
            whole = QPainterPath()
            whole.addRect(QRectF(system.boundingRect()))
            clip = whole if clip is None else clip.intersected(whole)
        if self._opacity == 0.0 or (clip is not None and not clip.intersects(on_device)):
            return
        if clip is None or clip.contains(on_device.adjusted(_ROUNDED, _ROUNDED, -_ROUNDED, -_ROUNDED)):
            self._clip_by("")
        else:
            self._clip_by(self._defined("clipPath", f'<path d="{path_data(clip)}" clip-rule="{fill_rule(clip)}"/>'))
        if self._opacity < 1.0:
            attributes["opacity"] = number(self._opacity)
        if moved and not self._transform.isIdentity():
            turn = self._transform
            values = (turn.m11(), turn.m12(), turn.m21(), turn.m22(), turn.dx(), turn.dy())
            attributes["transform"] = f"matrix({' '.join(f'{value:.6g}' for value in values)})"
        self.body.append(f"<{name} {attributes_text(attributes)}" + (f">{content}</{name}>" if content else "/>"))

    def _clip_by(self, clip: str) -> None:
        """Let a definition clip all elements from here on."""
        if clip != self._group:
            self.body += ["</g>"] * bool(self._group) + [f'<g clip-path="url(#{clip})">'] * bool(clip)
            self._group = clip

    def _defined(self, kind: str, content: str, **attributes: str) -> str:
        """The name of a definition."""
        key = kind + content + str(attributes)
        if key not in self.definitions:
            attributes = {"id": f"d{len(self.definitions) + 1}"} | attributes
            self.definitions[key] = f"<{kind} {attributes_text(attributes)}>{content}</{kind}>"
        return self.definitions[key].split('"')[1]

    def _paint(self, what: str, brush: QBrush) -> dict[str, str]:
        """What fills an area or draws a line."""
        gradient = brush.gradient()
        if isinstance(gradient, QLinearGradient):
            colours = [{"offset": f"{at:g}"} | color_attributes("stop", colour, "-color") for at, colour in gradient.stops()]
            stops = "".join(f"<stop {attributes_text(colour)}/>" for colour in colours)
            ends = zip(("x1", "y1", "x2", "y2"), (*gradient.start().toTuple(), *gradient.finalStop().toTuple()), strict=True)
            places = {name: number(value) for name, value in ends}
            return {what: f"url(#{self._defined('linearGradient', stops, gradientUnits='userSpaceOnUse', **places)})"}
        if brush.style() == Qt.BrushStyle.BDiagPattern:
            line = f'<path d="M0 {_HATCH}L{_HATCH} 0" {attributes_text(color_attributes("stroke", brush.color()))}/>'
            side = str(_HATCH)
            return {what: f"url(#{self._defined('pattern', line, patternUnits='userSpaceOnUse', width=side, height=side)})"}
        is_clear = brush.style() == Qt.BrushStyle.NoBrush or brush.color().alpha() == 0
        return {what: "none"} if is_clear else color_attributes(what, brush.color())

    def _stroke(self) -> dict[str, str]:
        pen = self._pen
        if pen.style() == Qt.PenStyle.NoPen:
            return {}
        width = pen.widthF() or 1.0
        said = self._paint("stroke", pen.brush()) | {"stroke-width": number(width)}
        said |= {"stroke-linecap": _CAPS[pen.capStyle()], "stroke-linejoin": _JOINS.get(pen.joinStyle(), "miter")}
        if pen.style() != Qt.PenStyle.SolidLine:
            said["stroke-dasharray"] = " ".join(number(length * width) for length in pen.dashPattern())
            said["stroke-dashoffset"] = number(pen.dashOffset() * width)
        return said

    def _font(self, font: QFont) -> dict[str, str]:
        pixels = font.pixelSize() if font.pixelSize() > 0 else font.pointSizeF() * self._dpi / 72
        families = ", ".join(f"'{name}'" if " " in name else name for name in dict.fromkeys((*font.families(), "sans-serif")))
        said = {"font-family": families, "font-size": number(pixels), "font-weight": str(int(font.weight()))}
        return said | ({"style": "font-variant-numeric: tabular-nums"} if font.featureValue(QFont.Tag("tnum")) else {})
