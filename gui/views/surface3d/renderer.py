"""Draws the relief off the screen, with OpenGL, into a picture that a widget paints like any other.

So the window stays as it is: nothing of it is drawn by OpenGL, it is not made anew when the relief is first asked for, and a picture of it
has the relief in it. This is the one module that imports PyOpenGL, which is optional; it is imported when the relief is asked for.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import OpenGL

OpenGL.ERROR_CHECKING = False  # a question to the driver after every call; we ask once a picture

from OpenGL import GL  # noqa: E402
from OpenGL.GL.shaders import compileShader  # noqa: E402
from OpenGL.raw.GL.VERSION.GL_1_0 import glReadPixels  # noqa: E402  the raw ones do not ask which platform made the context
from OpenGL.raw.GL.VERSION.GL_1_1 import glDrawElements  # noqa: E402
from OpenGL.raw.GL.VERSION.GL_2_0 import glVertexAttribPointer  # noqa: E402
from PySide6.QtCore import QSize  # noqa: E402
from PySide6.QtGui import QColor, QImage, QOffscreenSurface, QOpenGLContext  # noqa: E402
from PySide6.QtOpenGL import QOpenGLFramebufferObject, QOpenGLFramebufferObjectFormat  # noqa: E402

from gui.look.translation import tr  # noqa: E402

from . import shaders  # noqa: E402
from .solids import solid  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gui.look.theme import MarkerKind

    from .ground import Floats, Mesh

_SAMPLES = 4
_FAINT = 0.6  # opacity of a ball behind the ground
_CORNERS = np.array([(0, -1), (0, 1), (1, -1), (1, 1)], np.float32)
_QUAD = np.array([0, 1, 2, 2, 1, 3], np.uint32)


class NoOpenGLError(RuntimeError):
    """There is no OpenGL to draw with; the text says why, in a few words."""


@dataclass(frozen=True)
class Stroke:
    """Lines that were handed over before, under a name.

    Attributes:
        name: of the lines.
        count: how many of them.
        color: of all.
        width: in pixels of the picture.
        nearer: how far they are pulled towards the eye, lest the ground they lie on covers them.
    """

    name: str
    count: int
    color: QColor
    width: float
    nearer: float


@dataclass(frozen=True)
class Ball:
    """A solid.

    Attributes:
        kind: its shape.
        middle: in the world: [3].
        size: in the world.
        color, rim: of its own and around it.
        nearer: as of a stroke.
        shines: whether it is seen faintly where the ground hides it.
    """

    kind: MarkerKind
    middle: Floats
    size: float
    color: QColor
    rim: QColor
    nearer: float
    shines: bool


class Shade(NamedTuple):
    """What light does to colours: by what red, green and blue are multiplied out of it and in it, and what the lamp's gleam adds."""

    dark: tuple[float, float, float]
    bright: tuple[float, float, float]
    gleam: float


@dataclass(frozen=True)
class Scene:
    """One picture.

    Attributes:
        size: in pixels.
        matrix: from the world to OpenGL's cube: [4, 4].
        eye, light: where the camera stands, and the direction to the lamp: [3] each.
        background, contour: colours.
        shade: how a colour is out of the light, in it, and the lamp's gleam on it.
        strokes, balls: what lies on the ground.
    """

    size: QSize
    matrix: Floats
    eye: Floats
    light: Floats
    background: QColor
    contour: QColor
    shade: Shade
    strokes: Sequence[Stroke]
    balls: Sequence[Ball]


class Renderer:
    """Draws scenes.

    Attributes:
        driver: what draws, in the driver's words.

    Raises:
        NoOpenGLError: there is nothing to draw with.
    """

    def __init__(self) -> None:
        self._context, self._surface = QOpenGLContext(), QOffscreenSurface()
        if not self._context.create():
            raise NoOpenGLError(tr("no context can be made"))
        self._surface.setFormat(self._context.format())
        self._surface.create()
        self._buffers: dict[str, tuple[int, int]] = {}  # name: number, how many vertices or lines
        self._targets: dict[int, QOpenGLFramebufferObject] = {}  # by samples a pixel
        self._indices = np.zeros(0, np.uint32)
        with self._current():
            self.driver = (GL.glGetString(GL.GL_RENDERER) or b"").decode(errors="replace")
            self._ground = _program(shaders.GROUND_VERTEX, shaders.GROUND_FRAGMENT, ("a_place", "a_normal", "a_more"))
            self._stroke = _program(shaders.STROKE_VERTEX, shaders.STROKE_FRAGMENT, ("a_begin", "a_end", "a_corner"))
            self._solid = _program(shaders.SOLID_VERTEX, shaders.SOLID_FRAGMENT, ("a_place", "a_normal"))
            self._texture = int(GL.glGenTextures(1))
            self._elements, self._quads = (int(number) for number in GL.glGenBuffers(2))
        self._triangles = 0

    def close(self) -> None:
        """Give back what the driver holds."""
        with self._current():
            self._targets.clear()

    def set_ground(self, mesh: Mesh) -> None:
        """Draw this ground from now on."""
        with self._current():
            self._upload("ground", mesh.vertices, len(mesh.vertices))
            GL.glBindBuffer(GL.GL_ELEMENT_ARRAY_BUFFER, self._elements)
            GL.glBufferData(GL.GL_ELEMENT_ARRAY_BUFFER, mesh.triangles.nbytes, mesh.triangles, GL.GL_STATIC_DRAW)
            self._triangles = mesh.triangles.size

    def set_heat(self, colours: NDArray[np.uint8]) -> None:
        """Colour the ground by a table [256, 3]."""
        with self._current():
            GL.glBindTexture(GL.GL_TEXTURE_2D, self._texture)
            for name, value in (
                (GL.GL_TEXTURE_MIN_FILTER, GL.GL_LINEAR), (GL.GL_TEXTURE_MAG_FILTER, GL.GL_LINEAR),
                (GL.GL_TEXTURE_WRAP_S, GL.GL_CLAMP_TO_EDGE), (GL.GL_TEXTURE_WRAP_T, GL.GL_CLAMP_TO_EDGE),
            ):  # fmt: skip
                GL.glTexParameteri(GL.GL_TEXTURE_2D, name, value)
            table = np.ascontiguousarray(colours)
            GL.glTexImage2D(GL.GL_TEXTURE_2D, 0, GL.GL_RGB, 256, 1, 0, GL.GL_RGB, GL.GL_UNSIGNED_BYTE, table.tobytes())

    def set_lines(self, name: str, begin: Floats, end: Floats) -> None:
        """Know lines from `begin` to `end`, [k, 3] each, by a name."""
        count = len(begin)
        vertices = np.empty((count, 4, 8), np.float32)
        vertices[:, :, :3], vertices[:, :, 3:6], vertices[:, :, 6:] = begin[:, None], end[:, None], _CORNERS
        with self._current():
            self._upload(name, vertices, count)
            if 6 * count > len(self._indices):
                most = 2 * count
                self._indices = (4 * np.arange(most, dtype=np.uint32)[:, None] + _QUAD).ravel()
                GL.glBindBuffer(GL.GL_ELEMENT_ARRAY_BUFFER, self._quads)
                GL.glBufferData(GL.GL_ELEMENT_ARRAY_BUFFER, self._indices.nbytes, self._indices, GL.GL_STATIC_DRAW)

    def draw(self, scene: Scene, smooth: bool = True) -> QImage:
        """A picture, with smooth edges or quicker.

        Raises:
            NoOpenGLError: it cannot be drawn.
        """
        with self._current():
            resolved = self._framebuffer(scene.size, 0)
            target = self._framebuffer(scene.size, _SAMPLES) if smooth else resolved
            target.bind()
            GL.glViewport(0, 0, scene.size.width(), scene.size.height())
            GL.glClearColor(*_rgba(scene.background))
            GL.glDepthMask(True)
            GL.glClear(GL.GL_COLOR_BUFFER_BIT | GL.GL_DEPTH_BUFFER_BIT)
            GL.glEnable(GL.GL_DEPTH_TEST)
            GL.glDepthFunc(GL.GL_LEQUAL)
            GL.glDisable(GL.GL_CULL_FACE)
            matrix = scene.matrix * np.array(
                [[1], [-1], [1], [1]]
            )  # upside down: OpenGL's first row is the lowest, a picture's the highest
            self._draw_ground(scene, matrix)
            self._draw_strokes(scene, matrix)
            self._draw_balls(scene, matrix)
            if target is not resolved:
                QOpenGLFramebufferObject.blitFramebuffer(resolved, target)
            resolved.bind()
            image = QImage(scene.size, QImage.Format.Format_RGBX8888)
            into: Any = image.bits()
            GL.glPixelStorei(GL.GL_PACK_ALIGNMENT, 4)
            address = np.frombuffer(into, np.uint8).ctypes.data
            glReadPixels(0, 0, image.width(), image.height(), GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, ctypes.c_void_p(address))
            resolved.release()
            if error := GL.glGetError():
                raise NoOpenGLError(tr("error {number} of {driver}", number=f"{int(error):#06x}", driver=self.driver))
            return image

    def _draw_ground(self, scene: Scene, matrix: Floats) -> None:
        program = self._ground
        toward = scene.eye / np.linalg.norm(scene.eye)
        half_way = toward + scene.light
        GL.glUseProgram(program)
        GL.glDisable(GL.GL_BLEND)
        GL.glActiveTexture(GL.GL_TEXTURE0)
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._texture)
        _set(
            program,
            u_matrix=matrix,
            u_light=scene.light,
            u_toward=toward,
            u_half_way=half_way / np.linalg.norm(half_way),
            u_contour=_rgba(scene.contour),
        )
        _set(program, u_dark=scene.shade.dark, u_bright=scene.shade.bright, u_gleam=scene.shade.gleam)
        GL.glUniform1i(GL.glGetUniformLocation(program, "u_heat"), 0)
        balls = np.zeros((shaders.BALLS, 4), np.float32)
        for row, ball in zip(balls, scene.balls, strict=False):
            row[:3], row[3] = ball.middle, 1 / ball.size
        GL.glUniform4fv(GL.glGetUniformLocation(program, "u_balls"), shaders.BALLS, balls)
        with self._attributes("ground", (3, 3, 3)):
            GL.glBindBuffer(GL.GL_ELEMENT_ARRAY_BUFFER, self._elements)
            glDrawElements(GL.GL_TRIANGLES, self._triangles, GL.GL_UNSIGNED_INT, ctypes.c_void_p(0))

    def _draw_strokes(self, scene: Scene, matrix: Floats) -> None:
        program = self._stroke
        GL.glUseProgram(program)
        GL.glEnable(GL.GL_BLEND)
        GL.glBlendFunc(GL.GL_SRC_ALPHA, GL.GL_ONE_MINUS_SRC_ALPHA)
        GL.glDepthMask(False)
        _set(program, u_matrix=matrix, u_size=(scene.size.width(), scene.size.height()))
        for stroke in scene.strokes:
            count = min(stroke.count, self._buffers[stroke.name][1])
            if count == 0:
                continue
            _set(program, u_radius=stroke.width / 2, u_nearer=stroke.nearer, u_color=_rgba(stroke.color))
            with self._attributes(stroke.name, (3, 3, 2)):
                GL.glBindBuffer(GL.GL_ELEMENT_ARRAY_BUFFER, self._quads)
                glDrawElements(GL.GL_TRIANGLES, 6 * count, GL.GL_UNSIGNED_INT, ctypes.c_void_p(0))
        GL.glDepthMask(True)

    def _draw_balls(self, scene: Scene, matrix: Floats) -> None:
        """One after another, as given; faintly where the ground hides those that shine through it.

        They are hidden by the ground alone, not by each other: what would be seen of two in one place is a matter of rounding.
        """
        program = self._solid
        GL.glUseProgram(program)
        _set(program, u_matrix=matrix, u_light=scene.light, u_eye=scene.eye)
        GL.glDepthMask(False)
        for faint in (True, False):
            GL.glDepthFunc(GL.GL_GREATER if faint else GL.GL_LEQUAL)
            for ball in scene.balls if not faint else [ball for ball in scene.balls if ball.shines]:
                name = f"solid {ball.kind}"
                if name not in self._buffers:
                    vertices = solid(ball.kind).vertices
                    self._upload(name, vertices, len(vertices))
                with self._attributes(name, (3, 3)):
                    _set(program, u_middle=ball.middle, u_nearer=ball.nearer)
                    if faint:
                        self._draw_solid(ball, 1.0, (*_rgba(ball.color)[:3], _FAINT), 1.0)
                    else:
                        self._draw_solid(ball, 1.16, _rgba(ball.rim), 0.0)
                        self._draw_solid(ball, 1.0, _rgba(ball.color), 1.0)
        GL.glDepthMask(True)

    def _draw_solid(self, ball: Ball, scale: float, color: tuple[float, ...], lit: float) -> None:
        _set(self._solid, u_scale=ball.size * scale, u_color=color, u_lit=lit)
        GL.glDrawArrays(GL.GL_TRIANGLES, 0, self._buffers[f"solid {ball.kind}"][1])

    def _framebuffer(self, size: QSize, samples: int) -> QOpenGLFramebufferObject:
        known = self._targets.get(samples)
        if known is None or known.size() != size:
            form = QOpenGLFramebufferObjectFormat()
            form.setSamples(samples)
            form.setAttachment(QOpenGLFramebufferObject.Attachment.Depth)
            known = self._targets[samples] = QOpenGLFramebufferObject(size, form)
            if not known.isValid():
                raise NoOpenGLError(
                    tr("{driver} has no framebuffer of {width}×{height}", driver=self.driver, width=size.width(), height=size.height())
                )
        return known

    def _upload(self, name: str, vertices: NDArray[np.float32], count: int) -> None:
        number = self._buffers[name][0] if name in self._buffers else int(GL.glGenBuffers(1))
        self._buffers[name] = number, count
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, number)
        GL.glBufferData(GL.GL_ARRAY_BUFFER, vertices.nbytes, np.ascontiguousarray(vertices), GL.GL_STATIC_DRAW)

    @contextmanager
    def _attributes(self, name: str, sizes: tuple[int, ...]) -> Iterator[None]:
        """With a buffer's columns as the attributes 0, 1, …"""
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, self._buffers[name][0])
        for place, size in enumerate(sizes):
            GL.glEnableVertexAttribArray(place)
            glVertexAttribPointer(place, size, GL.GL_FLOAT, False, 4 * sum(sizes), ctypes.c_void_p(4 * sum(sizes[:place])))
        yield
        for place in range(len(sizes)):
            GL.glDisableVertexAttribArray(place)

    @contextmanager
    def _current(self) -> Iterator[None]:
        if not self._context.makeCurrent(self._surface):
            raise NoOpenGLError(tr("its context cannot be used"))
        try:
            yield
        finally:
            self._context.doneCurrent()


def _program(vertex: str, fragment: str, attributes: Sequence[str]) -> int:
    """A program whose attributes are numbered in this order."""
    parts = compileShader(vertex, GL.GL_VERTEX_SHADER), compileShader(fragment, GL.GL_FRAGMENT_SHADER)
    program = GL.glCreateProgram()
    for part in parts:
        GL.glAttachShader(program, part)
    for number, name in enumerate(attributes):
        GL.glBindAttribLocation(program, number, name)
    GL.glLinkProgram(program)
    if not GL.glGetProgramiv(program, GL.GL_LINK_STATUS):
        raise NoOpenGLError(tr("a shader cannot be linked: {reason}", reason=repr(GL.glGetProgramInfoLog(program))))
    return int(program)


def _rgba(color: QColor) -> tuple[float, float, float, float]:
    return color.redF(), color.greenF(), color.blueF(), color.alphaF()


def _set(program: int, **values: Any) -> None:
    """Set uniforms: numbers, vectors and matrices."""
    for name, value in values.items():
        place, array = GL.glGetUniformLocation(program, name), np.asarray(value, np.float32)
        if array.ndim == 2:
            GL.glUniformMatrix4fv(place, 1, False, np.ascontiguousarray(array.T))
        else:
            (GL.glUniform1fv, GL.glUniform2fv, GL.glUniform3fv, GL.glUniform4fv)[array.size - 1](place, 1, array)
