#!/usr/bin/env python3
"""Writes losses of YOLOv2 with their gradients, for the tests of YoloV2Loss: test/data/golden/detection/yolov2_loss.json.gz.

Written from the description of Darknet's region layer (https://github.com/pjreddie/darknet, src/region_layer.c), object by object in plain
loops: delta is what Darknet adds to an output, so minus the derivative of the loss by that output before its sigmoid. The loss itself is
the sum whose derivative it is: half the squared errors, and the cross entropy. Both are divided by the number of images. In
each case, torch differentiates the loss, and the script checks that this is minus delta.

    /usr/bin/python3 eng/make_yolov2_loss_golden.py        # Python 3.11, torch 1.13.1, seed 1
"""
import gzip
import json
import math
import pathlib

import torch

PATH = pathlib.Path(__file__).parent.parent / "test/data/golden/detection/yolov2_loss.json.gz"
CLASSES, ROWS, COLUMNS = 3, 3, 4
ANCHORS = [(0.8, 0.7), (1.6, 2.1), (3.0, 1.2)]

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)

# Left, top, right, bottom as shares of the image, and the class. In the first image two objects want the same anchor: the later has it.
OBJECTS = [
    [(0.10, 0.10, 0.40, 0.45, 0), (0.50, 0.30, 0.95, 0.95, 2), (0.52, 0.33, 0.93, 0.93, 1)],
    [],
    [(0.30, 0.20, 0.85, 0.80, 1), (0.02, 0.70, 0.15, 0.95, 0)],
]


def iou(a, b):
    """Of boxes with middle x, y, width, height."""
    def overlap(x1, w1, x2, w2):
        return max(0.0, min(x1 + w1 / 2, x2 + w2 / 2) - max(x1 - w1 / 2, x2 - w2 / 2))
    common = overlap(a[0], a[2], b[0], b[2]) * overlap(a[1], a[3], b[1], b[3])
    return common / (a[2] * a[3] + b[2] * b[3] - common)


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def truth(box):
    left, top, right, bottom, _ = box
    return ((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)


def evaluate(output, recipe):
    """Loss, and delta in the shape of the output, (N, anchors·(5 + classes), rows, columns)."""
    values = output.reshape(len(OBJECTS), len(ANCHORS), 5 + CLASSES, ROWS, COLUMNS)
    delta = torch.zeros_like(values).detach()
    loss = torch.zeros(())
    for b, objects in enumerate(OBJECTS):
        terms = {}
        for j in range(ROWS):
            for i in range(COLUMNS):
                for n in range(len(ANCHORS)):
                    t = values[b, n, :, j, i]
                    predicted = box(t.tolist(), n, i, j)
                    o = sigmoid(t[4].item())
                    best = max([iou(predicted, truth(o)) for o in objects], default=0)
                    delta[b, n, :, j, i] = 0
                    terms[n, j, i] = {}
                    if best <= recipe["ignoreIou"]:
                        delta[b, n, 4, j, i] = recipe["noObjectWeight"] * (0 - o) * o * (1 - o)
                        terms[n, j, i]["objectness"] = recipe["noObjectWeight"] * torch.sigmoid(t[4]) ** 2 / 2
        for o in objects:
            x, y, w, h = truth(o)
            i, j = int(x * COLUMNS), int(y * ROWS)
            n = max(range(len(ANCHORS)), key=lambda n: iou((0, 0, w, h), (0, 0, ANCHORS[n][0] / COLUMNS, ANCHORS[n][1] / ROWS)))
            t = values[b, n, :, j, i]
            predicted = box(t.tolist(), n, i, j)
            wanted = [x * COLUMNS - i, y * ROWS - j, math.log(w * COLUMNS / ANCHORS[n][0]), math.log(h * ROWS / ANCHORS[n][1])]
            scale = recipe["boxWeight"] * (2 - w * h)
            parts = torch.zeros(())
            for k in range(2):
                s = sigmoid(t[k].item())
                delta[b, n, k, j, i] = scale * (wanted[k] - s) * s * (1 - s)
                parts = parts + scale * (torch.sigmoid(t[k]) - wanted[k]) ** 2 / 2
                delta[b, n, 2 + k, j, i] = scale * (wanted[2 + k] - t[2 + k].item())
                parts = parts + scale * (t[2 + k] - wanted[2 + k]) ** 2 / 2
            target = iou(predicted, truth(o)) if recipe["rescore"] else 1
            s = sigmoid(t[4].item())
            delta[b, n, 4, j, i] = recipe["objectWeight"] * (target - s) * s * (1 - s)
            probabilities = torch.softmax(t[5:], 0)
            for k in range(CLASSES):
                delta[b, n, 5 + k, j, i] = recipe["classWeight"] * ((1 if k == o[4] else 0) - probabilities[k].item())
            terms[n, j, i] = {
                "box": parts,
                "objectness": recipe["objectWeight"] * (torch.sigmoid(t[4]) - target) ** 2 / 2,
                "classes": -recipe["classWeight"] * torch.log(probabilities[o[4]]),
            }
        loss = loss + sum(term for place in terms.values() for term in place.values())
    return loss / len(OBJECTS), delta.reshape(output.shape) / len(OBJECTS)


def box(t, n, i, j):
    return ((i + sigmoid(t[0])) / COLUMNS, (j + sigmoid(t[1])) / ROWS, math.exp(t[2]) * ANCHORS[n][0] / COLUMNS, math.exp(t[3]) * ANCHORS[n][1] / ROWS)


def main():
    cases = []
    for name, recipe in [
        ("darknet", dict(boxWeight=1, objectWeight=5, noObjectWeight=1, classWeight=1, ignoreIou=0.6, rescore=True)),
        ("weighted", dict(boxWeight=2.5, objectWeight=3, noObjectWeight=0.5, classWeight=4, ignoreIou=0.3, rescore=False)),
    ]:
        # As floats, since the tests read them so.
        output = torch.randn(len(OBJECTS), len(ANCHORS) * (5 + CLASSES), ROWS, COLUMNS).float().double().requires_grad_()
        with torch.no_grad():
            # Boxes near an object, so that some overlap it well.
            view = output.view(len(OBJECTS), len(ANCHORS), 5 + CLASSES, ROWS, COLUMNS)
            view[:, :, 2:4] *= 0.25
            # The second anchor of a neighboring cell predicts the first object: it is not taught that there is none.
            place, (x, y, w, h) = view[0, 1, :, 0, 0], truth(OBJECTS[0][0])
            place[:4] = torch.tensor([2.5, 1.5, math.log(w * COLUMNS / ANCHORS[1][0]), math.log(h * ROWS / ANCHORS[1][1])]).float().double()
            assert iou(box(place.tolist(), 1, 0, 0), truth(OBJECTS[0][0])) > recipe["ignoreIou"]
        loss, delta = evaluate(output, recipe)
        loss.backward()
        assert torch.allclose(output.grad, -delta, atol=1e-12), name
        cases.append({"name": name, **recipe, "output": output.detach().float().reshape(-1).tolist(), "loss": loss.item(), "gradient": output.grad.float().reshape(-1).tolist()})
    data = {"rows": ROWS, "columns": COLUMNS, "classes": CLASSES, "anchors": ANCHORS, "objects": OBJECTS, "cases": cases}
    with gzip.GzipFile(PATH, "wb", mtime=0) as file:
        file.write(json.dumps(data).encode())


if __name__ == "__main__":
    main()
