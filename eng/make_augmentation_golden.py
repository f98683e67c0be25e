#!/usr/bin/env python3
"""Writes test/data/golden/augmentation/pillow.json: what Pillow's ImageEnhance and ImageOps make of a small image.

Made with Debian 12's python3-pil 9.4.0. No randomness: the image is the formula below, which the test computes too.
Strengths become Pillow's parameters as in torchvision's RandAugment.
"""
import base64
import json
import pathlib

from PIL import Image, ImageEnhance, ImageOps

WIDTH, HEIGHT = 24, 20


def image():
    image = Image.new("RGB", (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            image.putpixel((x, y), tuple(20 + c * 9 + (x * 7 + y * (3 + c) + (x * y * 5 + c * 41) % 60) % (190 - 30 * c) for c in range(3)))
    return image


OPERATIONS = {
    "brightness": lambda image, s: ImageEnhance.Brightness(image).enhance(1 + 0.9 * s),
    "color": lambda image, s: ImageEnhance.Color(image).enhance(1 + 0.9 * s),
    "contrast": lambda image, s: ImageEnhance.Contrast(image).enhance(1 + 0.9 * s),
    "sharpness": lambda image, s: ImageEnhance.Sharpness(image).enhance(1 + 0.9 * s),
    "posterize": lambda image, s: ImageOps.posterize(image, 8 - round(4 * s)),
    "solarize": lambda image, s: ImageOps.solarize(image, round(256 * (1 - s))),
    "autoContrast": lambda image, s: ImageOps.autocontrast(image),
    "equalize": lambda image, s: ImageOps.equalize(image),
}
SIGNED = ("brightness", "color", "contrast", "sharpness")

cases = []
for name, operation in OPERATIONS.items():
    for strength in (-0.6, 0.3, 1.0) if name in SIGNED else (0.3, 0.8):
        pixels = operation(image(), strength).tobytes()
        cases.append({"operation": name, "strength": strength, "pixels": base64.b64encode(pixels).decode()})

folder = pathlib.Path(__file__).parent.parent / "test/data/golden/augmentation"
folder.mkdir(parents=True, exist_ok=True)
document = {"width": WIDTH, "height": HEIGHT, "cases": cases}
(folder / "pillow.json").write_text(json.dumps(document, indent=1) + "\n")
