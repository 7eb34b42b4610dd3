"""Records the outputs of torchvision's networks for the weights and images of values.py.

    apt-get install python3-torch python3-torchvision    # Debian 12: torch 1.13, torchvision 0.14
    /usr/bin/python3 test/parity/torchvision_outputs.py [name ...]
"""

import sys

import torch
import torchvision
from torchvision import models

from values import noise, record, weight

# name: keyword arguments, input size
NETWORKS = {
    "alexnet": ({}, 224),
    "vgg16": ({}, 224),
    "vgg16_bn": ({}, 224),
    "squeezenet1_0": ({}, 224),
    "squeezenet1_1": ({}, 224),
    "googlenet": (dict(aux_logits=True, init_weights=False), 224),
    "inception_v3": (dict(aux_logits=True, init_weights=False), 299),
    "resnet18": ({}, 224),
    "resnet50": ({}, 224),
    "resnext50_32x4d": ({}, 224),
    "densenet121": ({}, 224),
    "mobilenet_v2": ({}, 224),
}


def kind_of(name: str, shape) -> str:
    if len(shape) > 1:
        return "kernel"
    for suffix, kind in (("running_var", "variance"), ("running_mean", "mean"), ("weight", "gamma")):
        if name.endswith(suffix):
            return kind
    return "bias"


def fill(model: torch.nn.Module) -> None:
    state = model.state_dict()
    for name, tensor in state.items():
        if name.endswith("num_batches_tracked"):
            continue
        shape = tuple(tensor.shape)
        fan_in = tensor[0].numel() if len(shape) > 1 else 1
        tensor.copy_(torch.from_numpy(weight(name, kind_of(name, shape), shape, fan_in)))


def main() -> None:
    source = f"torchvision {torchvision.__version__}, torch {torch.__version__}"
    for name in sys.argv[1:] or NETWORKS:
        arguments, size = NETWORKS[name]
        model = getattr(models, name)(weights=None, **arguments)
        model.eval()
        shape = (1, 3, size, size)
        image = torch.from_numpy(noise("image", 3 * size * size).reshape(shape)).float()
        with torch.no_grad():
            fill(model)
            logits = model(image)
        record(name, source, (size, size, 3), [logits[0].numpy()])
        print(name, f"{logits.min():.4g} to {logits.max():.4g}", flush=True)


main()
