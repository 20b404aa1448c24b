"""The style sheet's text. Only `gui.look.theme` calls it; it knows token names, not themes.

Plain QWidgets get no background, or every container would paint a box over the card it lies on.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

_SHEET = Template("""
QMainWindow, QDialog, QMessageBox { background: $background; }
QMainWindow::separator { background: transparent; width: ${gap_px}px; }
QLabel { color: $text; background: transparent; }
QLabel[secondary="true"] { color: $text_secondary; }

QToolTip { color: $text; background: $raised; border: 1px solid $line; padding: 5px 8px; font-size: ${small_px}px; }

QMenuBar {
    color: $text_secondary; background: $background; border: none; padding: 0 4px; font-family: Inter; font-size: ${small_px}px;
}
QMenuBar::item { background: transparent; border-radius: 5px; padding: 3px 8px; }
QMenuBar::item:selected { color: $text; background: $raised; }

QMenu { color: $text; background: $card; border: 1px solid $line; border-radius: 8px; padding: 5px; font-size: ${body_px}px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 5px; background: transparent; }
QMenu::item:selected { background: $raised; }
QMenu::item:disabled { color: $text_secondary; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 8px; }
QMenu::indicator:checked { background: $text; border-radius: 4px; image: url($check_image); }
QMenu::separator { height: 1px; background: $line; margin: 5px 8px; }

QComboBox { color: $text; background: $raised; border: 1px solid $line; border-radius: 8px; padding: 5px 30px 5px 12px; }
QComboBox:hover { border-color: $text_secondary; }
QComboBox:focus { border-color: $focus; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView {
    color: $text; background: $card; border: 1px solid $line; border-radius: 8px; padding: 4px; outline: none;
    selection-background-color: $raised; selection-color: $text;
}
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 8px; border-radius: 5px; border: none; color: $text; }
QComboBox QAbstractItemView::item:selected, QComboBox QAbstractItemView::item:hover { background: $raised; color: $text; }

QLineEdit {
    color: $text; background: $raised; border: 1px solid $line; border-radius: 8px; padding: 5px 10px;
    selection-background-color: $text; selection-color: $text_on_accent;
}
QLineEdit:hover { border-color: $text_secondary; }
QLineEdit:focus { border-color: $focus; }
QLineEdit:disabled, QComboBox:disabled { color: $text_secondary; border-color: $line; }
QLineEdit[invalid="true"] { border-color: $danger; }
QPlainTextEdit, QTextEdit { color: $text; background: $raised; border: 1px solid $line; border-radius: 8px; padding: 6px; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; margin: 2px; }
QScrollBar:horizontal { height: 10px; margin: 2px; }
QScrollBar::handle { background: $line; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $text_secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTableView {
    color: $text; background: $card; border: 1px solid $line; border-radius: 8px; gridline-color: $grid; outline: none;
    selection-background-color: $raised; selection-color: $text;
}
QTableView:focus { border-color: $focus; }
QTableView::item { padding: 2px 8px; }
QTableView::item:focus { border: 1px solid $focus; }
QTableView::indicator { width: 14px; height: 14px; border-radius: 4px; border: 1px solid $text_secondary; background: $raised; }
QTableView::indicator:checked { background: $text; border-color: $text; image: url($check_image); }
QHeaderView, QTableCornerButton::section, QAbstractScrollArea::corner { background: transparent; border: none; }
QHeaderView::section {
    color: $text_secondary; background: transparent; border: none; border-bottom: 1px solid $line; padding: 4px 8px;
}
QHeaderView::section:vertical { border: none; }

QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: $text; border-radius: 3px; }

QToolButton { color: $text_secondary; background: transparent; border: 1px solid transparent; border-radius: 8px; padding: 4px 8px; }
QToolButton:hover { color: $text; background: $raised; }
QToolButton:pressed, QToolButton:checked { color: $text; background: $line; }
QToolButton:focus { border-color: $focus; }
QToolButton:disabled { color: $line; }
QToolButton::menu-indicator { image: none; }

QPushButton {
    color: $text; background: $raised; border: 1px solid $line; border-radius: 8px; padding: 6px 18px; font-weight: 500;
}
QPushButton:hover { border-color: $text_secondary; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border-color: $focus; }
QPushButton:default { color: $text_on_accent; background: $text; border-color: $text; }
QPushButton:default:focus { border: 2px solid $focus; padding: 5px 17px; }
QPushButton:disabled { color: $text_secondary; }
QPushButton[flat="true"] { color: $text_secondary; background: transparent; border-color: transparent; padding: 4px 8px; }
QPushButton[flat="true"]:hover { color: $text; background: $raised; }
QPushButton[flat="true"]:focus { border-color: $focus; }

QCheckBox { color: $text; spacing: 8px; border: 1px solid transparent; border-radius: 5px; padding: 2px; }
QCheckBox:focus { border-color: $focus; }
QCheckBox::indicator { width: 14px; height: 14px; border-radius: 4px; border: 1px solid $text_secondary; background: $raised; }
QCheckBox::indicator:checked { background: $text; border-color: $text; image: url($check_image); }
""")


def stylesheet_from(colors: Mapping[str, str], *, small_px: int, body_px: int, gap_px: int, check_image: str) -> str:
    """The sheet with each `$token` replaced by its colour.

    Raises:
        KeyError: the sheet names a token that `colors` lacks.
    """
    return _SHEET.substitute(colors, small_px=str(small_px), body_px=str(body_px), gap_px=str(gap_px), check_image=check_image)
