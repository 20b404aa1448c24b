"""Text that people read, in the language of the window. The English in the code is what is looked up in the catalogue of a language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6 import QtCore
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from engine.errors import InputError
from engine.messages import Message, Text

from .theme import RESOURCES

CATALOGUES = RESOURCES / "translations"
CONTEXT = "TriDescent"  # of every entry in a catalogue
_LARGE = 10**9  # twice this still is a number for Qt
QT_TR_NOOP = cast("Callable[[str], str]", QtCore.QT_TR_NOOP)  # to PySide6 it returns an object


def load_language(app: QCoreApplication, locale: QLocale | None = None, folder: Path = CATALOGUES) -> None:
    """Show texts in the language of a locale, by default the system's, if it has a catalogue (`tridescent_de.qm`), and Qt's own."""
    locale, qts_own = locale or QLocale(), QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, place in (("tridescent", str(folder)), ("qtbase", qts_own)):
        translator = QTranslator(app)
        if not translator.load(locale, name, "_", place):
            return
        app.installTranslator(translator)


def tr(text: str, /, **places: object) -> str:
    """A text in the language of the window, with its named places filled: `tr("Saved to {path}", path=path)`.

    The text is a whole sentence or label, and a literal, so that it is found for the catalogue. One that is a constant, or stands in
    a table, is marked by `QT_TR_NOOP` there and translated here when it is shown.
    """
    translated = QCoreApplication.translate(CONTEXT, text)
    return translated.format(**places) if places else translated


def ntr(one: str, many: str, number: int, /, **places: object) -> str:
    """As `tr`, in the form for a number, which stands in the place `n` if no other value is given for it."""
    return _form((one, many), number).format(**{"n": f"{number:,}", **places})


def worded(message: Message | InputError | str) -> str:
    """What the engine tells, in the language of the window; a text stays as it is."""
    return message if isinstance(message, str) else message.worded(_form)


def _form(text: Text, number: int) -> str:
    if isinstance(text, str):
        return QCoreApplication.translate(CONTEXT, text)
    one, many = text
    if number >= _LARGE:
        number = _LARGE + number % _LARGE  # as good for the choice of a form, which goes by the last digits
    translated = QCoreApplication.translate(CONTEXT, many, "", number)
    return one if translated == many and number == 1 else translated  # English has no catalogue
