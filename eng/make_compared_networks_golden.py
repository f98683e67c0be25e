#!/usr/bin/env python3
"""Writes test/data/golden/torchvision/resnet_101_64.json: torchvision's logits for resnet101 with weights of real spread.

Made with Debian 12's python3-torchvision 0.14.1, python3-torch 1.13.0 and python3-numpy 1.24.2; seed 1.

Every weight and the image are the formula of test/MobileNetSharp.TestKit/SpreadWeights.cs (SplitMix64 of seed, name and
index; running statistics around the magnitude that the layers before give), so the file holds the logits alone, which are
computed in double precision.
"""
import json
import pathlib

import numpy as np
import torch
import torchvision

from make_torchvision_golden import SEED, images, uniform


def convolution(name, layer):
    bound = np.sqrt(3.0 / np.prod(layer.weight.shape[1:]))
    layer.weight.data = uniform(f"{name}.weight", layer.weight.shape, -bound, bound)
    if layer.bias is not None:
        layer.bias.data = uniform(f"{name}.bias", layer.bias.shape, -0.5, 1)


def batch_norm(name, layer, moment):
    """Moment: about what the square of an element of the input is on average."""
    root = np.sqrt(moment)
    layer.weight.data = uniform(f"{name}.weight", layer.weight.shape, 0.5, 2)
    layer.bias.data = uniform(f"{name}.bias", layer.bias.shape, -0.5, 1)
    layer.running_mean = uniform(f"{name}.running_mean", layer.running_mean.shape, -0.3 * root, 0.3 * root)
    layer.running_var = uniform(f"{name}.running_var", layer.running_var.shape, 0.5 * moment, 1.5 * moment)


NORMALIZED, AFTER_RELU = 2, 0.7


def resnet_101(size):
    model = torchvision.models.resnet101()
    convolution("stem.conv", model.conv1)
    batch_norm("stem.bn", model.bn1, 1 / 3)
    moment = AFTER_RELU * NORMALIZED
    blocks = [block for layer in (model.layer1, model.layer2, model.layer3, model.layer4) for block in layer]
    for index, block in enumerate(blocks):
        name, shortcut = f"block{index}", moment
        if block.downsample is not None:
            convolution(f"{name}.shortcut.conv", block.downsample[0])
            batch_norm(f"{name}.shortcut.bn", block.downsample[1], moment)
            shortcut = NORMALIZED
        for part, conv, norm, before in (
            ("reduce", block.conv1, block.bn1, moment),
            ("conv", block.conv2, block.bn2, AFTER_RELU * NORMALIZED),
            ("expand", block.conv3, block.bn3, AFTER_RELU * NORMALIZED),
        ):
            convolution(f"{name}.{part}.conv", conv)
            batch_norm(f"{name}.{part}.bn", norm, before)
        moment = AFTER_RELU * (shortcut + NORMALIZED)
    convolution("classifier", model.fc)
    return model.eval().double()(images("input", 1, size).double())[0].numpy()


@torch.no_grad()
def main():
    folder = pathlib.Path(__file__).parent.parent / "test/data/golden/torchvision"
    logits = resnet_101(64)
    print(f"resnet_101_64: from {logits.min():.3f} to {logits.max():.3f}, deviation {logits.std():.3f}")
    (folder / "resnet_101_64.json").write_text(json.dumps({
        "torchvision": torchvision.__version__, "torch": torch.__version__, "seed": SEED,
        "logits": [float(f"{value:.8g}") for value in logits],
    }) + "\n")


if __name__ == "__main__":
    np.seterr(over="ignore")
    torch.set_num_threads(1)
    main()
