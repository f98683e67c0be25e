#!/usr/bin/env python3
"""Writes test/data/golden/detection/ssd.json.gz: matching, box codes, hard negatives and decoding as TensorFlow and torchvision have them.

torchvision's are computed by torchvision itself. TensorFlow's are written here in numpy, one loop for each rule, from the descriptions of
argmax_matcher.py, faster_rcnn_box_coder.py, core/losses.py (HardExampleMiner), core/post_processing.py and TFLite's
detection_postprocess.cc.

    /usr/bin/python3 eng/make_detection_golden.py        # Python 3.11, numpy 1.24.2, torch 1.13.1, torchvision 0.14.1; seed 13

Anchors are center y, center x, height, width and boxes left, top, right, bottom, all as shares of the input.
"""
import gzip
import json
import pathlib
from types import SimpleNamespace

import numpy
import torch
from torchvision.models.detection import _utils, ssd
from torchvision.ops import box_iou

TARGET = pathlib.Path(__file__).parent.parent / "test/data/golden/detection/ssd.json.gz"
RANDOM = numpy.random.default_rng(13)
EPSILON = 1e-8


def rounded(values):
    return numpy.asarray(values, numpy.float32).astype(float)


def listed(values):
    return [round(float(value), 7) for value in numpy.asarray(values).reshape(-1)]


def grid(side=6):
    """Four anchors at each place of two maps."""
    anchors = []
    for size in (side, side // 2):
        for y in range(size):
            for x in range(size):
                for scale, ratio in ((0.8, 1), (1.6, 1), (1.1, 2), (1.1, 0.5)):
                    anchors.append([(y + 0.5) / size, (x + 0.5) / size, scale / size / ratio**0.5, scale / size * ratio**0.5])
    return rounded(anchors)


def corners(anchors):
    y, x, height, width = anchors.T
    return numpy.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], 1)


def iou(a, b):
    """Every box of a with every one of b; 0 where one has no area."""
    sides = numpy.minimum(a[:, None, 2:], b[None, :, 2:]) - numpy.maximum(a[:, None, :2], b[None, :, :2])
    common = numpy.prod(numpy.maximum(sides, 0), 2)
    area = lambda boxes: numpy.prod(numpy.maximum(boxes[:, 2:] - boxes[:, :2], 0), 1)
    union = area(a)[:, None] + area(b)[None] - common
    return numpy.where(common > 0, common / numpy.where(union > 0, union, 1), 0)


def objects(count):
    center, size = RANDOM.uniform(0, 1, (count, 2)), RANDOM.uniform(0.03, 0.6, (count, 2))
    return rounded(numpy.clip(numpy.concatenate([center - size / 2, center + size / 2], 1), 0, 1)) if count else numpy.zeros((0, 4))


def tensorflow_matches(boxes, anchors):
    overlap = iou(boxes, corners(anchors))
    matches = numpy.full(len(anchors), -1)
    if not len(boxes):
        return matches
    for anchor in range(len(anchors)):
        if overlap[:, anchor].max() >= 0.5:
            matches[anchor] = overlap[:, anchor].argmax()
    best = overlap.argmax(1)
    for i in reversed(range(len(boxes))):
        matches[best[i]] = i
    return matches


def tensorflow_codes(boxes, anchors):
    size = boxes[:, 2:] - boxes[:, :2] + EPSILON
    center = (boxes[:, 2:] + boxes[:, :2]) / 2
    height, width = anchors[:, 2] + EPSILON, anchors[:, 3] + EPSILON
    return numpy.stack([
        10 * (center[:, 1] - anchors[:, 0]) / height, 10 * (center[:, 0] - anchors[:, 1]) / width,
        5 * numpy.log(size[:, 1] / height), 5 * numpy.log(size[:, 0] / width)], 1)


def greedy(boxes, scores, threshold, limit):
    kept = []
    for i in numpy.argsort(-scores, kind="stable"):
        if len(kept) == limit:
            break
        if not kept or iou(boxes[[i]], boxes[kept]).max() <= threshold:
            kept.append(i)
    return kept


def tensorflow_hard_examples(boxes, losses, matches, minimum, maximum, threshold=0.99, ratio=3):
    kept = greedy(boxes, losses, threshold, maximum)
    negatives = max(minimum, int(ratio * sum(matches[i] >= 0 for i in kept)))
    selected = []
    for i in kept:
        if matches[i] >= 0:
            selected.append(i)
        elif matches[i] == -1 and negatives > 0:
            negatives -= 1
            selected.append(i)
    return sorted(int(i) for i in selected)


def torchvision_hard_examples(losses, matches):
    """The lines of SSD.compute_loss."""
    losses, foreground = torch.tensor(losses)[None], torch.tensor(matches)[None] >= 0
    number = 3 * foreground.sum(1, keepdim=True)
    negative = losses.clone()
    negative[foreground] = -float("inf")
    background = negative.sort(1, descending=True)[1].sort(1)[1] < number
    return [int(i) for i in torch.where((foreground | background)[0])[0]]


def matching(count, zero=None):
    boxes, anchors = objects(count), grid()
    if zero is not None:
        boxes[zero, 2] = boxes[zero, 0]
    case = {"objects": listed(boxes), "tensorFlow": [int(match) for match in tensorflow_matches(boxes, anchors)]}
    if count:
        quality = box_iou(torch.tensor(boxes), torch.tensor(corners(anchors)))
        case["torchVision"] = [int(match) for match in ssd.det_utils.SSDMatcher(0.5)(torch.nan_to_num(quality))]
        pairs = RANDOM.integers(0, count, len(anchors))
        case["pairs"] = [int(i) for i in pairs]
        case["tensorFlowCodes"] = [round(float(value), 5) for value in tensorflow_codes(boxes[pairs], anchors).reshape(-1)]
        if zero is None:
            codes = _utils.BoxCoder((10, 10, 5, 5)).encode_single(torch.tensor(boxes[pairs]), torch.tensor(corners(anchors)))
            case["torchVisionCodes"] = [round(float(value), 5) for value in codes.reshape(-1)]
    return case


def mining(count):
    anchors = grid()
    matches = tensorflow_matches(objects(count), anchors)
    # Half of the boxes are nearly those of others, so that suppression has something to do.
    boxes = corners(anchors)
    copies = RANDOM.permutation(len(boxes))[: len(boxes) // 2]
    boxes[copies] = boxes[RANDOM.integers(0, len(boxes), len(copies))] + RANDOM.uniform(-1e-4, 1e-4, (len(copies), 4))
    boxes, losses = rounded(boxes), rounded(RANDOM.exponential(1, len(boxes)))
    return {
        "matches": [int(match) for match in matches], "boxes": listed(boxes), "losses": [float(loss) for loss in losses],
        "tensorFlow": tensorflow_hard_examples(boxes, losses, matches, 3, 3000),
        "tensorFlowV1Of50": tensorflow_hard_examples(boxes, losses, matches, 0, 50),
        "torchVision": torchvision_hard_examples(losses, matches),
    }


def decoded(codes, anchors):
    """TensorFlow's order of the four numbers."""
    y, x = codes[:, 0] / 10 * anchors[:, 2] + anchors[:, 0], codes[:, 1] / 10 * anchors[:, 3] + anchors[:, 1]
    height, width = numpy.exp(codes[:, 2] / 5) * anchors[:, 2], numpy.exp(codes[:, 3] / 5) * anchors[:, 3]
    return corners(numpy.stack([y, x, height, width], 1))


def rows(found):
    return [[int(c), round(float(score), 6)] + listed(box) for score, c, box in found]


def object_detection(boxes, scores, iou_threshold, limit):
    """core/post_processing.py: suppression for each class, all sorted, clipped, the empty ones dropped."""
    found = [(scores[i, c], c, boxes[i]) for c in range(scores.shape[1]) for i in greedy(boxes, scores[:, c], iou_threshold, limit)]
    found.sort(key=lambda one: -one[0])
    clipped = [(score, c, numpy.clip(box, 0, 1)) for score, c, box in found]
    return rows([one for one in clipped if one[2][2] > one[2][0] and one[2][3] > one[2][1]][:limit])


def tflite_fast(boxes, scores, iou_threshold, limit, per_box):
    """Each box with its best classes; suppression over all."""
    found = []
    for i in greedy(boxes, scores.max(1), iou_threshold, limit):
        for c in numpy.argsort(-scores[i], kind="stable")[:per_box]:
            found.append((scores[i, c], c, boxes[i]))
    return rows(found)


def tflite_regular(boxes, scores, iou_threshold, limit, per_class):
    found = [(scores[i, c], c, boxes[i]) for c in range(scores.shape[1]) for i in greedy(boxes, scores[:, c], iou_threshold, per_class)]
    found.sort(key=lambda one: -one[0])
    return rows(found[:limit])


def torchvision_detections(codes, logits, anchors):
    """SSD.postprocess_detections on an image of 320 x 200 pixels."""
    size = torch.tensor([320.0, 200.0, 320.0, 200.0])
    model = SimpleNamespace(box_coder=_utils.BoxCoder((10, 10, 5, 5)), score_thresh=0.001, topk_candidates=30, nms_thresh=0.55, detections_per_img=40)
    found = ssd.SSD.postprocess_detections(
        model, {"bbox_regression": torch.tensor(codes[None]).float(), "cls_logits": torch.tensor(logits[None]).float()},
        [torch.tensor(corners(anchors)).float() * size], [(200, 320)])[0]
    return [[int(c) - 1, round(float(score), 6)] + [round(float(value), 3) for value in box]
            for score, c, box in zip(found["scores"], found["labels"], found["boxes"])]


def decoding(classes=5):
    anchors = grid()
    # Half the anchors point at three objects, as a trained network's do.
    codes = RANDOM.normal(0, 1.5, (len(anchors), 4))
    targets = tensorflow_codes(objects(3)[RANDOM.integers(0, 3, len(anchors))], anchors)
    codes = rounded(numpy.where(RANDOM.random((len(anchors), 1)) < 0.5, targets + RANDOM.normal(0, 0.3, codes.shape), codes))
    logits = rounded(RANDOM.normal(-2, 2.5, (len(anchors), classes + 1)))
    boxes, scores = decoded(codes, anchors), 1 / (1 + numpy.exp(-logits[:, 1:]))
    swapped = codes[:, [1, 0, 3, 2]]
    return {
        "codes": [float(code) for code in codes.reshape(-1)], "logits": [float(logit) for logit in logits.reshape(-1)],
        "objectDetection": object_detection(boxes, scores, 0.6, 100),
        "tfliteFast": tflite_fast(boxes, scores, 0.6, 30, 1), "tfliteFastOf3": tflite_fast(boxes, scores, 0.5, 10, 3),
        "tfliteRegular": tflite_regular(boxes, scores, 0.6, 50, 7),
        "torchVision": torchvision_detections(swapped, logits, anchors),
    }


if __name__ == "__main__":
    golden = {
        "anchors": [float(value) for value in grid().reshape(-1)],
        "matching": {"none": matching(0), "one": matching(1), "several": matching(12), "zeroArea": matching(4, zero=2), "many": matching(500)},
        "mining": {"none": mining(0), "several": mining(6), "many": mining(60)},
        "decoding": decoding(),
    }
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(gzip.compress(json.dumps(golden).encode(), mtime=0))
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
    for name, case in golden["mining"].items():
        print(name, sum(match >= 0 for match in case["matches"]), [len(case[key]) for key in ("tensorFlow", "tensorFlowV1Of50", "torchVision")])
    print({key: len(value) for key, value in golden["decoding"].items()})
