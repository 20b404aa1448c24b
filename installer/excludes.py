"""What is not packed: modules that nothing of ours imports, files of Qt that nothing of ours loads, and libraries that only those need.

Each entry is checked by the smoke test of the program that comes out: what is missed fails there.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable
from fnmatch import fnmatch
from pathlib import Path, PurePath

from product import SYSTEM, WORK

_WORTH_IT = 8 << 20  # bytes; smaller files have few symbols to lose, and stripping harms some that were patched

MODULES = (
    # what others use when they find it
    "IPython", "PIL", "fsspec", "hypothesis", "jax", "jinja2", "matplotlib", "networkx", "pandas", "pygments", "pytest", "scipy",
    "setuptools", "sklearn", "tkinter",
    # what PyTorch, Numba and pyqtgraph bring for their own work
    "functorch", "numba.cuda", "numba.pycc", "numba.testing", "numba.tests", "pyqtgraph.examples", "pyqtgraph.jupyter",
    # modules of Qt
    "PySide6.QtPrintSupport", "PySide6.QtTest",
)  # fmt: skip

PLUGINS = {  # of Qt, by folder: those that stay
    "platforms": ("*qxcb*", "*qwayland*", "*qoffscreen*", "*qwindows*", "*qcocoa*"),
    "platformthemes": ("*qxdgdesktopportal*",),
    "platforminputcontexts": ("*compose*", "*ibus*"),
    "iconengines": ("*qsvg*",),
    "imageformats": ("*qsvg*", "*qico*"),
    "styles": ("*",),
    "wayland-*": ("*xdg-shell*", "*adwaita*", "*bradient*", "*qt-plugin-wayland-egl*"),
    "xcbglintegrations": ("*",),
}

FILES = (
    # the compiler's libraries: drivers of OpenGL need those of the system, which are never older than what was built there
    "/libstdc++.so.*", "/libgcc_s.so.*",
    # ways to run Numba's kernels on many threads, which ours do not use
    "*/ufunc/tbbpool.*", "*/ufunc/omppool.*",
    # for other languages, without a graphics card, and for programmers
    "*/translations/*", "*opengl32sw.dll", "*d3dcompiler_*.dll", "*/torch/include/*", "*/torch/share/*", "*.lib", "*.pyi",
)  # fmt: skip

Entry = tuple[str, str, str]  # where it goes, where it comes from, and what it is, as PyInstaller has it


def stays(target: str) -> bool:
    """Whether a file is packed."""
    path = PurePath(target)
    if "plugins" in path.parts and "PySide6" in path.parts:
        folder, name = path.parts[path.parts.index("plugins") + 1], path.name
        return any(fnmatch(folder, group) and any(fnmatch(name, kept) for kept in names) for group, names in PLUGINS.items())
    return not any(fnmatch(f"/{path.as_posix()}", pattern) for pattern in FILES)


def packed(entries: Iterable[Entry], imports: Callable[[str], set[str]]) -> list[Entry]:
    """What is packed of binaries and data: what stays, on Linux without those libraries that only what is left out needs.

    Args:
        entries: what would be packed.
        imports: the names of the libraries that a file needs.
    """
    entries = [entry for entry in entries if stays(entry[0])]
    if SYSTEM != "linux":  # elsewhere hardly any come along
        return entries
    libraries = {PurePath(target).name: source for target, source, kind in entries if _is_optional(target, kind)}
    unseen = [source for target, source, kind in entries if kind in ("BINARY", "EXTENSION") and not _is_optional(target, kind)]
    needed = set[str]()
    while unseen:
        new = imports(unseen.pop()) & libraries.keys() - needed
        needed |= new
        unseen += [libraries[name] for name in new]
    orphans = libraries.keys() - needed
    return [entry for entry in entries if PurePath(entry[0]).name not in orphans]


def thinned(entries: Iterable[Entry]) -> list[Entry]:
    """The same, on Linux with large libraries without their tables of symbols, which only debuggers read."""
    strips = SYSTEM == "linux" and shutil.which("strip") is not None
    return [(target, _stripped(source), kind) if strips and _is_large_library(source, kind) else (target, source, kind)
            for target, source, kind in entries]  # fmt: skip


def _is_large_library(source: str, kind: str) -> bool:
    return kind in ("BINARY", "EXTENSION") and ".libs" not in source and Path(source).stat().st_size > _WORTH_IT


def _stripped(source: str) -> str:
    target = WORK / "stripped" / Path(source).name
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["strip", "--strip-unneeded", "-o", str(target), source], check=True)
    return str(target)


def _is_optional(target: str, kind: str) -> bool:
    """Whether a file is a library of the system or of Qt, which is there for others only."""
    path = PurePath(target)
    lies_free = len(path.parts) == 1 and not path.name.startswith("libpython")
    return kind == "BINARY" and (lies_free or ("Qt" in path.parts and "lib" in path.parts))
