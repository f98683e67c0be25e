#!/usr/bin/env python3
"""Writes test/data/golden/torchvision/*.json: torchvision's logits for mobilenet_v2 with weights of real spread.

Made with Debian 12's python3-torchvision 0.14.1, python3-torch 1.13.0 and python3-numpy 1.24.2; seed 1.

Kernels, gamma, beta and the image are the formula of test/MobileNetSharp.TestKit/SpreadWeights.cs (SplitMix64 of seed,
name and index), so a file holds only what cannot be computed there: the running statistics, measured on a batch and
rounded to half precision, and the logits, computed in double precision.
"""
import base64
import json
import pathlib

import numpy as np
import torch
import torchvision

SEED = 1
CASES = [(0.35, 96), (0.5, 128), (1.0, 96), (1.0, 224), (1.4, 96)]
MASK = (1 << 64) - 1


def mix(z):
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def uniform(name, shape, low, high):
    state = 0xCBF29CE484222325
    for letter in name.encode():
        state = (state ^ letter) * 0x100000001B3 & MASK
    state ^= int(mix(np.array([SEED], np.uint64))[0])
    steps = np.arange(1, np.prod(shape) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    unit = (mix(np.uint64(state) + steps) >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return torch.from_numpy((low + (high - low) * unit).astype(np.float32).reshape(shape))


def layers(model):
    """Our names of torchvision's layers, in the order of our graph."""
    def named(name, sequence):
        return [(f"{name}.conv", sequence[0]), (f"{name}.bn", sequence[1])]

    features = model.features
    yield from named("stem", features[0])
    for index, block in enumerate(features[1:-1]):
        *inner, project, norm = block.conv
        for name, sequence in zip(["expand", "depthwise"][-len(inner):], inner):
            yield from named(f"block{index}.{name}", sequence)
        yield from named(f"block{index}.project", (project, norm))
    yield from named("head", features[-1])
    yield "classifier", model.classifier[1]


def spread(name, layer):
    if isinstance(layer, torch.nn.BatchNorm2d):
        layer.weight.data = uniform(f"{name}.weight", layer.weight.shape, 0.5, 2)
        layer.bias.data = uniform(f"{name}.bias", layer.bias.shape, -0.5, 1)
        layer.momentum = 1.0
    else:
        bound = np.sqrt(3.0 / np.prod(layer.weight.shape[1:]))
        layer.weight.data = uniform(f"{name}.weight", layer.weight.shape, -bound, bound)
        if layer.bias is not None:
            layer.bias.data = uniform(f"{name}.bias", layer.bias.shape, -0.5, 1)


def images(name, count, size):
    return uniform(name, (count, size, size, 3), -1, 1).permute(0, 3, 1, 2)


def half(tensor):
    return tensor.numpy().astype("<f2")


@torch.no_grad()
def case(width, size):
    model = torchvision.models.mobilenet_v2(width_mult=width, dropout=0.0)
    named = list(layers(model))
    for name, layer in named:
        spread(name, layer)
    model.train()(images("batch", 8, size))
    statistics = b""
    for _, layer in named:
        if isinstance(layer, torch.nn.BatchNorm2d):
            mean, variance = half(layer.running_mean), half(layer.running_var)
            statistics += mean.tobytes() + variance.tobytes()
            layer.running_mean = torch.from_numpy(mean.astype(np.float32))
            layer.running_var = torch.from_numpy(variance.astype(np.float32))
    logits = model.eval().double()(images("input", 1, size).double())[0].numpy()
    print(f"{width} at {size}: logits from {logits.min():.3f} to {logits.max():.3f}, deviation {logits.std():.3f}")
    return {
        "torchvision": torchvision.__version__, "torch": torch.__version__, "seed": SEED, "width": width, "resolution": size,
        "logits": [float(f"{value:.8g}") for value in logits],
        "statistics": base64.b64encode(statistics).decode(),
    }


def main():
    folder = pathlib.Path(__file__).parent.parent / "test/data/golden/torchvision"
    folder.mkdir(parents=True, exist_ok=True)
    for width, size in CASES:
        (folder / f"mobilenet_v2_{width}_{size}.json").write_text(json.dumps(case(width, size)) + "\n")


if __name__ == "__main__":
    np.seterr(over="ignore")
    torch.set_num_threads(1)
    main()
