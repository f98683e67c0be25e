"""Writes test/data/golden/torch: small files by PyTorch itself, and torchvision's names and shapes.

Made with Debian 12's python3-torch 1.13.0 and python3-torchvision 0.14.1; no random numbers.
Run from the repository's root: /usr/bin/python3 eng/make_torch_goldens.py
"""
import os
from collections import OrderedDict

import torch
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


os.makedirs(FOLDER, exist_ok=True)
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
