"""L1, clipping, hinge and label smoothing in whole runs, against loops as anybody writes them with PyTorch."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine import Recording, train
from engine.recording.lane import LaneRecording
from tests.engine.plain import STEPPERS, Array, all_weights, flat, quick

CASES: dict[str, dict[str, Any]] = {
    "l1": {"l1": 0.05},
    "clipped norm": {"clip_norm": 0.3, "momentum": 0.9, "weight_decay": 0.1},
    "clipped values": {"clip_value": 0.02, "clip_norm": 0.05, "l1": 0.01},
    "hinge": {"loss": "hinge"},
    "smooth": {"loss": "cross-entropy", "label_smoothing": 0.2},
    "smooth, binary": {"loss": "binary-cross-entropy", "label_smoothing": 0.2},
}


def loss_of(case: str, outputs: Tensor, targets: Tensor) -> Tensor:
    name, smoothing = CASES[case].get("loss", "cross-entropy"), CASES[case].get("label_smoothing", 0.0)
    if name == "hinge":
        return torch.clamp(1 - torch.where(targets == 1, 1, -1) * outputs[:, 0], min=0).mean()
    if name == "binary-cross-entropy":  # two outputs, of which one is always 0, are the same
        outputs = torch.cat([torch.zeros_like(outputs), outputs], dim=1)
    return nn.CrossEntropyLoss(label_smoothing=smoothing)(outputs, targets)


def plain(case: str, recording: Recording, lane: LaneRecording) -> tuple[Array, Array]:
    """Weights [updates + 1, P], and the norm of each batch's gradient [updates]."""
    model, said, data = recording.model(), CASES[case], recording.dataset
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2, momentum=said.get("momentum", 0), weight_decay=said.get("weight_decay", 0))
    inputs, targets = torch.from_numpy(data.train_inputs), torch.from_numpy(data.train_targets)
    weights, norms = [flat(model)], []
    for epoch in range(4):
        for batch in lane.batches(epoch):
            optimizer.zero_grad()
            loss = loss_of(case, model(inputs[batch]), targets[batch])
            norms.append(
                torch.cat([part.flatten() for part in torch.autograd.grad(loss, list(model.parameters()), retain_graph=True)]).norm()
            )
            penalty = sum(parameter.abs().sum() for parameter in model.parameters())
            (loss + said.get("l1", 0.0) * penalty).backward()
            if "clip_value" in said:
                nn.utils.clip_grad_value_(model.parameters(), said["clip_value"])
            if "clip_norm" in said:
                nn.utils.clip_grad_norm_(model.parameters(), said["clip_norm"])
            optimizer.step()
            weights.append(flat(model))
    return np.array(weights), np.array(norms)


@pytest.mark.parametrize(("case", "stepper", "dtype"), [*itertools.product(CASES, STEPPERS, ["float64", "float32"])])
def test_a_lane_follows_a_plain_loop(case: str, stepper: str, dtype: str) -> None:
    inputs = dict(CASES[case])
    changes = {"loss.name": inputs.pop("loss", "cross-entropy"), "loss.label_smoothing": inputs.pop("label_smoothing", 0.0)}
    changes |= {f"lanes.*.optimizer.{name}": value for name, value in inputs.items()} | {"lanes.*.optimizer.lr": 0.2}
    small = {"data.n": 40, "lanes.mini-batch.batch_size": 8, "budget.epochs": 4, "model.hidden": [5], "model.activation": "tanh"}
    recording = train(quick("two-moons", small | changes | {"stepper": stepper, "dtype": dtype}))
    precision = 1e-9 if dtype == "float64" else 2e-4
    has_kernel = stepper == "auto" and not case.startswith("smooth")
    for lane in recording.lanes:
        assert lane.stepper == ("fused" if has_kernel else "autograd")
        note = "there is no kernel for label smoothing, so autograd is used"
        assert str(lane.note) == (note if case.startswith("smooth") and stepper == "auto" else "")
        weights, norms = plain(case, recording, lane)
        np.testing.assert_allclose(all_weights(lane), weights, rtol=precision, atol=precision)
        np.testing.assert_allclose(lane.column("grad_norm")[1:], norms, rtol=precision, atol=precision)
    last, data = recording.lanes[1].parameters(recording.lanes[1].updates), recording.dataset
    model = recording.model()
    nn.utils.vector_to_parameters(torch.tensor(last), model.parameters())
    with torch.no_grad():
        outputs, targets = model(torch.from_numpy(data.train_inputs)), torch.from_numpy(data.train_targets)
    measured = recording.lanes[1].evaluations[-1]
    told = outputs.argmax(dim=1) if outputs.shape[1] > 1 else outputs[:, 0] > 0
    assert measured.train_accuracy == (told == targets).double().mean()
    assert measured.train_loss == pytest.approx(loss_of(case, outputs, targets).item(), rel=1e-5)
