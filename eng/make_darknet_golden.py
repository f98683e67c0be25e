#!/usr/bin/env python3
"""Writes YOLOv2 in miniature as Darknet does, and what it computes: test/data/golden/darknet.

Made with Debian 12's python3-torch 1.13.1 and python3-numpy 1.24.2; seed 1.

- yolov2_small.cfg, yolov2_small.weights (version 0.2) and yolov2_small.names: Darknet's layers with few channels, for images of 96x64 (height x width), whose
  map at stride 16 is 6x4, so that half of its height is odd; 3 classes, 2 anchors;
- tiny_small.cfg, tiny_small.weights (version 0.1): tiny YOLOv2's, with the pooling of stride 1;
- expected.json.gz: an image, and the outputs of both networks (C,H,W), by torch in double precision. The reorg layer is a plain loop over
  the indices of reorg_cpu in Darknet's src/blas.c, whose result is then taken for a map of half the height and width.

    /usr/bin/python3 eng/make_darknet_golden.py
"""
import gzip
import json
import pathlib
import struct

import numpy as np
import torch
from torch.nn import functional

FOLDER = pathlib.Path(__file__).parent.parent / "test/data/golden/darknet"
HEIGHT, WIDTH = 96, 64
CLASSES, ANCHORS = 3, [1.5, 1.25, 3.0, 2.0]

random = np.random.default_rng(1)


def reorg(x, stride=2):
    """reorg_cpu(x, w, h, c, batch=1, stride, forward=0, out): w, h and c are those of the input."""
    c, h, w = x.shape
    flat = x.reshape(-1).tolist()
    out = [0.0] * len(flat)
    out_c = c // (stride * stride)
    for k in range(c):
        for j in range(h):
            for i in range(w):
                in_index = i + w * (j + h * k)
                c2, offset = k % out_c, k // out_c
                w2, h2 = i * stride + offset % stride, j * stride + offset // stride
                out[in_index] = flat[w2 + w * stride * (h2 + h * stride * c2)]
    return torch.tensor(out, dtype=torch.float64).reshape(c * stride * stride, h // stride, w // stride)


class Network:
    """Layers as sections of a configuration, their weights in the order of the file, and their outputs."""

    def __init__(self, image):
        self.x, self.outputs, self.weights = image, [], []
        self.text = [f"[net]\n# Testing\nbatch=1\nheight={HEIGHT}\nwidth = {WIDTH}\nchannels=3\n"]

    def add(self, text, x):
        self.text.append(text)
        self.outputs.append(x)
        self.x = x

    def conv(self, filters, size, last=False):
        c = self.x.shape[0]
        biases = random.uniform(-0.5, 0.5, filters).astype(np.float32)
        kernel = (random.uniform(-1, 1, (filters, c, size, size)) * np.sqrt(3 / (c * size * size))).astype(np.float32)
        x = functional.conv2d(self.x[None], torch.tensor(kernel, dtype=torch.float64), padding=size // 2)[0]
        if last:
            self.weights += [biases, kernel]
            x = x + torch.tensor(biases, dtype=torch.float64)[:, None, None]
            self.add(f"[convolutional]\nsize={size}\nstride=1\npad=1\nfilters={filters}\nactivation=linear\n", x)
            return
        scales = random.uniform(0.5, 2, filters).astype(np.float32)
        means = random.uniform(-0.3, 0.3, filters).astype(np.float32)
        variances = random.uniform(0.5, 1.5, filters).astype(np.float32)
        self.weights += [biases, scales, means, variances, kernel]
        b, s, m, v = (torch.tensor(a, dtype=torch.float64)[:, None, None] for a in (biases, scales, means, variances))
        x = functional.leaky_relu((x - m) / torch.sqrt(v + 1e-5) * s + b, 0.1)
        self.add(f"[convolutional]\nbatch_normalize=1\nfilters={filters}\nsize={size}\nstride=1\npad=1\nactivation=leaky\n", x)

    def pool(self, stride):
        """Size 2: Darknet pads at the bottom and at the right."""
        padded = functional.pad(self.x[None], (0, 1, 0, 1), value=-np.inf) if stride == 1 else self.x[None]
        self.add(f"[maxpool]\nsize=2\nstride={stride}\n", functional.max_pool2d(padded, 2, stride)[0])

    def route(self, *layers):
        self.add(f"[route]\nlayers={','.join(map(str, layers))}\n", torch.cat([self.outputs[layer] for layer in layers]))

    def reorg(self):
        self.add("[reorg]\nstride=2\n", reorg(self.x))

    def region(self):
        anchors = ",  ".join(f"{w},{h}" for w, h in zip(ANCHORS[::2], ANCHORS[1::2]))
        self.text.append(f"[region]\nanchors = {anchors}\nbias_match=1\nclasses={CLASSES}\ncoords=4\nnum={len(ANCHORS) // 2}\nsoftmax=1\njitter=.3\nrescore=1\n\nobject_scale=5\nthresh = .6\nrandom=1\n")

    def save(self, name, header):
        (FOLDER / f"{name}.cfg").write_text("\n".join(self.text))
        (FOLDER / f"{name}.weights").write_bytes(header + b"".join(a.tobytes() for a in self.weights))
        return self.x.reshape(-1).tolist()


def yolov2(image):
    net = Network(image)
    for stage, channels in enumerate([[4], [6], [8, 4, 8], [12], [16, 8, 16], [20, 12, 20]]):
        if stage:
            net.pool(2)
        for i, filters in enumerate(channels):
            net.conv(filters, 3 if i % 2 == 0 else 1)
        if stage == 4:
            fine = len(net.outputs) - 1
    net.conv(20, 3)
    net.conv(20, 3)
    net.route(fine - len(net.outputs))
    net.conv(8, 1)
    net.reorg()
    net.route(-1, -4)
    net.conv(20, 3)
    net.conv(len(ANCHORS) // 2 * (5 + CLASSES), 1, last=True)
    net.region()
    return net.save("yolov2_small", struct.pack("<iiiq", 0, 2, 0, 32013312))


def tiny(image):
    net = Network(image)
    for i, filters in enumerate([4, 6, 8, 8, 10, 12, 16]):
        net.conv(filters, 3)
        if i < 6:
            net.pool(2 if i < 5 else 1)
    net.conv(12, 3)
    net.conv(len(ANCHORS) // 2 * (5 + CLASSES), 1, last=True)
    net.region()
    return net.save("tiny_small", struct.pack("<iiii", 0, 1, 0, 64000))


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    image = random.uniform(0, 1, (3, HEIGHT, WIDTH)).astype(np.float32).round(3)
    pixels = torch.tensor(image, dtype=torch.float64)
    expected = {"image": image.reshape(-1).tolist(), "yolov2_small": yolov2(pixels), "tiny_small": tiny(pixels)}
    (FOLDER / "yolov2_small.names").write_text("cat\ndog\nred bird\n")
    text = json.dumps({key: [round(value, 6) for value in values] for key, values in expected.items()})
    (FOLDER / "expected.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
