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


def jpeg_with_restarts(levels, interval):
    """A grey JPEG of flat blocks with restart markers, which Pillow reads and does not write: all AC codes are one end-of-block bit."""
    height, width = levels.shape
    segments = [(0xDB, bytes([0] + [8] * 64)), (0xC0, struct.pack(">BHHB", 8, height * 8, width * 8, 1) + bytes([1, 0x11, 0])),
                (0xC4, bytes([0x00, 0, 0, 0, 12] + [0] * 12) + bytes(range(12))), (0xC4, bytes([0x10, 1] + [0] * 15 + [0])),
                (0xDD, struct.pack(">H", interval)), (0xDA, bytes([1, 1, 0, 0, 63, 0]))]
    data = b"\xff\xd8" + b"".join(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body for marker, body in segments)
    flat = [int(level) - 128 for level in levels.flatten()]
    for start in range(0, len(flat), interval):
        bits, before = "", 0
        for level in flat[start:start + interval]:
            difference, before = level - before, level
            size = abs(difference).bit_length()
            value = difference if difference > 0 else difference + (1 << size) - 1
            bits += f"{size:04b}" + (f"{value:0{size}b}" if size else "") + "0"
        bits += "1" * (-len(bits) % 8)
        data += bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)).replace(b"\xff", b"\xff\0")
        if start + interval < len(flat):
            data += bytes([0xFF, 0xD0 + start // interval % 8])
    return data + b"\xff\xd9"


def tiff(tags, chunks, order="<"):
    """A TIFF of one directory: tags are (tag, type, values); the data are a list of strips or tiles. Pillow writes neither tiles nor 16-bit colour."""
    layout = {3: "H", 4: "I"}
    body, offsets = b"", []
    for piece in chunks:
        offsets.append(8 + len(body))
        body += piece + b"\0" * (len(piece) % 2)
    tiled = any(tag == 322 for tag, _, _ in tags)
    tags = sorted(tags + [(324 if tiled else 273, 4, offsets), (325 if tiled else 279, 4, [len(piece) for piece in chunks])])
    directory = 8 + len(body)
    entries, extra = b"", b""
    for tag, kind, values in tags:
        packed = struct.pack(f"{order}{len(values)}{layout[kind]}", *values)
        if len(packed) > 4:
            place = directory + 2 + 12 * len(tags) + 4 + len(extra)
            extra += packed
            packed = struct.pack(f"{order}I", place)
        entries += struct.pack(f"{order}HHI", tag, kind, len(values)) + packed.ljust(4, b"\0")
    return ((b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", directory) + body
            + struct.pack(f"{order}H", len(tags)) + entries + b"\0\0\0\0" + extra)


def tiff_tags(width, height, bits, samples, photometric, compression=1, planar=1, extra=()):
    return [(256, 3, [width]), (257, 3, [height]), (258, 3, [bits] * samples), (259, 3, [compression]), (262, 3, [photometric]),
            (277, 3, [samples]), (284, 3, [planar]), *extra]


def tiffs(image):
    rgb = numpy.asarray(image)
    height, width, _ = rgb.shape
    for name in ("raw", "packbits", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate"):
        store(f"rgb_{name.removeprefix('tiff_')}.tif", encode(image, "TIFF", compression=name))
    store("lzw_predictor.tif", encode(image, "TIFF", compression="tiff_lzw", tiffinfo={317: 2}))
    store("grey.tif", encode(image.convert("L"), "TIFF", compression="tiff_lzw"))
    store("palette.tif", encode(image.quantize(40), "TIFF", compression="packbits"))
    store("one_bit.tif", encode(image.convert("1"), "TIFF"))
    store("fax_group4.tif", encode(image.convert("1"), "TIFF", compression="group4"))
    with_alpha = image.convert("RGBA")
    with_alpha.putalpha(alpha(image))
    store("alpha.tif", encode(with_alpha, "TIFF", compression="tiff_lzw"))
    store("orientation_6.tif", encode(image, "TIFF", compression="tiff_lzw", tiffinfo={274: 6}), image.transpose(Image.ROTATE_270))
    store("pages.tif", encode(image, "TIFF", save_all=True, append_images=[image.rotate(180), image.convert("L")]))
    # Lossy, and colours that are converted: the tests allow a small difference.
    store("cmyk.tif", encode(image.convert("CMYK"), "TIFF"))
    store("jpeg.tif", encode(image, "TIFF", compression="jpeg", quality=90))
    sixteen = (rgb.astype("<u2") * 256 + numpy.random.default_rng(2026).integers(0, 256, rgb.shape)).astype("<u2")
    for order, name in (("<", "little"), (">", "big")):
        rows = [numpy.ascontiguousarray(sixteen[y:y + 8]).astype(f"{order}u2").tobytes() for y in range(0, height, 8)]
        store(f"rgb_16bit_{name}.tif", tiff(tiff_tags(width, height, 16, 3, 2, extra=[(278, 3, [8])]), rows, order), image)
    grey = Image.fromarray(rgb[..., 0].copy()).convert("RGB")
    rows = [zlib.compress(sixteen[..., 0].tobytes())]
    store("grey_16bit.tif", tiff(tiff_tags(width, height, 16, 1, 1, compression=8, extra=[(278, 3, [height])]), rows), grey)
    padded = numpy.zeros((32, 32, 3), numpy.uint8)
    padded[:height, :width] = rgb
    tiles = [zlib.compress(padded[y:y + 16, x:x + 16].tobytes()) for y in (0, 16) for x in (0, 16)]
    store("tiles.tif", tiff(tiff_tags(width, height, 8, 3, 2, compression=8, extra=[(322, 3, [16]), (323, 3, [16])]), tiles))
    planes = [rgb[..., channel].tobytes() for channel in range(3)]
    store("planes.tif", tiff(tiff_tags(width, height, 8, 3, 2, planar=2, extra=[(278, 3, [height])]), planes))
    four = numpy.asarray(image.convert("L")) >> 4
    packed = numpy.pad(four, ((0, 0), (0, width % 2)))
    packed = (packed[:, ::2] << 4 | packed[:, 1::2]).astype(numpy.uint8)
    store("grey_4bit.tif", tiff(tiff_tags(width, height, 4, 1, 0, extra=[(278, 3, [height])]), [packed.tobytes()]),
          Image.fromarray(((15 - four) * 17).astype(numpy.uint8)).convert("RGB"))


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
    tiffs(picture())
    store("restart_markers.jpg", jpeg_with_restarts(numpy.random.default_rng(2026).integers(0, 256, (5, 7)), 3))
