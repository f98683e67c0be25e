#!/usr/bin/env python3
"""Writes the anchors of TensorFlow's object_detection and of torchvision, for the tests of AnchorTable.

Those of TensorFlow are made by plain Python from the description of its generators
(anchor_generators/multiple_grid_anchor_generator.py and grid_anchor_generator.py of tensorflow/models):

- a place has all ratios at the map's scale, in the order of the configuration, then one of ratio 1 at the geometric mean of this
  scale and the next, which is 1 after the last; until autumn 2017 that one followed the first ratio 1 directly;
- the lowest map has only (0.1, 1), (s0, 2), (s0, 1/2);
- height = scale / sqrt(ratio) * min(H, W) / H, width = scale * sqrt(ratio) * min(H, W) / W; nothing is clipped;
- centers are at (i + 1/2) / size of the map; the anchor is the fastest index, then x, y, map.

Those of torchvision are made by its own DefaultBoxGenerator.

    /usr/bin/python3 eng/make_anchor_golden.py        # Python 3.11, torch 1.13.1, torchvision 0.14.1

Each file has, under gzip, little-endian floats, four for each anchor: center y, center x, height, width as shares of the input.
"""
import gzip
import math
import pathlib
import struct

import torch
from torchvision.models.detection.anchor_utils import DefaultBoxGenerator
from torchvision.models.detection.image_list import ImageList

FOLDER = pathlib.Path(__file__).parent.parent / "test/data/golden/detection/anchors"


def write(name, anchors):
    FOLDER.mkdir(parents=True, exist_ok=True)
    values = [value for anchor in anchors for value in anchor]
    (FOLDER / f"{name}.f32.gz").write_bytes(gzip.compress(struct.pack(f"<{len(values)}f", *values), mtime=0))
    print(f"{name}: {len(anchors)} anchors")


def maps(height, width):
    """Strides 16 and 32 by SAME, then four more halvings."""
    sizes = [(math.ceil(height / 16), math.ceil(width / 16))]
    while len(sizes) < 6:
        sizes.append((math.ceil(sizes[-1][0] / 2), math.ceil(sizes[-1][1] / 2)))
    return sizes


def tensorflow(height, width, is_old=False, reduces=True):
    sizes = maps(height, width)
    scales = [0.2 + (0.95 - 0.2) * k / (len(sizes) - 1) for k in range(len(sizes))] + [1.0]
    anchors = []
    for k, (rows, columns) in enumerate(sizes):
        shapes = []
        for ratio in [1.0, 2.0, 0.5, 3.0, 0.3333]:
            shapes.append((scales[k], ratio))
            if is_old and ratio == 1.0:
                shapes.append((math.sqrt(scales[k] * scales[k + 1]), 1.0))
        if not is_old:
            shapes.append((math.sqrt(scales[k] * scales[k + 1]), 1.0))
        if k == 0 and reduces:
            shapes = [(0.1, 1.0), (scales[0], 2.0), (scales[0], 0.5)]
        for y in range(rows):
            for x in range(columns):
                for scale, ratio in shapes:
                    side = scale * min(height, width)
                    anchors.append((
                        (y + 0.5) / rows, (x + 0.5) / columns,
                        side / math.sqrt(ratio) / height, side * math.sqrt(ratio) / width))
    return anchors


def torchvision(generator, height, width, sizes, every=1):
    images = ImageList(torch.zeros(1, 3, height, width), [(height, width)])
    corners = generator(images, [torch.zeros(1, 1, rows, columns) for rows, columns in sizes])[0].double()
    left, top, right, bottom = (corners / torch.tensor([width, height, width, height])).unbind(1)
    return torch.stack([(top + bottom) / 2, (left + right) / 2, bottom - top, right - left], 1)[::every].tolist()


if __name__ == "__main__":
    write("tensorflow_192", tensorflow(192, 192))
    write("tensorflow_192_old", tensorflow(192, 192, is_old=True))
    write("tensorflow_300", tensorflow(300, 300))
    write("tensorflow_320", tensorflow(320, 320))
    write("tensorflow_192x320_full", tensorflow(192, 320, reduces=False))
    lite = DefaultBoxGenerator([[2, 3] for _ in range(6)], min_ratio=0.2, max_ratio=0.95)
    write("torchvision_ssdlite_320", torchvision(lite, 320, 320, maps(320, 320)))
    write("torchvision_ssdlite_160x320", torchvision(lite, 160, 320, maps(160, 320)))
    vgg = DefaultBoxGenerator(
        [[2], [2, 3], [2, 3], [2, 3], [2], [2]], scales=[0.07, 0.15, 0.33, 0.51, 0.69, 0.87, 1.05], steps=[8, 16, 32, 64, 100, 300])
    # Every 13th of 8732.
    write("torchvision_ssd300", torchvision(vgg, 300, 300, [(size, size) for size in (38, 19, 10, 5, 3, 1)], every=13))
