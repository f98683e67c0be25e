"""Writes test/data/golden/safetensors/spec.safetensors from the format's description alone (Python 3, no package).

https://github.com/huggingface/safetensors#format: u64 header length, JSON header, data; here with the tensors in the order of
element size and name, and the header padded with spaces to 8 bytes. Element i of every tensor is i.
Run from the repository's root: python3 eng/make_safetensors_golden.py
"""
import json
import os
import struct

# name, dtype, shape, bytes
TENSORS = [
    ("int64", "I64", [], struct.pack("<q", 0)),
    ("empty", "F32", [0, 3], b""),
    ("float32", "F32", [2, 3], struct.pack("<6f", *range(6))),
    ("int32", "I32", [3], struct.pack("<3i", *range(3))),
    ("bfloat16", "BF16", [3], b"".join(struct.pack("<f", i)[2:] for i in range(3))),
    ("float16", "F16", [3], struct.pack("<3e", *range(3))),
    ("int8", "I8", [3], bytes(range(3))),
    ("uint8", "U8", [1, 3, 1, 1], bytes(range(3))),
]

header, data = {"__metadata__": {"format": "pt", "näme": "\"quoted\" <é>"}}, b""
for name, dtype, shape, content in TENSORS:
    header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
    data += content
text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
text += b" " * (-(8 + len(text)) % 8)
os.makedirs("test/data/golden/safetensors", exist_ok=True)
with open("test/data/golden/safetensors/spec.safetensors", "wb") as out:
    out.write(struct.pack("<Q", len(text)) + text + data)
