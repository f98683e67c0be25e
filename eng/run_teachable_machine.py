#!/usr/bin/env python3
"""Classifies images with a model of Teachable Machine on torch, as its own program does: the values of TeachableMachineTests.

Debian 12's python3-h5py 3.7.0, python3-pil 9.4.0, python3-torch 1.13.1.
Run as:  /usr/bin/python3 eng/run_teachable_machine.py keras_model.h5 IMAGE…
"""
import json
import sys

import h5py
import numpy
import torch
import torch.nn.functional as F
from PIL import Image, ImageOps

file = h5py.File(sys.argv[1])
features, head = file["model_weights/sequential_1"], file["model_weights/sequential_3"]


def weight(path, group=features):
    return torch.from_numpy(group[path + ":0"][()])


def norm(x, name):
    return F.batch_norm(x, *(weight(f"{name}/{part}") for part in ("moving_mean", "moving_variance", "gamma", "beta")), eps=1e-3)


def depthwise(x, name, stride):
    kernel = weight(f"{name}/depthwise_kernel")
    x = F.pad(x, (0, 1, 0, 1) if stride == 2 else (1, 1, 1, 1))
    return F.conv2d(x, kernel.permute(2, 3, 0, 1), stride=stride, groups=kernel.shape[2])


def pointwise(x, name):
    return F.conv2d(x, weight(f"{name}/kernel").permute(3, 2, 0, 1))


def network(x):
    x = F.conv2d(F.pad(x, (0, 1, 0, 1)), weight("Conv1/kernel").permute(3, 2, 0, 1), stride=2)
    x = F.relu6(norm(x, "bn_Conv1"))
    for block in range(17):
        name, y = f"block_{block}" if block else "expanded_conv", x
        if block:
            y = F.relu6(norm(pointwise(y, f"{name}_expand"), f"{name}_expand_BN"))
        y = F.relu6(norm(depthwise(y, f"{name}_depthwise", 2 if block in (1, 3, 6, 13) else 1), f"{name}_depthwise_BN"))
        y = norm(pointwise(y, f"{name}_project"), f"{name}_project_BN")
        x = x + y if y.shape == x.shape and block else y
    x = F.relu6(norm(pointwise(x, "Conv_1"), "Conv_1_bn")).mean((2, 3))
    x = F.relu(x @ weight("dense_Dense1/kernel", head) + weight("dense_Dense1/bias", head))
    return F.softmax(x @ weight("dense_Dense2/kernel", head), 1)


assert len(json.loads(file.attrs["model_config"])["config"]["layers"]) == 3
for path in sys.argv[2:]:
    image = ImageOps.fit(Image.open(path).convert("RGB"), (224, 224), Image.LANCZOS)
    x = torch.from_numpy(numpy.asarray(image, numpy.float32) / 127.5 - 1).permute(2, 0, 1)[None]
    print(path.split("/")[-1], *(f"{value:.6f}" for value in network(x)[0]))
