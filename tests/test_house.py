"""The rules of the house: who may import whom, what is not loaded before it is needed, and that no thread is left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"
LIGHT = ["engine", "engine.comparison.runner", "engine.landscape.surveyor", "engine.recording.playhead"]


def python(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a fresh interpreter that finds the program's packages in `cwd` and knows no QT_QPA_PLATFORM."""
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    environment |= {"PYTHONPATH": str(cwd), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, timeout=100)


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after running some code."""
    done = python("-c", f"{code}\nimport sys\nprint('\\n'.join(sys.modules))")
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_import_contracts_hold() -> None:
    done = python("-c", LINT, "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_import_contracts_can_be_broken(tmp_path: Path) -> None:
    """The contracts are read, and a forbidden import inside a function does break them."""
    for name in ("engine", "gui"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "engine" / "errors.py").open("a", encoding="utf-8") as file:
        file.write("\n\ndef late() -> None:\n    import PySide6.QtCore\n")
    done = python("-c", LINT, "--no-cache", cwd=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "engine.errors -> PySide6" in done.stdout


@pytest.mark.parametrize("module", LIGHT)
def test_what_the_window_imports_first_loads_neither_torch_nor_qt(module: str) -> None:
    loaded = loaded_by(f"import {module}")
    assert "engine" in loaded
    assert not loaded & {"torch", "PySide6", "pyqtgraph"}


def test_the_whole_engine_loads_no_qt() -> None:
    code = "import engine, importlib, pkgutil\nfor m in pkgutil.walk_packages(engine.__path__, 'engine.'): importlib.import_module(m.name)"
    loaded = loaded_by(code)
    assert "torch" in loaded
    assert not loaded & {"PySide6", "shiboken6", "pyqtgraph", "gui"}


INNER = """
import os
import threading

def linger(name, daemon):
    threading.Thread(target=threading.Event().wait, args=(1,), name=name, daemon=daemon).start()

def test_draws_without_a_screen():
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"

def test_leaves_a_daemon_of_somebody_else():
    linger("other", daemon=True)

def test_leaves_a_thread():
    linger("worker", daemon=False)

def test_leaves_the_engine():
    linger("engine", daemon=True)

def test_leaves_the_surveyor():
    linger("surveyor", daemon=True)
"""


def test_no_test_may_leave_a_thread_behind_or_need_a_screen(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_inner.py").write_text(INNER, encoding="utf-8")
    done = python("-m", "pytest", "-rE", "-p", "no:pytest-qt", "-p", "no:cacheprovider", "--rootdir=.", cwd=tmp_path)
    assert "5 passed, 3 errors" in done.stdout, done.stdout + done.stderr
    for name in ("leaves_a_thread", "leaves_the_engine", "leaves_the_surveyor"):
        assert f"ERROR test_inner.py::test_{name}" in done.stdout


def test_training_imports_neither_pytorchs_compiler_nor_sympy() -> None:
    """A new window would wait for them: for more than a second."""
    code = """
from engine import Experiment, train
for name in ("sgd", "adagrad", "rmsprop", "adam", "adamw"):
    changes = {"stepper": "autograd", "budget.epochs": 1, "lanes.*.optimizer.name": name}
    recording = train(Experiment.preset("two-moons").with_changes(changes))
recording.lanes[-1].parameters(33), recording.surface(5)
"""
    assert "sympy" not in loaded_by(code)
    done = python("-c", f"{code}\nimport sys\nprint('torch._dynamo' in sys.modules)")
    assert done.stdout.strip() == "False", done.stderr
