#!/usr/bin/env python3
"""Writes test/data/golden/torch/names_*.json: MobileNetV2 as other programs name its layers, and its logits.

Made with Debian 12's python3-torch 1.13.0 and python3-numpy 1.24.2; weights, statistics and image are those of
test/data/golden/torchvision/mobilenet_v2_0.35_96.json (eng/make_torchvision_golden.py, seed 1).

The modules below are written as each of these programs lays out and names MobileNetV2's layers. Which layer is which of ours is
not read from the names: the layers are recorded as they run, and ours are listed in that order.
Run from the repository's root: /usr/bin/python3 eng/make_state_dict_goldens.py
"""
import base64
import json
import pathlib
from collections import OrderedDict

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from make_torchvision_golden import images, spread

WIDTH, SIZE, CLASSES = 0.35, 96, 1000
ROWS = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
GOLDEN = pathlib.Path(__file__).parent.parent / "test/data/golden"


def channels(product, divisor=8):
    rounded = max(divisor, int(product + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * product else rounded


STEM, HEAD = channels(32 * WIDTH), 1280


def blocks():
    """Table 2 by block: t, input, hidden, output, stride."""
    size = STEM
    for t, c, n, s in ROWS:
        for i in range(n):
            out = channels(c * WIDTH)
            yield t, size, size * t, out, s if i == 0 else 1
            size = out


class SameConv2d(nn.Conv2d):
    """TensorFlow's SAME padding: the odd pixel at the bottom and the right."""

    def forward(self, x):
        pads = []
        for size in (x.shape[3], x.shape[2]):
            total = max(0, (-(-size // self.stride[0]) - 1) * self.stride[0] + self.kernel_size[0] - size)
            pads += [total // 2, total - total // 2]
        return F.conv2d(F.pad(x, pads), self.weight, self.bias, self.stride, 0, self.dilation, self.groups)


def conv(size, out, kernel, stride=1, groups=1, same=False):
    if same:
        return SameConv2d(size, out, kernel, stride, groups=groups, bias=False)
    return nn.Conv2d(size, out, kernel, stride, kernel // 2, groups=groups, bias=False)


class Timm(nn.Module):
    """timm's names (timm/models/efficientnet.py): conv_stem, blocks.STAGE.INDEX.conv_pw, bn1, ..., classifier."""

    class Block(nn.Module):
        def __init__(self, t, size, hidden, out, stride):
            super().__init__()
            self.expands, self.adds = t != 1, stride == 1 and size == out
            if self.expands:
                self.conv_pw, self.bn1 = conv(size, hidden, 1), nn.BatchNorm2d(hidden)
                self.conv_dw, self.bn2 = conv(hidden, hidden, 3, stride, hidden), nn.BatchNorm2d(hidden)
                self.conv_pwl, self.bn3 = conv(hidden, out, 1), nn.BatchNorm2d(out)
            else:
                self.conv_dw, self.bn1 = conv(hidden, hidden, 3, stride, hidden), nn.BatchNorm2d(hidden)
                self.conv_pw, self.bn2 = conv(hidden, out, 1), nn.BatchNorm2d(out)

        def forward(self, x):
            if self.expands:
                y = F.relu6(self.bn1(self.conv_pw(x)))
                y = self.bn3(self.conv_pwl(F.relu6(self.bn2(self.conv_dw(y)))))
            else:
                y = self.bn2(self.conv_pw(F.relu6(self.bn1(self.conv_dw(x)))))
            return x + y if self.adds else y

    def __init__(self):
        super().__init__()
        self.conv_stem, self.bn1 = conv(3, STEM, 3, 2), nn.BatchNorm2d(STEM)
        made, stages = iter(blocks()), []
        for _, _, n, _ in ROWS:
            stages.append(nn.Sequential(*(Timm.Block(*next(made)) for _ in range(n))))
        self.blocks = nn.Sequential(*stages)
        self.conv_head, self.bn2 = conv(list(blocks())[-1][3], HEAD, 1), nn.BatchNorm2d(HEAD)
        self.classifier = nn.Linear(HEAD, CLASSES)

    def forward(self, x):
        x = self.blocks(F.relu6(self.bn1(self.conv_stem(x))))
        return self.classifier(F.relu6(self.bn2(self.conv_head(x))).mean((2, 3)))


class Flat(nn.Module):
    """The names of the first PyTorch ports: features.N.conv.0, .1, .3, .4, .6, .7, then conv and classifier."""

    class Block(nn.Module):
        def __init__(self, t, size, hidden, out, stride):
            super().__init__()
            self.adds = stride == 1 and size == out
            layers = [conv(size, hidden, 1), nn.BatchNorm2d(hidden), nn.ReLU6()] if t != 1 else []
            layers += [conv(hidden, hidden, 3, stride, hidden), nn.BatchNorm2d(hidden), nn.ReLU6(), conv(hidden, out, 1), nn.BatchNorm2d(out)]
            self.conv = nn.Sequential(*layers)

        def forward(self, x):
            return x + self.conv(x) if self.adds else self.conv(x)

    def __init__(self):
        super().__init__()
        first = nn.Sequential(conv(3, STEM, 3, 2), nn.BatchNorm2d(STEM), nn.ReLU6())
        self.features = nn.Sequential(first, *(Flat.Block(*block) for block in blocks()))
        self.conv = nn.Sequential(conv(list(blocks())[-1][3], HEAD, 1), nn.BatchNorm2d(HEAD), nn.ReLU6())
        self.classifier = nn.Linear(HEAD, CLASSES)

    def forward(self, x):
        return self.classifier(self.conv(self.features(x)).mean((2, 3)))


class Transformers(nn.Module):
    """transformers' names of Google's weights: mobilenet_v2.layer.N.expand_1x1.convolution, .normalization; SAME, epsilon 1e-3."""

    class ConvLayer(nn.Module):
        def __init__(self, size, out, kernel, stride=1, groups=1, activation=True):
            super().__init__()
            self.convolution = conv(size, out, kernel, stride, groups, same=True)
            self.normalization = nn.BatchNorm2d(out, eps=1e-3)
            self.activates = activation

        def forward(self, x):
            x = self.normalization(self.convolution(x))
            return F.relu6(x) if self.activates else x

    class Block(nn.Module):
        def __init__(self, t, size, hidden, out, stride):
            super().__init__()
            make = Transformers.ConvLayer
            self.adds = stride == 1 and size == out
            self.expand_1x1, self.conv_3x3 = make(size, hidden, 1), make(hidden, hidden, 3, stride, hidden)
            self.reduce_1x1 = make(hidden, out, 1, activation=False)

        def forward(self, x):
            y = self.reduce_1x1(self.conv_3x3(self.expand_1x1(x)))
            return x + y if self.adds else y

    class Stem(nn.Module):
        def __init__(self, out):
            super().__init__()
            make = Transformers.ConvLayer
            self.first_conv, self.conv_3x3 = make(3, STEM, 3, 2), make(STEM, STEM, 3, 1, STEM)
            self.reduce_1x1 = make(STEM, out, 1, activation=False)

        def forward(self, x):
            return self.reduce_1x1(self.conv_3x3(self.first_conv(x)))

    class Body(nn.Module):
        def __init__(self):
            super().__init__()
            first, *others = blocks()
            self.conv_stem = Transformers.Stem(first[3])
            self.layer = nn.ModuleList(Transformers.Block(*block) for block in others)
            self.conv_1x1 = Transformers.ConvLayer(others[-1][3], HEAD, 1)

        def forward(self, x):
            x = self.conv_stem(x)
            for layer in self.layer:
                x = layer(x)
            return self.conv_1x1(x).mean((2, 3))

    def __init__(self):
        super().__init__()
        self.mobilenet_v2 = Transformers.Body()
        self.classifier = nn.Linear(HEAD, CLASSES)

    def forward(self, x):
        return self.classifier(self.mobilenet_v2(x))


class ByName(nn.Module):
    """All layers side by side, under the names that a function gives them."""

    def __init__(self, name, same, epsilon):
        super().__init__()
        self.rows = list(blocks())
        self.name = name
        add = lambda part, index, layer, bn: (self.add_module(name(part, index, False), layer), self.add_module(name(part, index, True), bn))
        bn = lambda size: nn.BatchNorm2d(size, eps=epsilon)
        add("stem", 0, conv(3, STEM, 3, 2, same=same), bn(STEM))
        for index, (t, size, hidden, out, stride) in enumerate(self.rows):
            if t != 1:
                add("expand", index, conv(size, hidden, 1), bn(hidden))
            add("depthwise", index, conv(hidden, hidden, 3, stride, hidden, same=same), bn(hidden))
            add("project", index, conv(hidden, out, 1), bn(out))
        add("head", len(self.rows), conv(self.rows[-1][3], HEAD, 1), bn(HEAD))
        self.add_module(name("classifier", len(self.rows) + 1, False), nn.Linear(HEAD, CLASSES))

    def run(self, part, index, x, activates=True):
        x = getattr(self, self.name(part, index, True))(getattr(self, self.name(part, index, False))(x))
        return F.relu6(x) if activates else x

    def forward(self, x):
        x = self.run("stem", 0, x)
        for index, (t, size, _, out, stride) in enumerate(self.rows):
            y = x if t == 1 else self.run("expand", index, x)
            y = self.run("project", index, self.run("depthwise", index, y), activates=False)
            x = x + y if stride == 1 and size == out else y
        x = self.run("head", len(self.rows), x).mean((2, 3))
        return getattr(self, self.name("classifier", len(self.rows) + 1, False))(x)


def keras_name(part, index, is_bn):
    if part == "stem":
        return "bn_Conv1" if is_bn else "Conv1"
    if part == "head":
        return "Conv_1_bn" if is_bn else "Conv_1"
    if part == "classifier":
        return "predictions"
    prefix = "expanded_conv" if index == 0 else f"block_{index}"
    return f"{prefix}_{part}" + ("_BN" if is_bn else "")


def plain_name():
    """Names that tell nothing but what is a batch normalization, numbered in the order in which they are asked for."""
    numbers = {}
    return lambda part, index, is_bn: ("norm" if is_bn else "layer") + str(numbers.setdefault((part, index), len(numbers)))


def our_layers():
    names = ["stem"]
    for index, (t, *_) in enumerate(blocks()):
        names += [f"block{index}.{part}" for part in (["expand"] if t != 1 else []) + ["depthwise", "project"]]
    return [f"{name}.{layer}" for name in names + ["head"] for layer in ("conv", "bn")] + ["classifier"]


@torch.no_grad()
def case(model):
    leaves = {id(module): name for name, module in model.named_modules()}
    order = []
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.BatchNorm2d, nn.Linear)):
            module.register_forward_hook(lambda module, *_: order.append(module))
    model.eval()(images("input", 1, SIZE))
    ours = our_layers()
    assert len(order) == len(ours) and len(set(map(id, order))) == len(ours)
    saved = json.loads((GOLDEN / "torchvision" / f"mobilenet_v2_{WIDTH}_{SIZE}.json").read_text())
    statistics = np.frombuffer(base64.b64decode(saved["statistics"]), "<f2").astype(np.float32)
    for name, layer in zip(ours, order):
        spread(name, layer)
        if isinstance(layer, nn.BatchNorm2d):
            size = layer.num_features
            layer.running_mean, layer.running_var = (torch.from_numpy(statistics[i * size:(i + 1) * size].copy()) for i in range(2))
            statistics = statistics[2 * size:]
    assert statistics.size == 0
    by_name = {leaves[id(layer)]: name for name, layer in zip(ours, order)}
    names = OrderedDict((name, "{}.{}".format(by_name[name.rpartition(".")[0]], name.rpartition(".")[2])) for name in model.state_dict())
    logits = model.double()(images("input", 1, SIZE).double())[0].numpy()
    return {"torch": torch.__version__, "names": names, "logits": [float(f"{value:.7g}") for value in logits]}


def main():
    cases = {
        "timm": Timm(), "flat": Flat(), "transformers": Transformers(),
        "keras": ByName(keras_name, same=True, epsilon=1e-3), "plain": ByName(plain_name(), same=False, epsilon=1e-5),
    }
    for name, model in cases.items():
        golden = case(model)
        print(f"{name}: {len(golden['names'])} tensors, logits' deviation {np.std(golden['logits']):.3f}")
        (GOLDEN / "torch" / f"names_{name}.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    np.seterr(over="ignore")
    torch.set_num_threads(1)
    main()
