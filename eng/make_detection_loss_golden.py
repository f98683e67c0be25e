#!/usr/bin/env python3
"""Writes losses of a detector with their gradients, for the tests of DetectionLoss.

- torchvision: the loss of torchvision's own SSD (models/detection/ssd.py, compute_loss), with its matcher and its box coder;
- tensorflow, tensorflow_without_background: written here from the description of TensorFlow's object_detection
  (meta_architectures/ssd_meta_arch.py, core/losses.py): sigmoid cross entropy summed over classes, Huber loss of the codes, anchors
  chosen by greedy suppression (IoU 0.99) of the predicted boxes ranked by classification loss, then three negatives for each
  positive and at least three; both sums divided by the matched anchors of the batch. The suppression is torchvision.ops.nms.

    /usr/bin/python3 eng/make_detection_loss_golden.py        # Python 3.11, torch 1.13.1, torchvision 0.14.1, seed 1
"""
import gzip
import json
import pathlib
import types

import torch
from torch.nn import functional
from torchvision.models.detection import _utils
from torchvision.models.detection.ssd import SSD
from torchvision.ops import box_iou, nms

PATH = pathlib.Path(__file__).parent.parent / "test/data/golden/detection/loss.json.gz"
CLASSES = 3

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)


def anchors():
    """Center x, center y, width, height of four shapes at each place of a 4x4 map."""
    shapes = [(0.3, 0.3), (0.5, 0.25), (0.25, 0.5), (0.6, 0.6)]
    return torch.tensor([[(x + 0.5) / 4, (y + 0.5) / 4, w, h] for y in range(4) for x in range(4) for w, h in shapes])


def corners(boxes):
    return torch.cat([boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2], 1)


# Left, top, right, bottom, class; the second image has none.
OBJECTS = [
    torch.tensor([[0.1, 0.1, 0.4, 0.45, 0], [0.5, 0.4, 0.95, 0.9, 2]]),
    torch.zeros(0, 5),
    torch.tensor([[0.3, 0.2, 0.85, 0.8, 1]]),
]


def targets():
    """Index of the matched object of each anchor or -1, TensorFlow's rule; no two objects want the same anchor here."""
    result = []
    for objects in OBJECTS:
        matches = torch.full((len(anchors()),), -1)
        if len(objects):
            iou = box_iou(objects[:, :4], corners(anchors()))
            best, index = iou.max(0)
            matches[best >= 0.5] = index[best >= 0.5]
            for i, anchor in enumerate(iou.argmax(1)):
                matches[anchor] = i
        result.append(matches)
    return result


def predictions(channels):
    """Codes y, x, h, w, of which many decode to nearly the same boxes, and logits."""
    common = torch.tensor([0.5, 0.5, 0.4, 0.4])
    a = anchors()
    codes = []
    for _ in OBJECTS:
        near = common + 1e-4 * torch.randn(len(a), 4)
        same = torch.stack([10 * (near[:, 1] - a[:, 1]) / a[:, 3], 10 * (near[:, 0] - a[:, 0]) / a[:, 2],
                            5 * torch.log(near[:, 3] / a[:, 3]), 5 * torch.log(near[:, 2] / a[:, 2])], 1)
        codes.append(torch.where(torch.rand(len(a), 1) < 0.3, same, torch.randn(len(a), 4)))
    # As floats, since the tests read them so.
    return [t.float().double().requires_grad_() for t in (torch.stack(codes), 2 * torch.randn(len(OBJECTS), len(a), channels))]


def tensorflow(codes, logits, has_background):
    a = anchors()
    total, matched = 0, 0
    for i, (objects, matches) in enumerate(zip(OBJECTS, targets())):
        positive = matches >= 0
        wanted = torch.zeros_like(logits[i])
        for anchor, match in enumerate(matches.tolist()):
            if match >= 0:
                wanted[anchor, int(objects[match, 4]) + has_background] = 1
            elif has_background:
                wanted[anchor, 0] = 1
        classes = functional.binary_cross_entropy_with_logits(logits[i], wanted, reduction="none").sum(1)
        boxes = torch.zeros(len(a))
        for anchor in positive.nonzero()[:, 0].tolist():
            left, top, right, bottom = objects[matches[anchor], :4]
            x, y, w, h = a[anchor]
            code = torch.stack([10 * ((top + bottom) / 2 - y) / h, 10 * ((left + right) / 2 - x) / w, 5 * torch.log((bottom - top) / h), 5 * torch.log((right - left) / w)])
            boxes[anchor] = functional.huber_loss(codes[i, anchor], code, reduction="sum", delta=1.0)
        with torch.no_grad():
            c = codes[i]
            decoded = corners(torch.stack([a[:, 0] + c[:, 1] / 10 * a[:, 2], a[:, 1] + c[:, 0] / 10 * a[:, 3], a[:, 2] * torch.exp(c[:, 3] / 5), a[:, 3] * torch.exp(c[:, 2] / 5)], 1))
            kept = nms(decoded, classes, 0.99)[:3000]
            positives = [k for k in kept.tolist() if positive[k]]
            negatives = [k for k in kept.tolist() if not positive[k]][:max(3, 3 * len(positives))]
            assert len(kept) < len(a)
        total = total + (classes + boxes)[positives + negatives].sum()
        matched += int(positive.sum())
    return total / max(1, matched)


def torchvision(codes, logits):
    model = types.SimpleNamespace(box_coder=_utils.BoxCoder(weights=(10.0, 10.0, 5.0, 5.0)), neg_to_pos_ratio=3)
    matcher = _utils.SSDMatcher(0.5)
    labels = [{"boxes": o[:, :4], "labels": o[:, 4].long() + 1} for o in OBJECTS]
    boxes = [corners(anchors())] * len(OBJECTS)
    matches = [matcher(box_iou(o[:, :4], boxes[0])) if len(o) else torch.full((len(boxes[0]),), -1) for o in OBJECTS]
    head = {"bbox_regression": codes[:, :, [1, 0, 3, 2]], "cls_logits": logits}
    losses = SSD.compute_loss(model, labels, head, boxes, matches)
    return losses["bbox_regression"] + losses["classification"]


def case(name, channels, loss):
    codes, logits = predictions(channels)
    value = loss(codes, logits)
    value.backward()
    flat = lambda t: [float(f"{v:.9g}") for v in t.flatten().tolist()]
    return {"name": name, "channels": channels, "codes": flat(codes), "logits": flat(logits),
            "loss": value.item(), "codesGradient": flat(codes.grad), "logitsGradient": flat(logits.grad)}


document = {
    "anchors": [round(v, 6) for y in anchors()[:, [1, 0, 3, 2]].tolist() for v in y],
    "objects": [o.tolist() for o in OBJECTS],
    "cases": [
        case("torchvision", 1 + CLASSES, torchvision),
        case("tensorflow", 1 + CLASSES, lambda c, l: tensorflow(c, l, True)),
        case("tensorflow_without_background", CLASSES, lambda c, l: tensorflow(c, l, False)),
    ],
}
with gzip.GzipFile(PATH, "wb", mtime=0) as file:
    file.write(json.dumps(document).encode())
print(PATH.stat().st_size, [c["loss"] for c in document["cases"]])
