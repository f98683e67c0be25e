#!/usr/bin/env python3
"""Writes test/data/golden/torch/detector_*.json: names and shapes of detectors' state dicts, and detections.

Made with Debian 12's python3-torchvision 0.14.1, python3-torch 1.13.0 and python3-numpy 1.24.2; seed 1. Every tensor and the image
are a formula of their names (SplitMix64, as in make_torchvision_golden.py); TorchDetectorTests computes the same.

Usage: make_torch_detector_goldens.py PYTORCH_SSD SSD_PYTORCH
PYTORCH_SSD: a checkout of https://github.com/qfgaohao/pytorch-ssd at 7a839cbc8c3fb39679856b4dc42a1ab19ec07581.
SSD_PYTORCH: a checkout of https://github.com/amdegroot/ssd.pytorch at 5b0b77faa955c1917b0c710d770739ba8fbff9b7.
"""
import json
import os
import pathlib
import sys
import tempfile
import types

import numpy as np
import torch
import torchvision

from make_torchvision_golden import SEED, uniform

KEPT = 60
PREDICTORS = ("head.", "classification_headers.", "regression_headers.", "loc.", "conf.")
STEMS = ("backbone.features.0.weight", "vgg.0.weight")


def spread(state):
    normalized = {name.rsplit(".", 1)[0] for name in state if name.endswith(".running_mean")}
    for name, tensor in state.items():
        layer, leaf = name.rsplit(".", 1)
        if leaf == "num_batches_tracked":
            continue
        if tensor.dim() == 4:
            # Smaller ones in predictors and for VGG's inputs, which are not divided, so that scores are not all 1.
            bound = np.sqrt(6.0 / np.prod(tensor.shape[1:])) * (0.1 if name.startswith(PREDICTORS) else 0.01 if name in STEMS else 1)
            low, high = -bound, bound
        elif leaf == "weight" and layer in normalized or leaf == "running_var":
            low, high = 0.5, 1.5
        elif leaf in ("weight", "scale_weight"):
            low, high = 10, 30
        else:
            low, high = -0.3, 0.3
        tensor.copy_(uniform(name, tensor.shape, low, high))


def pixels_of(height, width):
    coarse = uniform("image", (6, 10, 3), 0, 256).numpy().astype(np.uint8)
    return np.repeat(np.repeat(coarse, height // 6, 0), width // 10, 1)


def resized(size, mean, deviation):
    pixels = torch.from_numpy(pixels_of(*size)).permute(2, 0, 1)[None].double()
    pixels = torch.nn.functional.interpolate(pixels, size=(300, 300), mode="bilinear", align_corners=False)
    # OpenCV, which both programs resize with, gives bytes.
    return (pixels.round() - torch.tensor(mean).view(1, 3, 1, 1)) / deviation


def numbers(values):
    return [float(f"{value:.7g}") for value in np.asarray(values, dtype=np.float64).reshape(-1)]


def write(name, size, model, detections, **more):
    """Detections: left, top, right, bottom in pixels, score, class without the background; the best first."""
    detections = sorted(detections, key=lambda detection: -detection[4])
    golden = {
        "torch": torch.__version__, "torchvision": torchvision.__version__, "seed": SEED, "height": size[0], "width": size[1],
        "tensors": [f"{key} {','.join(map(str, tensor.shape))}" for key, tensor in model.state_dict().items()],
        "count": len(detections), "detections": [numbers(detection) for detection in detections[:KEPT]], **more,
    }
    folder = pathlib.Path(__file__).parent.parent / "test/data/golden/torch"
    (folder / f"detector_{name}.json").write_text(json.dumps(golden, indent=None, separators=(",", ":")).replace('],"', '],\n"') + "\n")
    print(name, len(detections), [round(detection[4], 4) for detection in detections[:5]], detections[-1][4] if detections else None)


def torchvision_ssd300(size, classes):
    model = torchvision.models.detection.ssd300_vgg16(weights=None, weights_backbone=None, num_classes=classes + 1).eval()
    spread(model.state_dict())
    model = model.double()
    found = model([torch.from_numpy(pixels_of(*size)).permute(2, 0, 1).double() / 255])[0]
    detections = [[*box.tolist(), float(score), int(label) - 1] for box, score, label in zip(found["boxes"], found["scores"], found["labels"])]
    write("torchvision_ssd300", size, model, detections)


def pytorch_ssd(name, size, create, classes):
    from vision.utils import box_utils
    model = create(classes + 1, is_test=False).eval()
    spread(model.state_dict())
    model = model.double()
    image = resized(size, [127.0, 127.0, 127.0], 128.0)
    scores, codes = model(image)
    from vision.ssd.config import mobilenetv1_ssd_config as config
    boxes = box_utils.center_form_to_corner_form(
        box_utils.convert_locations_to_boxes(codes, config.priors.double(), config.center_variance, config.size_variance))[0]
    shares, detections = scores[0].softmax(1), []
    for label in range(1, classes + 1):
        wanted = shares[:, label] > 0.01
        if wanted.any():
            kept = box_utils.nms(torch.cat([boxes[wanted], shares[wanted, label, None]], 1), None, score_threshold=0.01, iou_threshold=config.iou_threshold)
            detections += [[*pixels(size, row[:4]), float(row[4]), label - 1] for row in kept]
    write(name.replace("-", "_"), size, model, detections, anchors=numbers(config.priors.reshape(-1, 4)[::97]))


def ssd_pytorch(folder, size, classes):
    sys.path.insert(0, folder)
    home = tempfile.mkdtemp()  # where it reads COCO's labels from when it is imported
    os.makedirs(f"{home}/data")
    os.symlink(os.path.abspath(f"{folder}/data"), f"{home}/data/coco")
    os.environ["HOME"] = home
    from ssd import build_ssd
    from layers.box_utils import decode
    model = build_ssd("train", 300, classes + 1).eval()
    spread(model.state_dict())
    model = model.double()
    codes, scores, priors = model(resized(size, [123.0, 117.0, 104.0], 1.0))
    boxes = decode(codes[0], priors.double(), [0.1, 0.2])
    shares, detections = scores[0].softmax(1), []
    for label in range(1, classes + 1):
        wanted = (shares[:, label] > 0.01).nonzero()[:, 0]
        wanted = wanted[shares[wanted, label].argsort(descending=True)[:200]]
        kept = torchvision.ops.nms(boxes[wanted], shares[wanted, label], 0.45)
        detections += [[*pixels(size, boxes[i]), float(shares[i, label]), label - 1] for i in wanted[kept]]
    write("ssd_pytorch", size, model, detections, anchors=numbers(priors[::97]))


def pixels(size, box):
    height, width = size
    return [min(max(float(side), 0.0), 1.0) * length for side, length in zip(box, (width, height, width, height))]


@torch.no_grad()
def main():
    sys.modules["cv2"] = types.ModuleType("cv2")  # imported by both, used by neither here
    sys.path.insert(0, sys.argv[1])
    from vision.ssd.mobilenet_v2_ssd_lite import create_mobilenetv2_ssd_lite
    from vision.ssd.mobilenetv1_ssd import create_mobilenetv1_ssd
    from vision.ssd.mobilenetv1_ssd_lite import create_mobilenetv1_ssd_lite
    torchvision_ssd300((120, 200), 5)
    pytorch_ssd("mb1-ssd", (120, 200), create_mobilenetv1_ssd, 4)
    pytorch_ssd("mb1-ssd-lite", (120, 200), create_mobilenetv1_ssd_lite, 4)
    # Not resized: with these weights a pixel that is rounded the other way moves scores by 0.01.
    pytorch_ssd("mb2-ssd-lite", (300, 300), create_mobilenetv2_ssd_lite, 4)
    ssd_pytorch(sys.argv[2], (120, 200), 20)


if __name__ == "__main__":
    np.seterr(over="ignore")
    torch.set_num_threads(1)
    main()
