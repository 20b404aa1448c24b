"""Colours, type and the application's style sheet: the one place where the look is declared.

`apply_theme(app, theme)` styles the plain Qt widgets. Painted widgets are given the same `Theme` through their own `set_theme`, which also
re-reads the text scale; so a change of theme or of scale is one walk over the widgets, whichever of the two it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from .stylesheet import stylesheet_from

MarkerKind = Literal["circle", "square", "triangle", "diamond", "triangle_down", "plus"]

_LARGE_SCREEN = 1200  # logical pixels high; on a smaller one, text at a scale of 1 can be read from where its user sits
SMALL, BODY, TITLE, FIGURE = 12.0, 13.5, 16.0, 30.0
"""The four text sizes, in logical pixels at a text scale of 1."""

CARD_GAP = 14
"""Between cards, in logical pixels at a text scale of 1."""

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
FONT_FOLDER = RESOURCES / "fonts"
FAMILIES = ["Inter", "PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif"]


@dataclass(frozen=True)
class LaneStyle:
    """How one lane is told from the others: three cues, so that none depends on seeing colour."""

    color: str
    marker: MarkerKind
    dash: Qt.PenStyle


@dataclass(frozen=True)
class Theme:
    """The look's tokens; colours are "#rrggbb".

    Attributes:
        raised: background of controls that lie on a card or on the window.
        line: card borders and the empty part of tracks; `grid` is the quieter line inside plots.
        text_on_accent: text on an inverted pill, that is on a ground of colour `text`.
        focus: the ring around whatever the keyboard acts on.
        lanes: one style per lane, in lane order.
        momentum, scaling, decay: arrows of what an optimizer adds to the gradient.
        positive, negative: of weights, by their sign.
        heat: (position 0..1, colour) stops of the loss surface, from low loss to high.
    """

    name: str
    background: str
    card: str
    raised: str
    line: str
    grid: str
    text: str
    text_secondary: str
    text_on_accent: str
    danger: str
    focus: str
    momentum: str
    scaling: str
    decay: str
    positive: str
    negative: str
    lanes: tuple[LaneStyle, ...]
    heat: tuple[tuple[float, str], ...]

    def with_lanes(self, colors: tuple[int, ...]) -> Theme:
        """The same with the styles of an experiment's lanes in their order, those of no lane behind them."""
        order = [*colors, *(color for color in range(len(self.lanes)) if color not in colors)]
        return replace(self, lanes=tuple(self.lanes[color] for color in order))


_MARKERS: tuple[MarkerKind, ...] = ("circle", "square", "triangle", "diamond", "triangle_down", "plus")
_PEN = Qt.PenStyle
_DASHES = (_PEN.SolidLine, _PEN.DashLine, _PEN.DotLine, _PEN.DashDotLine, _PEN.DashDotDotLine, _PEN.SolidLine)


def _lanes(*colors: str) -> tuple[LaneStyle, ...]:
    return tuple(LaneStyle(color, marker, dash) for color, marker, dash in zip(colors, _MARKERS, _DASHES, strict=True))


DARK = Theme(
    name="dark",
    background="#0E1116",
    card="#161B22",
    raised="#1F2630",
    line="#262D37",
    grid="#222933",
    text="#E9EDF2",
    text_secondary="#97A3B0",
    text_on_accent="#10151B",
    danger="#FF7B72",
    focus="#B9C6D3",
    momentum="#C9A6FF",
    scaling="#FFE08A",
    decay="#FF9D94",
    positive="#C3D3E6",
    negative="#E5484D",
    lanes=_lanes("#56B4E9", "#F0A202", "#2CC58F", "#D98BB8", "#F0E442", "#EC7A45"),
    heat=((0.0, "#212B42"), (0.15, "#1F3550"), (0.4, "#204464"), (0.6, "#2A516E"), (0.8, "#3A6480"), (1.0, "#557C94")),
)

LIGHT = Theme(
    name="light",
    background="#F3F5F8",
    card="#FFFFFF",
    raised="#EEF1F5",
    line="#DDE3EA",
    grid="#E8ECF1",
    text="#10151B",
    text_secondary="#55616E",
    text_on_accent="#FFFFFF",
    danger="#B3261E",
    focus="#3F4C59",
    momentum="#6A35D9",
    scaling="#6B4E00",
    decay="#B0123F",
    positive="#33475C",
    negative="#C4162A",
    lanes=_lanes("#0072B2", "#D55E00", "#00875F", "#A8417A", "#857500", "#5B3FA0"),
    heat=((0.0, "#C4D4E6"), (0.25, "#D2DFEC"), (0.5, "#E0E9F1"), (0.75, "#EDF2F7"), (1.0, "#F7F9FC")),
)

_CONTRAST = {  # background, card, line, grid, text and secondary text
    "dark": ("#000000", "#07090C", "#4A5563", "#3A4350", "#FFFFFF", "#DCE3EA"),
    "light": ("#FFFFFF", "#FFFFFF", "#8C97A3", "#C2CAD3", "#000000", "#27303A"),
}


def high_contrast(theme: Theme) -> Theme:
    """The same theme with more contrast, for a projector in a lit room."""
    background, card, line, grid, text, secondary = _CONTRAST[theme.name]
    return replace(theme, background=background, card=card, line=line, grid=grid, text=text, text_secondary=secondary)


_THEMES = {theme.name: theme for theme in (DARK, LIGHT)}


def theme_named(name: str) -> Theme:
    """The theme called "dark" or "light".

    Raises:
        ValueError: there is no theme of that name.
    """
    if name not in _THEMES:
        raise ValueError(f"no theme is called {name!r}; there are {', '.join(_THEMES)}")
    return _THEMES[name]


def system_theme() -> Theme:
    """The theme that the system asks for; dark where it says nothing."""
    return LIGHT if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light else DARK


class _TextScale:
    """The one number by which every text size is multiplied."""

    factor: float = 1.0
    lines: float = 1.0  # by which lines are thicker


TEXT_SIZES = (0.8, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
"""The text scales that a user can choose."""


def text_growth(width: int, height: int) -> float:
    """How much larger text is on a full screen of a size in logical pixels: on a very large one, small text has 1.5 % of the height."""
    return max(1.0, min(0.015 * height / SMALL, width / 1280)) if height > _LARGE_SCREEN else 1.0


def set_text_scale(factor: float, lines: float | None = None) -> None:
    """Set the factor of all later `font` and `scaled` calls, and that of lines; widgets follow at their next `set_theme`.

    Args:
        factor: of text and of all that grows with it.
        lines: of the width of lines; by default as much, but where text is smaller, lines stay as they are.
    """
    _TextScale.factor, _TextScale.lines = factor, max(1.0, factor) if lines is None else lines


def text_scale() -> float:
    return _TextScale.factor


def scaled(size_px: float) -> int:
    """A length that has to grow with the text, in whole logical pixels."""
    return round(size_px * _TextScale.factor)


def line_scale() -> float:
    """By how much lines and marks are larger."""
    return _TextScale.lines


def load_fonts() -> None:
    """Register the bundled Inter; needs a QGuiApplication, and costs nothing the second time.

    Raises:
        FileNotFoundError: a bundled font is missing or unreadable.
    """
    if "Inter" in QFontDatabase.families():
        return
    files = sorted(FONT_FOLDER.glob("Inter_*.ttf"))
    if not files or any(QFontDatabase.addApplicationFont(str(file)) < 0 for file in files):
        raise FileNotFoundError(f"cannot load the Inter fonts from {FONT_FOLDER}")


def font(size_px: float, weight: int = 400, tabular: bool = False) -> QFont:
    """Inter at `size_px` times the text scale.

    The size is handed over in points because QFont's pixel sizes are whole numbers, and half pixels are part of the look.

    Args:
        weight: 400, 500, 600 or 700.
        tabular: figures of one width, for every number that changes.
    """
    made = QFont(FAMILIES)
    screen = QGuiApplication.primaryScreen()
    made.setPointSizeF(size_px * _TextScale.factor * 72.0 / (screen.logicalDotsPerInchY() if screen else 96.0))
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def palette(theme: Theme) -> QPalette:
    """The theme for whatever asks Qt's palette and not the style sheet."""
    role = QPalette.ColorRole
    made = QPalette(QColor(theme.raised), QColor(theme.background))
    for color, roles in (
        (theme.text, (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.Highlight)),
        (theme.raised, (role.Base, role.Button, role.ToolTipBase)),
        (theme.text_on_accent, (role.HighlightedText,)),
        (theme.text_secondary, (role.PlaceholderText,)),
    ):
        for one in roles:
            made.setColor(one, QColor(color))
    return made


def stylesheet(theme: Theme) -> str:
    """The style sheet of the plain Qt widgets, at the present text scale."""
    colors = {key: value for key, value in vars(theme).items() if isinstance(value, str)}
    check_image = (RESOURCES / "icons" / f"check_{theme.name}.svg").as_posix()
    return stylesheet_from(colors, small_px=scaled(SMALL), body_px=scaled(BODY), gap_px=scaled(CARD_GAP), check_image=check_image)


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Fonts, palette and style sheet of the whole application. Painted widgets still need their `set_theme`."""
    load_fonts()
    app.setFont(font(BODY))
    app.setPalette(palette(theme))
    app.setStyleSheet(stylesheet(theme))
