#!/usr/bin/env python3
"""Writes test/data/golden/training/optimizers.json: weights after each of eight steps with given gradients.

SGD and AdamW are torch's (Debian 12's python3-torch 1.13.0). TensorFlow's RMSProp is written out here in numpy, from the
equations in the documentation of TensorFlow 1's RMSPropOptimizer: mean_square begins at 1, epsilon is inside the root, the
momentum takes in the scaled gradient. Seed 1; gradients and first weights are multiples of 1/16; double precision.
"""
import json
import pathlib

import numpy
import torch

STEPS, SIZE = 8, 5
random = numpy.random.RandomState(1)
start = random.randint(-24, 25, SIZE) / 16
gradients = random.randint(-24, 25, (STEPS, SIZE)) / 16
rates = [0.1, 0.1, 0.05, 0.05, 0.02, 0.02, 0.01, 0.005]


def with_torch(make):
    weight = torch.nn.Parameter(torch.tensor(start))
    optimizer = make([weight])
    after = []
    for rate, gradient in zip(rates, gradients):
        optimizer.param_groups[0]["lr"] = rate
        weight.grad = torch.tensor(gradient)
        optimizer.step()
        after.append(weight.detach().tolist())
    return after


def rms_prop(decay, momentum, epsilon, weight_decay):
    weight, square, velocity = start.copy(), numpy.ones(SIZE), numpy.zeros(SIZE)
    after = []
    for rate, gradient in zip(rates, gradients):
        gradient = gradient + weight_decay * weight
        square = decay * square + (1 - decay) * gradient ** 2
        velocity = momentum * velocity + rate * gradient / numpy.sqrt(square + epsilon)
        weight = weight - velocity
        after.append(weight.tolist())
    return after


cases = {
    "sgd": with_torch(lambda p: torch.optim.SGD(p, lr=1)),
    "sgd momentum decay": with_torch(lambda p: torch.optim.SGD(p, lr=1, momentum=0.9, weight_decay=0.01)),
    "sgd nesterov": with_torch(lambda p: torch.optim.SGD(p, lr=1, momentum=0.9, weight_decay=0.01, nesterov=True)),
    "adamw": with_torch(lambda p: torch.optim.AdamW(p, lr=1, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.05)),
    "rmsprop paper": rms_prop(0.9, 0.9, 1.0, 4e-5),
    "rmsprop small epsilon": rms_prop(0.9, 0.5, 1e-3, 0.01),
}
path = pathlib.Path(__file__).parent.parent / "test/data/golden/training/optimizers.json"
path.parent.mkdir(parents=True, exist_ok=True)
document = {"start": start.tolist(), "gradients": gradients.tolist(), "rates": rates, "after": cases}
path.write_text(json.dumps(document, indent=1) + "\n")
