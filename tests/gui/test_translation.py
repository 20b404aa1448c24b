"""A made-up language: every text of the catalogue in quotes, with accents and a third longer. What is shown without them was missed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import PySide6
import pytest
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPainterPath, QStaticText
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QGraphicsTextItem, QGraphicsView, QLabel, QLineEdit, QMenu, QWidget

from engine.comparison.recording import Recording
from engine.experiment import Experiment
from engine.landscape.planes import PLANES
from engine.messages import message
from gui.look.translation import load_language, ntr, tr, worded
from gui.widgets.slider import ValueSlider
from gui.widgets.text_field import TextField
from tests.gui.conftest import MOONS, Launch, Pilot, small
from tests.gui.shell.test_unsaved import choose
from tests.gui.test_fit import cut, many_lanes
from tests.gui.test_functions import function
from tests.gui.test_opening import BROKEN, broken

ROOT = Path(__file__).resolve().parents[2]

_ACCENTS = str.maketrans("aeiouyAEIOUYcnszCNSZ", "áéíóúýÁÉÍÓÚÝçñšžÇÑŠŽ")
_KEPT = re.compile(r"(\{[^}]*\}|<[^>]*>|&\w+;|%n)")  # places, tags and entities
_LONGER = 0.3

_OF_OTHERS = {"QDockWidgetTitleButton", "QDialogButtonBox", "QFileDialog"}  # whose texts are Qt's

# What is the same in all languages: names, keys, units, and words that one types
_SAME = re.compile(
    r"TriDescent|PyTorch|TOML|UTF|Full-batch|Mini-batch|Stochastic|(lane|Batch-of)-\d+|Inter|λmax|[mµ]s|fused|autograd"
    r"|relu|tanh|sigmoid|gelu|identity|Ctrl|Shift|Space|Left|Right|Home|End|PgDown|PgUp|Esc|Tab|F\d+"
    r"|^[a-z._-]+: |(/[\w.-]+)+|No such file or directory|Cancel"
)


def pseudo(text: str) -> str:
    """A text in the made-up language."""
    parts = [part if index % 2 else part.translate(_ACCENTS) for index, part in enumerate(_KEPT.split(text))]
    return f"«{''.join(parts)}{'·' * round(_LONGER * len(_KEPT.sub('', text)))}»"


def _untranslated(text: str) -> str:
    """What stands outside of the quotes and has words in it."""
    while (shorter := re.sub(r"«[^«»]*»", "", text)) != text:
        text = shorter
    return " ".join(re.findall(r"[^\W\d_]{2,}", _SAME.sub("", re.sub(r"<[^>]*>|&\w+;", "", text))))


@pytest.fixture
def translations(module: Callable[[str], Any]) -> Any:
    """What writes the catalogue."""
    return module("translations")


@pytest.fixture
def made_up(program: QApplication, translations: Any, tmp_path: Path) -> Iterator[None]:
    """The made-up language, by the files that a real one has."""
    forms = {source: (text,) if isinstance(text, str) else text for source, text in translations.catalogue().items()}
    ts = tmp_path / "tridescent_eo.ts"
    ts.write_bytes(translations.written({source: tuple(map(pseudo, texts)) for source, texts in forms.items()}, "eo"))
    release = Path(PySide6.__file__).parent / ("lrelease.exe" if sys.platform == "win32" else "lrelease")
    subprocess.run([release, "-silent", ts], check=True)
    load_language(program, QLocale("eo"), tmp_path)
    yield
    for translator in program.findChildren(QTranslator):
        program.removeTranslator(translator)


@dataclass
class Seen:
    """What was painted, and what of it had to be cut, by what was left of it."""

    painted: set[str] = field(default_factory=set)
    cut: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Watches all that paints texts."""
    seen = Seen()

    def watch(owner: Any, name: str) -> None:
        original = getattr(owner, name)

        def watched(*arguments: Any) -> Any:
            seen.painted.update(argument for argument in arguments if isinstance(argument, str))
            seen.painted.update(argument.text() for argument in arguments if isinstance(argument, QStaticText))
            return original(*arguments)

        monkeypatch.setattr(owner, name, watched)

    for owner, name in ((QPainter, "drawText"), (QPainter, "drawStaticText"), (QPainterPath, "addText")):
        watch(owner, name)
    for owner in (QFontMetrics, QFontMetricsF):

        def elided(self: Any, text: str, *rest: Any, original: Callable[..., str] = owner.elidedText) -> str:
            short = original(self, text, *rest)
            if short != text:
                seen.cut[short] = text
            return short

        monkeypatch.setattr(owner, "elidedText", elided)
    return seen


def _texts(window: QWidget) -> Iterator[str]:
    """All that the widgets of a window hold to be read, whether it is seen now or not; not what Qt and pyqtgraph say themselves."""
    for widget in (window, *window.findChildren(QWidget)):
        if {each.metaObject().className() for each in (widget, widget.parent()) if each is not None} & _OF_OTHERS:
            continue
        yield from (widget.windowTitle(), widget.toolTip(), widget.statusTip(), widget.whatsThis())
        yield from (widget.accessibleName(), widget.accessibleDescription())
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        if isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        if isinstance(widget, QComboBox):
            for row in range(widget.count()):
                roles = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole
                yield from (str(widget.itemData(row, role) or "") for role in roles)
        if isinstance(widget, QMenu):
            yield widget.title()
        if isinstance(widget, QGraphicsView):
            yield from (item.toPlainText() for item in widget.items() if isinstance(item, QGraphicsTextItem))
        for action in widget.actions():
            yield from (action.text(), action.toolTip(), action.statusTip())


class Reader:
    """Reads what is shown, and keeps what was missed."""

    def __init__(self, pilot: Pilot, seen: Seen) -> None:
        self.pilot, self._seen = pilot, seen
        self.missed: dict[str, str] = {}

    def read(self, *others: QWidget) -> None:
        """Read the window, its dialogs and other widgets, as they are now."""
        held = [text for widget in (self.pilot.window, *self.pilot.dialogs(), *others) for text in _texts(widget)]
        for text in (self._seen.cut.get(text, text) for text in (*held, *self._seen.painted)):
            if words := _untranslated(text.replace("&", "")):
                self.missed[text] = words

    def check(self) -> None:
        """Fail with what was missed, and where."""
        assert not self.missed, "\n".join(f"{words} | {text}" for text, words in sorted(self.missed.items()))


@pytest.fixture
def reader_of(made_up: None, seen: Seen, launch: Launch) -> Callable[..., Reader]:
    """Opens a window in the made-up language, at its end and at rest."""

    def open_window(source: Any) -> Reader:
        pilot = launch(source, ready=True)
        pilot.press("End")
        pilot.rest()
        return Reader(pilot, seen)

    return open_window


# the catalogue


def test_the_english_catalogue_is_that_of_the_code(translations: Any) -> None:
    assert translations.CATALOGUE.read_bytes() == translations.english(), "run `python installer/translations.py`"


def test_every_text_of_the_window_is_a_literal_or_an_entry_of_a_table(translations: Any) -> None:
    """An f-string would be filled before it is looked up, so that it is in no catalogue."""
    for file in (ROOT / "gui").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "ntr", "QT_TR_NOOP"):
                assert not any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in ast.walk(node.args[0])), f"{file}:{node.lineno}"


def test_both_forms_of_a_text_have_the_same_places(translations: Any) -> None:
    for text in translations.catalogue().values():
        if isinstance(text, tuple):
            one, many = (set(re.findall(r"\{(\w*)", form)) - {"n"} for form in text)
            assert one == many, text


def test_places_are_filled_in_every_language(made_up: None) -> None:
    assert tr("nowhere in the catalogue, {name}", name="x") == "nowhere in the catalogue, x"
    assert ntr("{n} update nowhere", "{n} updates nowhere", 1) == "1 update nowhere"
    assert ntr("{n} update nowhere", "{n} updates nowhere", 1234) == "1,234 updates nowhere"
    told = message("found_allowed", found="1", allowed=message("or", first="a", last="b"))
    assert str(told) == "found 1, allowed is a or b"
    assert worded(told) == pseudo("found {found}, allowed is {allowed}").format(
        found="1", allowed=pseudo("{first} or {last}").format(first="a", last="b")
    )


# the window


EXPERIMENTS = {
    "line": small(), "function": function(), "moons": Experiment.preset("two-moons").with_changes(MOONS), "six": many_lanes(6),
    "decay": small(**{"lanes__*__optimizer__weight_decay": 0.01, "lanes__*__optimizer__momentum": 0.5}),
}  # fmt: skip


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS.keys())
def test_every_text_of_the_window_is_translated(reader_of: Callable[..., Reader], experiment: Experiment) -> None:
    reader = reader_of(experiment)
    pilot = reader.pilot
    reader.read()
    for clock in ("updates", "seconds", "epochs"):
        pilot.session.look(clock=clock)
        pilot.rest()
        reader.read()
    for key in ("T", "I", "L", "E", "Q", "Z", "F9"):
        pilot.press(key)
        pilot.rest()
        reader.read()
    pilot.session.set_options(arrows=frozenset(pilot.session.view.options.drawable(experiment.lanes)))
    pilot.rest()
    reader.read()
    menus = [pilot.surface.choices.arrow_menu(), pilot.surface.choices.look_menu()]
    reader.read(*menus)
    for menu in menus:
        menu.deleteLater()
    reader.check()


def test_every_plane_and_loss_is_translated(reader_of: Callable[..., Reader]) -> None:
    reader = reader_of(EXPERIMENTS["moons"])
    for kind in PLANES:
        reader.pilot.session.set_options(plane=kind)
        reader.pilot.ready()
        reader.read()
    for loss in ("validation", "mini-batch"):
        reader.pilot.session.set_options(**({"loss": loss} if loss == "validation" else {"batch": loss}))
        reader.pilot.ready()
        reader.read()
    reader.check()


@pytest.mark.parametrize("experiment", [small(), function("formula"), EXPERIMENTS["moons"]], ids=["line", "formula", "moons"])
def test_every_refusal_is_translated(reader_of: Callable[..., Reader], experiment: Experiment) -> None:
    reader = reader_of(experiment)
    pilot, refused = reader.pilot, 0
    for path, edit in pilot.window.form.fields.items():
        for typed in ("what?", "1.5.2", "-7", "1e99", "2,000", "", "x^^2", "sinn(x)", "((x", "9, 9, 9, 9, 9, 9, 9, 9, 9"):
            if isinstance(edit, ValueSlider | TextField) and edit.isVisible():
                pilot.type(edit, typed)
                refused += pilot.error_at(path) is not None
                reader.read()
    assert refused > 10
    reader.check()


def test_dialogs_and_banners_are_translated(reader_of: Callable[..., Reader], tmp_path: Path, recorded: Recording) -> None:
    reader = reader_of(small())
    pilot = reader.pilot
    for name in ("keys", "about", "open", "save", "picture"):
        pilot.action(name).trigger()
        reader.missed |= {dialog.windowTitle(): "title" for dialog in pilot.dialogs() if _untranslated(dialog.windowTitle())}
        if name in ("keys", "about"):
            reader.read()
        pilot.close_dialogs()
    for kind in BROKEN:
        pilot.window.banner.hide()
        pilot.window.files.open(broken(tmp_path, kind, recorded))
        pilot.until(pilot.window.banner.isVisible)
        reader.read()
    pilot.session.change({"seed": 3})
    pilot.ready()
    choose(pilot, "bowl")
    reader.read()
    pilot.close_dialogs()
    reader.check()


@pytest.mark.parametrize(
    "changes",
    [
        {"lanes__*__optimizer__lr": 5.0}, {"lanes__full-batch__optimizer__lr": 100.0}, {"lanes__stochastic__optimizer__lr": 0.7},
        {"lanes__*__optimizer__name": "adam", "lanes__*__optimizer__lr": 100.0}, {"stepper": "autograd"},
        {"lanes__*__optimizer__weight_decay": 5.0, "lanes__*__optimizer__lr": 1.0},
    ],
    ids=["all", "one", "astray", "adam", "autograd", "decay"],
)  # fmt: skip
def test_what_went_wrong_is_translated(reader_of: Callable[..., Reader], changes: dict[str, Any]) -> None:
    reader = reader_of(small(**changes))
    reader.read()
    reader.check()


def test_the_projector_is_translated(reader_of: Callable[..., Reader]) -> None:
    reader = reader_of(small())
    reader.pilot.press("F5")
    reader.pilot.rest()
    reader.read()
    reader.pilot.press("Escape")
    reader.check()


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
@pytest.mark.parametrize("experiment", [small(), EXPERIMENTS["moons"], EXPERIMENTS["six"]], ids=["line", "moons", "six"])
def test_no_longer_text_is_cut(reader_of: Callable[..., Reader], seen: Seen, experiment: Experiment, size: tuple[int, int]) -> None:
    """A third longer than the English: as long as German."""
    pilot = reader_of(experiment).pilot
    pilot.window.resize(*size)
    pilot.rest()
    seen.cut.clear()
    pilot.press("Home")
    pilot.press("End")
    for widget in pilot.window.findChildren(QWidget):
        widget.update()
    pilot.rest()
    assert not [text for text in seen.cut.values() if "«" in text] and not cut(pilot)
