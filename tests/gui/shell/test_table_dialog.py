"""A table on the window: previewed, corrected, and learned by three lanes; or refused in one sentence, with nothing lost."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QTableView, QWidget
from pytestqt.qtbot import QtBot

from engine.data.sources.table import ReadOptions, read_table
from gui.look.theme import DARK
from gui.shell.table_dialog import TableDialog
from gui.shell.table_memory import TableMemory
from tests.gui.conftest import Launch, Pilot, tidy

SMALLEST = (1024, 768)


def plants(rows: int = 60) -> str:
    """A table with an index, a category, numbers with gaps, a date and a class."""
    draw = random.Random(3)
    lines = ["Nr;Standort;Höhe_cm;Breite_cm;Tag;Art"]
    for number in range(rows):
        species = draw.choice(["Birke", "Eiche", "Weide"])
        height = f"{draw.gauss({'Birke': 5, 'Eiche': 8, 'Weide': 11}[species], 0.5):.2f}".replace(".", ",")
        width = "" if number % 20 == 5 else f"{draw.gauss(3, 1):.1f}".replace(".", ",")
        lines.append(f"{number + 1};{draw.choice(['Nord', 'Süd'])};{height};{width};{1 + number % 28:02d}.03.2025;{species}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "plants.csv"
    path.write_text(plants(), encoding="cp1252")
    return path


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


Show = Callable[[Path], TableDialog]


@pytest.fixture
def show(program: QApplication, qtbot: QtBot) -> Iterator[Show]:
    """Shows the dialog for a file without a window, once all of the file is read."""
    shown: list[TableDialog] = []

    def show_file(path: Path) -> TableDialog:
        dialog = TableDialog(path, TableMemory(), DARK)
        shown.append(dialog)
        dialog.open()
        at_rest(qtbot, dialog)
        return dialog

    with tidy(program):
        yield show_file
        for dialog in shown:
            dialog.reject()


def at_rest(qtbot: QtBot, dialog: TableDialog) -> None:
    qtbot.waitUntil(lambda: not dialog._reader.is_busy, timeout=20_000)


def preview(pilot: Pilot, path: Path) -> TableDialog:
    """The dialog for a file, once all of it is read."""
    pilot.window.files.open(path)
    return opened(pilot)


def opened(pilot: Pilot) -> TableDialog:
    pilot.until(lambda: any(isinstance(dialog, TableDialog) for dialog in pilot.dialogs()))
    (dialog,) = pilot.dialogs()
    assert isinstance(dialog, TableDialog)
    pilot.until(lambda: not dialog._reader.is_busy)
    return dialog


def drop(window: QWidget, path: Path) -> bool:
    """Drop a file on a window; return whether it was taken."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    place, action = QPointF(200, 200), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(place.toPoint(), action, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(place, action, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, event)
    return event.isAccepted()


def test_a_dropped_table_is_learned_by_three_lanes(launch: Launch, table: Path) -> None:
    pilot = launch(ready=True)
    assert drop(pilot.window, table)
    dialog = opened(pilot)
    assert dialog.choice.target == "Art"
    assert dialog.choice.features == ("Standort", "Höhe_cm", "Breite_cm")
    assert dialog.summary.text() == "3 features (4 inputs), 45 rows for training, 12 for validation; 3 rows with missing cells are left out"
    pilot.click(dialog.open_button)
    data = pilot.session.experiment.data
    assert (data.kind, data.target, data.task, Path(data.path)) == ("table", "Art", "classification", table)
    assert [lane.batch_size for lane in pilot.session.experiment.lanes][::2] == ["full", 1]
    assert len({lane.optimizer.lr for lane in pilot.session.experiment.lanes}) == 1
    pilot.until(lambda: pilot.session.run.is_over and pilot.frame.recording is pilot.session.run.recording, 60_000)
    for lane in pilot.session.run.recording.lanes:
        losses = lane.evaluations.train_loss
        assert losses[-1] < 0.8 * losses[0]
    assert str(table) in pilot.window.files.recent.paths


def test_a_dropped_recording_or_experiment_opens_as_usual_and_nothing_else(launch: Launch, tmp_path: Path) -> None:
    pilot = launch(ready=True)
    own = pilot.session.experiment.with_changes({"name": "own", "title": "My own"})
    own.save(tmp_path / "own.toml")
    assert not drop(pilot.window, tmp_path)
    assert drop(pilot.window, tmp_path / "own.toml")
    pilot.until(lambda: pilot.session.experiment.name == "own")


def test_another_target_and_task(show: Show, table: Path) -> None:
    dialog = show(table)
    dialog.target.value_edited.emit("Höhe_cm")
    assert (dialog.choice.task, dialog.choice.features) == ("regression", ("Standort", "Breite_cm", "Art"))
    assert dialog.open_button.isEnabled()
    dialog.target.value_edited.emit("Art")
    assert (dialog.choice.task, dialog.choice.features) == ("classification", ("Standort", "Höhe_cm", "Breite_cm"))
    dialog.missing.value_edited.emit("mean")
    assert dialog.summary.text() == "3 features (4 inputs), 48 rows for training, 12 for validation"
    dialog.share.value_edited.emit(0.5)
    assert dialog.summary.text() == "3 features (4 inputs), 30 rows for training, 30 for validation"


def test_a_corrected_delimiter_changes_the_preview_and_back(show: Show, table: Path, qtbot: QtBot) -> None:
    dialog = show(table)
    assert dialog.delimiter.combo.currentText() == "semicolon (detected)"
    assert dialog.rows.headerData(2, Qt.Orientation.Horizontal) == "Höhe_cm\nnumber"
    dialog.delimiter.value_edited.emit("\t")
    at_rest(qtbot, dialog)
    assert dialog.rows.columnCount() == 1
    assert not dialog.open_button.isEnabled()
    dialog.delimiter.value_edited.emit(None)
    dialog.encoding.value_edited.emit("cp850")
    at_rest(qtbot, dialog)
    assert dialog.rows.columnCount() == 6
    assert dialog.open_button.isEnabled()
    assert dialog.rows.headerData(2, Qt.Orientation.Horizontal) != "Höhe_cm\nnumber"


def test_a_cancelled_preview_leaves_the_experiment_as_it_was(launch: Launch, table: Path) -> None:
    pilot = launch(ready=True)
    before, recording = pilot.session.experiment, pilot.session.run.recording
    dialog = preview(pilot, table)
    pilot.press("Esc", dialog)
    pilot.until(lambda: not pilot.dialogs())
    assert pilot.session.experiment is before
    assert pilot.session.run.recording is recording


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "found nothing in it"), ("a,b\n1,2\n3,4,5\n", "line 3 has 3 cells"), ("a,b\n", "no row below"),
        ("a,b\n1,5\n1,6\n1,7\n1,8\n", "no column to learn from"), ("a,b\n1,2\n", "all features are constant"),
    ],
    ids=["empty", "ragged", "only names", "constant features", "one row"],
)  # fmt: skip
def test_a_bad_file_is_told_in_one_sentence_and_cannot_be_learned(show: Show, tmp_path: Path, text: str, told: str) -> None:
    dialog = show(written(tmp_path, text))
    assert told in dialog.summary.text()
    assert not dialog.open_button.isEnabled()
    dialog.accept()
    assert dialog.isVisible()


def test_a_bad_file_leaves_the_experiment_as_it_was(launch: Launch, tmp_path: Path) -> None:
    pilot = launch(ready=True)
    before, recording = pilot.session.experiment, pilot.session.run.recording
    dialog = preview(pilot, written(tmp_path, "a,b\n1,2\n3,4,5\n"))
    pilot.press("Return", dialog)
    pilot.press("Esc", dialog)
    pilot.until(lambda: not pilot.dialogs())
    assert pilot.session.experiment is before
    assert pilot.session.run.recording is recording


def test_lines_that_do_not_fit_can_be_left_out(show: Show, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = show(written(tmp_path, "a,b\n" + "".join(f"{n},{2 * n % 7}\n" for n in range(20)) + "3,4,5\n"))
    assert "line 22 has 3 cells" in dialog.summary.text()
    dialog.skip_ragged.click()
    at_rest(qtbot, dialog)
    assert dialog.open_button.isEnabled()
    assert "22" in dialog.told.text()


def test_what_cannot_be_learned_is_told(show: Show, tmp_path: Path) -> None:
    dialog = show(written(tmp_path, "x,word,id\n" + "".join(f"{n * 1.5},w{n},{n % 2}\n" for n in range(12))))
    for task, target in (("regression", "word"), ("classification", "word")):  # no number; more classes than rows for training
        dialog._choose_target(target)
        dialog.task.value_edited.emit(task)
        assert not dialog.open_button.isEnabled()
        assert '"word"' in dialog.summary.text()
    dialog._choose_target("x")
    assert dialog.open_button.isEnabled()
    for name in dialog.choice.features:
        dialog._check(name, False)
    assert not dialog.open_button.isEnabled()


def test_the_keyboard_alone_chooses_and_learns(launch: Launch, table: Path) -> None:
    pilot = launch(ready=True)
    dialog = preview(pilot, table)
    reached: list[QWidget] = []
    for _ in range(40):
        widget = QApplication.focusWidget()
        assert widget is not None
        if widget in reached:
            break
        reached.append(widget)
        if widget is dialog.target.combo:
            for _ in range(3):
                pilot.press("Up", widget)
        if widget is dialog.features:
            dialog.features.setCurrentIndex(dialog.columns.index(0, 0))
            for _ in range(3):
                pilot.press("Down", widget)
            pilot.press("Space", widget)
        pilot.press("Tab", widget)
    assert {dialog.preview, dialog.features, dialog.target.combo, dialog.cancel, dialog.open_button} <= set(reached)
    assert (dialog.choice.target, dialog.choice.features) == ("Höhe_cm", ("Standort", "Art"))
    pilot.press("Return", dialog.open_button)
    pilot.until(lambda: not pilot.dialogs())
    assert pilot.session.experiment.data.kind == "table"


def test_every_control_has_a_name(show: Show, table: Path) -> None:
    dialog = show(table)
    parts = [part for kind in (QComboBox, QTableView, QAbstractButton) for part in dialog.findChildren(kind) if part.isVisible()]
    parts = [part for part in parts if part.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert len(parts) >= 12
    for part in parts:
        assert part.accessibleName() or (isinstance(part, QAbstractButton) and part.text()), part
    index = dialog.columns.index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Nr, whole number, left out: it counts the rows"


def test_what_was_chosen_is_offered_again(launch: Launch, table: Path, tmp_path: Path) -> None:
    settings = tmp_path / "window.ini"
    pilot = launch(settings=settings, ready=True)
    dialog = preview(pilot, table)
    dialog._choose_target("Höhe_cm")
    dialog._check("Art", False)
    dialog.share.value_edited.emit(0.3)
    chosen = dialog.choice
    dialog.accept()
    pilot.window.close()
    again = launch(settings=settings)
    dialog = preview(again, table)
    assert dialog.choice == chosen
    assert dialog.share.value == 0.3
    dialog.reject()


@pytest.mark.parametrize("kept", [b"", b"[]", b"{", b'{"plants.csv": {"names": 3, "options": []}}', b'{"plants.csv": 7}'])
def test_settings_that_are_none_are_ignored(program: QApplication, table: Path, kept: bytes) -> None:
    memory = TableMemory()
    memory.take_up(QByteArray(kept))
    read = read_table(table)
    assert memory.options(table.name) == ReadOptions()
    assert memory.choice(read, ReadOptions()) is None


def test_a_long_file_is_read_beside_the_window_and_can_be_cancelled(
    launch: Launch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "a,b\n" + "1.5,2\n2.5,3\n" * 400_000)
    pilot = launch(ready=True)
    pilot.window.files.open(path)
    (dialog,) = pilot.dialogs()
    assert isinstance(dialog, TableDialog)
    pilot.until(lambda: dialog.rows.rowCount() == 200)
    assert dialog._reader.is_busy
    assert dialog.progress.isVisible()
    assert not dialog.open_button.isEnabled()
    job = dialog._reader._job
    assert job is not None
    pilot.click(dialog.cancel)
    assert job.is_over
    assert job.state == "stopped"


def test_the_dialog_fits_a_small_screen(show: Show, table: Path) -> None:
    dialog = show(table)
    assert dialog.minimumSizeHint().width() <= 0.92 * SMALLEST[0]
    assert dialog.minimumSizeHint().height() <= 0.85 * SMALLEST[1]
