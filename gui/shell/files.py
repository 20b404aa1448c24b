"""Opens and saves: asks for a file, asks what happens to unsaved changes, and says what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.errors import InputError
from engine.experiment import Experiment, preset_names
from engine.output_files import PICTURES, file_stem
from gui.look.theme import Theme
from gui.look.translation import QT_TR_NOOP, tr, worded
from gui.session.session import Session

from .file_loader import FileLoader
from .recent_files import RecentFiles
from .table_memory import TableMemory
from .unsaved import ask_about_changes

_OPEN, _SAVE = QFileDialog.AcceptMode.AcceptOpen, QFileDialog.AcceptMode.AcceptSave

_ASKED = {  # by the kind of data or of model that is read from a file: how it is asked for
    "stream": (QT_TR_NOOP("Open data larger than memory"), QT_TR_NOOP("Parquet and NumPy ({patterns})"), "*.parquet *.npy"),
    "module": (QT_TR_NOOP("Choose a model"), QT_TR_NOOP("Python files ({patterns})"), "*.py"),
}  # fmt: skip


def is_table(path: str | Path) -> bool:
    """Whether a file is a table, by its name."""
    from engine.data.sources.table import ENDINGS

    return Path(path).suffix.lower() in ENDINGS


def dropped_file(mime: QMimeData) -> str:
    """The path of the one file that is dropped; empty for anything else."""
    paths = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and Path(paths[0]).is_file() else ""


class Files(QObject):
    """The files of a session.

    Args:
        session: what is opened and saved.
        window: the window that dialogs belong to.
        save_picture: saves a picture of the window.
        theme: the theme that it has.

    Attributes:
        folder: the folder of the file that was opened or saved last, or None.
        recent: the files that were opened or saved last.
        tables: what was chosen for tables.

    Signals:
        saved: the path of what was saved.
        failed: why something could not be opened or saved, in one sentence, and the traceback of an unexpected error.
        kept: the experiment that was to be replaced stays.
    """

    saved = Signal(str)
    failed = Signal(str, str)
    kept = Signal()

    def __init__(self, session: Session, window: QWidget, save_picture: Callable[[str], object], theme: Callable[[], Theme]) -> None:
        super().__init__(window)
        self.folder: Path | None = None
        self.recent = RecentFiles(self.open_asked, self)
        self.tables = TableMemory(self)
        self._session, self._window, self._draw, self._theme = session, window, save_picture, theme
        self._loader = FileLoader(self)
        self._loader.loaded.connect(session.open)
        self._loader.loaded.connect(lambda _, path: self.recent.add(path))
        self._loader.failed.connect(self.failed)
        self._loader.failed.connect(window.unsetCursor)
        session.opened.connect(self._loader.forget)
        session.opened.connect(window.unsetCursor)

    def open(self, path: str | Path) -> None:
        """Show an experiment (.toml) or a recording (.tridescent) once it is read, or the preview of a table.

        If it cannot be read, or nothing is to be learned from it, what is open stays.
        """
        if is_table(path):
            self._preview(Path(path))
            return
        self._window.setCursor(Qt.CursorShape.BusyCursor)
        self._loader.load(path)

    def open_asked(self, asked: str) -> None:
        """Show a preset by its name, or a file by its path, once unsaved changes are saved or given up."""
        if asked in preset_names():
            self._replace(lambda: self._session.open(Experiment.preset(asked)))
        else:
            self._replace(lambda: self.open(asked))

    def ask_open(self) -> None:
        """Ask for a file and open it."""
        kinds = tr("Experiments and recordings ({patterns})", patterns="*.toml *.tridescent")
        self._ask(tr("Open"), _OPEN, kinds, "", self.open_asked)

    def ask_data(self) -> None:
        """Ask for a table and show its preview."""
        from engine.data.sources.table import ENDINGS

        kinds = tr("Tables ({patterns})", patterns=" ".join(f"*{ending}" for ending in ENDINGS))
        every = tr("All files ({patterns})", patterns="*")
        self._ask(tr("Open data"), _OPEN, f"{kinds};;{every}", "", lambda path: self._replace(lambda: self._preview(Path(path))))

    def ask_input(self, kind: str, then: Callable[[str], object]) -> None:
        """Ask for the file of a kind of data, or of model, and do something with its path; of a table, show the preview."""
        if kind not in _ASKED:
            self.ask_data()
            return
        title, kinds, patterns = _ASKED[kind]
        self._ask(tr(title), _OPEN, tr(kinds, patterns=patterns), "", then)

    def ask_save(self, then: Callable[[], object] = lambda: None) -> None:
        """Ask for a name, save the experiment there, and do what comes next."""
        kinds = tr("Experiments ({patterns})", patterns="*.toml")
        self._ask(tr("Save experiment"), _SAVE, kinds, self._name(".toml"), lambda path: self._save(path, then))

    def ask_picture(self) -> None:
        """Ask for a name and save a picture of the window there."""
        kinds = tr("Pictures ({patterns})", patterns=" ".join(f"*{ending}" for ending in PICTURES))
        self._ask(tr("Save picture"), _SAVE, kinds, self._name(".png"), self._save_picture)

    def begin_in(self, folder: Path) -> None:
        """Ask for files in a folder at first."""
        self.folder = folder

    def attempt(self, action: Callable[[str], object], path: str) -> None:
        """Do something with a file; if it fails, say why."""
        self.folder = Path(path).parent
        try:
            action(path)
        except InputError as error:
            self.failed.emit(worded(error), "")
        except OSError as error:
            self.failed.emit(str(error), "")

    def close(self) -> None:
        """End the thread that reads."""
        self._loader.close()

    def _name(self, ending: str) -> str:
        return f"{file_stem(self._session.experiment.name)}{ending}"

    def _preview(self, path: Path) -> None:
        """Show a table, and open the experiment that is chosen on it."""
        from .table_dialog import TableDialog  # no window waits for what it imports

        dialog = TableDialog(path, self.tables, self._theme(), self._window)
        dialog.chosen.connect(self._session.open)
        dialog.chosen.connect(lambda _: self.recent.add(path))
        dialog.rejected.connect(self.kept)
        dialog.open()

    def _save(self, path: str, then: Callable[[], object]) -> None:
        self._session.experiment.save(path)
        self._session.document.note_saved(Path(path))
        self.recent.add(path)
        self.saved.emit(path)
        then()

    def _save_picture(self, path: str) -> None:
        self._draw(path)
        self.saved.emit(path)

    def _replace(self, then: Callable[[], object]) -> None:
        """Do what replaces the experiment, once its changes are saved or given up."""
        if self._session.document.is_unsaved:
            title = tr(self._session.experiment.title)
            ask_about_changes(self._window, title, save=lambda: self.ask_save(then), discard=then, cancel=self.kept.emit)
        else:
            then()

    def _ask(self, title: str, mode: QFileDialog.AcceptMode, kinds: str, name: str, then: Callable[[str], object]) -> None:
        dialog = QFileDialog(self._window, title)
        dialog.setAcceptMode(mode)
        dialog.setNameFilter(kinds)
        dialog.setDefaultSuffix(Path(name).suffix.lstrip(".") or "toml")
        if self.folder is not None:
            dialog.setDirectory(str(self.folder))
        dialog.selectFile(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.attempt(then, path))
        dialog.rejected.connect(self.kept)
        dialog.open()
