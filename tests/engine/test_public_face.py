"""What programs that use the engine rely on: names, shapes and dtypes."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import engine
from engine import Experiment, InputError, Recording, train
from tests.engine.plain import flat, quick


def test_the_package_gives_what_it_names_and_nothing_else() -> None:
    assert all(getattr(engine, name) is not None for name in engine.__all__)
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        engine.nothing_of_the_kind  # noqa: B018


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_columns_have_one_row_more_than_there_are_updates(dtype: str) -> None:
    recording = train(quick("two-moons", {"dtype": dtype, "data.n": 60}))
    for lane in recording.lanes:
        for name in ("loss", "grad_norm", "update_norm", "lr"):
            assert lane.column(name).shape == (lane.updates + 1,)
            assert lane.column(name).dtype == dtype
        for name in ("x", "y", "seconds"):
            assert lane.column(name).shape == (lane.updates + 1,)
            assert lane.column(name).dtype == np.float64
        assert lane.column("samples_seen").dtype == np.int64
        assert lane.parameters(0).dtype == dtype


def test_the_first_row_is_the_common_start(preset_recording: Recording) -> None:
    for lane in preset_recording.lanes:
        assert np.array_equal(lane.parameters(0), preset_recording.initial_parameters)
        assert [lane.column(name)[0] for name in ("update_norm", "seconds", "samples_seen")] == [0, 0, 0]
        assert all(np.isnan(lane.column(name)[0]) for name in ("loss", "grad_norm", "lr"))


def test_parameters_follow_parameters_to_vector(preset_recording: Recording) -> None:
    assert np.array_equal(preset_recording.initial_parameters, flat(preset_recording.model()))


def test_the_recording_knows_its_experiment_and_its_samples(preset_recording: Recording) -> None:
    experiment, data = preset_recording.experiment, preset_recording.dataset
    assert [lane.name for lane in experiment.lanes] == [lane.name for lane in preset_recording.lanes]
    assert data.train_inputs.shape == (experiment.data.n, experiment.data.features)
    assert data.validation_inputs.shape == (experiment.data.validation, experiment.data.features)
    assert len(data.train_targets) == experiment.data.n
    assert len(data.validation_targets) == experiment.data.validation
    assert not np.array_equal(data.train_inputs[:10], data.validation_inputs[:10])


def test_each_model_handed_out_is_a_fresh_one(preset_recording: Recording) -> None:
    before = flat(preset_recording.model())
    with torch.no_grad():
        for parameter in preset_recording.model().parameters():
            parameter.add_(1.0)
    assert np.array_equal(flat(preset_recording.model()), before)


def test_handed_out_weights_are_copies(preset_recording: Recording) -> None:
    lane = preset_recording.lanes[-1]
    before = lane.parameters(lane.updates).copy(), preset_recording.initial_parameters.copy()
    lane.parameters(lane.updates)[:] = 0
    preset_recording.initial_parameters[:] = 0
    assert np.array_equal(lane.parameters(lane.updates), before[0])
    assert np.array_equal(preset_recording.initial_parameters, before[1])


def test_a_surface_has_the_resolution_asked_for(preset_recording: Recording) -> None:
    surface = preset_recording.surface(resolution=9)
    assert surface.values.shape == (9, 9)
    assert surface.x.shape == surface.y.shape == (9,)
    assert surface.plane.directions.shape == (2, len(preset_recording.initial_parameters))
    assert surface.plane.origin.shape == preset_recording.initial_parameters.shape


def test_a_lane_that_is_not_there_is_refused_with_the_nearest_name(preset_recording: Recording) -> None:
    with pytest.raises(InputError, match='did you mean "stochastic"'):
        preset_recording.lane("stochastics")


def test_progress_is_told_after_each_turn() -> None:
    seen: list[int] = []
    recording = train(quick("two-parameter"), progress=lambda growing: seen.append(sum(lane.updates for lane in growing.lanes)))
    assert seen == sorted(seen)
    assert len(seen) >= 3
    assert seen[-1] == sum(lane.updates for lane in recording.lanes)


def test_the_device_can_be_given_to_train() -> None:
    recording = train(Experiment.preset("two-parameter").with_changes({"budget.epochs": 1, "device": "auto"}), device="cpu")
    assert recording.device == "cpu"
    assert recording.experiment.device == "cpu"
    with pytest.raises(InputError, match=r'^device: found "tpu"'):
        train(recording.experiment, device="tpu")


@pytest.mark.parametrize("update", [-1, 401])
def test_an_update_that_was_not_recorded_is_an_index_error(update: int) -> None:
    recording = train(quick("two-parameter"))
    assert recording.lane("stochastic").updates == 400
    with pytest.raises(IndexError, match="recorded are 0 to 400"):
        recording.lane("stochastic").parameters(update)
