#!/usr/bin/env python3
"""Writes src/MobileNetSharp.Datasets/Classification/Compositions.bin: which character two characters compose to in NFC.

Python 3.11's unicodedata (Unicode 14.0). Run as:  /usr/bin/python3 eng/make_compositions.py

UTF-16, little endian, three code units for each pair of the basic plane: base, mark, composed; ordered. Hangul is computed, not listed.
"""
import pathlib
import struct
import unicodedata

TARGET = pathlib.Path(__file__).parent.parent / "src/MobileNetSharp.Datasets/Classification/Compositions.bin"
HANGUL = range(0xAC00, 0xD7A4)

if __name__ == "__main__":
    pairs = []
    for code in range(0x80, 0x10000):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<") and code not in HANGUL and unicodedata.normalize("NFC", chr(code)) == chr(code):
            pairs.append((int(parts[0], 16), int(parts[1], 16), code))
    TARGET.write_bytes(b"".join(struct.pack("<HHH", *pair) for pair in sorted(pairs)))
