"""A table of the user's own: what is learned from which columns, and what a look at the file has found.

What was found is kept beside the inputs, so that a saved experiment or a recording says how many inputs its model has without the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, ValidationError, model_validator

from ..errors import InputError, listed, nearest, shown
from ..messages import message
from .data import MOST_FEATURES, Data, SplitData, may_look, standardize_target_input, stratify_input
from .declaration import Part, StrictBool, StrictInt, declared
from .registry import Entry, OneOf, table

MOST_CLASSES, MOST_COLUMNS, LONGEST = 100, 10_000, 1000  # the last are characters of a name or a level
_Count = Annotated[StrictInt, Field(ge=0, le=2**40)]
_Text = Annotated[str, Field(max_length=LONGEST)]
MOST_GAPS = 1000

MISSING = table(
    Entry("drop", "Leave out the row", "leaves out rows in which something is missing"),
    Entry("mean", "Mean", "puts the mean of the training rows in their place, and of categories the most frequent one"),
    Entry("median", "Median", "puts the median of the training rows in their place, and of categories the most frequent one"),
    Entry("most-frequent", "Most frequent", "puts the most frequent value of the training rows in their place"),
)


class FoundColumn(Part):
    """What was found in a column.

    Attributes:
        name: in the file.
        kind: of its cells, as `Column.dtype` of `engine/data/sources/table`.
        distinct: how many different values there are.
        levels: these, as text and sorted, where they are at most `MOST_CLASSES` and none is longer than `LONGEST`.
        is_feature: whether it is learned from if nothing else is said.
        is_class: whether it is predicted as a class if nothing else is said.
    """

    name: _Text
    kind: Literal["int", "float", "bool", "date", "datetime", "category", "id", "text"]
    distinct: _Count
    levels: Annotated[tuple[_Text, ...], Field(max_length=MOST_CLASSES)] = ()
    is_feature: StrictBool
    is_class: StrictBool

    @property
    def has_words(self) -> bool:
        """Whether each of its levels becomes an input."""
        return self.kind in ("category", "text", "id")

    @property
    def inputs(self) -> tuple[str, ...]:
        """What the inputs that it becomes are called; none where it is text of too many kinds."""
        return tuple(f"{self.name} = {level}" for level in self.levels) if self.has_words else (self.name,)


class Gap(Part):
    """Rows that lack the same cells.

    Attributes:
        columns: numbers of the columns that are empty there.
        rows: how many such rows there are.
    """

    columns: Annotated[tuple[_Count, ...], Field(max_length=MOST_COLUMNS)]
    rows: _Count


class Found(Part):
    """What a look at a table has found.

    Attributes:
        rows: how many there are.
        target: the column that is predicted if nothing else is said; empty where none is suitable.
        columns: all of them, in order.
        gaps: where cells are missing.
        size, modified, digest: bytes, time in ns and SHA-256 of the file.
    """

    rows: _Count
    target: _Text
    columns: Annotated[tuple[FoundColumn, ...], Field(max_length=MOST_COLUMNS)]
    gaps: Annotated[tuple[Gap, ...], Field(max_length=MOST_GAPS)] = ()
    size: _Count
    modified: StrictInt
    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Reading(Part):
    """How a file is read where that is not as detected."""

    delimiter: str | None = declared(
        None,
        label="Delimiter",
        help="what stands between cells; left out, as detected",
        allowed='one character, or "whitespace"',
        max_length=10,
    )
    encoding: str | None = declared(None, label="Encoding", help="of the text, for example cp1252; left out, as detected", max_length=40)
    decimal: Literal[".", ","] | None = declared(None, label="Decimal mark", help="what stands before decimals; left out, as detected")
    thousands: Literal["", ",", ".", " ", "'"] | None = declared(
        None, label="Thousands mark", help="what stands between groups of three digits; left out, as detected"
    )
    header_line: StrictInt | None = declared(
        None, label="Line of names", help="counted from 1, 0 if there is none; left out, as detected", ge=0, le=1_000_000
    )
    sheet: str | None = declared(None, label="Sheet", help="which of a workbook; left out, the first one", max_length=200)
    day_first: StrictBool | None = declared(
        None, label="Day first", help="whether 05/03 is in March; left out, as detected", allowed="true or false"
    )
    skip_ragged: StrictBool = declared(
        False, label="Skip ragged lines", help="leave out lines with more or fewer cells than the others", allowed="true or false"
    )


class TableInputs(Data):
    """The inputs of a table of the user's own, but for those of the split."""

    path: str = declared(
        label="File", help="a table: text, a sheet, Parquet, Arrow or NumPy", allowed="the name of a file", max_length=4096
    )
    target: str = declared(
        "", label="Target", help="the column to predict; left out, the one that looks most like it", allowed="the name of a column",
        max_length=LONGEST,
    )  # fmt: skip
    columns: tuple[_Text, ...] = declared(
        (),
        label="Features",
        help="the columns to learn from; none given, all that are suitable",
        allowed="names of columns",
        max_length=MOST_COLUMNS,
    )
    task: Literal["auto", "regression", "classification"] = declared(  # type: ignore[misc,assignment]
        "auto", label="Task", help="whether numbers or classes are predicted; auto goes by the target"
    )
    missing: Annotated[str, OneOf(MISSING)] = declared("drop", label="Missing values", help="what becomes of them")
    reading: Reading = Reading()


Look = Callable[[str, Reading], Found]
_looks: list[Look] = []


def look_with(look: Look) -> None:
    """Tell how a file is looked at; `engine/__init__.py` does, for reading tables is of a higher floor."""
    _looks[:] = [look]


class TableData(SplitData, TableInputs):
    """Rows of a table of the user's own.

    Raises:
        InputError: the table cannot be read, or what is asked for does not fit it.
    """

    stratify: StrictBool = stratify_input()  # type: ignore[misc]
    standardize_target: StrictBool = standardize_target_input()  # type: ignore[misc]
    found: Found = Field(json_schema_extra={"is_input": False})
    forgets: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "path": ("found", "target", "task", "columns", "reading"), "reading": ("found",), "target": ("task",),
    }  # fmt: skip

    @model_validator(mode="before")
    @classmethod
    def _look(cls, raw: Any) -> Any:
        """Look at the file where what it holds is not told, and take target and task from there where they were left out."""
        if not isinstance(raw, Mapping) or not isinstance(raw.get("path"), str):
            return raw
        if raw.get("found") is not None:
            found, path = Found.model_validate(raw["found"]), raw["path"]
        elif may_look():
            try:
                reading = Reading.model_validate(raw.get("reading", {}))
            except ValidationError:
                return raw  # what is wrong is told when each is validated
            path = str(Path(raw["path"]).absolute())
            found = _looks[0](path, reading)
        else:
            raise InputError("found", message("table_not_told"))
        whole = {**raw, "path": path, "found": found, "target": raw.get("target", "")}
        if whole["target"] == "":
            whole["target"] = found.target
        if raw.get("task", "auto") == "auto":
            is_class = any(column.is_class for column in found.columns if column.name == whole["target"])
            whole["task"] = "classification" if is_class else "regression"
        return whole

    @model_validator(mode="after")
    def _fits(self) -> TableData:
        names = [column.name for column in self.found.columns]
        allowed = listed(map(shown, names[:10])) if names else message("none")
        if not self.target:
            raise InputError("target", message("table_no_target", allowed=allowed))
        for field, given in (("target", (self.target,)), ("columns", self.columns)):
            for name in given:
                if name not in names:
                    raise InputError(field, message("found_allowed", found=nearest(name, names), allowed=allowed))
        for told in (*self._wrong_columns(), *self._wrong_target()):
            raise told
        if self.rows < 2:
            field = "path" if self.found.rows < 2 else "missing"
            raise InputError(field, message("table_too_few_rows", rows=max(self.rows, 0), all=self.found.rows))
        return self

    def _wrong_columns(self) -> Iterator[InputError]:
        chosen = self.feature_columns
        if self.target_column.name in self.columns:
            yield InputError("columns", message("table_target_is_feature", name=shown(self.target_column.name)))
        for column in chosen:
            if not column.inputs:
                yield InputError(
                    "columns", message("table_text_feature", name=shown(column.name), distinct=column.distinct, most=MOST_CLASSES)
                )
        if not chosen:
            yield InputError("columns", message("table_no_features"))
        elif all(column.distinct <= 1 for column in chosen):
            yield InputError(
                "columns", message("table_constant_features", names=listed((shown(column.name) for column in chosen[:5]), "and"))
            )
        if self.features > MOST_FEATURES:
            yield InputError("columns", message("table_many_features", n=self.features, most=MOST_FEATURES))

    def _wrong_target(self) -> Iterator[InputError]:
        column, name = self.target_column, shown(self.target_column.name)
        if not self.is_classification:
            if column.kind not in ("int", "float", "bool"):
                yield InputError("target", message("table_target_no_number", name=name, kind=message(f"cells_{column.kind}")))
        elif not column.levels:
            yield InputError("target", message("table_many_classes", name=name, n=column.distinct, most=MOST_CLASSES))
        elif column.distinct < 2:
            yield InputError("target", message("table_one_class", name=name))
        elif len(column.levels) > self.rows - 1:
            yield InputError("target", message("table_classes_beyond_rows", name=name, n=len(column.levels), rows=self.rows))

    @cached_property
    def target_column(self) -> FoundColumn:
        """The column that is predicted."""
        return self.column(self.target)

    @cached_property
    def feature_columns(self) -> tuple[FoundColumn, ...]:
        """The columns that are learned from, in the order in which they were given, or in the file's."""
        if self.columns:
            return tuple(self.column(name) for name in self.columns)
        return tuple(column for column in self.found.columns if column.is_feature and column.name != self.target_column.name)

    def column(self, name: str) -> FoundColumn:
        """The column of a name."""
        return next(column for column in self.found.columns if column.name == name)

    @cached_property
    def features(self) -> int:  # type: ignore[override]
        """Inputs that the columns become."""
        return len(self.feature_names)

    @property
    def outputs(self) -> int:  # type: ignore[override]
        """Classes, or the one number."""
        return len(self.target_column.levels) if self.is_classification else 1

    @cached_property
    def feature_names(self) -> tuple[str, ...]:
        """Of columns, and of levels where a column is of words."""
        return tuple(name for column in self.feature_columns for name in column.inputs)

    @property
    def telling_features(self) -> tuple[int, int]:
        """Two with more than two values, if there are two: over others samples lie on each other."""
        are_pairs = [column.has_words or column.distinct <= 2 for column in self.feature_columns for _ in column.inputs]
        one, other, *_ = sorted(range(self.features), key=are_pairs.__getitem__)
        return one, other

    @property
    def target_name(self) -> str:
        """The column's."""
        return self.target_column.name

    @property
    def class_names(self) -> tuple[str, ...]:
        """The target's levels."""
        return self.target_column.levels if self.is_classification else ()

    @property
    def weight_names(self) -> tuple[str, str]:  # type: ignore[override]
        """Of a linear model with one input."""
        return self.feature_names[0], "bias"

    @cached_property
    def rows(self) -> int:
        """Rows in which nothing is missing that has to be there."""
        needed = {self.target_column.name} | ({column.name for column in self.feature_columns} if self.missing == "drop" else set())
        numbers = {number for number, column in enumerate(self.found.columns) if column.name in needed}
        return self.found.rows - sum(gap.rows for gap in self.found.gaps if numbers.intersection(gap.columns))

    def allows_sizes(self, training: int, validation: int) -> bool:
        """As many as the split makes of all rows, or of fewer: of very many kinds of gaps only the largest are told."""
        return training >= 1 and training + validation <= self.rows and validation == self.validation_of(training + validation)
