"""Builds the installers of this system: `python installer/build.py`, with the extras `3d` and `installer` installed.

icons    in every size, painted by the program
freeze   PyInstaller makes one folder of program, Python and libraries (`tridescent.spec`, `excludes.py`, `licences.py`)
try      the smoke test tries what came out (`smoke.py`)
wrap     .deb and .tar.zst on Linux, .exe on Windows, .dmg on macOS, and the file of their checksums

Everything ends in `dist/`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from product import DIST, FOLDER, NAME, PROGRAM, ROOT, SYSTEM, VERSION, WORK, package_name

_HERE = Path(__file__).resolve().parent
_MOST_MB = {"folder": 1000, ".deb": 350}


class TooLargeError(RuntimeError):
    """Something has become larger than was decided."""


def paint() -> None:
    """Icons, in a process of its own: Qt wants to be the only one."""
    _python("-c", "import icons; icons.write_icons()")


def freeze() -> None:
    """The program as one folder."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    work = ("--distpath", str(DIST), "--workpath", str(WORK / "pyinstaller"), "--log-level", "WARN")
    _python("-m", "PyInstaller", "--noconfirm", *work, str(_HERE / f"{PROGRAM}.spec"))
    _limit("folder", sum(path.lstat().st_size for path in FOLDER.rglob("*")))


def smoke() -> None:
    """Try it."""
    _python(str(_HERE / "smoke.py"))


def wrap() -> None:
    """Installers and their checksums."""
    made = {"linux": _wrap_linux, "windows": _wrap_windows, "macos": _wrap_macos}[SYSTEM]()
    for path in made:
        _limit(path.suffix, path.stat().st_size)
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made]
    (DIST / package_name(".sha256")).write_text("".join(sums), encoding="utf-8")


STEPS: dict[str, Callable[[], None]] = {"icons": paint, "freeze": freeze, "try": smoke, "wrap": wrap}


def _wrap_linux() -> list[Path]:
    import linux

    return linux.wrap(DIST)


def _wrap_windows() -> list[Path]:
    compiler = shutil.which("iscc") or r"C:\Program Files (x86)\Inno Setup 6\ISCC.exe"
    target = DIST / package_name(".exe")
    given = {"Name": NAME, "Program": PROGRAM, "Version": VERSION, "Folder": FOLDER, "Icon": WORK / "icons" / f"{PROGRAM}.ico"}
    defines = [f"/D{name}={value}" for name, value in given.items()]
    subprocess.run([compiler, "/Qp", *defines, f"/O{DIST}", f"/F{target.stem}", str(_HERE / "windows.iss")], check=True)
    return [target]


def _wrap_macos() -> list[Path]:
    stage, target = WORK / "dmg", DIST / package_name(".dmg")
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    subprocess.run(["cp", "-R", str(DIST / f"{NAME}.app"), str(stage)], check=True)  # with its links as they are
    (stage / "Applications").symlink_to("/Applications")
    subprocess.run(["hdiutil", "create", "-ov", "-volname", NAME, "-srcfolder", str(stage), "-format", "ULFO", str(target)], check=True)
    return [target]


def _python(*arguments: str) -> None:
    paths = os.pathsep.join([str(_HERE), str(ROOT)])
    subprocess.run([sys.executable, *arguments], env=os.environ | {"PYTHONPATH": paths}, cwd=ROOT, check=True)


def _limit(kind: str, size: int) -> None:
    most = _MOST_MB.get(kind)
    print(f"  {kind}: {size / 1e6:.0f} MB")
    if most and size > most * 1e6 and find_spec("nvidia") is None:  # with CUDA it has several thousand
        raise TooLargeError(f"{kind} has {size / 1e6:.0f} MB, at most {most} were decided")


def run() -> None:
    """All steps, or those that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"only these of {', '.join(STEPS)}")
    steps = parser.parse_args().steps
    if unknown := set(steps) - set(STEPS):
        parser.error(f"there is no step {', '.join(unknown)}; there are {', '.join(STEPS)}")
    for name in steps or STEPS:
        began = time.monotonic()
        print(f"{NAME} {VERSION} for {SYSTEM}: {name}", flush=True)
        STEPS[name]()
        print(f"  {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    run()
