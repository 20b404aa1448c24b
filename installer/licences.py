"""Collects the licences of all that was packed, into one text: from the packages' own metadata, from the system's packages for libraries of
the system, and from `installer/licences/` for those that bring none along."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

from product import NAME, PROGRAM, ROOT, VERSION

_NAMES = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_HERE = ROOT / "installer" / "licences"
_OWN = {  # of those whose wheels have none
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt",),
    "pyopengl": ("PyOpenGL.txt",),
}
_ALWAYS = ("pyinstaller",)  # its loader starts the program
_LINE = "=" * 100
_HEAD = f"""{NAME} {VERSION} comes with the programs and libraries named below, each under its own licence.

Qt, PySide6 and Shiboken are used under the LGPL, version 3. They lie in this folder as files of their own and may be replaced by others of
the same interface. Their sources, and the licences of what Qt itself is made of: https://code.qt.io and https://doc.qt.io/qt-6/licenses-used-in-qt.html
"""


class NoLicenceError(RuntimeError):
    """Something was packed whose licence is not known."""


def all_licences(modules: Iterable[str], files: Iterable[str]) -> str:
    """One text of all licences; equal ones stand there once.

    Args:
        modules: the Python modules that are packed.
        files: where the libraries that are packed come from.

    Raises:
        NoLicenceError: something has none.
    """
    texts: dict[str, list[str]] = {}
    for name, text in (*_own(), *_of_packages(modules), *_of_the_system(files)):
        texts.setdefault(text.strip(), []).append(name)
    parts = [f"{_LINE}\n{', '.join(dict.fromkeys(names))}\n{_LINE}\n\n{text}\n" for text, names in texts.items()]
    return "\n".join([_HEAD, *parts])


def _own() -> Iterator[tuple[str, str]]:
    yield NAME, _read(ROOT / "LICENSE")
    yield "Inter (typeface)", _read(ROOT / "resources" / "fonts" / "OFL.txt")
    python = [Path(sys.base_prefix) / "LICENSE.txt", Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"]
    yield f"Python {sys.version.split()[0]}", _read(next(path for path in python if path.exists()))


def _of_packages(modules: Iterable[str]) -> Iterator[tuple[str, str]]:
    owners = packages_distributions()
    tops = {name.partition(".")[0] for name in modules}
    names = {name.lower() for top in tops for name in owners.get(top, ())} - {PROGRAM}
    for name in sorted(names | set(_ALWAYS)):
        package = distribution(name)
        texts = [_read(_HERE / file) for file in _OWN.get(name.replace("_", "-"), ())] or list(_texts(package))
        if not texts:
            raise NoLicenceError(f"{name} {package.version} brings no licence along; add its text to installer/licences/ and to _OWN")
        yield from ((f"{package.name} {package.version}", text) for text in texts)


def _texts(package: Distribution) -> Iterator[str]:
    for file in package.files or ():
        if ".dist-info" in file.parts[0] and _NAMES.search(file.name):
            yield _read(Path(str(file.locate())))


def _of_the_system(files: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Of libraries that Debian's packages brought to this machine; elsewhere none are packed."""
    if not shutil.which("dpkg"):
        return
    paths = {Path(file).resolve() for file in files}
    for package in sorted(set(_debian_packages([path for path in paths if path.is_relative_to("/usr") or path.is_relative_to("/lib")]))):
        yield f"{package} (of the system it was built on)", _read(Path("/usr/share/doc") / package / "copyright")


def _debian_packages(paths: list[Path]) -> Iterator[str]:
    both = [str(other) for path in paths for other in (path, Path(str(path).removeprefix("/usr")))]  # dpkg may know either name
    found = subprocess.run(["dpkg", "-S", *both], capture_output=True, text=True, check=False).stdout
    for line in found.splitlines():
        yield line.partition(":")[0]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
