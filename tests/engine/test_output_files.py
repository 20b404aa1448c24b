"""Files that the user asked for: checked before the work, written whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import Experiment, InputError
from engine.output_files import check_output, file_stem, is_recording, whole_file

ROOT = Path(__file__).resolve().parents[2]
no_windows = pytest.mark.skipif(sys.platform == "win32", reason="permissions, links and signals are others there")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["a.csv", "A.CSV", "a b.parquet"])
def test_a_good_name_in_a_folder_that_exists_is_allowed(tmp_path: Path, name: str) -> None:
    assert check_output(tmp_path / name, [".csv", ".parquet"]) == tmp_path / name
    assert check_output(str(tmp_path / name), [".csv", ".parquet"]) == tmp_path / name
    assert names(tmp_path) == set()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.txt", r'^file: found "a.txt", allowed are names ending in \.csv or \.parquet'),
        ("a", r"allowed are names ending in"),
        ("nowhere/a.csv", r"nowhere\", which does not exist"),
        ("folder.csv", r"which is a folder"),
    ],
)
def test_a_bad_name_is_refused(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match=message):
        check_output(tmp_path / name, [".csv", ".parquet"])
    assert names(tmp_path) == {"folder.csv"}


@pytest.mark.parametrize("locked", ["folder", "file"])
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: str) -> None:
    path = tmp_path / "a.csv"
    path.touch()
    forbidden = tmp_path if locked == "folder" else path  # tests may run as root, who may write everywhere
    monkeypatch.setattr(os, "access", lambda place, mode: Path(place) != forbidden)
    with pytest.raises(InputError, match="cannot be written"):
        check_output(path, [".csv"])


def test_a_whole_file_takes_its_place_when_the_block_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")
    with whole_file(path) as temporary:
        temporary.write_text("new", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "old"
        assert temporary.suffix == ".csv"
        written = temporary.stat().st_ino
    assert path.read_text(encoding="utf-8") == "new"
    assert path.stat().st_ino == written  # it was moved there in one go, not copied bit by bit
    assert names(tmp_path) == {"a.csv"}


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_when_the_block_fails_the_old_file_stays_and_no_other(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(error), whole_file(path) as temporary:
        temporary.write_text("half", encoding="utf-8")
        raise error
    assert path.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == {"a.csv"}


def test_a_folder_that_turns_out_not_to_be_writable_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"), whole_file(tmp_path / "gone" / "a.csv"):
        pytest.fail("the block must not be entered")


# names


@pytest.mark.parametrize(
    ("name", "expected"), [("run.tridescent", True), ("a/RUN.TRIDESCENT", True), ("run.toml", False), ("tridescent", False)]
)
def test_a_recording_is_known_by_its_ending_in_small_letters_or_large_ones(name: str, expected: bool) -> None:
    assert is_recording(name) is expected


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("two-parameter", "two-parameter"), ("../../etc/x", "-..-etc-x"), ("a/b\\c:d", "a-b-c-d"), ("..", "experiment"),
        ("a\0b\nc", "a-b-c"), (" . ", "experiment"), ("自己 own", "自己 own"), ("é" * 150, "é" * 100), ("x" * 300, "x" * 200),
        ("con", "experiment-con"), ("NUL.a", "experiment-NUL.a"), ("com1 ", "experiment-com1"), ("console", "console"), ("lpt", "lpt"),
    ],
)  # fmt: skip
def test_any_text_gives_a_file_name_within_its_folder(tmp_path: Path, name: str, stem: str) -> None:
    assert file_stem(name) == stem
    with whole_file(tmp_path / f"{file_stem(name)}.toml") as temporary:
        temporary.write_text("x", encoding="utf-8")
    assert names(tmp_path) == {f"{stem}.toml"}


@no_windows
@pytest.mark.parametrize("name", ["x" * 246 + ".csv", "x" * 251 + ".csv"])
def test_a_name_as_long_as_the_system_allows_is_written(tmp_path: Path, name: str) -> None:
    path = check_output(tmp_path / name, [".csv"])
    with whole_file(path) as temporary:
        temporary.write_text("x", encoding="utf-8")
    assert names(tmp_path) == {name}


@pytest.mark.parametrize("name", ["x" * 252 + ".csv", "x" * 70_000 + ".csv", "a\0b.csv"])
def test_a_name_that_the_system_does_not_allow_is_refused_before_the_work(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"^-o: found .*cannot be written .*allowed is") as caught:
        check_output(tmp_path / name, [".csv"], "-o")
    assert len(str(caught.value)) <= 300
    with pytest.raises(InputError, match=r"^file: found .*cannot be written"):
        Experiment.preset("bowl").save(tmp_path / name)
    assert names(tmp_path) == set()


# permissions and links


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def write(path: Path, text: str = "new") -> None:
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


@no_windows
@pytest.mark.usefixtures("umask")
def test_a_new_file_respects_the_umask(tmp_path: Path) -> None:
    write(tmp_path / "a.csv")
    assert mode(tmp_path / "a.csv") == 0o600


@no_windows
@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("permissions", [0o660, 0o644, 0o600, 0o755])
def test_permissions_stay_as_they_were(tmp_path: Path, permissions: int) -> None:
    path = tmp_path / "a.csv"
    path.touch()
    path.chmod(permissions)
    write(path)
    assert (mode(path), path.read_text(encoding="utf-8")) == (permissions, "new")


@no_windows
def test_where_permissions_cannot_be_changed_the_file_is_written_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    (tmp_path / "a.csv").touch()
    for name in ("chmod", "fchmod", "fchown", "chown"):
        monkeypatch.setattr(os, name, refused)
    write(tmp_path / "a.csv")
    write(tmp_path / "b.csv")
    assert names(tmp_path) == {"a.csv", "b.csv"}
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "new"


@no_windows
def test_a_link_stays_a_link_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "b.csv").symlink_to("a.csv")
    (tmp_path / "a.csv").symlink_to(tmp_path / "there" / "real.csv")
    for text in ("first", "second"):  # at first it leads to nothing
        write(check_output(tmp_path / "b.csv", [".csv"]), text)
        assert (tmp_path / "there" / "real.csv").read_text(encoding="utf-8") == text
    assert (tmp_path / "a.csv").is_symlink() and (tmp_path / "b.csv").is_symlink()
    assert names(tmp_path / "there") == {"real.csv"}


@no_windows
def test_what_is_no_file_is_neither_written_nor_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.csv")
    (tmp_path / "null.csv").symlink_to(os.devnull)
    (tmp_path / "circle.csv").symlink_to("circle.csv")
    for name in ("fifo.csv", "null.csv", "circle.csv"):
        with pytest.raises(InputError, match="allowed is"):
            check_output(tmp_path / name, [".csv"])
    with pytest.raises(InputError, match="cannot be written"), whole_file(tmp_path / "circle.csv"):
        pytest.fail("the block must not be entered")
    assert not Path(os.devnull).is_file()


# what a full disk, a power cut or a killed program leaves


def test_all_is_on_the_disk_before_it_takes_its_place_and_so_is_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        sync(handle)
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else f"file of {os.fstat(handle).st_size}")

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", lambda self, target: (done.append("replace"), replace(self, target))[1])
    write(tmp_path / "a.csv", "three")
    assert done == ["file of 5", "replace", *([] if sys.platform == "win32" else ["folder"])]


FULL_DISK = """
import resource, signal, sys
from engine import Experiment, InputError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
experiment = Experiment.preset("article")
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    experiment.save("a.toml")
except InputError as error:
    print(error)
"""


@no_windows
def test_an_experiment_that_finds_no_room_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("old", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.startswith('file: found "a.toml", which cannot be written (File too large)'), done
    assert (tmp_path / "a.toml").read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == {"a.toml"}


KILLED = """
import os, signal, sys
from pathlib import Path
from engine.output_files import whole_file
with whole_file(Path("a.csv")) as temporary:
    temporary.write_text("half", encoding="utf-8")
    if sys.argv[1] == "wait":
        print("ready", flush=True)
        sys.stdin.read()
    else:
        os.kill(os.getpid(), signal.SIGKILL)
"""


@no_windows
def test_the_next_save_deletes_what_a_killed_one_left_but_not_what_is_being_written(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    (tmp_path / ".tridescent-notes").touch()
    killed = subprocess.run([*command, "die"], cwd=tmp_path, env=environment, timeout=60)
    assert killed.returncode == -signal.SIGKILL and len(names(tmp_path)) == 2
    with subprocess.Popen([*command, "wait"], cwd=tmp_path, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writing:
        assert writing.stdout is not None and writing.stdout.readline() == b"ready\n"
        assert len(names(tmp_path)) == 2  # of the killed one nothing is left
        write(tmp_path / "b.csv")
        assert len(names(tmp_path)) == 3
        writing.communicate(timeout=60)
    assert writing.returncode == 0
    assert names(tmp_path) == {"a.csv", "b.csv", ".tridescent-notes"}
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "half"


def test_an_experiment_is_saved_as_it_was(tmp_path: Path) -> None:
    experiment = Experiment.preset("bowl")
    experiment.save(tmp_path / "a.toml")
    assert Experiment.load(tmp_path / "a.toml") == experiment
    with pytest.raises(InputError, match="cannot be written"):
        experiment.save(tmp_path / "nowhere" / "a.toml")
