#!/usr/bin/env python3
"""Writes test/data/golden/metrics/classification.json: the figures of 300 made-up predictions over 8 classes.

Made with Debian 12's numpy 1.24.2 and torch 1.13.0; seed 1. Class 7 has no images. Probabilities are float32; top-k
and the likelihood are torch's, the rest is written here from its definition.
"""
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

rng = np.random.default_rng(1)
images, classes, bins = 300, 8, 15
labels = rng.integers(0, 7, images)
logits = rng.normal(size=(images, classes))
logits[np.arange(images), labels] += 1.5
probabilities = torch.softmax(torch.tensor(2 * logits), dim=1).float()
target = torch.tensor(labels)


def top(k):
    return (probabilities.topk(k, dim=1).indices == target[:, None]).any(dim=1).double().mean().item()


confidence, predicted = (t.numpy() for t in probabilities.max(dim=1))
confusion = np.zeros((classes, classes), int)
np.add.at(confusion, (labels, predicted), 1)

# numpy's right-closed bins: edge[i-1] < x <= edge[i].
place = np.digitize(confidence.astype(float), np.linspace(0, 1, bins + 1), right=True)
ece = sum(
    (place == i).mean() * abs((predicted == labels)[place == i].mean() - confidence[place == i].astype(float).mean())
    for i in range(1, bins + 1) if (place == i).any())

per_class = []
for c in range(classes - 1):
    true_positive = confusion[c, c]
    precision, recall = true_positive / confusion[:, c].sum(), true_positive / confusion[c].sum()
    per_class.append({
        "count": int(confusion[c].sum()), "precision": precision, "recall": recall,
        "f1": 2 * precision * recall / (precision + recall),
    })

golden = {
    "labels": labels.tolist(),
    "probabilities": [[float(f"{p:.9g}") for p in row] for row in probabilities.tolist()],
    "top1": top(1),
    "top5": top(5),
    "meanNegativeLogLikelihood": F.nll_loss(probabilities.double().log(), target).item(),
    "expectedCalibrationError": ece,
    "meanRecall": float(np.mean([c["recall"] for c in per_class])),
    "meanF1": float(np.mean([c["f1"] for c in per_class])),
    "perClass": per_class,
    "confusion": confusion.tolist(),
}
out = pathlib.Path(__file__).parent.parent / "test/data/golden/metrics/classification.json"
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text(json.dumps(golden) + "\n")
