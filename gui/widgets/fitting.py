"""How parts share room that may be too small for all of them: rows leave some out, grids take more lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtWidgets import QGridLayout, QLayout, QWidget

from gui.look.theme import scaled
from gui.widgets.icon_button import IconButton

Omission = tuple[Callable[[bool], object], float]


def fit_parts(room: float, needed: float, omissions: Sequence[Omission]) -> None:
    """Leave parts out, in the order given, until the others fit.

    Args:
        room: the width there is, in logical pixels.
        needed: the width of all parts together.
        omissions: what shows a part (True) or leaves it out (False), and the width that is saved by leaving it out.
    """
    for show, saved in omissions:
        fits = needed <= room
        show(fits)
        needed -= 0.0 if fits else saved


def leave_out(*parts: QWidget, spacing: float) -> Omission:
    """An omission of whole widgets, each of which has this much space beside it."""

    def show(shown: bool) -> None:
        for part in parts:
            if isinstance(part, IconButton):
                part.set_room(shown)
            else:
                part.setVisible(shown)

    return show, sum(part.sizeHint().width() + spacing for part in parts)


def scale_spaces(widget: QWidget) -> None:
    """Give the layouts of a widget the margins and spaces that they were made with, at the present text scale."""
    for layout in widget.findChildren(QLayout):
        made = layout.property("made_with")
        if made is None:
            margins = layout.contentsMargins()
            made = [margins.left(), margins.top(), margins.right(), margins.bottom(), layout.spacing()]
            if isinstance(layout, QGridLayout):
                made += [layout.horizontalSpacing(), layout.verticalSpacing()]
            layout.setProperty("made_with", made)
        layout.setContentsMargins(*map(scaled, made[:4]))
        if isinstance(layout, QGridLayout):
            layout.setHorizontalSpacing(scaled(made[5]))
            layout.setVerticalSpacing(scaled(made[6]))
        else:
            layout.setSpacing(scaled(made[4]))


def place_in_grid(grid: QGridLayout, parts: Sequence[QWidget], columns: int) -> None:
    """Lay parts out in rows of so many columns, all equally large; other parts of the grid are taken out of it."""
    wanted = {part: divmod(index, columns) for index, part in enumerate(parts)}
    present: dict[QWidget, tuple[int, int]] = {}
    for index in range(grid.count()):
        item = grid.itemAt(index)
        part = item.widget() if item is not None else None
        if part is not None:
            present[part] = cast("tuple[int, int, int, int]", grid.getItemPosition(index))[:2]
    if present == wanted:
        return
    for part in present:
        grid.removeWidget(part)
    for part, (row, column) in wanted.items():
        grid.addWidget(part, row, column)
    for column in range(grid.columnCount()):
        grid.setColumnStretch(column, int(column < columns))
    for row in range(grid.rowCount()):
        grid.setRowStretch(row, int(row <= (len(parts) - 1) // columns))
