"""Writes test/data/golden/torch: small files by PyTorch itself, as training scripts save them, and torchvision's names and shapes.

Made with Debian 12's python3-torch 1.13.0 and python3-torchvision 0.14.1; no random numbers.
Run from the repository's root: /usr/bin/python3 eng/make_torch_goldens.py
"""
import argparse
import os
import pathlib
from collections import OrderedDict, defaultdict

import numpy as np
import torch
from torch import nn
from torchvision.models import mobilenet_v2

FOLDER = "test/data/golden/torch"


def tensors():
    """A tensor of each type that is read, and each way of lying in a storage; element i of a storage is i (int8: i - 3)."""
    base = torch.arange(24, dtype=torch.float32)
    return OrderedDict([
        ("float32", torch.arange(6, dtype=torch.float32).reshape(2, 3)),
        ("float16", torch.arange(3, dtype=torch.float16)),
        ("bfloat16", torch.arange(3, dtype=torch.bfloat16)),
        ("int8", torch.arange(-3, 4, dtype=torch.int8)),
        ("uint8", torch.arange(3, dtype=torch.uint8)),
        ("int32", torch.arange(3, dtype=torch.int32)),
        ("int64", torch.tensor(1 << 40)),
        ("empty", torch.zeros(0, 5)),
        ("parameter", torch.nn.Parameter(torch.arange(2, dtype=torch.float32))),
        ("shared.all", base),
        ("shared.part", base[4:10]),
        ("shared.transposed", base.reshape(4, 6).t()),
        ("shared.stepped", base.reshape(4, 6)[1::2, ::3]),
    ])


def save(value, name, **options):
    torch.save(value, os.path.join(FOLDER, name), **options)


def state(prefix="", value=1):
    """A network of two tensors; what is not of the network holds other values."""
    return OrderedDict([(f"{prefix}a", torch.full((2,), float(value))), (f"{prefix}b", torch.zeros(1))])


class Command:
    """Runs a program wherever a pickle is really loaded."""

    def __reduce__(self):
        return os.system, ("touch /tmp/a-checkpoint-ran-this",)


def checkpoints():
    """What training scripts save around a network."""
    network = nn.Sequential(OrderedDict(a=nn.Conv2d(1, 2, 1), b=nn.BatchNorm2d(2)))
    for i, tensor in enumerate(network.state_dict().values()):
        tensor.fill_(i)
    optimizer = torch.optim.AdamW(network.parameters())
    network(torch.ones(2, 1, 1, 1)).sum().backward()
    optimizer.step()
    for i, tensor in enumerate(network.state_dict().values()):
        tensor.fill_(i)
    args = argparse.Namespace(data_path="imagenet", lr=0.045, output_dir=pathlib.PurePosixPath("out"), seed=1 << 80)
    average = OrderedDict([("n_averaged", torch.tensor(5)), *state("module.", 2).items()])
    yield "compiled", state("_orig_mod.")
    yield "compiled_parallel", state("module._orig_mod.")
    yield "torchvision_script", {
        "model": state(), "optimizer": optimizer.state_dict(), "lr_scheduler": {"milestones": defaultdict(int, {3: 1}), "last_epoch": 3},
        "epoch": 3, "args": args, "model_ema": average, "scaler": {"scale": 65536.0, "_growth_tracker": 0}}
    yield "average_first", {"model_ema": average, "epoch": 3, "model": state()}
    yield "average_only", {"epoch": 3, "ema_state_dict": OrderedDict([("n_averaged", torch.tensor(5)), *state("module.").items()])}
    yield "tutorial", {
        "epoch": 3, "model_state_dict": state(), "optimizer_state_dict": optimizer.state_dict(), "loss": torch.tensor(0.5, dtype=torch.float64),
        "accuracy": np.float64(71.9), "random": (np.random.RandomState(1).get_state(), torch.zeros(16, dtype=torch.uint8)), "saved by": {"me", "you"}}
    yield "lightning", {
        "epoch": 3, "pytorch-lightning_version": "1.9", "state_dict": state("model."), "callbacks": {"best": {"score": torch.tensor(0.7)}},
        "hyper_parameters": args}
    yield "other_name", {"epoch": 3, "generator weights, final": state(), "optim": [optimizer.state_dict()]}
    yield "parallel_module", nn.DataParallel(network)
    yield "detector", {"epoch": -1, "best_fitness": np.float32(0.5), "model": network.half(), "ema": None, "opt": vars(args), "date": "2023-01-01"}
    yield "command", {"state_dict": state(), "callback": Command()}


os.makedirs(FOLDER, exist_ok=True)
for name, content in checkpoints():
    save(content, f"kind_{name}.pth")
save({"model": state()}, "kind_protocol_4.pth", pickle_protocol=4)
for name, options in (("zip", {}), ("legacy", {"_use_new_zipfile_serialization": False})):
    save(tensors(), f"types_{name}.pth", **options)
    save({"epoch": 300, "lr": 0.045, "state_dict": {"module.a": torch.ones(2), "module.b": torch.zeros(1)}, "best": None},
         f"training_{name}.pth", **options)
    save(torch.nn.Linear(1, 1), f"module_{name}.pth", **options)
    save({"a": torch.zeros(2, dtype=torch.float64)}, f"double_{name}.pth", **options)
save({"a": torch.ones(1).expand(1000)}, "expanded.pth")
torch.jit.script(torch.nn.ReLU6()).save(os.path.join(FOLDER, "script.pth"))
for width in (0.35, 1.0, 1.4):
    with open(os.path.join(FOLDER, f"mobilenet_v2_{width}.txt"), "w", encoding="ascii") as out:
        for name, tensor in mobilenet_v2(width_mult=width).state_dict().items():
            out.write(f"{name} {','.join(map(str, tensor.shape))}\n")
