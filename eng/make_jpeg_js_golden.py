#!/usr/bin/env python3
"""Writes test/data/golden/detection/jpeg_js/: by how much the pixels that jpeg-js gives for some images differ from libjpeg-turbo's.

The results in the verification data's expected/mobile_object_localizer.json and expected/ssd_mobilenetv2_oidv4_fp16.json are of
images that jpeg-js decoded, which repeats chroma and cuts colors off to whole numbers. Each file has, under gzip, a signed byte for
each value (y, x, channel) of the image after the bilinear resize that is stated there: jpeg-js's minus libjpeg-turbo's (Pillow's).

    npm ci --prefix eng/check-tflite                          # jpeg-js 0.4.4
    /usr/bin/python3 eng/make_jpeg_js_golden.py ../shared/data     # Python 3.11, numpy 1.24.2, python3-pil 9.4.0, Node.js 20
"""
import gzip
import pathlib
import subprocess
import sys

import numpy
from PIL import Image

HERE = pathlib.Path(__file__).parent
FOLDER = HERE.parent / "test/data/golden/detection/jpeg_js"
DECODE = """
import jpeg from 'jpeg-js';
import { readFileSync } from 'node:fs';
process.stdout.write(jpeg.decode(readFileSync(process.argv[1]), { useTArray: true, formatAsRGBA: false }).data);
"""


def jpeg_js(path, shape):
    command = ["node", "--input-type=module", "-e", DECODE, str(path.resolve())]
    pixels = subprocess.run(command, cwd=HERE / "check-tflite", check=True, stdout=subprocess.PIPE).stdout
    return numpy.frombuffer(pixels, numpy.uint8).reshape(shape)


def resize(pixels, positions, blend, round_half):
    """Bilinear with the centers of pixels at one half, without antialiasing; in the arithmetic of each of the programs."""
    def taps(length):
        at = positions(length)
        low = numpy.floor(at).astype(int)
        return numpy.clip(low, 0, length - 1), numpy.minimum(low + 1, length - 1), at - numpy.floor(at)

    top, bottom, down = taps(pixels.shape[0])
    left, right, across = taps(pixels.shape[1])
    pixels, across = pixels.astype(across.dtype), across[None, :, None]
    upper = blend(pixels[top][:, left], pixels[top][:, right], across)
    lower = blend(pixels[bottom][:, left], pixels[bottom][:, right], across)
    return round_half(blend(upper, lower, down[:, None, None])).astype(numpy.int16)


def resize_theirs(pixels, size):
    return resize(
        pixels, lambda length: (numpy.arange(size) + 0.5) * length / size - 0.5,
        lambda a, b, share: a * (1 - share) + b * share, lambda values: numpy.floor(values + 0.5))


def resize_ours(pixels, size):
    single, half = numpy.float32, numpy.float32(0.5)
    return resize(
        pixels, lambda length: (numpy.arange(size, dtype=single) + half) * (single(length) / single(size)) - half,
        lambda a, b, share: a + (b - a) * share, numpy.round)


def write(image, size):
    path = pathlib.Path(sys.argv[1]) / "images" / image
    ours = numpy.asarray(Image.open(path).convert("RGB"))
    difference = (resize_theirs(jpeg_js(path, ours.shape), size) - resize_ours(ours, size)).astype(numpy.int8)
    FOLDER.mkdir(parents=True, exist_ok=True)
    packed = gzip.compress(difference.tobytes(), mtime=0)
    (FOLDER / f"{path.stem}_{size}.i8.gz").write_bytes(packed)
    print(f"{path.stem}, {size}: {numpy.abs(difference).max()} at most, {len(packed)} bytes")


if __name__ == "__main__":
    for name in ("cats_and_dogs.jpg", "coco64/000000000009.jpg", "coco64/000000000025.jpg"):
        write(name, 192)
        write(name, 300)
