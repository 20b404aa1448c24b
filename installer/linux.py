"""Linux: a Debian package, and an archive that anyone can unpack or install for himself."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from product import AUTHORS, DESCRIPTION, FOLDER, PROGRAM, ROOT, SUMMARY, VERSION, WORK, package_name

_SOURCES = ROOT / "installer" / "linux"
_ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}
_FILES = ("fontconfig-config", "xkb-data")  # what libraries that are packed read from the system
_PERHAPS = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
_ON_A_DESKTOP = (*_PERHAPS.values(), "libgl1-mesa-dri")  # which it works without
_NEEDED = re.compile(r"NEEDED +(\S+)")
_RESOLVED = re.compile(r"^\s*(\S+) .*=> (\S+)$", re.MULTILINE)


def wrap(folder: Path) -> list[Path]:
    """Make the packages.

    Returns:
        The finished files, in `folder`.
    """
    share = WORK / "share"
    write_share(share)
    return [_debian(folder, share), _archive(folder, share)]


def write_share(share: Path) -> None:
    """What tells a desktop of the program: entry, file types, icons, description, licences."""
    shutil.rmtree(share, ignore_errors=True)
    shutil.copytree(WORK / "icons" / "hicolor", share / "icons" / "hicolor")
    _copy(ROOT / "resources" / "icons" / f"{PROGRAM}.svg", share / "icons" / "hicolor" / "scalable" / "apps" / f"{PROGRAM}.svg")
    _copy(_SOURCES / f"{PROGRAM}.desktop", share / "applications" / f"{PROGRAM}.desktop")
    _copy(_SOURCES / f"{PROGRAM}-mime.xml", share / "mime" / "packages" / f"{PROGRAM}.xml")
    _copy(WORK / "licences.txt", share / "doc" / PROGRAM / "copyright")
    metainfo = (_SOURCES / f"{PROGRAM}.metainfo.xml").read_text(encoding="utf-8")
    target = share / "metainfo" / f"{PROGRAM}.metainfo.xml"
    target.parent.mkdir(parents=True)
    target.write_text(metainfo.replace("@VERSION@", VERSION).replace("@DATE@", time.strftime("%Y-%m-%d")), encoding="utf-8")


def _debian(folder: Path, share: Path) -> Path:
    """The Debian package: no scripts, for the desktop's own triggers see to the rest; so nothing is left when it goes."""
    stage = WORK / "debian"
    shutil.rmtree(stage, ignore_errors=True)
    shutil.copytree(share, stage / "usr" / "share")
    shutil.copytree(FOLDER, stage / "usr" / "lib" / PROGRAM, symlinks=True, copy_function=os.link)
    (stage / "usr" / "bin").mkdir()
    (stage / "usr" / "bin" / PROGRAM).symlink_to(f"../lib/{PROGRAM}/{PROGRAM}")
    sums, size = _sums(stage)
    (stage / "DEBIAN").mkdir()
    (stage / "DEBIAN" / "md5sums").write_text(sums, encoding="utf-8")
    (stage / "DEBIAN" / "control").write_text(_control(size), encoding="utf-8")
    target = folder / package_name(".deb")
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zzstd", "-z12", "--build", str(stage), str(target)], check=True)
    return target


def _control(size: int) -> str:
    machine = os.uname().machine
    described = "\n ".join(DESCRIPTION.splitlines())
    return f"""\
Package: {PROGRAM}
Version: {VERSION}
Architecture: {_ARCHITECTURE.get(machine, machine)}
Maintainer: {AUTHORS} <authors@tridescent.invalid>
Installed-Size: {size >> 10}
Depends: {", ".join(sorted({*_dependencies(), *_FILES}))}
Recommends: {", ".join(_ON_A_DESKTOP)}
Section: education
Priority: optional
Description: {SUMMARY.lower()}
 {described}
"""


def _sums(stage: Path) -> tuple[str, int]:
    """The lines of `md5sums`, and how many bytes there are."""
    files = sorted(path for path in stage.rglob("*") if path.is_file() and not path.is_symlink())
    lines = [f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(stage)}\n" for path in files]
    return "".join(lines), sum(path.stat().st_size for path in files)


def _dependencies() -> Iterator[str]:
    """The packages of those libraries that the program needs and that were not packed.

    Raises:
        RuntimeError: nobody knows where one comes from.
    """
    files = [path for path in FOLDER.rglob("*") if path.is_file() and not path.is_symlink() and path.read_bytes()[:4] == b"\x7fELF"]
    packed = {path.name for path in FOLDER.rglob("*.so*")}
    told = subprocess.run(["objdump", "-p", *map(str, files)], capture_output=True, text=True, check=True).stdout
    known = dict(_RESOLVED.findall(subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout))
    for name in sorted(set(_NEEDED.findall(told)) - packed - _PERHAPS.keys()):
        if name not in known:
            raise RuntimeError(f"{name} is needed by what was packed, but neither packed nor known to this system")
        yield _package_of(Path(known[name]))


def _package_of(library: Path) -> str:
    for path in (library, library.resolve(), Path(str(library.resolve()).removeprefix("/usr"))):
        found = subprocess.run(["dpkg", "-S", str(path)], capture_output=True, text=True, check=False).stdout
        if found:
            package = found.partition(":")[0]
            return f"{package} (>= {os.confstr('CS_GNU_LIBC_VERSION').split()[-1]})" if package == "libc6" else package  # type: ignore[union-attr]
    raise RuntimeError(f"{library} belongs to no package")


def _archive(folder: Path, share: Path) -> Path:
    """The archive: the program, what the desktop is told, and a script that installs both for one user."""
    stage = WORK / "archive" / f"{PROGRAM}-{VERSION}"
    shutil.rmtree(stage.parent, ignore_errors=True)
    shutil.copytree(share, stage / "share")
    shutil.copytree(FOLDER, stage / PROGRAM, symlinks=True, copy_function=os.link)
    _copy(_SOURCES / "install.sh", stage / "install.sh")
    target = folder / package_name(".tar.zst")
    command = ["tar", "--owner=0", "--group=0", "--use-compress-program=zstd -12 -T0 -q", "-cf", str(target), stage.name]
    subprocess.run(command, cwd=stage.parent, check=True)
    return target


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)
