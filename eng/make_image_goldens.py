#!/usr/bin/env python3
"""Writes test/data/golden/images: small pictures of every format, and what Pillow makes of them.

Debian 12's python3-pil 9.4.0 (libjpeg-turbo 2.1.5, libwebp 1.2.4), python3-numpy 1.24.2, python3-torch 1.13.1; seed 2018.
Run as:  /usr/bin/python3 eng/make_image_goldens.py

NAME.EXT       an encoded picture
NAME.EXT.gz    gzip of int32 width, int32 height, and the RGB bytes of Pillow's exif_transpose + convert("RGB")
resize.gz      gzip of cases: 4 × int32 (width, height, new width, new height), then the SHA-256 of the source's RGB bytes
               and those of Image.resize with BILINEAR and BICUBIC; the source is noise() of the same name in the tests
tensorflow.gz  gzip of cases: 4 × int32, source bytes, then the float32 results of half-pixel, legacy and align-corners
"""
import gzip
import hashlib
import io
import pathlib
import struct
import zlib

import numpy
import torch
from PIL import Image, ImageCms, ImageDraw, ImageOps

FOLDER = pathlib.Path(__file__).parent.parent / "test/data/golden/images"
RANDOM = numpy.random.default_rng(2018)


def picture(width=31, height=23):
    """A gradient with an ellipse, a line and noise: smooth areas, sharp edges and detail, without symmetry."""
    y, x = numpy.mgrid[0:height, 0:width]
    rgb = numpy.stack([x * 255 // width, y * 255 // height, (x + 2 * y) * 5 % 256], axis=2)
    image = Image.fromarray(rgb.astype(numpy.uint8))
    draw = ImageDraw.Draw(image)
    draw.ellipse((3, 4, width // 2, height - 4), fill=(250, 40, 10))
    draw.line((width - 9, 1, width - 2, height - 3), fill=(5, 240, 90), width=2)
    noise = RANDOM.integers(-12, 13, (height, width, 3))
    return Image.fromarray(numpy.clip(numpy.asarray(image).astype(int) + noise, 0, 255).astype(numpy.uint8))


def alpha(image):
    return Image.fromarray((numpy.add.outer(numpy.arange(image.height) * 9, numpy.arange(image.width) * 3) % 256).astype(numpy.uint8))


def write_gzip(name, content):
    (FOLDER / name).write_bytes(gzip.compress(content, mtime=0))


def store(name, encoded, expected=None):
    """Stores an encoded picture and its pixels: Pillow's, but where the caller says what they must be."""
    (FOLDER / name).write_bytes(encoded)
    if expected is None:
        expected = ImageOps.exif_transpose(Image.open(io.BytesIO(encoded))).convert("RGB")
    write_gzip(name + ".gz", struct.pack("<ii", *expected.size) + expected.tobytes())


def encode(image, format, **options):
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


def orientation(value):
    exif = Image.Exif()
    exif[0x0112] = value
    return exif.tobytes()


def swapping_profile():
    """An sRGB profile whose red and green primaries are exchanged: applied, it would show at once."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red:red + 4], profile[green:green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width, height, depth, colour_type, passes, interlaced=0, extra=b""):
    """A PNG of the given passes, each a list of rows of bytes; Pillow writes neither 16-bit RGB nor interlaced files."""
    raw = b"".join(b"\0" + row for rows in passes for row in rows)
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def adam7(pixels):
    for x, y, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):
        yield [row.tobytes() for row in pixels[y::dy, x::dx]] if pixels[y::dy, x::dx].size else []


def bmp_rle8(indices, palette):
    """A run-length encoded BMP with runs and an absolute block; Pillow reads them, and does not write them."""
    height, width = indices.shape
    body = bytearray()
    for row in indices[::-1]:
        body += bytes([0, 6]) + row[:6].tobytes()
        for value in row[6:]:
            body += bytes([1, value])
        body += b"\0\0"
    body += b"\0\1"
    colours = b"".join(bytes([b, g, r, 0]) for r, g, b in palette)
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(body), 2835, 2835, len(palette), 0)
    offset = 14 + len(info) + len(colours)
    return struct.pack("<2sIHHI", b"BM", offset + len(body), 0, 0, offset) + info + colours + bytes(body)


def bmp_top_down(image):
    rows = b"".join(row[:, ::-1].tobytes().ljust((image.width * 3 + 3) // 4 * 4, b"\0") for row in numpy.asarray(image))
    info = struct.pack("<IiiHHIIiiII", 40, image.width, -image.height, 1, 24, 0, len(rows), 2835, 2835, 0, 0)
    return struct.pack("<2sIHHI", b"BM", 54 + len(rows), 0, 0, 54) + info + rows


def jpegs(image):
    for name, subsampling in (("444", 0), ("422", 1), ("420", 2)):
        store(f"baseline_{name}.jpg", encode(image, "JPEG", quality=90, subsampling=subsampling))
    store("progressive.jpg", encode(image, "JPEG", quality=85, progressive=True))
    store("low_quality.jpg", encode(image, "JPEG", quality=10))
    store("grey.jpg", encode(image.convert("L"), "JPEG"))
    store("cmyk.jpg", encode(image.convert("CMYK"), "JPEG", quality=95))
    store("colour_profile.jpg", encode(image, "JPEG", icc_profile=swapping_profile()))
    store("one_pixel.jpg", encode(image.crop((9, 9, 10, 10)), "JPEG"))
    store("trailing_bytes.jpg", encode(image, "JPEG") + bytes(range(64)))
    for value in range(1, 9):
        store(f"orientation_{value}.jpg", encode(image, "JPEG", quality=95, exif=orientation(value)))


def pngs(image):
    rgb = numpy.asarray(image)
    store("rgb.png", encode(image, "PNG"))
    store("grey.png", encode(image.convert("L"), "PNG"))
    store("one_bit.png", encode(image.convert("1"), "PNG"))
    store("palette.png", encode(image.quantize(40), "PNG"))
    store("palette_4bit.png", encode(image.quantize(11), "PNG", bits=4))
    store("palette_transparent.png", encode(image.quantize(40), "PNG", transparency=bytes(range(0, 240, 6))))
    grey_alpha = image.convert("L").convert("LA")
    grey_alpha.putalpha(alpha(image))
    store("grey_alpha.png", encode(grey_alpha, "PNG"))
    with_alpha = image.convert("RGBA")
    with_alpha.putalpha(alpha(image))
    store("alpha.png", encode(with_alpha, "PNG"))
    store("grey_transparent.png", encode(image.convert("L"), "PNG", transparency=100))
    store("colour_profile.png", encode(image, "PNG", icc_profile=swapping_profile()))
    store("orientation_6.png", encode(image, "PNG", exif=orientation(6)))
    store("interlaced.png", png(image.width, image.height, 8, 2, adam7(rgb), interlaced=1))
    store("interlaced_grey_3x2.png", png(3, 2, 8, 0, adam7(rgb[:2, :3, 0].copy()), interlaced=1))
    gamma = chunk(b"gAMA", struct.pack(">I", 100000))
    store("gamma.png", png(image.width, image.height, 8, 2, [[row.tobytes() for row in rgb]], extra=gamma))
    sixteen = (rgb.astype(">u2") * 256 + RANDOM.integers(0, 256, rgb.shape)).astype(">u2")
    store("rgb_16bit.png", png(image.width, image.height, 16, 2, [[row.tobytes() for row in sixteen]]))
    # Pillow clips 16-bit grey at 255, which is of no use to anyone: the high byte is what must come out.
    high = Image.fromarray((sixteen[..., 0] >> 8).astype(numpy.uint8)).convert("RGB")
    store("grey_16bit.png", png(image.width, image.height, 16, 0, [[row.tobytes() for row in sixteen[..., 0]]]), high)


def others(image):
    with_alpha = image.convert("RGBA")
    with_alpha.putalpha(alpha(image))
    store("lossy.webp", encode(image, "WEBP", quality=80))
    store("lossless.webp", encode(image, "WEBP", lossless=True))
    store("lossy_alpha.webp", encode(with_alpha, "WEBP", quality=80))
    store("lossless_alpha.webp", encode(with_alpha, "WEBP", lossless=True, exact=True))
    store("animated.webp", encode(image, "WEBP", save_all=True, append_images=[image.rotate(90)], lossless=True))
    store("orientation_8.webp", encode(image, "WEBP", lossless=True, exif=orientation(8)))
    store("rgb.bmp", encode(image, "BMP"))
    store("grey.bmp", encode(image.convert("L"), "BMP"))
    store("one_bit.bmp", encode(image.convert("1"), "BMP"))
    store("palette.bmp", encode(image.quantize(40), "BMP"))
    store("alpha.bmp", encode(with_alpha, "BMP"))
    store("top_down.bmp", bmp_top_down(image))
    palette = numpy.array(image.quantize(40).getpalette()[:120]).reshape(40, 3)
    store("run_length.bmp", bmp_rle8(numpy.asarray(image.quantize(40)), palette.tolist()))
    store("still.gif", encode(image, "GIF"))
    store("interlaced.gif", encode(image.quantize(64), "GIF", interlace=1))
    store("animated.gif", encode(image, "GIF", save_all=True, append_images=[image.rotate(180), image.rotate(90)], loop=0))
    # The decoder says transparent, and not which colour the palette has there: black, where Pillow gives the palette's.
    indexed = image.quantize(32)
    black = numpy.where(numpy.asarray(indexed)[..., None] == 3, 0, numpy.asarray(indexed.convert("RGB"))).astype(numpy.uint8)
    store("transparent.gif", encode(indexed, "GIF", transparency=3), Image.fromarray(black))


def noise(width, height, number):
    """Bytes that the tests make again: the high byte of a 32-bit linear congruential generator."""
    state, values = numpy.uint64(number), numpy.empty(width * height * 3, numpy.uint8)
    for i in range(values.size):
        state = (state * numpy.uint64(1664525) + numpy.uint64(1013904223)) & numpy.uint64(0xFFFFFFFF)
        values[i] = state >> numpy.uint64(24)
    return values.reshape(height, width, 3)


def sizes(count, largest):
    """Sizes from 1 up, spread evenly over the orders of magnitude; some keep a side or have a side of one pixel."""
    for number in range(count):
        width, height, new_width, new_height = (int(largest ** RANDOM.uniform(0, 1)) for _ in range(4))
        width, height = (1 if number % 10 == 0 else width), (1 if number % 10 == 1 else height)
        yield number, width, height, (width if number % 10 == 2 else new_width), (height if number % 10 == 3 else new_height)


def resizes():
    special = [(500, 375, 224, 224), (224, 224, 224, 224), (300, 200, 7, 5), (5, 7, 200, 300), (64, 64, 128, 32), (333, 1, 224, 1)]
    cases = [case[1:] for case in sizes(120, 200)] + special
    content = b""
    for number, (width, height, new_width, new_height) in enumerate(cases):
        pixels = noise(width, height, number)
        # Half of the cases are black and white only: there the cubic filter overshoots most.
        pixels = pixels if number % 2 == 0 else (pixels >> 7) * numpy.uint8(255)
        image = Image.fromarray(pixels)
        content += struct.pack("<4i", width, height, new_width, new_height) + hashlib.sha256(pixels.tobytes()).digest()
        for method in (Image.BILINEAR, Image.BICUBIC):
            content += hashlib.sha256(image.resize((new_width, new_height), method).tobytes()).digest()
    write_gzip("resize.gz", content)


def legacy(pixels, width, height):
    """tf.image.resize_bilinear of TensorFlow 1: source = target · scale, in double."""
    def axis(size, new_size):
        source = numpy.arange(new_size) * (size / new_size)
        lower = numpy.floor(source).astype(int)
        return lower, numpy.minimum(lower + 1, size - 1), source - lower
    (top, bottom, down), (left, right, across) = axis(pixels.shape[0], height), axis(pixels.shape[1], width)
    across, down = across[None, :, None], down[:, None, None]
    above = pixels[top][:, left] * (1 - across) + pixels[top][:, right] * across
    below = pixels[bottom][:, left] * (1 - across) + pixels[bottom][:, right] * across
    return above * (1 - down) + below * down


def tensorflow():
    content = b""
    for number, width, height, new_width, new_height in sizes(40, 24):
        pixels = noise(width, height, number)
        content += struct.pack("<4i", width, height, new_width, new_height) + pixels.tobytes()
        planes = torch.from_numpy(pixels.astype(numpy.float64)).permute(2, 0, 1)[None]
        half_pixel, align_corners = (
            torch.nn.functional.interpolate(planes, (new_height, new_width), mode="bilinear", align_corners=corners)[0].permute(1, 2, 0).numpy()
            for corners in (False, True))
        for result in (half_pixel, legacy(pixels.astype(float), new_width, new_height), align_corners):
            content += result.astype("<f4").tobytes()
    write_gzip("tensorflow.gz", content)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    jpegs(picture())
    pngs(picture())
    others(picture())
    resizes()
    tensorflow()
