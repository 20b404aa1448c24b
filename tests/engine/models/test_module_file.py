"""Models that a Python file of the user's makes: what is run, when, and what is told of one that cannot be used."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

import main
from engine import Experiment, InputError, Recording, consent, train
from engine.comparison.trainer import Trainer
from engine.landscape.options import LandscapeOptions
from engine.landscape.survey import Survey
from engine.models.module_file import module_of_code
from engine.randomness import Purpose, stream
from engine.training import module_trial
from engine.training.modes import seeded
from tests.engine.plain import all_weights, flat, plain_run, quick, run_to_the_end

NET = """
from pathlib import Path
import torch
from torch import nn
Path(__file__).with_suffix(".ran").touch()

def make_model(features, outputs):
    return nn.Sequential(nn.Linear(features, 5), nn.Tanh(), nn.Linear(5, outputs))
"""


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is allowed yet, and nothing has been tried."""
    monkeypatch.setattr(consent, "settings_folder", lambda: tmp_path / "settings")
    monkeypatch.setattr(consent, "_here", set())
    monkeypatch.setattr(module_trial, "_tried", set())


@pytest.fixture
def tried_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try nothing in another process: it takes seconds."""
    monkeypatch.setattr("engine.training.problem.try_elsewhere", lambda experiment, digest: None)


def own(folder: Path, code: str = NET, changes: dict[str, Any] | None = None) -> Experiment:
    """`two-moons` with the model of a file."""
    (folder / "net.py").write_text(code, encoding="utf-8")
    few = {"data.n": 60, "lanes.stochastic.batch_size": 5, "model.hidden": []}
    return quick("two-moons", few | {"model.kind": "module", "model.path": str(folder / "net.py")} | (changes or {}))


def allowed(experiment: Experiment) -> Experiment:
    path, _, digest = consent.read_code(experiment.model.path, "model.path")
    consent.allow(path, digest)
    return experiment


def has_run(folder: Path) -> bool:
    return (folder / "net.ran").exists()


def test_it_runs_once_it_is_allowed_and_as_long_as_it_stays_as_it_is(
    tmp_path: Path, tried_here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = own(tmp_path)
    with pytest.raises(consent.ConsentNeededError, match="has not been allowed to run") as caught:
        train(experiment)
    assert caught.value.path == str(tmp_path / "net.py")
    assert "def make_model" in caught.value.beginning
    assert not has_run(tmp_path)
    consent.allow(caught.value.path, caught.value.digest)
    train(experiment)
    assert has_run(tmp_path)
    monkeypatch.setattr(consent, "_here", set())  # another start of the program
    train(experiment)
    (tmp_path / "net.py").write_text(NET + "\n# other", encoding="utf-8")
    with pytest.raises(consent.ConsentNeededError):
        train(experiment)
    (tmp_path / "copy.py").write_text(NET, encoding="utf-8")
    with pytest.raises(consent.ConsentNeededError):
        train(experiment.with_changes({"model.path": str(tmp_path / "copy.py")}))


def test_what_is_shown_of_a_file_does_nothing_to_a_terminal(tmp_path: Path) -> None:
    with pytest.raises(consent.ConsentNeededError) as caught:
        train(own(tmp_path, "# \x1b[2J\u202e " + "x" * 5000 + "\n" * 50 + NET))
    assert all(one.isprintable() or one == "\n" for one in caught.value.beginning)
    assert len(caught.value.beginning) < 200


def test_it_trains_as_the_same_net_in_a_plain_loop(tmp_path: Path, tried_here: None) -> None:
    before = torch.get_rng_state()
    recording = train(allowed(own(tmp_path)))
    assert torch.equal(torch.get_rng_state(), before)
    with torch.random.fork_rng():
        torch.manual_seed(int(stream(recording.experiment.seed, Purpose.START).integers(2**32)))
        net = nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 2))
    np.testing.assert_array_equal(recording.initial_parameters, flat(net))
    assert recording.experiment.parameter_count == len(flat(net))
    for lane in recording.lanes:
        np.testing.assert_array_equal(all_weights(lane), plain_run(recording, lane).weights)


def test_a_recording_shows_what_it_has_without_the_file_and_replays_with_it(
    tmp_path: Path, tried_here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = run_to_the_end(Trainer(allowed(own(tmp_path)), memory_budget=0))
    expected = [all_weights(lane) for lane in recording.lanes]
    recording.save(tmp_path / "run.tridescent")
    monkeypatch.setattr(consent, "_here", set())
    (tmp_path / "settings" / "allowed-files.json").unlink()
    (tmp_path / "net.ran").unlink()
    found = Recording.load(tmp_path / "run.tridescent")
    assert [list(lane.column("loss")[1:]) for lane in found.lanes] == [list(lane.column("loss")[1:]) for lane in recording.lanes]
    surface = found.surface()
    for i, j in ((0, 0), (3, 5)):
        weights = surface.plane.points(np.array([[surface.x[j], surface.y[i]]]))
        assert surface.values[i, j] == pytest.approx(recording.problem.objectives.train.measure(weights).loss[0], rel=1e-4)
    survey = Survey(found, None, LandscapeOptions())
    while not survey.is_done:
        survey.advance()
    assert survey.landscape is not None
    assert "stored with the recording" in str(survey.landscape.note)
    heights, there = survey.landscape.surface, np.isfinite(survey.landscape.surface.values)
    assert there.mean() > 0.9
    i, j = (index[len(index) // 2] for index in np.nonzero(there))
    weights = heights.plane.points(np.array([[heights.x[j], heights.y[i]]]))
    assert heights.values[i, j] == pytest.approx(recording.problem.objectives.train.measure(weights).loss[0], rel=0.02)
    with pytest.raises(consent.ConsentNeededError):
        found.lanes[2].parameters(found.lanes[2].updates - 1)
    assert not has_run(tmp_path)
    found.save(tmp_path / "again.tridescent")
    allowed(found.experiment)
    again = Recording.load(tmp_path / "again.tridescent")
    for lane, weights in zip(again.lanes, expected, strict=True):
        np.testing.assert_array_equal(np.concatenate(list(again.walk(lane))), weights)
    (tmp_path / "net.py").write_text("changed", encoding="utf-8")
    with pytest.raises(InputError, match="with another content than was recorded"):
        Recording.load(tmp_path / "again.tridescent").model()
    (tmp_path / "net.py").unlink()
    assert Recording.load(tmp_path / "again.tridescent").surface().values.shape == surface.values.shape


FUNCTIONS = {
    "by name": "lambda outputs, *, seed=0: nn.Linear(2, outputs + 0 * seed)",
    "by place": "lambda width, count: nn.Linear(width, count)",
    "nothing": "lambda: nn.Linear(2, 2)",
    "anything": "lambda **given: nn.Linear(given['features'], given['outputs'])",
    "double weights": "lambda: nn.Linear(2, 2).double()",
}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_the_function_gets_what_it_takes(tmp_path: Path, function: str) -> None:
    experiment = own(tmp_path, f"from torch import nn\nmake_model = {function}")
    model = module_of_code(experiment, *consent.read_code(experiment.model.path, "")[:2])
    assert {value.dtype for value in model.parameters()} == {torch.float32}


WRONG = {
    "raises": ("1 / 0", "model.path: .*net.py\" cannot be run .ZeroDivisionError: division by zero"),
    "no Python": ("def", "cannot be run .SyntaxError"),
    "leaves": ("raise SystemExit", "cannot be run .SystemExit"),
    "no function": ("x = 1", "model.function: found no function make_model"),
    "function raises": ("def make_model(): return {}['a']", "make_model cannot be called .KeyError"),
    "no module": ("def make_model(): return 3", "model.function: make_model returns int"),
    "wrong shape": ("from torch import nn\ndef make_model(): return nn.Linear(2, 7)", "model: found outputs .32, 7. for 32 samples"),
    "kills": ("import os\nos._exit(7)", "model.path: running the file ends the process .exit status 7"),
    "loops": ("while True: pass", "model.path: the file and its model take longer than"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_used_is_told_in_one_sentence(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = WRONG[name]
    if name not in ("kills", "loops", "wrong shape"):  # in another process it takes seconds, and is the same code
        monkeypatch.setattr("engine.training.problem.try_elsewhere", lambda experiment, digest: None)
    if name == "loops":
        monkeypatch.setattr(module_trial, "PATIENCE_S", 1.0)
    with pytest.raises(InputError, match=said) as caught:
        train(allowed(own(tmp_path, code)))
    assert len(str(caught.value)) <= 300
    assert "\n" not in str(caught.value)


def test_files_that_are_none_are_told(tmp_path: Path) -> None:
    for path, said in ((str(tmp_path / "none.py"), "No such file"), ("", "missing"), (str(tmp_path), "it is a folder")):
        with pytest.raises(InputError, match=f"model.path: .*{said}"):
            train(own(tmp_path, changes={"model.path": path}))


def test_batch_norm_of_one_sample_names_the_lane(tmp_path: Path, tried_here: None) -> None:
    code = "from torch import nn\ndef make_model(): return nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Linear(3, 2))"
    with pytest.raises(InputError, match=r"lanes.stochastic.batch_size: found a batch of one sample"):
        train(allowed(own(tmp_path, code, {"lanes.stochastic.batch_size": 1})))


def test_the_command_line_asks_or_is_told(
    tmp_path: Path, tried_here: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    own(tmp_path, NET + "\nprint('hello')").save(tmp_path / "own.toml")
    assert main.run(["train", str(tmp_path / "own.toml"), "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1 and "--trust" in said.err
    assert not has_run(tmp_path)
    assert main.run(["train", str(tmp_path / "own.toml"), "--json", "--trust"]) == 0
    assert capsys.readouterr().out.startswith('{"experiment"')


def test_a_recording_tells_the_whole_path_of_its_file(tmp_path: Path, tried_here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = allowed(own(tmp_path))
    monkeypatch.chdir(tmp_path)
    recording = train(experiment.with_changes({"model.path": "net.py", "budget.updates": 1}))
    assert recording.experiment.model.path == str(tmp_path / "net.py")


def test_no_other_thread_draws_while_a_file_is_run(tmp_path: Path) -> None:
    """Else an update of a net with dropout would draw from the generators of the file."""
    experiment, draws = own(tmp_path), threading.Event()
    content = (tmp_path / "net.py").read_bytes()
    thread = threading.Thread(target=lambda: (module_of_code(experiment, str(tmp_path / "net.py"), content), draws.set()))
    with seeded(0, torch.device("cpu")):
        thread.start()
        assert not draws.wait(0.3)
        drawn = torch.rand(3)
    thread.join()
    assert draws.is_set() and torch.equal(drawn, torch.rand(3, generator=torch.Generator().manual_seed(0)))
