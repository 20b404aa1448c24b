"""The convolutional net of an experiment, as a PyTorch module."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..experiment import Experiment
from ..experiment.models import convolutions, last_width
from .dense import start_generator
from .layers import ACTIVATIONS, convolution, linear


def convolutional_net(experiment: Experiment) -> nn.Module:
    """The net for images that come as flat vectors [n, rows · columns], drawn from the experiment's seed."""
    model, dtype = experiment.model, getattr(torch, experiment.dtype)
    assert experiment.data.image_shape is not None
    generator = start_generator(experiment)
    layers: list[nn.Module] = [nn.Unflatten(1, (1, *experiment.data.image_shape))]
    for layer in convolutions(experiment):
        layers.append(convolution(layer.inputs, layer.outputs, model.kernel_size, model.bias, dtype, generator))
        layers += [nn.BatchNorm2d(layer.outputs, dtype=dtype)] if model.batch_norm else []
        layers.append(ACTIVATIONS[model.activation]())
        layers += [nn.Dropout(model.dropout)] if model.dropout else []
        layers += [LargestOfFour()] if layer.halves else []
    last = linear(last_width(experiment), experiment.layer_widths[-1], model.bias, dtype, generator)
    return nn.Sequential(*layers, nn.Flatten(), last)


class LargestOfFour(nn.Module):
    """The largest of each two by two pixels, as `nn.MaxPool2d(2)` gives it: where no gradient is wanted, in a tenth of its time."""

    def forward(self, images: Tensor) -> Tensor:
        """Images [n, channels, ⌊rows/2⌋, ⌊columns/2⌋] of images [n, channels, rows, columns]."""
        if images.requires_grad:
            return nn.functional.max_pool2d(images, 2)
        rows, columns = (count // 2 * 2 for count in images.shape[-2:])
        larger = torch.maximum(images[..., :rows:2, :columns], images[..., 1:rows:2, :columns])
        return torch.maximum(larger[..., ::2], larger[..., 1::2])
