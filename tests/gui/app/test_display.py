"""Which display is used, and what is said where there is none. Asked of Qt, one that does not answer ends the process."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from gui.app.display import find_display, use_display, why_no_screen

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there, a screen is always there")
VARIABLES = ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """No display is named, and no library is missing."""
    monkeypatch.setattr("gui.app.display._loads", lambda library: True)
    for name in VARIABLES:
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return monkeypatch


@pytest.mark.parametrize("display", ["", ":4242", "no display"])
def test_a_missing_or_silent_x_server_is_no_screen(environment: pytest.MonkeyPatch, display: str) -> None:
    environment.setenv("DISPLAY", display)
    assert why_no_screen()
    assert display in why_no_screen()


def test_a_stale_wayland_display_is_no_screen(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert why_no_screen() == "the Wayland display wayland-0 does not answer"
    with socket.socket(socket.AF_UNIX) as left_over:  # its compositor has ended
        left_over.bind(str(tmp_path / "wayland-0"))
    assert why_no_screen() == "the Wayland display wayland-0 does not answer"
    environment.setenv("DISPLAY", ":4242")
    assert why_no_screen() == "the Wayland display wayland-0 does not answer; the display :4242 does not answer"


def test_qt_is_told_of_the_display_that_answers(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("DISPLAY", ":4242")
    environment.setenv("WAYLAND_DISPLAY", "wayland-1")
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-1"))
        compositor.listen()
        assert find_display() == ("wayland", "")
        assert use_display() == ""
        assert os.environ["QT_QPA_PLATFORM"] == "wayland"
        environment.setenv("DISPLAY", "")
        environment.setenv("QT_QPA_PLATFORM", "")
        assert find_display() == ("", "")  # Qt's own choice is right


@pytest.mark.parametrize("platform", ["linuxfb", "linuxfb:fb=/dev/fb0", "eglfs", "vnc", "nonsense"])
def test_platforms_without_windows_are_no_screen(environment: pytest.MonkeyPatch, platform: str) -> None:
    environment.setenv("QT_QPA_PLATFORM", platform)
    assert why_no_screen() == f"Qt was told to use {platform.partition(':')[0]}, where windows cannot be shown"


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "offscreen;minimal"])
def test_painting_off_the_screen_is_no_screen(environment: pytest.MonkeyPatch, platform: str) -> None:
    environment.setenv("QT_QPA_PLATFORM", platform)
    assert why_no_screen() == "Qt was told to paint off the screen"
