#!/usr/bin/env python3
"""Writes small .tflite files with the operators that converters leave around MobileNets, each with a JSON of its input.

    python3 eng/make_tflite_goldens.py test/data/golden/tflite
    node eng/check-tflite/record.mjs test/data/golden/tflite     # adds the outputs that TFLite itself gives

Only Python's standard library, seed 1; the FlatBuffer is written here, apart from the library's own writer. Numbers of
operators and fields: tensorflow/compiler/mlir/lite/schema/schema.fbs. Weights are multiples of 1/16, exact in float32.
"""
import json
import pathlib
import random
import struct
import sys

FLOAT, INT32, UINT8, INT64 = 0, 2, 3, 4
FORMATS = {FLOAT: "f", INT32: "i", UINT8: "B", INT64: "q"}
SAME, VALID = 0, 1
NONE, RELU6 = 0, 3
ADD, AVERAGE_POOL, CONCATENATION, CONV, DEPTHWISE, FULLY_CONNECTED, MAX_POOL, MUL = 0, 1, 2, 3, 4, 9, 17, 18
RESHAPE, RESIZE_BILINEAR, SOFTMAX, PAD, TRANSPOSE, MEAN, SUB, DIV, SQUEEZE = 22, 23, 25, 34, 39, 40, 41, 42, 43
STRIDED_SLICE, SPLIT, CAST, PRELU, MAXIMUM, ARG_MAX, MINIMUM, NEG, PADV2, SLICE = 45, 49, 53, 54, 55, 56, 57, 59, 60, 65
EXPAND_DIMS, SUM, SHAPE, REDUCE_MAX, PACK, LEAKY_RELU, ABS, SPLIT_V, REVERSE, HARD_SWISH, RELU_0_TO_1 = 70, 74, 77, 82, 83, 98, 101, 102, 105, 117, 152
OPTIONS = {
    CONV: 1, DEPTHWISE: 2, AVERAGE_POOL: 5, MAX_POOL: 5, FULLY_CONNECTED: 8, SOFTMAX: 9, CONCATENATION: 10, ADD: 11, RESIZE_BILINEAR: 15,
    RESHAPE: 17, MUL: 21, PAD: 22, TRANSPOSE: 26, MEAN: 27, SUM: 27, REDUCE_MAX: 27, SUB: 28, DIV: 29, SQUEEZE: 30, STRIDED_SLICE: 32,
    SPLIT: 35, CAST: 37, MAXIMUM: 39, MINIMUM: 39, ARG_MAX: 40, NEG: 42, PADV2: 43, SLICE: 48, EXPAND_DIMS: 52, SHAPE: 55, PACK: 59,
    LEAKY_RELU: 75, ABS: 78, SPLIT_V: 79, REVERSE: 81, HARD_SWISH: 91,
}
random.seed(1)


class Byte(int):
    """A scalar of one byte; other integers take four, booleans one."""


def flatbuffer(root, identifier=b"TFL3"):
    """Tables are dicts by field number; lists of dicts, of ints and of floats, strings and bytes are referred to."""
    out, waiting = bytearray(4) + identifier, [(0, root)]
    while waiting:
        at, value = waiting.pop(0)
        if isinstance(value, dict):
            fields, size = [], 4
            for field, content in sorted(value.items()):
                inline = struct.pack("<B", content) if isinstance(content, (Byte, bool)) else struct.pack("<i", content) \
                    if isinstance(content, int) else struct.pack("<f", content) if isinstance(content, float) else None
                width = len(inline) if inline else 4
                size += -size % width
                fields.append((field, size, inline, content))
                size += width
            vtable = [0] * (max(value, default=-1) + 1)
            for field, offset, _, _ in fields:
                vtable[field] = offset
            header = struct.pack(f"<HH{len(vtable)}H", 4 + 2 * len(vtable), size, *vtable)
            out += bytes(-(len(out) + len(header)) % 8) + header
            position = len(out)
            out += struct.pack("<i", len(header)) + bytes(size - 4)
            for _, offset, inline, content in fields:
                if inline:
                    out[position + offset:position + offset + len(inline)] = inline
                else:
                    waiting.append((position + offset, content))
        elif isinstance(value, (bytes, str)):
            data = value.encode() if isinstance(value, str) else value
            out += bytes(-(len(out) + 4) % 16)
            position = len(out)
            out += struct.pack("<I", len(data)) + data + bytes(1)
        else:
            out += bytes(-len(out) % 4)
            position = len(out)
            out += struct.pack("<I", len(value))
            for item in value:
                if isinstance(item, dict):
                    waiting.append((len(out), item))
                out += struct.pack("<f", item) if isinstance(item, float) else struct.pack("<i", 0 if isinstance(item, dict) else item)
        out[at:at + 4] = struct.pack("<I", position - at)
    return bytes(out)


def sixteenths(count):
    return [random.randrange(-24, 25) / 16 for _ in range(count)]


def product(shape):
    return 1 if not shape else shape[0] * product(shape[1:])


class File:
    def __init__(self, name, shape, kind=FLOAT, numbers=None):
        self.name, self.tensors, self.buffers, self.codes, self.operators = name, [], [{}], [], []
        self.x = self.tensor("input", shape, kind)
        self.input = {"type": "uint8" if kind == UINT8 else "float32", "values": numbers or sixteenths(product(shape))}

    def tensor(self, name, shape, kind=FLOAT, buffer=0):
        self.tensors.append({0: list(shape), 1: Byte(kind), 2: buffer, 3: name})
        return len(self.tensors) - 1

    def constant(self, shape, values=None, kind=FLOAT):
        values = sixteenths(product(shape)) if values is None else values
        self.buffers.append({0: struct.pack(f"<{len(values)}{FORMATS[kind]}", *values)})
        return self.tensor(f"constant{len(self.buffers)}", shape, kind, len(self.buffers) - 1)

    def ints(self, *values):
        return self.constant([len(values)], values, INT32)

    def op(self, code, inputs, *shapes, options=None, kind=FLOAT):
        self.codes.append({0: Byte(min(code, 127)), 2: 3 if code == RESIZE_BILINEAR else 1, 3: code})
        outputs = [self.tensor(f"t{len(self.tensors)}", shape, kind) for shape in shapes]
        operator = {0: len(self.codes) - 1, 1: list(inputs), 2: outputs}
        if code in OPTIONS:
            operator |= {3: Byte(OPTIONS[code]), 4: options or {}}
        self.operators.append(operator)
        return outputs[0] if len(outputs) == 1 else outputs

    def conv(self, x, shape, channels_in, kernel=3, padding=SAME, stride=1, activation=NONE):
        weights = self.constant([shape[-1], kernel, kernel, channels_in])
        return self.op(CONV, [x, weights, self.constant([shape[-1]])], shape,
                       options={0: Byte(padding), 1: stride, 2: stride, 3: Byte(activation)})

    def depthwise(self, x, shape, padding=SAME):
        return self.op(DEPTHWISE, [x, self.constant([1, 3, 3, shape[-1]]), self.constant([shape[-1]])], shape,
                       options={0: Byte(padding), 1: 1, 2: 1, 3: 1, 4: Byte(RELU6)})

    def dense(self, x, shape, inputs, **options):
        return self.op(FULLY_CONNECTED, [x, self.constant([shape[-1], inputs]), self.constant([shape[-1]])], shape, **options)

    def save(self, folder, *outputs):
        for i, output in enumerate(outputs):
            self.tensors[output][3] = f"output{i}"
        graph = {0: self.tensors, 1: [self.x], 2: list(outputs), 3: self.operators, 4: "main"}
        signature = {0: [{0: "input", 1: self.x}], 1: [{0: f"output{i}", 1: output} for i, output in enumerate(outputs)], 2: "serving_default"}
        model = flatbuffer({0: 3, 1: self.codes, 2: [graph], 3: self.name, 4: self.buffers, 7: [signature]})
        (folder / f"{self.name}.tflite").write_bytes(model)
        (folder / f"{self.name}.json").write_text(json.dumps({"input": self.input}) + "\n")


def pixels(count):
    return [random.randrange(256) for _ in range(count)]


def preprocessing(folder):
    f = File("mul sub", [1, 6, 5, 3], numbers=pixels(90))
    y = f.op(SUB, [f.op(MUL, [f.x, f.constant([], [1 / 127.5])], [1, 6, 5, 3]), f.constant([1], [1.0])], [1, 6, 5, 3])
    f.save(folder, f.conv(y, [1, 3, 3, 4], 3, stride=2))

    f = File("sub div per channel", [1, 6, 5, 3], numbers=pixels(90))
    y = f.op(SUB, [f.x, f.constant([3], [123.675, 116.28, 103.53])], [1, 6, 5, 3])
    y = f.op(DIV, [y, f.constant([1, 1, 1, 3], [58.395, 57.12, 57.375])], [1, 6, 5, 3])
    f.save(folder, f.conv(y, [1, 6, 5, 4], 3))

    f = File("uint8 cast mul sub", [1, 6, 5, 3], UINT8, pixels(90))
    y = f.op(CAST, [f.x], [1, 6, 5, 3], options={0: Byte(UINT8), 1: Byte(FLOAT)})
    y = f.op(MUL, [f.constant([], [1 / 127.5]), y], [1, 6, 5, 3])
    f.save(folder, f.conv(f.op(ADD, [y, f.constant([], [-1.0])], [1, 6, 5, 3]), [1, 6, 5, 4], 3))

    f = File("constant minus input", [1, 2, 2, 3], numbers=pixels(12))
    f.save(folder, f.op(SUB, [f.constant([3], [255.0, 254.0, 253.0]), f.x], [1, 2, 2, 3]))

    f = File("blue first", [1, 6, 5, 3], numbers=pixels(90))
    y = f.op(STRIDED_SLICE, [f.x, f.ints(0, 0, 0, 0), f.ints(0, 0, 0, 0), f.ints(1, 1, 1, -1)], [1, 6, 5, 3], options={0: 15, 1: 15})
    y = f.op(SUB, [y, f.constant([3], [103.939, 116.779, 123.68])], [1, 6, 5, 3])
    f.save(folder, f.conv(y, [1, 6, 5, 4], 3), f.op(REVERSE, [f.x, f.ints(3)], [1, 6, 5, 3]))

    f = File("conv mul add", [1, 6, 5, 4])
    y = f.op(MUL, [f.conv(f.x, [1, 6, 5, 8], 4), f.constant([8])], [1, 6, 5, 8])
    f.save(folder, f.op(ADD, [y, f.constant([1, 1, 8])], [1, 6, 5, 8], options={0: Byte(RELU6)}))


def shapes(folder):
    f = File("reshape by shape chain", [1, 2, 3, 4])
    batch = f.op(STRIDED_SLICE, [f.op(SHAPE, [f.x], [4], options={0: Byte(INT32)}, kind=INT32), f.ints(0), f.ints(1), f.ints(1)], [], options={4: 1}, kind=INT32)
    y = f.op(RESHAPE, [f.x, f.op(PACK, [batch, f.constant([], [24], INT32)], [2], options={0: 2, 1: 0}, kind=INT32)], [])
    f.save(folder, f.op(SOFTMAX, [y], [1, 24], options={0: 1.0}))

    f = File("resize by shape chain", [1, 3, 4, 2])
    size = f.op(STRIDED_SLICE, [f.op(SHAPE, [f.x], [4], options={0: Byte(INT32)}, kind=INT32), f.ints(1), f.ints(3), f.ints(1)], [2], kind=INT32)
    size = f.op(MUL, [size, f.constant([], [2], INT32)], [2], kind=INT32)
    f.save(folder, f.op(RESIZE_BILINEAR, [f.x, size], [1, 6, 8, 2], options={3: True}))

    f = File("squeeze expand dims", [1, 3, 1, 4])
    y = f.op(EXPAND_DIMS, [f.op(SQUEEZE, [f.x], [3, 4]), f.constant([], [0], INT32)], [1, 3, 4])
    f.save(folder, f.op(RESHAPE, [y, f.ints(1, 3, 1, 4)], [1, 3, 1, 4]))

    f = File("strided slice", [1, 6, 5, 4])
    y = f.op(STRIDED_SLICE, [f.x, f.ints(0, 1, 0, 1), f.ints(0, -1, 3, 3), f.ints(1, 1, 1, 1)], [1, 4, 3, 2], options={0: 1, 1: 1})
    z = f.op(STRIDED_SLICE, [f.x, f.ints(0, 2, 0, 0), f.ints(1, 3, 5, 4), f.ints(1, 1, 1, 1)], [1, 5, 4], options={4: 2})
    f.save(folder, y, z, f.op(SLICE, [f.x, f.ints(0, 0, 2, 2), f.ints(-1, 6, -1, 1)], [1, 6, 3, 1]))


def pieces(folder):
    f = File("split conv concat", [1, 4, 5, 6])
    a, b = f.op(SPLIT, [f.constant([], [3], INT32), f.x], [1, 4, 5, 3], [1, 4, 5, 3], options={0: 2})
    f.save(folder, f.op(CONCATENATION, [f.conv(a, [1, 4, 5, 4], 3), f.conv(b, [1, 4, 5, 4], 3)], [1, 4, 5, 8], options={0: 3}))

    f = File("split v", [1, 4, 5, 6])
    a, b = f.op(SPLIT_V, [f.x, f.ints(2, -1), f.constant([], [-1], INT32)], [1, 4, 5, 2], [1, 4, 5, 4], options={0: 2})
    c, d, e = f.op(SPLIT_V, [f.x, f.ints(1, 2, 1), f.constant([], [1], INT32)], [1, 1, 5, 6], [1, 2, 5, 6], [1, 1, 5, 6], options={0: 3})
    f.save(folder, f.op(CONCATENATION, [b, a], [1, 4, 5, 6], options={0: 3}), f.op(CONCATENATION, [e, d, c], [1, 4, 5, 6], options={0: 1}))


def orders(folder):
    f = File("channels first network", [1, 3, 8, 6])
    y = f.op(TRANSPOSE, [f.op(MUL, [f.x, f.constant([1, 3, 1, 1])], [1, 3, 8, 6]), f.ints(0, 2, 3, 1)], [1, 8, 6, 3])
    y = f.op(PAD, [y, f.constant([4, 2], [0, 0, 1, 1, 1, 1, 0, 0], INT32)], [1, 10, 8, 3])
    y = f.depthwise(f.conv(y, [1, 4, 3, 8], 3, padding=VALID, stride=2, activation=RELU6), [1, 4, 3, 8])
    y = f.op(TRANSPOSE, [y, f.ints(0, 3, 1, 2)], [1, 8, 4, 3])
    y = f.op(ADD, [y, f.op(LEAKY_RELU, [y], [1, 8, 4, 3], options={0: 0.5})], [1, 8, 4, 3])
    mean = f.op(MUL, [f.op(SUM, [y, f.ints(2, 3)], [1, 8, 1, 1], options={0: True}), f.constant([], [1 / 12])], [1, 8, 1, 1])
    f.save(folder, f.op(SOFTMAX, [f.dense(f.op(RESHAPE, [mean, f.ints(1, 8)], [1, 8]), [1, 5], 8)], [1, 5], options={0: 1.0}))

    f = File("channels first flatten", [1, 4, 3, 6])
    y = f.op(TRANSPOSE, [f.conv(f.x, [1, 4, 3, 5], 6), f.ints(0, 3, 1, 2)], [1, 5, 4, 3])
    f.save(folder, f.dense(f.op(RESHAPE, [y, f.ints(1, 60)], [1, 60]), [1, 7], 60))

    for order in ([0, 1, 3, 2], [0, 2, 1, 3], [0, 2, 3, 1], [0, 3, 1, 2], [0, 3, 2, 1]):
        f = File(f"transpose {''.join(map(str, order))}", [1, 2, 3, 5])
        shape = [[1, 2, 3, 5][axis] for axis in order]
        f.save(folder, f.op(RESHAPE, [f.op(TRANSPOSE, [f.x, f.ints(*order)], shape), f.ints(1, 30)], [1, 30]))

    f = File("transpose boxes", [1, 2, 3, 4])
    f.save(folder, f.op(TRANSPOSE, [f.op(RESHAPE, [f.x, f.ints(1, 6, 4)], [1, 6, 4]), f.ints(0, 2, 1)], [1, 4, 6]))


def functions(folder):
    f = File("functions", [1, 3, 4, 5])
    s = [1, 3, 4, 5]
    y = [f.op(PRELU, [f.x, f.constant([1, 1, 5])], s), f.op(PRELU, [f.x, f.constant([1, 1, 5], [0.25] * 5)], s),
         f.op(LEAKY_RELU, [f.x], s, options={0: 0.1}), f.op(MAXIMUM, [f.x, f.constant([], [0.25])], s),
         f.op(MINIMUM, [f.constant([1], [-0.5]), f.x], s), f.op(HARD_SWISH, [f.x], s), f.op(NEG, [f.x], s), f.op(ABS, [f.x], s),
         f.op(RELU_0_TO_1, [f.x], s)]
    f.save(folder, *y, f.op(SUB, [y[0], y[2]], s))

    f = File("pads", [1, 5, 4, 2])
    amounts = f.constant([4, 2], [0, 0, 1, 0, 0, 1, 0, 0], INT32)
    least = f.op(PADV2, [f.x, amounts, f.constant([], [-3.4028234663852886e38])], [1, 6, 5, 2])
    f.save(folder, f.op(PADV2, [f.x, amounts, f.constant([], [0.0])], [1, 6, 5, 2]),
           f.op(MAX_POOL, [least], [1, 3, 2, 2], options={0: Byte(VALID), 1: 2, 2: 2, 3: 2, 4: 2}))

    f = File("reductions", [1, 3, 4, 5])
    f.save(folder, f.op(MEAN, [f.x, f.ints(1, 2)], [1, 5]), f.op(MEAN, [f.x, f.ints(-2, -3)], [1, 1, 1, 5], options={0: True}),
           f.op(MEAN, [f.x, f.ints(1)], [1, 4, 5]), f.op(SUM, [f.x, f.ints(1, 2)], [1, 5]), f.op(REDUCE_MAX, [f.x, f.ints(2)], [1, 3, 5]))

    f = File("arg max", [1, 3, 4, 5])
    indices = f.op(ARG_MAX, [f.x, f.constant([], [3], INT32)], [1, 3, 4], options={0: Byte(INT64)}, kind=INT64)
    f.save(folder, f.op(CAST, [indices], [1, 3, 4], options={0: Byte(INT64), 1: Byte(FLOAT)}))

    f = File("dense for each pixel", [1, 3, 4, 5])
    f.save(folder, f.dense(f.x, [1, 3, 4, 6], 5, options={2: True}))


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for make in (preprocessing, shapes, pieces, orders, functions):
        make(target)
