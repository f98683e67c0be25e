#!/usr/bin/env python3
"""Draws docs/images/clock.jpg, a photograph-like JPEG for the tests: a wall clock, drawn by us from primitives.

Run with Debian's python3-pil 9.4 and python3-numpy: /usr/bin/python3 eng/draw_readme_picture.py
"""
import math
import pathlib

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIDE = 480
SCALE = 4  # drawn larger and reduced, for smooth edges
ROMAN = ["XII", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI"]


def wall(rng):
    """A plastered wall in the light of a window on the left."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    light = 205 - 55 * x - 25 * y + rng.normal(0, 2.5, (SIDE, SIDE))
    return Image.fromarray(np.clip(np.stack([light, light * 0.95, light * 0.84], -1), 0, 255).astype(np.uint8))


def point(angle, radius, centre):
    return centre + radius * math.sin(angle), centre - radius * math.cos(angle)


def disc(draw, centre, radius, colour):
    draw.ellipse([centre - radius, centre - radius, centre + radius, centre + radius], fill=colour)


def hand(draw, centre, angle, length, width, colour):
    tail = point(angle + math.pi, length * 0.18, centre)
    tip = point(angle, length, centre)
    dx, dy = width * math.cos(angle), width * math.sin(angle)
    draw.polygon([(tail[0] - dx, tail[1] - dy), (tail[0] + dx, tail[1] + dy),
                  (tip[0] + dx * 0.4, tip[1] + dy * 0.4), (tip[0] - dx * 0.4, tip[1] - dy * 0.4)], fill=colour)


def numeral(draw, text, angle, radius, centre):
    """Roman numerals from strokes, upright to the centre, so that no font is needed."""
    width, height, gap = 3 * SCALE, 13 * SCALE, 9 * SCALE
    widths = {"I": gap * 0.7, "V": gap * 1.5, "X": gap * 1.5}
    at = -sum(widths[letter] for letter in text) / 2

    def place(u, v):
        cx, cy = point(angle, radius, centre)
        return (cx + u * math.cos(angle) - v * math.sin(angle), cy + u * math.sin(angle) + v * math.cos(angle))

    for letter in text:
        mid, half = at + widths[letter] / 2, widths[letter] * 0.32
        strokes = {"I": [((mid, -height), (mid, height))],
                   "V": [((mid - half, -height), (mid, height)), ((mid, height), (mid + half, -height))],
                   "X": [((mid - half, -height), (mid + half, height)), ((mid - half, height), (mid + half, -height))]}
        for a, b in strokes[letter]:
            draw.line([place(*a), place(*b)], fill=(25, 22, 20), width=width)
        at += widths[letter]


def clock():
    size, centre = SIDE * SCALE, SIDE * SCALE // 2
    image = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for radius, colour in [(205, (58, 34, 20)), (200, (104, 64, 36)), (188, (126, 82, 48)), (180, (70, 42, 24)), (174, (246, 241, 226))]:
        disc(draw, centre, radius * SCALE, colour + (255,))
    for minute in range(60):
        angle, long = 2 * math.pi * minute / 60, minute % 5 == 0
        draw.line([point(angle, 166 * SCALE, centre), point(angle, (154 if long else 160) * SCALE, centre)],
                  fill=(25, 22, 20, 255), width=(4 if long else 2) * SCALE)
    for hour, text in enumerate(ROMAN):
        numeral(draw, text, 2 * math.pi * hour / 12, 132 * SCALE, centre)
    hand(draw, centre, 2 * math.pi * (10 + 9 / 60) / 12, 88 * SCALE, 6 * SCALE, (20, 18, 18, 255))
    hand(draw, centre, 2 * math.pi * 9 / 60, 138 * SCALE, 4.5 * SCALE, (20, 18, 18, 255))
    hand(draw, centre, 2 * math.pi * 35 / 60, 148 * SCALE, 1.4 * SCALE, (150, 30, 24, 255))
    disc(draw, centre, 7 * SCALE, (20, 18, 18, 255))
    return image.resize((SIDE, SIDE), Image.LANCZOS)


def main():
    picture = wall(np.random.default_rng(2018)).convert("RGBA")
    face = clock()
    shadow = Image.new("RGBA", face.size, (0, 0, 0, 0))
    shadow.putalpha(face.getchannel("A").point(lambda a: a * 0.55))
    picture.alpha_composite(shadow.filter(ImageFilter.GaussianBlur(9)), (12, 16))
    picture.alpha_composite(face)
    target = pathlib.Path(__file__).resolve().parent.parent / "docs/images/clock.jpg"
    picture.convert("RGB").save(target, quality=88)
    print(target, target.stat().st_size, "bytes")


main()
