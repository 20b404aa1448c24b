"""Proposes which columns are features and which is the target, with the reason where one is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ....messages import Message, message
from .model import MOST_LEVELS, Column, Proposal, task_of

if TYPE_CHECKING:
    import polars as pl

_COUNTERS = frozenset({
    "id", "index", "nr", "nr.", "no", "no.", "num", "number", "nummer", "run", "trial", "sample", "messung", "versuch", "probe", "case",
    "obs", "observation", "row", "rownames", "zeile", "record", "subject", "student", "patient", "participant", "measurement",
    "experiment", "item", "idx", "#", "lfd", "lfd. nr.", "unnamed: 0",
})  # fmt: skip
INDEX_NAMES = frozenset({"index", "idx", "row", "rownames", "zeile", "unnamed: 0"})  # these are told, as one without a name is
_TARGETS = (  # words in names of what one usually predicts
    "target label class y outcome response result quality price preis prix precio cost income salary score grade rating stars rent miete "
    "passed survived species churn default diagnosis revenue sales yield extinktion extinction absorbance attendance medv speedup"
)
_CLASSES = frozenset({"class", "label", "species", "category", "klasse", "type", "diagnosis"})
_NO_TARGETS = "err error fehler sigma std stddev sd unc uncertainty note comment remark bemerkung kommentar count counts"
_MOST_CLASSES = 20
_MOST_MISSING = 0.5
_WORDS_IN_NAME = re.compile(r"[^\W\d_]+")


def propose(frame: pl.DataFrame, columns: Sequence[Column], unnamed: Sequence[str] = ()) -> tuple[tuple[Column, ...], Proposal]:
    """Columns with their roles, and what one would learn.

    Args:
        frame: the values.
        columns: what they are.
        unnamed: names that were made up.
    """
    reasons = {column.name: _why_not(frame[column.name], column, is_unnamed=column.name in unnamed) for column in columns}
    counters = {column.name for column in columns if reasons[column.name] is None and _is_counter(frame[column.name], column)}
    others = [column for column in columns if reasons[column.name] is None and column.name not in counters]
    if len(others) > 1:
        reasons |= {name: message("table_left_out_index") for name in counters}
    target = _target(columns, reasons)
    with_roles = tuple(_with_role(column, target, reasons[column.name]) for column in columns)
    features = tuple(column.name for column in with_roles if column.role == "feature")
    task = "regression" if target is None else task_of(target)
    if target is not None and target.dtype == "int" and target.distinct <= _MOST_CLASSES and _words(target.name) & _CLASSES:
        task = "classification"
    return with_roles, Proposal(features, None if target is None else target.name, task)


def counts_rows(values: pl.Series, column: Column) -> bool:
    """Whether a column counts its rows: 0, 1, 2 … or 1, 2, 3 …"""
    if column.dtype != "int" or column.missing or len(values) < 3 or values[0] not in (0, 1) or values[-1] != values[0] + len(values) - 1:
        return False
    return bool((values.diff().drop_nulls() == 1).all())


def _is_counter(values: pl.Series, column: Column) -> bool:
    return column.name.strip().lower() in _COUNTERS and counts_rows(values, column)


def _why_not(values: pl.Series, column: Column, *, is_unnamed: bool) -> Message | None:
    """Why a column is proposed neither as a feature nor as the target; None if nothing is against it."""
    rows = len(values)
    if rows > 1 and column.is_constant:
        return message("table_left_out_constant")
    if is_unnamed and counts_rows(values, column):
        return message("table_left_out_index")
    if column.dtype == "id":
        return message("table_left_out_identifier")
    if column.dtype in ("date", "datetime"):
        return message("table_left_out_date")
    if column.dtype == "text":
        return message("table_left_out_text")
    if len(column.levels) > MOST_LEVELS:
        return message("table_left_out_levels", n=len(column.levels))
    if column.missing > _MOST_MISSING * rows:
        return message("table_left_out_missing", n=column.missing)
    return None


def _target(columns: Sequence[Column], reasons: Mapping[str, Message | None]) -> Column | None:
    """The column that one would predict: one that is named so, else the last one that is suitable."""
    suitable = [column for column in columns if reasons[column.name] is None]
    if not suitable:
        return None
    known = [column for column in suitable if _words(column.name) & set(_TARGETS.split())]
    if known:
        return known[-1]
    likely = [column for column in suitable if not _words(column.name) & set(_NO_TARGETS.split())] or suitable
    last = likely[-1]
    reals = [column for column in likely if column.dtype == "float"]
    is_count = last.dtype == "int" and 2 < last.distinct <= 10 and last.distinct < 0.8 * (last.distinct + 2)
    return reals[-1] if is_count and reals else last


def _with_role(column: Column, target: Column | None, reason: Message | None) -> Column:
    if target is not None and column.name == target.name:
        return replace(column, role="target")
    return replace(column, role="feature" if reason is None else "left-out", reason=reason)


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORDS_IN_NAME.findall(name)}
