#!/usr/bin/env python3
"""Writes test/data/golden/onnx: a tiny network as PyTorch's exporter and ONNX's tools write it, and PyTorch's outputs.

Made with Debian 12's python3-torch 1.13.0, python3-onnx 1.12.0 and python3-numpy 1.24.2; seed 1.
Run from the repository's root: python3 eng/make_onnx_goldens.py

  dynamic.onnx            free batch, height and width, with the arithmetic on shapes that this brings, not folded
  unordered.onnx          the same with its nodes in a random order, and without the input's shape
  training-12.onnx        in training mode, operator set 12: BatchNormalization with five outputs, Dropout with a mask
  training-14.onnx        in training mode, operator set 14: training_mode = 1, Dropout with a constant switch
  half.onnx               float16 weights and arithmetic between a Cast in and a Cast out
  external/one.onnx       the weights in one file beside it; external/each.onnx: a file for each tensor, in a folder
  expected.json           name -> size of the input, and the outputs by name with their shapes; the other files give dynamic.onnx's

The input is x[c, y, x] = sin(0.37 c + 0.11 y + 0.23 x + 0.0017 (c + 1) y x), written in double and rounded to float32.
"""
import copy
import json
import pathlib
import random
import shutil

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import helper, numpy_helper
from torch import nn
from torch.onnx import TrainingMode

OUT = pathlib.Path("test/data/golden/onnx")


class Net(nn.Module):
    """An inverted residual, a channel shuffle, resizing to another map's size, a padded pool; classes, a map and boxes."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU6())
        self.expand = nn.Sequential(nn.Conv2d(8, 16, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU6())
        self.depthwise = nn.Sequential(nn.Conv2d(16, 16, 3, 1, 1, groups=16, bias=False), nn.BatchNorm2d(16), nn.ReLU6())
        self.project = nn.Sequential(nn.Conv2d(16, 8, 1, bias=False), nn.BatchNorm2d(8))
        self.down = nn.Conv2d(8, 6, 3, 2, 1)
        self.boxes = nn.Conv2d(6, 8, 1)
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(6, 5))

    def forward(self, x):
        stem = self.stem(x)
        y = stem + self.project(self.depthwise(self.expand(stem)))
        n, c, h, w = y.size()
        y = y.view(n, 2, c // 2, h, w).transpose(1, 2).contiguous().view(n, -1, h, w)
        down = F.relu(self.down(F.pad(y, (1, 0, 0, 1))))
        up = F.interpolate(down, size=stem.shape[2:], mode="bilinear", align_corners=False)
        boxes = self.boxes(down).permute(0, 2, 3, 1).contiguous()
        pooled = F.adaptive_avg_pool2d(down, 1)
        return self.classifier(torch.flatten(pooled, 1)), up, boxes.view(boxes.size(0), -1, 4), pooled


def image(height, width):
    c, y, x = np.meshgrid(np.arange(3), np.arange(height), np.arange(width), indexing="ij")
    return torch.from_numpy(np.sin(0.37 * c + 0.11 * y + 0.23 * x + 0.0017 * (c + 1) * y * x).astype(np.float32))[None]


def network():
    torch.manual_seed(1)
    net = Net()
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 2)
            nn.init.uniform_(module.bias, -0.5, 1)
    net.train()
    with torch.no_grad():
        for _ in range(20):
            net(torch.randn(8, 3, 32, 32))
    return net.eval()


NAMES = ["classes", "map", "boxes", "pooled"]
expected = {}


def expect(name, net, height, width):
    with torch.no_grad():
        outputs = net.double()(image(height, width).double())
    net.float()
    expected.setdefault(name, []).append({
        "size": [height, width],
        "outputs": {key: {"shape": list(value.shape), "values": [float(f"{v:.7g}") for v in value.flatten().tolist()]} for key, value in zip(NAMES, outputs)},
    })


def export(net, name, **options):
    torch.onnx.export(net, image(32, 32), str(OUT / name), input_names=["image"], output_names=NAMES, **options)


def half(model):
    def convert(tensor):
        if tensor.data_type == onnx.TensorProto.FLOAT:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name))

    for tensor in model.graph.initializer:
        convert(tensor)
    for node in model.graph.node:
        for attribute in node.attribute:
            if node.op_type == "Constant":
                convert(attribute.t)
        node.input[:] = [name + "/half" if name == "image" else name for name in node.input]
        node.output[:] = [name + "/half" if name in NAMES else name for name in node.output]
    model.graph.node.insert(0, helper.make_node("Cast", ["image"], ["image/half"], to=onnx.TensorProto.FLOAT16))
    for name in NAMES:
        model.graph.node.append(helper.make_node("Cast", [name + "/half"], [name], to=onnx.TensorProto.FLOAT))
    return model


def rounded(net):
    with torch.no_grad():
        for tensor in net.state_dict().values():
            if tensor.is_floating_point():
                tensor.copy_(tensor.half().float())
    return net


shutil.rmtree(OUT, ignore_errors=True)
(OUT / "external").mkdir(parents=True)
net = network()
free = {"image": {0: "batch", 2: "height", 3: "width"}, **{name: {0: "batch"} for name in NAMES}}
export(net, "dynamic.onnx", opset_version=13, dynamic_axes=free, do_constant_folding=False)
for size in [(32, 32), (24, 40)]:
    expect("dynamic.onnx", net, *size)

model = onnx.load(str(OUT / "dynamic.onnx"))
nodes = list(model.graph.node)
random.Random(1).shuffle(nodes)
del model.graph.node[:]
model.graph.node.extend(nodes)
model.graph.input[0].type.tensor_type.ClearField("shape")
onnx.save(model, str(OUT / "unordered.onnx"))

for opset in (12, 14):
    training = copy.deepcopy(net)  # exporting runs it once in training mode, which moves the running statistics
    export(training, f"training-{opset}.onnx", opset_version=opset, training=TrainingMode.TRAINING, do_constant_folding=False)
    expect(f"training-{opset}.onnx", training.eval(), 32, 32)

# Folding happens in float32, so that the rounding to half precision comes after it.
export(net, "half.onnx", opset_version=13, training=TrainingMode.PRESERVE, do_constant_folding=False)
onnx.save(half(onnx.load(str(OUT / "half.onnx"))), str(OUT / "half.onnx"))
expect("half.onnx", rounded(copy.deepcopy(net)), 32, 32)

plain = OUT / "plain.onnx"
export(net, plain.name, opset_version=13, training=TrainingMode.PRESERVE, do_constant_folding=False)
onnx.save_model(onnx.load(str(plain)), str(OUT / "external/one.onnx"), save_as_external_data=True, location="one.onnx.data", size_threshold=0)
model = onnx.load(str(plain))
for tensor in model.graph.initializer:
    onnx.external_data_helper.set_external_data(tensor, "weights/" + tensor.name)
(OUT / "external/weights").mkdir()
onnx.save(model, str(OUT / "external/each.onnx"))
plain.unlink()

(OUT / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")
