#!/usr/bin/env python3
"""Writes test/data/golden/detection/coco.json: COCO's figures of made-up boxes.

    make_coco_golden.py COCOAPI

COCOAPI is a clone of https://github.com/cocodataset/cocoapi at commit 8c9bcc3cf640. Its cocoeval.py runs as it is, with
Debian 12's Python 3.11.2 and numpy 1.24.2 (which lacks np.float) and gcc 12.2.0; its C function bbIou is called by ctypes, and its
drawing library is left out. All numbers are exact in binary, so that equal scores and overlaps are equal; seeds 1 to 6.
"""
import contextlib
import ctypes
import json
import pathlib
import subprocess
import sys
import tempfile
import types

import numpy as np

np.float = float
cocoapi = pathlib.Path(sys.argv[1])
library = pathlib.Path(tempfile.mkdtemp()) / "mask.so"
subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-std=c99", "-o", library, cocoapi / "common/maskApi.c"], check=True)
bb_iou = ctypes.CDLL(str(library)).bbIou


def iou(detections, objects, crowd):
    """What _mask.pyx does with lists of boxes."""
    if len(detections) == 0 or len(objects) == 0:
        return []
    d, g = (np.ascontiguousarray(x, np.float64) for x in (detections, objects))
    c, out = np.array(crowd, np.uint8), np.zeros((len(g), len(d)))
    pointers = [ctypes.c_void_p(x.ctypes.data) for x in (d, g)]
    bb_iou(*pointers, ctypes.c_ulong(len(d)), ctypes.c_ulong(len(g)), ctypes.c_void_p(c.ctypes.data), ctypes.c_void_p(out.ctypes.data))
    return out.T


package = types.ModuleType("pycocotools")
package.__path__ = [str(cocoapi / "PythonAPI/pycocotools")]
mask = types.ModuleType("pycocotools.mask")
mask.iou, package.mask = iou, mask
sys.modules.update({"pycocotools": package, "pycocotools.mask": mask})
for name in ("matplotlib", "matplotlib.pyplot", "matplotlib.collections", "matplotlib.patches"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["matplotlib.collections"].PatchCollection = sys.modules["matplotlib.patches"].Polygon = None
from pycocotools.coco import COCO  # noqa: E402
from pycocotools.cocoeval import COCOeval  # noqa: E402


def evaluate(images, classes):
    truth, results = COCO(), []
    truth.dataset = {
        "images": [{"id": i} for i in range(len(images))], "categories": [{"id": c} for c in range(classes)],
        "annotations": [
            {"image_id": i, "category_id": c, "bbox": [x, y, w, h], "area": area, "iscrowd": crowd}
            for i, image in enumerate(images) for c, x, y, w, h, area, crowd in image["objects"]],
    }
    for number, annotation in enumerate(truth.dataset["annotations"]):
        annotation["id"] = number + 1
    truth.createIndex()
    results = [
        {"image_id": i, "category_id": c, "bbox": [x, y, w, h], "score": score}
        for i, image in enumerate(images) for c, x, y, w, h, score in image["detections"]]
    evaluation = COCOeval(truth, truth.loadRes(results), "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    precision, recall, scores = (evaluation.eval[key] for key in ("precision", "recall", "scores"))
    one = lambda values: None if values[0] < 0 else float(np.mean(values))  # noqa: E731
    return {
        "stats": [float(value) for value in evaluation.stats],
        "perClass": [{
            "ap": one(precision[:, :, c, 0, 2].ravel()),
            "apByArea": [one(precision[:, :, c, area, 2].ravel()) for area in (1, 2, 3)],
            "ar": [one(recall[:, c, 0, m]) for m in (0, 1, 2)],
            "arByArea": [one(recall[:, c, area, 2]) for area in (1, 2, 3)],
            "precision50": [round(float(p), 12) for p in precision[0, ::5, c, 0, 2]],
            "precision75": [round(float(p), 12) for p in precision[5, ::5, c, 0, 2]],
            "scores50": [float(s) for s in scores[0, ::5, c, 0, 2]],
        } for c in range(classes)],
    }


def box(rng, grid=1.0, smallest=4, largest=300):
    """Corners on a grid; small boxes as often as large ones."""
    w, h = np.exp(rng.uniform(np.log(smallest), np.log(largest), 2))
    return [float(max(grid, round(v / grid) * grid) if i > 1 else round(v / grid) * grid) for i, v in enumerate([*rng.uniform(0, 500, 2), w, h])]


def near(rng, b, spread, grid=1.0):
    x, y, w, h = np.array(b) + rng.normal(0, spread, 4) * np.array([b[2], b[3], b[2], b[3]])
    return [float(round(v / grid) * grid) for v in (x, y, max(w, grid), max(h, grid))]


def scene(seed, images, classes, objects, extra, spread=0.12, grid=1.0, levels=64, crowds=0.0, twins=0.0, empty=(), silent=(), smallest=4, largest=300):
    """Objects, and detections near them: some of another class, some twice, some of nothing. Classes in empty have no objects, those in silent no detections."""
    rng, made = np.random.default_rng(seed), []
    shown = [c for c in range(classes) if c not in empty]
    said = [c for c in range(classes) if c not in silent]
    score = lambda right: float(np.clip(np.ceil(rng.beta(4, 2) * levels if right else rng.beta(2, 4) * levels), 1, levels) / levels)  # noqa: E731
    for _ in range(images):
        image = {"objects": [], "detections": []}
        for _ in range(rng.poisson(objects)):
            b, c = box(rng, grid, smallest, largest), int(rng.choice(shown))
            crowd = int(rng.random() < crowds)
            area = b[2] * b[3] if rng.random() < 0.5 else round(b[2] * b[3] * rng.uniform(0.3, 1) * 4) / 4
            for _ in range(2 if rng.random() < twins else 1):
                image["objects"].append([c, *b, area, crowd])
            for _ in range(rng.integers(0, 6 if crowd else 3)):
                right = rng.random() < 0.8
                image["detections"].append([c if right and c in said else int(rng.choice(said)), *near(rng, b, spread, grid), score(right)])
        for _ in range(rng.poisson(extra)):
            image["detections"].append([int(rng.choice(said)), *box(rng, grid, smallest, largest), score(False)])
        order = rng.permutation(len(image["detections"]))
        image["detections"] = [image["detections"][i] for i in order]
        made.append(image)
    return {"classes": classes, "images": made}


# An object of exactly 32² or 96² pixels is of both sizes; a detection of such a size that meets nothing is wrong in both.
borders = {"classes": 2, "images": [
    {"objects": [[0, 0, 0, 32, 32, 1024, 0], [0, 100, 0, 96, 96, 9216, 0], [1, 200, 200, 33, 32, 1024, 0], [1, 0, 200, 96, 97, 9216, 0]],
     "detections": [[0, 0, 0, 32, 31, 0.5], [0, 100, 0, 96, 96, 0.75], [0, 300, 300, 32, 32, 0.875], [1, 200, 200, 33, 32, 0.25], [1, 300, 0, 96, 96, 0.5]]}]}

# A detection takes an object that counts before a crowd, or an object of another size, with which it overlaps more.
covered = {"classes": 2, "images": [
    {"objects": [[0, 0, 0, 40, 40, 1600, 1], [0, 0, 0, 36, 40, 1440, 0], [1, 0, 100, 40, 40, 900, 0], [1, 0, 100, 36, 40, 1440, 0], [1, 200, 100, 40, 40, 1600, 0]],
     "detections": [[0, 0, 0, 40, 40, 0.75], [0, 1, 0, 39, 40, 0.5], [1, 0, 100, 40, 40, 0.75], [1, 200, 100, 40, 40, 0.5]]}]}

# The right one of 101 detections comes last.
many = {"classes": 1, "images": [
    {"objects": [[0, 0, 0, 40, 40, 1600, 0], [0, 100, 0, 40, 40, 1600, 0]],
     "detections": [[0, 5 * i, 200, 40, 40, 0.5] for i in range(99)] + [[0, 0, 0, 40, 40, 0.5], [0, 100, 0, 40, 40, 0.25]]}]}

cases = {
    "mixed": scene(1, 16, 6, 5, 3, spread=0.05, crowds=0.1, twins=0.1, empty=(4,), silent=(2,)),
    "equal scores and overlaps": scene(2, 14, 3, 6, 3, spread=0.08, grid=16, levels=4, twins=0.5, smallest=16),
    "crowds": scene(3, 12, 2, 6, 2, spread=0.06, crowds=0.5),
    "more than 100 detections": scene(4, 2, 2, 12, 190, spread=0.05),
    "one size": scene(5, 8, 2, 4, 1, spread=0.05, smallest=4, largest=28),
    "many images": scene(6, 70, 3, 1, 0.5, spread=0.05),
    "borders of sizes": borders,
    "objects on crowds": covered,
    "the 101st": many,
}
with contextlib.redirect_stdout(sys.stderr):
    golden = {name: case | evaluate(case["images"], case["classes"]) for name, case in cases.items()}
out = pathlib.Path(__file__).parent.parent / "test/data/golden/detection/coco.json"
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(case)}" for name, case in golden.items()) + "\n}\n")
