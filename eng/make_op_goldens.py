#!/usr/bin/env python3
"""Writes test/data/golden/ops/torch.json: what torch's functions give for small inputs, as (N,H,W,C).

Made with Debian 12's python3-torch 1.13.0; seed 1. Inputs and weights are multiples of 1/16, so they are exact in float32;
outputs are computed in double precision.
"""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(1)
cases = {}


def sixteenths(*shape):
    return torch.randint(-24, 25, shape).double() / 16


def numbers(tensor):
    return [round(v, 9) for v in tensor.flatten().tolist()]


def case(name, function, shape, weights=None):
    """shape is (N,C,H,W); weights by the suffix of their name, in torch's layout, which is ours."""
    x = sixteenths(*shape)
    weights = weights or {}
    y = function(x, *weights.values())
    nhwc = [t.permute(0, 2, 3, 1).contiguous() if t.dim() == 4 else t.reshape(t.shape[0], 1, 1, -1) for t in (x, y)]
    cases[name] = {
        "inputShape": list(nhwc[0].shape),
        "input": numbers(nhwc[0]),
        "weights": {key: numbers(value) for key, value in weights.items()},
        "outputShape": list(nhwc[1].shape),
        "output": numbers(nhwc[1]),
    }


def conv(**options):
    return lambda x, w, b: F.conv2d(x, w, b, **options)


def kernel(o, i, h, w):
    return {"weight": sixteenths(o, i, h, w), "bias": sixteenths(o)}


case("conv2d", conv(padding=1), (2, 3, 5, 4), kernel(4, 3, 3, 3))
case("conv2d stride 2", conv(stride=2, padding=(0, 1)), (1, 3, 6, 5), kernel(2, 3, 2, 3))
case("conv2d dilation", conv(dilation=(2, 3), padding=(2, 1)), (1, 2, 7, 8), kernel(3, 2, 3, 3))
case("conv2d groups", conv(groups=2, padding=1), (1, 4, 4, 5), kernel(6, 2, 3, 3))
case("conv2d depthwise", conv(groups=4, stride=2, padding=1), (1, 4, 7, 6), kernel(4, 1, 3, 3))
case("conv2d same stride 2", lambda x, w, b: F.conv2d(F.pad(x, (0, 1, 0, 1)), w, b, stride=2), (1, 2, 6, 4), kernel(3, 2, 3, 3))
case("linear", lambda x, w, b: F.linear(x.flatten(1), w, b), (2, 5, 1, 1), {"weight": sixteenths(3, 5), "bias": sixteenths(3)})
case(
    "batch norm", lambda x, g, b, m, v: F.batch_norm(x, m, v, g, b, eps=1e-3), (2, 3, 2, 3),
    {"weight": sixteenths(3), "bias": sixteenths(3), "running_mean": sixteenths(3), "running_var": sixteenths(3).abs() + 0.5})
case("max pool", lambda x: F.max_pool2d(x, 3, 2, padding=1), (1, 2, 6, 7))
case("max pool ceil", lambda x: F.max_pool2d(x, 3, 2, ceil_mode=True), (1, 2, 6, 8))
case("average pool", lambda x: F.avg_pool2d(x, 3, 2, padding=1, count_include_pad=False), (1, 2, 6, 7))
case("average pool counting padding", lambda x: F.avg_pool2d(x, 3, 2, padding=1), (1, 2, 6, 7))
case("average pool ceil", lambda x: F.avg_pool2d(x, 2, 2, ceil_mode=True, count_include_pad=False), (1, 2, 5, 7))
case("average pool ceil counting padding", lambda x: F.avg_pool2d(x, 3, 2, padding=1, ceil_mode=True), (1, 2, 6, 8))
case("global average pool", lambda x: F.adaptive_avg_pool2d(x, 1), (2, 3, 4, 5))
for size, direction in (((9, 7), "up"), ((2, 3), "down")):
    case(f"bilinear half pixel {direction}", lambda x: F.interpolate(x, size, mode="bilinear", align_corners=False), (1, 2, 4, 5))
    case(f"bilinear align corners {direction}", lambda x: F.interpolate(x, size, mode="bilinear", align_corners=True), (1, 2, 4, 5))
    case(f"nearest asymmetric {direction}", lambda x: F.interpolate(x, size, mode="nearest"), (1, 2, 4, 5))
    case(f"nearest half pixel {direction}", lambda x: F.interpolate(x, size, mode="nearest-exact"), (1, 2, 4, 5))
case("softmax", lambda x: F.softmax(x, 1), (2, 5, 1, 2))
case("relu6", lambda x: F.relu6(x), (1, 4, 3, 3))
case("leaky relu", lambda x: F.leaky_relu(x, 0.125), (1, 4, 3, 3))
case("sigmoid", torch.sigmoid, (1, 4, 3, 3))
case("clamp", lambda x: F.hardtanh(x, -0.5, 0.75), (1, 4, 3, 3))
case("pad", lambda x: F.pad(x, (1, 2, 0, 3)), (1, 2, 3, 4))
case("pad cropping", lambda x: F.pad(x, (-1, 2, 1, -2)), (1, 2, 4, 4))
case("channel shuffle", lambda x: x.reshape(1, 3, 2, 2, 2).transpose(1, 2).reshape(1, 6, 2, 2), (1, 6, 2, 2))
case("l2 normalization", lambda x: F.normalize(x, dim=1), (2, 5, 2, 3))

target = pathlib.Path(__file__).parent.parent / "test/data/golden/ops/torch.json"
target.parent.mkdir(parents=True, exist_ok=True)
target.write_text("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in cases.items()) + "\n}\n")
