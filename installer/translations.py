"""Writes the English catalogue, `resources/translations/en.ts`: every text that people read, once.

    python installer/translations.py

Texts of the window are the literals given to `tr`, `ntr` and `QT_TR_NOOP`; those of the engine stand in its table of messages, in the
tables of what can be chosen, in declared inputs and in presets. Another language is a copy of the file, translated with Qt Linguist
and made ready by `pyside6-lrelease`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "resources" / "translations" / "en.ts"
sys.path.insert(0, str(ROOT))

from engine.experiment import Experiment, preset_names  # noqa: E402
from engine.experiment.inputs import inputs  # noqa: E402
from engine.experiment.sources import SOURCES  # noqa: E402
from engine.folders import KEPT  # noqa: E402
from engine.landscape.options import ARROWS, BIASES, LOSSES, PENALISED  # noqa: E402
from engine.landscape.planes import PLANES  # noqa: E402
from engine.messages import TEXTS, Message, Text  # noqa: E402
from gui.look.translation import CONTEXT  # noqa: E402

_FORMS = {"tr": 1, "QT_TR_NOOP": 1, "ntr": 2}  # how many literals each is given


def catalogue() -> dict[str, Text]:
    """All texts by what Qt looks them up with; those with a number have two forms."""
    return {text if isinstance(text, str) else text[1]: text for text in (*window_texts(), *engine_texts()) if text}


def window_texts() -> Iterator[Text]:
    """The literals of the window."""
    for file in sorted((ROOT / "gui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FORMS:
                forms = [value for argument in node.args[: _FORMS[node.func.id]] for value in _literals(argument)]
                if node.func.id == "ntr":
                    one, many = forms
                    yield one, many
                else:
                    yield from forms


def _literals(node: ast.expr) -> Iterator[str]:
    """The text of a literal, or of either side of a choice between two."""
    if isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def engine_texts() -> Iterator[Text]:
    """What the engine tells, and what its tables say of their entries."""
    yield from TEXTS.values()
    for found in [each for kind in (None, *SOURCES) for each in inputs(kind).values()]:
        yield from (found.label, found.noun, found.unit, *_table_texts(found.help), *_table_texts(found.allowed))
        yield from (text for entry in found.entries for text in (entry.title, entry.help))
    for entry in (*SOURCES.values(), *PLANES.values(), *ARROWS, *LOSSES, PENALISED):
        yield from (getattr(entry, name, "") for name in ("title", "in_words", "help"))
    named = (source.part.weight_names for source in SOURCES.values())
    yield from (*BIASES, *(name for names in named if isinstance(names, tuple) for name in names))  # of a table, columns tell
    for preset in map(Experiment.preset, preset_names()):
        yield from (preset.title, preset.summary)
    for kept in KEPT:
        yield from (kept.title, kept.lost)


def _table_texts(told: object) -> Iterator[str]:
    """What stands in a message and comes from another table."""
    if isinstance(told, Message):
        for place in told.places.values():
            yield from (str(place),) if not told.id else _table_texts(place)


def written(translated: dict[str, tuple[str, ...]], language: str) -> bytes:
    """A catalogue as Qt Linguist reads it: translations by source text, one for each form."""
    ts = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ElementTree.SubElement(ts, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for source, forms in translated.items():
        numerus = {"numerus": "yes"} if len(forms) > 1 else {}
        message = ElementTree.SubElement(context, "message", numerus)
        ElementTree.SubElement(message, "source").text = source
        translation = ElementTree.SubElement(message, "translation")
        if numerus:
            for form in forms:
                ElementTree.SubElement(translation, "numerusform").text = form
        else:
            translation.text = forms[0]
    ElementTree.indent(ts, "")
    return b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n' + ElementTree.tostring(ts, encoding="utf-8") + b"\n"


def english() -> bytes:
    """The catalogue in which each text stands for itself."""
    forms = {source: (text,) if isinstance(text, str) else text for source, text in catalogue().items()}
    return written(dict(sorted(forms.items())), "en")


if __name__ == "__main__":
    CATALOGUE.write_bytes(english())
    print(f"{len(catalogue())} texts in {CATALOGUE.relative_to(ROOT)}")
