"""What the installers are made of, as far as it can be tried without building one; the smoke test tries what is built."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import struct
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import main
from engine.experiment import preset_names
from engine.output_files import RECORDING
from engine.version import VERSION

ROOT = Path(__file__).resolve().parents[1]
INSTALLER = ROOT / "installer"


# which libraries


def locked() -> dict[str, list[tuple[Requirement, int]]]:
    """What `requirements.lock` pins, by name, each with how many hashes it has."""
    lines = (INSTALLER / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    found: dict[str, list[tuple[Requirement, int]]] = {}
    for line in lines:
        if line and not line.lstrip().startswith(("#", "--")):
            requirement = Requirement(line.split("--hash")[0].strip())
            found.setdefault(canonicalize_name(requirement.name), []).append((requirement, line.count("--hash=sha256:")))
    return found


def test_installers_are_made_of_pinned_libraries_with_hashes() -> None:
    pins = [pin for pins in locked().values() for pin in pins]
    assert len(pins) > 30
    for requirement, hashes in pins:
        assert re.fullmatch(r"==[\w.+]+", str(requirement.specifier)) and hashes > 0, requirement


def test_the_pinned_libraries_are_those_that_the_program_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    pins = locked()
    for asked in map(Requirement, (*project["dependencies"], *extras["3d"], *extras["installer"])):
        for pin, _ in pins[canonicalize_name(asked.name)]:
            assert asked.specifier.contains(Version(str(pin.specifier).removeprefix("=="))), f"{pin} is not {asked}"


@pytest.mark.parametrize("workflow", sorted(path.name for path in (ROOT / ".github" / "workflows").glob("*.yml")))
def test_workflows_use_actions_of_one_commit(workflow: str) -> None:
    text = (ROOT / ".github" / "workflows" / workflow).read_text(encoding="utf-8")
    uses = re.findall(r"uses: (\S+)(.*)", text)
    assert uses and all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action) and "# v" in told for action, told in uses), uses


# what is packed


@pytest.mark.parametrize(
    ("target", "stays"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/Qt/translations/qt_de.qm", False),
        ("torch/lib/libtorch_cpu.so", True),
        ("torch/include/torch/all.h", False),
        ("torch/lib/torch_cpu.lib", False),
        ("resources/presets/article.toml", True),
    ],
)
def test_what_stays(module: Any, target: str, stays: bool) -> None:
    assert module("excludes").stays(target) is stays


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere hardly any come along")
def test_libraries_that_only_what_is_left_out_needs_are_left_out_too(module: Any) -> None:
    entries = [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/x/libqxcb.so", "BINARY"),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "/x/libqgtk3.so", "BINARY"),
        ("PySide6/Qt/lib/libQt6Gui.so.6", "/x/libQt6Gui.so.6", "BINARY"),
        ("libQt6Gui.so.6", "PySide6/Qt/lib/libQt6Gui.so.6", "SYMLINK"),
        ("libxcb.so.1", "/x/libxcb.so.1", "BINARY"),
        ("libgtk-3.so.0", "/x/libgtk-3.so.0", "BINARY"),
        ("libpython3.11.so.1.0", "/x/libpython3.11.so.1.0", "BINARY"),
        ("resources/a.svg", "/x/a.svg", "DATA"),
    ]
    needs = {"/x/libqxcb.so": {"libQt6Gui.so.6"}, "/x/libQt6Gui.so.6": {"libxcb.so.1"}, "/x/libqgtk3.so": {"libgtk-3.so.0"}}
    packed = module("excludes").packed(entries, lambda source: needs.get(source, set()))
    assert [entry[0] for entry in entries if entry not in packed] == ["PySide6/Qt/plugins/platformthemes/libqgtk3.so", "libgtk-3.so.0"]


def test_the_frozen_program_starts_where_the_other_one_does() -> None:
    assert "from main import run" in (INSTALLER / "start.py").read_text(encoding="utf-8")
    assert callable(main.run)


# icons


def test_an_ico_holds_every_picture_where_it_says(module: Any) -> None:
    pngs = {16: b"small", 256: b"larger one"}
    made = module("icons").ico(pngs)
    assert struct.unpack_from("<HHH", made) == (0, 1, 2)
    for number, (size, png) in enumerate(pngs.items()):
        width, height, _, _, planes, bits, length, place = struct.unpack_from("<BBBBHHII", made, 6 + 16 * number)
        assert (width, height, planes, bits) == (size % 256, size % 256, 1, 32)
        assert made[place : place + length] == png


def test_an_icns_is_as_long_as_it_says(module: Any) -> None:
    made = module("icons").icns({16: b"small", 512: b"large"})
    assert made[:4] == b"icns" and struct.unpack_from(">I", made, 4)[0] == len(made)
    assert made[8:12] == b"icp4" and made[16:21] == b"small" and made.endswith(b"large")


# what desktops are told


def test_the_desktop_entry_opens_both_kinds_of_file() -> None:
    entry = configparser.ConfigParser(interpolation=None, strict=True)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(INSTALLER / "linux" / "tridescent.desktop", encoding="utf-8")
    told = entry["Desktop Entry"]
    assert told["Exec"] == "tridescent %f" and told["Icon"] == "tridescent" and told["Terminal"] == "false"
    assert set(told["MimeType"].strip(";").split(";")) == {"application/x-tridescent-recording", "application/toml"}


def test_the_type_of_recordings_is_declared_once_for_all() -> None:
    declared = ElementTree.parse(INSTALLER / "linux" / "tridescent-mime.xml").getroot()
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    (kind,) = declared.findall(f"{space}mime-type")
    (pattern,) = kind.findall(f"{space}glob")
    assert kind.get("type") == "application/x-tridescent-recording" and pattern.get("pattern") == f"*{RECORDING}"


def test_the_description_is_valid_and_of_this_version(module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    linux = module("linux")
    for folder in ("icons/hicolor", "share"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "licences.txt").write_text("all of them", encoding="utf-8")
    monkeypatch.setattr(linux, "WORK", tmp_path)
    linux.write_share(tmp_path / "share")
    written = tmp_path / "share" / "metainfo" / "tridescent.metainfo.xml"
    (release,) = ElementTree.parse(written).getroot().iter("release")
    assert release.get("version") == VERSION
    assert (tmp_path / "share" / "doc" / "tridescent" / "copyright").read_text(encoding="utf-8") == "all of them"
    if shutil.which("appstreamcli"):
        done = subprocess.run(["appstreamcli", "validate", "--no-net", str(written)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="it is for Linux")
def test_the_script_installs_for_one_user_and_takes_everything_away_again(tmp_path: Path) -> None:
    archive, home = tmp_path / "the archive", tmp_path / "家 of a user"
    (archive / "tridescent").mkdir(parents=True)
    (archive / "tridescent" / "tridescent").write_text("#!/bin/sh\necho started\n", encoding="utf-8")
    (archive / "tridescent" / "tridescent").chmod(0o755)
    for name in ("applications/tridescent.desktop", "icons/hicolor/16x16/apps/tridescent.png"):
        (archive / "share" / name).parent.mkdir(parents=True)
        (archive / "share" / name).write_text("Exec=tridescent %f\n", encoding="utf-8")
    shutil.copy(INSTALLER / "linux" / "install.sh", archive)
    home.mkdir()
    (home / "mine").touch()

    def sh(*command: str) -> str:
        environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    for _ in range(2):  # the second time over the first
        sh("sh", str(archive / "install.sh"))
    place = home / ".local" / "lib" / "tridescent"
    assert sh(str(home / ".local" / "bin" / "tridescent")) == "started\n"
    entry = (home / ".local" / "share" / "applications" / "tridescent.desktop").read_text(encoding="utf-8")
    assert entry == f'Exec="{place}/tridescent" %f\n'
    shutil.rmtree(archive)
    sh("sh", str(place / "install.sh"), "--remove")
    assert [path.name for path in home.rglob("*") if not path.is_dir()] == ["mine"]


# the package


def test_an_installed_package_runs_as_a_module_too(tmp_path: Path) -> None:
    """`pip install` lays the parts of a wheel side by side, as this does."""
    pytest.importorskip("setuptools")
    sources, wheel, there = (tmp_path / name for name in ("sources", "wheel", "there"))
    for name in ("engine", "gui", "resources", "installer/tridescent"):
        shutil.copytree(ROOT / name, sources / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("main.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, sources)
    build = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, str(wheel)], cwd=sources, check=True, capture_output=True, timeout=100)
    shutil.unpack_archive(next(wheel.iterdir()), there, "zip")
    command = [sys.executable, "-m", "tridescent", "presets"]
    done = subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(there)}, capture_output=True, text=True, timeout=100)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()] == preset_names()


# the smoke test


def test_the_smoke_test_has_a_check_for_every_command(module: Any) -> None:
    smoke = (INSTALLER / "smoke.py").read_text(encoding="utf-8")
    assert all(f'"{command}"' in smoke for command in main._COMMANDS)
    names = [check.name for check in module("smoke").CHECKS]
    assert len(set(names)) == len(names)
