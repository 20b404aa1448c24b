"""How much memory there is: never more than the machine has, and no more than a container or `ulimit` allows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine import memory
from engine.memory import available_memory, in_words

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1 KB"), (1.44e9, "1.4 GB"), (99e9, "99 GB"), (373e9, "373 GB"), (4.1e12, "4.1 TB"),
     (999.6e6, "1 GB"), (5e18, "5000 PB")],
)  # fmt: skip
def test_bytes_in_words(size: float, words: str) -> None:
    assert str(in_words(size)) == words


@pytest.mark.skipif(sys.platform == "win32", reason="sysconf is of POSIX")
def test_no_more_is_free_than_there_is() -> None:
    found = available_memory()
    assert found is not None and 0 < found <= os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_ulimit_is_kept() -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (10**9, 10**9))"
    code = f"{limit}; from engine.memory import available_memory; print(available_memory())"
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60
    )
    assert 5e8 < int(done.stdout) < 1e9, done


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="containers are of Linux")
def test_the_limit_of_a_container_is_kept_and_files_in_memory_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = tmp_path / "memory.max", tmp_path / "memory.current"
    monkeypatch.setattr(memory, "_CGROUPS", [tuple(map(str, paths))])
    (tmp_path / "memory.stat").write_text("anon 60\ninactive_file 20\nactive_file 5\n", encoding="ascii")
    paths[1].write_text("90\n", encoding="ascii")
    paths[0].write_text("100\n", encoding="ascii")
    assert available_memory() == 100 - 90 + 20 + 5
    paths[0].write_text("max\n", encoding="ascii")
    assert (available_memory() or 0) > 10**6
