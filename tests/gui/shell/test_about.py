"""The sheet about the program: which version it is, where it keeps what, and all licences."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from engine.folders import KEPT
from engine.version import VERSION
from gui.shell.about import licences
from tests.gui.conftest import Pilot


def test_it_tells_version_folders_and_licences(pilot: Pilot) -> None:
    pilot.do("about", "key")
    (sheet,) = pilot.dialogs()
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    assert any(VERSION in text for text in texts)
    for kept in KEPT:
        assert kept.title in texts and str(kept.folder()) in texts
    box = sheet.findChild(QPlainTextEdit)
    assert box.isReadOnly() and "MIT" in box.toPlainText() and "SIL OPEN FONT LICENSE" in box.toPlainText()
    pilot.click(sheet.findChild(QPushButton))
    assert not pilot.dialogs()


def test_a_frozen_program_shows_the_licences_that_were_packed_with_it(tmp_path: Path) -> None:
    (tmp_path / "licences.txt").write_text("All of them – 全部", encoding="utf-8")
    assert licences(tmp_path / "licences.txt") == "All of them – 全部"
