#!/usr/bin/env python3
"""Writes test/data/golden/images/fit.gz: what Pillow's LANCZOS, NEAREST and ImageOps.fit make of small pictures.

Debian 12's python3-pil 9.4.0, python3-numpy 1.24.2; seed 2019.
Run as:  /usr/bin/python3 eng/make_fit_golden.py

gzip of cases: 4 × int32 (width, height, new width, new height), the SHA-256 of the source's RGB bytes, those of Image.resize with
LANCZOS and NEAREST, then those of ImageOps.fit with BILINEAR, BICUBIC, LANCZOS and NEAREST; the source is noise() of the same
number in the tests.
"""
import gzip
import hashlib
import pathlib
import struct

import numpy
from PIL import Image, ImageOps

TARGET = pathlib.Path(__file__).parent.parent / "test/data/golden/images/fit.gz"
RANDOM = numpy.random.default_rng(2019)


def noise(width, height, number):
    """RGB bytes from a linear congruential generator, the same in the tests."""
    state, bytes = number, bytearray()
    for _ in range(width * height * 3):
        state = (state * 1664525 + 1013904223) % 2**32
        bytes.append(state >> 24)
    return numpy.frombuffer(bytes, numpy.uint8).reshape(height, width, 3)


def digest(image):
    return hashlib.sha256(image.tobytes()).digest()


cases = [(80, 60, 32, 32), (61, 80, 32, 32), (32, 32, 32, 32), (97, 31, 24, 24), (20, 33, 48, 48), (75, 50, 48, 27), (40, 90, 33, 20), (1, 9, 4, 4)]
cases += [tuple(int(v) for v in RANDOM.integers(1, 90, 4)) for _ in range(60)]
content = b""
for number, (width, height, new_width, new_height) in enumerate(cases):
    image, size = Image.fromarray(noise(width, height, number)), (new_width, new_height)
    content += struct.pack("<4i", width, height, *size) + digest(image)
    content += b"".join(digest(image.resize(size, method)) for method in (Image.LANCZOS, Image.NEAREST))
    content += b"".join(digest(ImageOps.fit(image, size, method)) for method in (Image.BILINEAR, Image.BICUBIC, Image.LANCZOS, Image.NEAREST))
TARGET.write_bytes(gzip.compress(content, mtime=0))
