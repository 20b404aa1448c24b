"""The preview of a user's table: how it is read, which columns are features, which is the target, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from engine.data.sources.table import ReadOptions, Table, task_of
from engine.errors import InputError
from engine.experiment import Experiment
from engine.experiment.table_data import MISSING, Found, TableData
from engine.messages import message
from gui.look.theme import SMALL, TITLE, Theme, font, scaled
from gui.look.translation import QT_TR_NOOP, ntr, tr, worded
from gui.widgets.choice import Choice

from .key_sheet import prepare_sheet
from .table_choice import TableChoice, experiment_of
from .table_memory import TableMemory
from .table_models import ColumnsModel, RowsModel
from .table_reader import TableReader

_DELIMITERS = (
    (",", QT_TR_NOOP("comma")), (";", QT_TR_NOOP("semicolon")), ("\t", QT_TR_NOOP("tab")), ("|", QT_TR_NOOP("bar")),
    ("whitespace", QT_TR_NOOP("blanks")),
)  # fmt: skip
_DECIMALS = ((".", QT_TR_NOOP("point")), (",", QT_TR_NOOP("comma")))
_ENCODINGS = ("utf-8", "utf-16", "cp1252", "iso-8859-1", "iso-8859-2", "cp1250", "cp1251", "mac_roman", "cp850", "shift_jis", "gb18030")
_TASKS = (("regression", QT_TR_NOOP("a number (regression)")), ("classification", QT_TR_NOOP("a class (classification)")))
_SHARES = (0.1, 0.2, 0.25, 0.3, 0.4, 0.5)
_MOST_TOLD = 6


class TableDialog(QDialog):
    """The preview of a table.

    Args:
        path: its file.
        memory: what was chosen before.
        theme: of the window.
        parent: the window that waits for it.

    Signals:
        chosen: the experiment on the table.
    """

    chosen = Signal(object)

    def __init__(self, path: Path, memory: TableMemory, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Open {file}", file=path.name))
        self._path, self._memory, self._theme = path, memory, theme
        self._table: Table | None = None
        self._found: Found | None = None
        self._experiment: Experiment | None = None
        self._options = memory.options(path.name)
        self._choice = TableChoice((), None, "regression", options=self._options)
        self._failed, self._is_new = "", True
        self._reader = TableReader(path, self)
        self._make_parts()
        self._lay_out()
        self._connect()
        prepare_sheet(self, QSize(scaled(1120), scaled(720)))
        self._read(self._options)

    @property
    def choice(self) -> TableChoice:
        """What is chosen now."""
        return self._choice

    def _make_parts(self) -> None:
        detected = [(None, tr("detected"))]
        self.delimiter = Choice(tr("Delimiter"), [*detected, *((mark, tr(name)) for mark, name in _DELIMITERS)])
        self.encoding = Choice(tr("Encoding"), [*detected, *((name, name) for name in _ENCODINGS)])
        self.decimal = Choice(tr("Decimal mark"), [*detected, *((mark, tr(name)) for mark, name in _DECIMALS)])
        self.header = Choice(tr("Names of columns"), [*detected, (0, tr("none")), *((n, tr("line {n}", n=n)) for n in range(1, 10))])
        self.sheet = Choice(tr("Sheet"), detected)
        self.target = Choice(tr("Predict"), [], combo_width=200)
        self.task = Choice(tr("It is"), [(key, tr(name)) for key, name in _TASKS], combo_width=200)
        self.missing = Choice(tr("Missing cells"), [(key, tr(entry.title)) for key, entry in MISSING.items()], combo_width=200)
        self.share = Choice(tr("For validation"), [(share, f"{share:.0%}") for share in _SHARES], combo_width=200)
        self.skip_ragged = QCheckBox(tr("Leave out lines with too many or too few cells"))
        self.rows, self.columns = RowsModel(), ColumnsModel()
        self.preview = _table_view(tr("First rows"), self.rows)
        self.features = _table_view(tr("Columns"), self.columns)
        self.features.verticalHeader().hide()
        self.features.setTabKeyNavigation(False)
        self.told, self.summary = QLabel(), QLabel()
        for label in (self.told, self.summary):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setFont(font(SMALL))
        self.told.setAccessibleName(tr("What the file tells"))
        self.summary.setFont(font(TITLE, 600))
        self.summary.setAccessibleName(tr("What will be learned"))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Read so far"))
        self.cancel, self.open_button = QPushButton(tr("Cancel")), QPushButton(tr("Learn it"))
        self.open_button.setDefault(True)
        for choice in self._choices():
            choice.set_theme(self._theme)

    def _choices(self) -> list[Choice]:
        return [self.delimiter, self.encoding, self.decimal, self.header, self.sheet, self.target, self.task, self.missing, self.share]

    def _lay_out(self) -> None:
        reading = QGridLayout()
        reading.setHorizontalSpacing(scaled(24))
        reading.setVerticalSpacing(6)
        for place, part in enumerate((self.delimiter, self.decimal, self.encoding, self.header, self.sheet)):
            reading.addWidget(part, place // 3, place % 3)
            reading.setColumnStretch(place % 3, 1)
        learning = QVBoxLayout()
        learning.setSpacing(6)
        for part in (self.target, self.task, self.missing, self.share):
            learning.addWidget(part)
        learning.addWidget(self.features, 1)
        middle = QHBoxLayout()
        middle.setSpacing(scaled(18))
        shown = QVBoxLayout()
        shown.addWidget(self.preview, 1)
        shown.addWidget(self.told)
        shown.addWidget(self.skip_ragged)
        middle.addLayout(shown, 5)
        middle.addLayout(learning, 4)
        foot = QHBoxLayout()
        foot.addWidget(self.summary, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.open_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(scaled(24), scaled(20), scaled(24), scaled(18))
        layout.setSpacing(scaled(12))
        layout.addLayout(reading)
        layout.addLayout(middle, 1)
        layout.addWidget(self.progress)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self._reader.shown.connect(self._show_table)
        self._reader.failed.connect(self._show_failure)
        self._reader.read.connect(self._take_found)
        self._reader.moved.connect(self._show_progress)
        for name in ("delimiter", "encoding", "decimal", "sheet"):
            getattr(self, name).value_edited.connect(lambda value, name=name: self._read(replace(self._options, **{name: value})))
        self.header.value_edited.connect(lambda line: self._read(replace(self._options, header_line=line)))
        self.skip_ragged.toggled.connect(lambda on: self._read(replace(self._options, skip_ragged=on)))
        self.target.value_edited.connect(self._choose_target)
        self.task.value_edited.connect(lambda task: self._choose(task=task))
        self.missing.value_edited.connect(lambda missing: self._choose(missing=missing))
        self.share.value_edited.connect(lambda share: self._choose(validation_share=share))
        self.columns.checked.connect(self._check)
        self.cancel.clicked.connect(self.reject)
        self.open_button.clicked.connect(self.accept)

    def _read(self, options: ReadOptions) -> None:
        self._options, self._failed, self._found = options, "", None
        self._show_options()
        self._show_progress(None)
        self._reader.begin(options)
        self._show_summary()

    def _show_options(self) -> None:
        """Show what was corrected by hand; the rest says what was detected."""
        options = self._options
        values = {self.delimiter: options.delimiter, self.encoding: options.encoding, self.decimal: options.decimal}
        for choice, value in (values | {self.header: options.header_line, self.sheet: options.sheet}).items():
            keys = [choice.combo.itemData(row) for row in range(choice.combo.count())]
            choice.combo.setCurrentIndex(keys.index(value) if value in keys else 0)
        self.skip_ragged.blockSignals(True)
        self.skip_ragged.setChecked(options.skip_ragged)
        self.skip_ragged.blockSignals(False)

    def _show_table(self, table: Table) -> None:
        before, self._table = self._table, table
        names_before = () if before is None else before.names
        if table.names != names_before or before is None or before.proposal != table.proposal:
            self._propose(table)
        self._choice = replace(self._choice, options=self._options)
        self.rows.show_table(table)
        self._show_detected(table)
        self._fit_columns(table)
        self._show_told(table)
        self._show_choice()

    def _take_found(self, found: Found) -> None:
        is_first, self._found = self._is_new, found
        self._is_new = False
        self._show_summary()
        if is_first:
            self.open_button.setFocus(Qt.FocusReason.OtherFocusReason)  # Enter learns what is proposed

    def _propose(self, table: Table) -> None:
        """Choose what was chosen the last time, else what the table proposes."""
        known = self._memory.choice(table, self._options)
        proposal = table.proposal
        kept = self._choice
        self._choice = known or TableChoice(
            proposal.features, proposal.target, proposal.task, kept.missing, kept.validation_share, self._options
        )

    def _show_detected(self, table: Table) -> None:
        reader, is_text = table.reader, table.reader.kind == "text"
        names = dict(_DELIMITERS), dict(_DECIMALS)
        line = tr("line {n}", n=reader.header_line) if reader.header_line else tr("none")
        found: list[tuple[Choice, str, bool]] = [
            (self.delimiter, tr(names[0].get(reader.delimiter or "", reader.delimiter or "")), is_text),
            (self.encoding, reader.encoding or "", is_text),
            (self.decimal, tr(names[1].get(reader.decimal or "", QT_TR_NOOP("by column"))), is_text or reader.kind == "sheet"),
            (self.header, line, is_text or reader.kind == "sheet"),
            (self.sheet, reader.sheet or "", bool(reader.sheet)),
        ]
        if reader.sheet and self.sheet.combo.count() == 1:
            for name in self._reader.sheets:
                self.sheet.combo.addItem(name, name)
        for choice, what, applies in found:
            choice.combo.setItemText(0, tr("{what} (detected)", what=what))
            choice.setVisible(applies)
            choice.set_theme(self._theme)
        self.skip_ragged.setVisible(is_text)
        self._show_options()

    def _fit_columns(self, table: Table) -> None:
        metrics = QFontMetrics(self.preview.font())
        header = self.preview.horizontalHeader()
        for place in range(min(len(table.columns), 200)):
            cells = [self.rows.index(row, place).data() for row in range(min(20, self.rows.rowCount()))]
            lines = [*self.rows.headerData(place, Qt.Orientation.Horizontal).split("\n"), *cells]
            header.resizeSection(place, min(scaled(220), max(map(metrics.horizontalAdvance, lines)) + scaled(28)))

    def _show_told(self, table: Table) -> None:
        told = [worded(warning.told) for warning in table.warnings]
        more = len(told) - _MOST_TOLD
        if more > 0:
            told[_MOST_TOLD:] = [ntr("{n} more remark.", "{n} more remarks.", more)]
        self.told.setText("\n".join(told))
        self.told.setToolTip("\n".join(worded(warning.told) for warning in table.warnings[:40]))
        self.told.setVisible(bool(told))

    def _show_choice(self) -> None:
        """Show what is chosen in all controls, and what comes of it."""
        assert self._table is not None
        choice = self._choice
        self.target.set_options([(name, name) for name in self._table.names])
        self.target.set_value(choice.target)
        self.target.set_theme(self._theme)
        self.task.set_value(choice.task)
        self.missing.set_value(choice.missing if choice.missing in MISSING else "drop")
        self.missing.setEnabled(any(column.missing for column in self._table.columns))
        self.share.set_value(choice.validation_share if choice.validation_share in _SHARES else 0.2)
        self.columns.show_choice(self._table.columns, choice.features, choice.target)
        self._show_summary()

    def _choose(self, **changes: Any) -> None:
        self._choice = replace(self._choice, **changes)
        self._show_choice()

    def _choose_target(self, name: str) -> None:
        """Predict another column; the one before is a feature again, if nothing is against it."""
        assert self._table is not None
        chosen = {*self._choice.features} - {name}
        before = self._choice.target
        if before is not None and before != name and self._table.column(before).reason is None:
            chosen.add(before)
        features = tuple(column for column in self._table.names if column in chosen)
        self._choose(target=name, features=features, task=task_of(self._table.column(name)))

    def _check(self, name: str, is_feature: bool) -> None:
        assert self._table is not None
        chosen = {*self._choice.features, name} if is_feature else {*self._choice.features} - {name}
        self._choose(features=tuple(column for column in self._table.names if column in chosen))

    def _show_failure(self, sentence: str) -> None:
        self._failed, self._table = sentence, None
        self.rows.show_table(None)
        self.columns.show_choice((), (), None)
        self.told.hide()
        self._show_summary()

    def _show_progress(self, share: float | None) -> None:
        is_over = not self._reader.is_busy and share == 1.0
        self.progress.setMaximum(0 if share is None else 1000)
        self.progress.setValue(round(1000 * (share or 0.0)))
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.progress.setVisible(not is_over)
        if is_over:
            self._show_summary()

    def _show_summary(self) -> None:
        """Say in one sentence what will be learned, or why it cannot be."""
        self._experiment = None
        text, is_wrong = self._failed, bool(self._failed)
        if self._table is None:
            text = text or tr("Reading …")
        elif self._found is None:
            text = text or tr("These are the first rows; the others are being read …")
        else:
            try:
                self._experiment = self._chosen(self._table, self._found)
            except InputError as error:
                text, is_wrong = tr("{what}.", what=worded(error.told)), True
            else:
                assert isinstance(self._experiment.data, TableData)
                text = _sentence(self._experiment.data)
        self.summary.setText(text)
        self.summary.setStyleSheet(f"color: {self._theme.danger}" if is_wrong else "")
        self.open_button.setEnabled(self._experiment is not None)

    def _chosen(self, table: Table, found: Found) -> Experiment:
        """The experiment that is chosen now.

        Raises:
            InputError: it is none.
        """
        if not self._choice.features:
            raise InputError("columns", message("table_no_features"))
        return experiment_of(table, found, self._choice)

    def accept(self) -> None:
        if self._experiment is None or self._table is None:
            return
        self._memory.remember(self._table, self._choice)
        self.chosen.emit(self._experiment)
        super().accept()

    def done(self, result: int) -> None:
        self._reader.close()
        self._table = self._found = None  # what it read may be large
        super().done(result)


class _WithRoom(QStyledItemDelegate):
    """Cells as wide as their text and their check mark; the style leaves out what the style sheet puts around these."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return super().sizeHint(option, index) + QSize(scaled(12), 0)


def _sentence(data: TableData) -> str:
    """What will be learned."""
    columns, left_out = len(data.feature_columns), data.found.rows - data.rows
    features = ntr("{n} feature", "{n} features", columns)
    if data.features != columns:
        features = tr("{features} ({inputs} inputs)", features=features, inputs=data.features)
    training, validation = ntr("{n} row for training", "{n} rows for training", data.expected_size), f"{data.expected_validation:,}"
    if not left_out:
        return tr("{features}, {training}, {validation} for validation", features=features, training=training, validation=validation)
    left = ntr("{n} row with missing cells is left out", "{n} rows with missing cells are left out", left_out)
    return tr(
        "{features}, {training}, {validation} for validation; {left}",
        features=features,
        training=training,
        validation=validation,
        left=left,
    )


def _table_view(name: str, model: RowsModel | ColumnsModel) -> QTableView:
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(name)
    view.setFont(font(SMALL, tabular=True))
    view.horizontalHeader().setFont(font(SMALL, 500))
    view.verticalHeader().setFont(font(SMALL))
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setCornerButtonEnabled(False)
    view.setTabKeyNavigation(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.verticalHeader().setDefaultSectionSize(scaled(26))
    header = view.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    if isinstance(model, ColumnsModel):
        view.setItemDelegate(_WithRoom(view))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
    return view
