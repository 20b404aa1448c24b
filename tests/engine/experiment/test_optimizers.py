"""What is declared of optimizers, schedules, losses and steppers, and what goes together."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Experiment, InputError
from engine.experiment import input_at
from engine.experiment.sections import Loss, Optimizer
from engine.experiment.sources import IndependentData, MoonsData

USED: dict[str, set[str]] = {
    "sgd": {"momentum", "nesterov"},
    "adagrad": {"eps"},
    "rmsprop": {"momentum", "alpha", "eps"},
    "adadelta": {"rho", "eps"},
    "adam": {"beta1", "beta2", "scale_beta2", "eps"},
    "adamw": {"beta1", "beta2", "scale_beta2", "eps"},
    "nadam": {"beta1", "beta2", "scale_beta2", "eps"},
}
ALWAYS = {"name", "lr", "schedule", "weight_decay", "l1", "clip_norm", "clip_value"}
OF_SCHEDULES = {"scaling", "base_batch", "schedule_step", "schedule_factor", "warmup", "peak_at", "patience", "plateau_loss"}
SCHEDULES = ("constant", "warm-up", "linear", "cosine", "step", "exponential", "one-cycle", "plateau")
SETTINGS: dict[str, Any] = {
    "momentum": 0.7, "nesterov": True, "weight_decay": 0.01, "alpha": 0.8, "beta1": 0.5, "beta2": 0.9, "eps": 1e-4,
}  # fmt: skip
every_optimizer = pytest.mark.parametrize("name", USED)


def choices(path: str) -> tuple[str, ...]:
    declared = input_at(path)
    assert declared is not None
    return declared.choices


def in_all_lanes(values: dict[str, Any]) -> dict[str, Any]:
    return {f"lanes.*.optimizer.{name}": value for name, value in values.items()}


def refused(experiment: Experiment, changes: dict[str, Any]) -> InputError:
    """The error that changes give: one line, the same from a change as from a file."""
    with pytest.raises(InputError) as caught:
        experiment.with_changes(changes)
    assert "\n" not in str(caught.value)
    return caught.value


# optimizers


def test_the_declared_choices_are_these() -> None:
    assert choices("lanes.*.optimizer.name") == tuple(USED)
    assert choices("lanes.*.optimizer.schedule") == SCHEDULES
    assert choices("stepper") == ("auto", "autograd")


def test_what_is_not_said_has_the_defaults_of_pytorch_and_one_epsilon() -> None:
    assert Optimizer(lr=0.1).model_dump() == {
        "name": "sgd", "lr": 0.1, "schedule": "constant", "warmup": 0.0, "schedule_step": 10, "schedule_factor": 0.5, "peak_at": 0.3,
        "patience": 5, "plateau_loss": "training", "scaling": "none", "base_batch": 32,
        "scale_beta2": False, "momentum": 0.0, "nesterov": False, "weight_decay": 0.0, "l1": 0.0, "clip_norm": 0.0,
        "clip_value": 0.0, "rho": 0.9,
        "alpha": 0.99, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8,
    }  # fmt: skip
    assert Experiment.preset("article").stepper == "auto"


@every_optimizer
@pytest.mark.parametrize("field", sorted(Optimizer.model_fields.keys() - OF_SCHEDULES))
def test_an_optimizer_knows_what_it_uses_and_the_help_says_so(name: Any, field: str) -> None:
    assert Optimizer(name=name, lr=0.1).uses(field) == (field in USED[name] | ALWAYS)
    declared = input_at(f"lanes.*.optimizer.{field}")
    assert declared is not None
    _, only, users = str(declared.help).partition("; only with ")
    assert bool(only) == (field not in ALWAYS)
    if only:
        assert (name in users.replace(",", " ").split()) == (field in USED[name])


@every_optimizer
@given(changed=st.sets(st.sampled_from(list(SETTINGS))), schedule=st.sampled_from(SCHEDULES))
def test_every_input_of_every_optimizer_is_kept_and_survives_being_written_and_read(name: str, changed: set[str], schedule: str) -> None:
    settings = {key: SETTINGS[key] for key in changed | {"momentum"}} | {"schedule": schedule}
    experiment = Experiment.preset("article").with_changes(in_all_lanes(settings | {"name": name}))
    for lane in experiment.lanes:
        assert lane.optimizer.name == name
        assert settings.items() <= lane.optimizer.model_dump().items()
    assert Experiment.from_toml(experiment.to_toml()) == experiment
    back = experiment.with_changes(in_all_lanes({"name": "sgd"}))
    assert [lane.optimizer.name for lane in back.lanes] == ["sgd"] * 3
    assert back.with_changes(in_all_lanes({"name": name})) == experiment


def test_each_lane_has_its_own_optimizer() -> None:
    experiment = Experiment.preset("article").with_changes({"lanes.stochastic.optimizer.name": "adamw"})
    assert experiment.get("lanes.*.optimizer.name") == ("sgd", "sgd", "adamw")


@every_optimizer
def test_nesterov_without_momentum_is_refused_only_where_it_matters(name: str) -> None:
    changes = in_all_lanes({"name": name, "nesterov": True})
    if name == "sgd":
        error = refused(Experiment.preset("article"), changes)
        assert error.field == "lanes.full-batch.optimizer.nesterov"
        assert error.message == "found true with momentum 0, allowed is true only with a momentum above 0"
    else:
        assert Experiment.preset("article").with_changes(changes).lanes[0].optimizer.nesterov


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "adamax"}, 'found "adamax", allowed is "sgd", "adagrad", "rmsprop", "adadelta", "adam", "adamw" or "nadam"'),
        (
            {"schedule": "steps"},
            'found "steps", allowed is "constant", "warm-up", "linear", "cosine", "step", "exponential", "one-cycle" or "plateau"',
        ),
        ({"schedule_factor": 1.0}, "found 1, allowed is a number, more than 0 and less than 1"),
        ({"alpha": 1.0}, "found 1, allowed is a number, at least 0 and less than 1"),
        ({"beta1": 1.0}, "found 1, allowed is a number, at least 0 and less than 1"),
        ({"beta2": -0.1}, "found -0.1, allowed is a number, at least 0 and less than 1"),
        ({"eps": 0.0}, "found 0, allowed is a number from 1e-30 to 1"),
    ],
)
def test_what_no_optimizer_takes_is_refused(changes: dict[str, Any], message: str) -> None:
    error = refused(Experiment.preset("article"), in_all_lanes(changes))
    assert str(error) == f"lanes.full-batch.optimizer.{next(iter(changes))}: {message}."


# schedules


@pytest.mark.parametrize("schedule", ["linear", "cosine", "one-cycle"])
def test_a_schedule_needs_a_budget_whose_updates_are_known(schedule: str) -> None:
    experiment = Experiment.preset("article").with_changes({"lanes.stochastic.optimizer.schedule": schedule, "budget.updates": 10})
    assert experiment.with_changes({"budget.epochs": 10}).lanes[2].optimizer.schedule == schedule
    assert str(refused(experiment, {"budget.seconds": 1.0})) == (
        f'lanes.stochastic.optimizer.schedule: found "{schedule}" with a budget of seconds, '
        'allowed is "constant", "warm-up", "step", "exponential" or "plateau", or a budget of epochs or updates.'
    )


def test_a_constant_rate_goes_with_a_budget_of_seconds() -> None:
    assert Experiment.preset("article").with_changes({"budget.seconds": 1.0}).budget.seconds == 1.0


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_schedule_knows_what_it_uses(schedule: str) -> None:
    by_steps, plateau = {"schedule_step", "schedule_factor"}, {"schedule_factor", "patience", "plateau_loss"}
    used = {"step": by_steps, "exponential": by_steps, "one-cycle": {"peak_at"}, "plateau": plateau}.get(schedule, set())
    said = Optimizer(lr=0.1, schedule=schedule)
    assert {field for field in OF_SCHEDULES if said.uses(field)} == used | {"scaling"} | (
        {"warmup"} if schedule not in ("one-cycle", "constant") else set()
    )


# losses


def test_the_losses_that_fit_are_those_declared_for_the_kind_of_data() -> None:
    regression, classes = IndependentData(kind="independent", n=5), MoonsData(kind="moons", n=5)
    fitting = {
        data.kind: [name for name in choices("loss.name") if Loss.model_validate({"name": name}).fits(data)]
        for data in (regression, classes)
    }
    assert fitting == {"independent": ["mse", "mae", "huber"], "moons": ["cross-entropy", "binary-cross-entropy", "hinge"]}


@pytest.mark.parametrize(
    ("preset", "loss", "message"),
    [
        ("article", "cross-entropy", 'found "cross-entropy" for regression data, allowed is mse, mae or huber'),
        ("article", "binary-cross-entropy", 'found "binary-cross-entropy" for regression data, allowed is mse, mae or huber'),
        ("two-moons", "huber", 'found "huber" for classification data, allowed is cross-entropy, binary-cross-entropy or hinge'),
    ],
)
def test_a_loss_for_other_data_is_refused(preset: str, loss: str, message: str) -> None:
    assert str(refused(Experiment.preset(preset), {"loss.name": loss})) == f"loss.name: {message}."


def test_binary_cross_entropy_is_refused_for_more_than_two_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MoonsData, "outputs", 3)
    error = refused(Experiment.preset("two-moons"), {"loss.name": "binary-cross-entropy"})
    assert str(error) == 'loss.name: found "binary-cross-entropy" for data with 3 classes, allowed is cross-entropy.'


def test_binary_cross_entropy_has_one_output() -> None:
    experiment = Experiment.preset("two-moons")
    assert (experiment.layer_widths, experiment.parameter_count) == ((2, 16, 2), 82)
    binary = experiment.with_changes({"loss.name": "binary-cross-entropy"})
    assert (binary.layer_widths, binary.parameter_count) == ((2, 16, 1), 65)
    assert Experiment.from_toml(binary.to_toml()) == binary
    assert binary.with_changes({"model.start": [0.0] * 65}).model.start == (0.0,) * 65
    assert refused(binary, {"model.start": [0.0] * 82}).field == "model.start"
