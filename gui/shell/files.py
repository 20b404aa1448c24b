"""Opens and saves: asks for a file, asks what happens to unsaved changes, and says what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.errors import InputError
from engine.experiment import Experiment, preset_names
from engine.output_files import PICTURES, file_stem
from gui.look.translation import tr, worded
from gui.session.session import Session

from .file_loader import FileLoader
from .recent_files import RecentFiles
from .unsaved import ask_about_changes

_OPEN, _SAVE = QFileDialog.AcceptMode.AcceptOpen, QFileDialog.AcceptMode.AcceptSave


class Files(QObject):
    """The files of a session.

    Args:
        session: what is opened and saved.
        window: the window that dialogs belong to.
        save_picture: saves a picture of the window.

    Attributes:
        folder: the folder of the file that was opened or saved last, or None.
        recent: the files that were opened or saved last.

    Signals:
        saved: the path of what was saved.
        failed: why something could not be opened or saved, in one sentence, and the traceback of an unexpected error.
        kept: the experiment that was to be replaced stays.
    """

    saved = Signal(str)
    failed = Signal(str, str)
    kept = Signal()

    def __init__(self, session: Session, window: QWidget, save_picture: Callable[[str], object]) -> None:
        super().__init__(window)
        self.folder: Path | None = None
        self.recent = RecentFiles(self.open_asked, self)
        self._session, self._window, self._draw = session, window, save_picture
        self._loader = FileLoader(self)
        self._loader.loaded.connect(session.open)
        self._loader.loaded.connect(lambda _, path: self.recent.add(path))
        self._loader.failed.connect(self.failed)
        self._loader.failed.connect(window.unsetCursor)
        session.opened.connect(self._loader.forget)
        session.opened.connect(window.unsetCursor)

    def open(self, path: str | Path) -> None:
        """Show an experiment (.toml) or a recording (.tridescent) once it is read; if it cannot be read, what is open stays."""
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
