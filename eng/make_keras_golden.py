#!/usr/bin/env python3
"""Writes test/data/golden/keras: small Keras models in the layouts that Keras 2 and Keras 3 write, and what they compute.

Debian 12's python3-h5py 3.7.0, python3-numpy 1.24.2, python3-torch 1.13.1; seed 2018. Keras itself is not needed: the files follow
keras/src/legacy/saving/legacy_h5_format.py and keras/src/saving/saving_lib.py, and the outputs are computed here with torch.
Run as:  /usr/bin/python3 eng/make_keras_golden.py

teachable.h5    Keras 2, sequential models inside a sequential model around a functional one, as Teachable Machine writes it
functional.h5   Keras 2, functional: operators as layers, branches, weight_names in parts, float64 weights, an optimizer's state
keras3.h5       Keras 3, functional with a model inside; data sets in chunks: gzip and shuffle, checksums, a compact one
keras3.keras    the same model as an archive
latest.h5       HDF5's newer structures (libver='latest'): superblock 3, object headers 2, links as messages
dense.h5        the same with more links than a header takes, which is not read
weights.h5      weights only, as save_weights writes them
NAME.json       the outputs for an input whose element i is ((i · 7919) mod 256 − 128)/128
"""
import io
import json
import pathlib
import zipfile

import h5py
import numpy
import torch
import torch.nn.functional as F

FOLDER = pathlib.Path(__file__).parent.parent / "test/data/golden/keras"
RANDOM = numpy.random.default_rng(2018)


def values(*shape, low=-1.0, high=1.0):
    return RANDOM.uniform(low, high, shape).astype(numpy.float32)


def image(*shape):
    """(1, H, W, C) as the tests make it, in torch's order."""
    index = numpy.arange(numpy.prod(shape), dtype=numpy.int64)
    return torch.from_numpy((((index * 7919) % 256 - 128) / 128).astype(numpy.float32).reshape(1, *shape)).permute(0, 3, 1, 2)


def same(x, kernel, stride):
    """TensorFlow's SAME: the odd pixel at the bottom and the right."""
    amounts = []
    for size in (x.shape[3], x.shape[2]):
        total = max(0, (-(-size // stride) - 1) * stride + kernel - size)
        amounts += [total // 2, total - total // 2]
    return F.pad(x, amounts)


def conv(x, w, bias=None, stride=1, padding="same", groups=1):
    kernel = torch.from_numpy(w["kernel"]).permute(3, 2, 0, 1)
    if padding == "same":
        x = same(x, kernel.shape[2], stride)
    return F.conv2d(x, kernel, None if bias is None else torch.from_numpy(bias), stride, groups=groups)


def depthwise(x, kernel, stride=1, padding="same", bias=None):
    height, width, channels, multiplier = kernel.shape
    weight = torch.from_numpy(kernel).permute(2, 3, 0, 1).reshape(channels * multiplier, 1, height, width)
    if padding == "same":
        x = same(x, height, stride)
    return F.conv2d(x, weight, None if bias is None else torch.from_numpy(bias), stride, groups=channels)


def norm(x, w, epsilon=1e-3):
    channels = x.shape[1]
    gamma, beta = w.get("gamma", numpy.ones(channels, numpy.float32)), w.get("beta", numpy.zeros(channels, numpy.float32))
    return F.batch_norm(x, *(torch.from_numpy(v) for v in (w["moving_mean"], w["moving_variance"], gamma, beta)), eps=epsilon)


def bn_weights(channels, scale=True):
    w = {"gamma": values(channels, low=0.5, high=2)} if scale else {}
    return w | {"beta": values(channels), "moving_mean": values(channels), "moving_variance": values(channels, low=0.3, high=2)}


def dense(x, w, bias=None):
    return F.linear(x, torch.from_numpy(w["kernel"]).T, None if bias is None else torch.from_numpy(bias))


def layer(class_name, name, nodes=None, **config):
    entry = {"class_name": class_name, "config": {"name": name, "trainable": True, "dtype": "float32", **config}}
    return entry if nodes is None else entry | {"name": name, "inbound_nodes": nodes}


def after(*names):
    """Keras 2: one call on the outputs of these layers."""
    return [[[name, 0, 0, {}] for name in names]]


def tensor(name, node=0, shape=()):
    return {"class_name": "__keras_tensor__", "config": {"shape": [None, *shape], "dtype": "float32", "keras_history": [name, node, 0]}}


def called(*args, **kwargs):
    """Keras 3: one call."""
    return [{"args": list(args), "kwargs": kwargs}]


def write_names(group, attribute, names, parts=1):
    names = numpy.array([name.encode() for name in names])
    if parts == 1:
        group.attrs[attribute] = names if len(names) else []
    for i, part in enumerate(numpy.array_split(names, parts) if parts > 1 else []):
        group.attrs[f"{attribute}{i}"] = part


def write_group(weights, top, named, parts=1, **options):
    group = weights.create_group(top)
    write_names(group, "weight_names", named, parts)
    for name, value in named.items():
        group.create_dataset(name, data=value, **(options if value.ndim and value.size > 4 else {}))


def write_h5(target, config, layers, version, parts=1, libver="earliest", **options):
    with h5py.File(target, "w", libver=libver) as file:
        file.attrs["backend"], file.attrs["keras_version"] = "tensorflow", version
        file.attrs["model_config"] = json.dumps(config)
        file.attrs["training_config"] = json.dumps({"loss": "categorical_crossentropy"})
        weights = file.create_group("model_weights")
        write_names(weights, "layer_names", layers)
        for top, named in layers.items():
            write_group(weights, top, named, parts if len(named) > 2 else 1, **options)
        state = file.create_group("optimizer_weights/Adam")
        state.create_dataset("iter:0", data=numpy.int64(7))
        state.create_dataset("conv/kernel/m:0", data=values(3, 3))


def store(name, output):
    (FOLDER / f"{name}.json").write_text(json.dumps([float(v) for v in output.detach().flatten()]) + "\n")


def flat(owner, weights):
    return {f"{owner}/{name}:0": value for name, value in weights.items()}


def teachable():
    stem, stem_bn = {"kernel": values(3, 3, 3, 8)}, bn_weights(8)
    dw, dw_bn = values(3, 3, 8, 1), bn_weights(8)
    project, project_bn = {"kernel": values(1, 1, 8, 8)}, bn_weights(8)
    last, last_bn = {"kernel": values(1, 1, 8, 12)}, bn_weights(12)
    hidden, hidden_bias, classes = {"kernel": values(12, 10)}, values(10), {"kernel": values(10, 4)}

    x = image(16, 16, 3)
    x = F.relu6(norm(conv(F.pad(x, (0, 1, 0, 1)), stem, stride=2, padding="valid"), stem_bn))
    y = norm(conv(F.relu6(norm(depthwise(x, dw), dw_bn)), project), project_bn)
    x = F.relu6(norm(conv(x + y, last), last_bn)).mean((2, 3))
    store("teachable", F.softmax(dense(F.relu(dense(x, hidden, hidden_bias)), classes), 1))

    no_bias = {"use_bias": False, "activation": "linear", "data_format": "channels_last", "dilation_rate": [1, 1]}
    conv_1x1 = {"kernel_size": [1, 1], "strides": [1, 1], "padding": "same", **no_bias}
    bn = {"axis": [3], "momentum": 0.999, "epsilon": 0.001, "center": True, "scale": True}
    relu6 = {"max_value": 6.0, "negative_slope": 0.0, "threshold": 0.0}
    network = layer("Functional", "model1", layers=[
        layer("InputLayer", "input_1", [], batch_input_shape=[None, 16, 16, 3]),
        layer("ZeroPadding2D", "Conv1_pad", after("input_1"), padding=[[0, 1], [0, 1]], data_format="channels_last"),
        layer("Conv2D", "Conv1", after("Conv1_pad"), filters=8, kernel_size=[3, 3], strides=[2, 2], padding="valid", groups=1, **no_bias),
        layer("BatchNormalization", "bn_Conv1", after("Conv1"), **bn),
        layer("ReLU", "Conv1_relu", after("bn_Conv1"), **relu6),
        layer("DepthwiseConv2D", "expanded_conv_depthwise", after("Conv1_relu"), kernel_size=[3, 3], strides=[1, 1], padding="same", depth_multiplier=1, **no_bias),
        layer("BatchNormalization", "expanded_conv_depthwise_BN", after("expanded_conv_depthwise"), **bn),
        layer("ReLU", "expanded_conv_depthwise_relu", after("expanded_conv_depthwise_BN"), **relu6),
        layer("Conv2D", "expanded_conv_project", after("expanded_conv_depthwise_relu"), filters=8, **conv_1x1),
        layer("BatchNormalization", "expanded_conv_project_BN", after("expanded_conv_project"), **bn),
        layer("Add", "expanded_conv_add", after("Conv1_relu", "expanded_conv_project_BN")),
        layer("Conv2D", "Conv_1", after("expanded_conv_add"), filters=12, **conv_1x1),
        layer("BatchNormalization", "Conv_1_bn", after("Conv_1"), **bn),
        layer("ReLU", "out_relu", after("Conv_1_bn"), **relu6),
    ], input_layers=[["input_1", 0, 0]], output_layers=[["out_relu", 0, 0]])
    config = layer("Sequential", "sequential_4", layers=[
        layer("InputLayer", "sequential_1_input", batch_input_shape=[None, 16, 16, 3]),
        layer("Sequential", "sequential_1", layers=[
            layer("InputLayer", "model1_input", batch_input_shape=[None, 16, 16, 3]), network,
            layer("GlobalAveragePooling2D", "global_average_pooling2d_GlobalAveragePooling2D1", data_format="channels_last"),
        ]),
        layer("Sequential", "sequential_3", layers=[
            layer("InputLayer", "dense_Dense1_input", batch_input_shape=[None, 12]),
            layer("Dense", "dense_Dense1", units=10, activation="relu", use_bias=True),
            layer("Dense", "dense_Dense2", units=4, activation="softmax", use_bias=False),
        ]),
    ])
    features = [
        flat("Conv1", stem), flat("bn_Conv1", stem_bn), {"expanded_conv_depthwise/depthwise_kernel:0": dw}, flat("expanded_conv_depthwise_BN", dw_bn),
        flat("expanded_conv_project", project), flat("expanded_conv_project_BN", project_bn), flat("Conv_1", last), flat("Conv_1_bn", last_bn)]
    head = flat("dense_Dense1", hidden) | {"dense_Dense1/bias:0": hidden_bias} | flat("dense_Dense2", classes)
    # Statistics come after everything that is trained.
    everything = {name: value for part in features for name, value in part.items()}
    ordered = {n: v for n, v in everything.items() if "moving" not in n} | {n: v for n, v in everything.items() if "moving" in n}
    write_h5(FOLDER / "teachable.h5", config, {"sequential_1": ordered, "sequential_3": head}, "2.4.0")


def functional():
    stem, stem_bias = {"kernel": values(3, 3, 3, 8)}, values(8)
    separable, pointwise, separable_bias = values(3, 3, 8, 2), {"kernel": values(1, 1, 16, 6)}, values(6)
    join, join_bn = {"kernel": values(2, 2, 14, 5)}, bn_weights(5, scale=False)
    classes, classes_bias = {"kernel": values(5 * 2 * 3, 3)}, values(3)

    x = image(16, 24, 3) / 0.5 - 0.25
    x = F.max_pool2d(F.relu(conv(x, stem, stem_bias, stride=2)), 2)
    a = F.leaky_relu(conv(depthwise(x, separable), pointwise, separable_bias), 0.1)
    b = F.avg_pool2d(same(x, 3, 2), 3, 2) / F.avg_pool2d(same(torch.ones_like(x), 3, 2), 3, 2)
    b = F.interpolate(b, scale_factor=2, mode="bilinear", align_corners=False)
    x = norm(conv(torch.cat([a, b], 1), join, stride=2, padding="valid"), join_bn)
    x = torch.clamp(x + x, 0, 3)
    store("functional", F.softmax(dense(x.permute(0, 2, 3, 1).flatten(1), classes, classes_bias), 1))

    config = layer("Functional", "branches", layers=[
        layer("InputLayer", "input_1", [], batch_input_shape=[None, 16, 24, 3]),
        layer("TFOpLambda", "tf.math.truediv", [["input_1", 0, 0, {"y": 0.5, "name": None}]], function="math.truediv"),
        layer("TFOpLambda", "tf.math.subtract", [["tf.math.truediv", 0, 0, {"y": 0.25, "name": None}]], function="math.subtract"),
        layer("Conv2D", "conv2d", after("tf.math.subtract"), filters=8, kernel_size=[3, 3], strides=[2, 2], padding="same", activation="relu"),
        layer("MaxPooling2D", "max_pooling2d", after("conv2d"), pool_size=[2, 2], padding="valid", strides=None),
        layer("SeparableConv2D", "separable_conv2d", after("max_pooling2d"), filters=6, kernel_size=[3, 3], strides=[1, 1], padding="same", depth_multiplier=2, activation="linear"),
        layer("LeakyReLU", "leaky_re_lu", after("separable_conv2d"), alpha=0.1),
        layer("AveragePooling2D", "average_pooling2d", after("max_pooling2d"), pool_size=[3, 3], padding="same", strides=[2, 2]),
        layer("UpSampling2D", "up_sampling2d", after("average_pooling2d"), size=[2, 2], interpolation="bilinear"),
        layer("Concatenate", "concatenate", after("leaky_re_lu", "up_sampling2d"), axis=-1),
        layer("Conv2D", "conv2d_1", after("concatenate"), filters=5, kernel_size=[2, 2], strides=[2, 2], padding="valid", use_bias=False, activation="linear"),
        layer("BatchNormalization", "batch_normalization", after("conv2d_1"), axis=[3], epsilon=0.001, center=True, scale=False),
        layer("TFOpLambda", "tf.__operators__.add", [["batch_normalization", 0, 0, {"y": ["batch_normalization", 0, 0], "name": None}]], function="__operators__.add"),
        layer("ReLU", "re_lu", after("tf.__operators__.add"), max_value=3.0, negative_slope=0.0, threshold=0.0),
        layer("Dropout", "dropout", after("re_lu"), rate=0.25),
        layer("Flatten", "flatten", after("dropout")),
        layer("Dense", "dense", after("flatten"), units=3, activation="softmax"),
    ], input_layers=[["input_1", 0, 0]], output_layers=[["dense", 0, 0]])
    separable_weights = {"depthwise_kernel": separable, "pointwise_kernel": pointwise["kernel"], "bias": separable_bias}
    write_h5(FOLDER / "functional.h5", config, {
        "input_1": {}, "conv2d": flat("conv2d", stem | {"bias": stem_bias}), "separable_conv2d": flat("separable_conv2d_1", separable_weights),
        "conv2d_1": flat("conv2d_1", join), "batch_normalization": flat("batch_normalization", join_bn),
        "dense": flat("dense", {"kernel": classes["kernel"].astype(numpy.float64), "bias": classes_bias}),
    }, "2.11.0", parts=2)


def keras3():
    mean, variance = values(3), values(3, low=0.3, high=2)
    stem, stem_bn = {"kernel": values(3, 3, 3, 8)}, bn_weights(8)
    dw, dw_bias, classes, classes_bias = values(3, 3, 8, 1), values(8), {"kernel": values(8, 5)}, values(5)

    x = (image(12, 12, 3) * 0.5 + 0.125 - torch.from_numpy(mean).view(1, 3, 1, 1)) / torch.from_numpy(variance).sqrt().view(1, 3, 1, 1)
    x = F.relu6(norm(conv(x, stem, stride=2), stem_bn))
    x = F.hardswish(depthwise(x, dw, bias=dw_bias)) + x
    store("keras3", F.softmax(dense(x.mean((2, 3)), classes, classes_bias), 1))

    policy = {"dtype": {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": None}}
    inner = layer("Functional", "features", called(tensor("normalization")), layers=[
        layer("InputLayer", "input_layer", [], batch_shape=[None, 12, 12, 3]),
        layer("Conv2D", "conv2d", called(tensor("input_layer")), filters=8, kernel_size=[3, 3], strides=[2, 2], padding="same", use_bias=False, activation="linear", **policy),
        layer("BatchNormalization", "batch_normalization", called(tensor("conv2d"), mask=None), axis=-1, epsilon=0.001, center=True, scale=True),
        layer("ReLU", "re_lu", called(tensor("batch_normalization")), max_value=6.0, negative_slope=0.0, threshold=0.0),
    ], input_layers=[["input_layer", 0, 0]], output_layers=[["re_lu", 0, 0]])
    config = layer("Functional", "functional_1", layers=[
        layer("InputLayer", "input_layer_1", [], batch_shape=[None, 12, 12, 3]),
        layer("Sequential", "augmentation", called(tensor("input_layer_1")), layers=[
            layer("InputLayer", "input_layer_2", batch_shape=[None, 12, 12, 3]), layer("RandomFlip", "random_flip", mode="horizontal")]),
        layer("Multiply", "multiply", called(tensor("augmentation"), 0.5)),
        layer("Rescaling", "rescaling", called(tensor("multiply")), scale=1.0, offset=0.125),
        layer("Normalization", "normalization", called(tensor("rescaling")), axis=[-1], invert=False, mean=None, variance=None),
        inner,
        layer("DepthwiseConv2D", "depthwise_conv2d", called(tensor("features", node=1)), kernel_size=[3, 3], strides=[1, 1], padding="same", depth_multiplier=1, activation="hard_silu"),
        layer("Add", "add", called([tensor("depthwise_conv2d"), tensor("features", node=1)])),
        layer("GlobalAveragePooling2D", "global_average_pooling2d", called(tensor("add")), keepdims=False),
        layer("Dense", "dense", called(tensor("global_average_pooling2d")), units=5, activation="softmax"),
    ], input_layers=[["input_layer_1", 0, 0]], output_layers=[["dense", 0, 0]])
    # A sole operand is listed without a list around it.
    config["config"]["output_layers"] = ["dense", 0, 0]

    write_h5(FOLDER / "keras3.h5", config, {
        "normalization": {"normalization/mean": mean, "normalization/variance": variance, "normalization/count": numpy.int32(0)},
        "features": {f"conv2d/{n}": v for n, v in stem.items()} | {f"batch_normalization/{n}": v for n, v in stem_bn.items()},
        "depthwise_conv2d": {"depthwise_conv2d/kernel": dw, "depthwise_conv2d/bias": dw_bias},
        "dense": {"dense/kernel": classes["kernel"], "dense/bias": classes_bias},
    }, "3.8.0", compression="gzip", shuffle=True, fletcher32=True, chunks=True)

    numbered = {
        "layers/normalization": [mean, variance, numpy.int32(0)],
        "layers/functional/layers/conv2d": [stem["kernel"]],
        "layers/functional/layers/batch_normalization": [stem_bn[n] for n in ("gamma", "beta", "moving_mean", "moving_variance")],
        "layers/depthwise_conv2d": [dw, dw_bias],
        "layers/dense": [classes["kernel"], classes_bias],
    }
    stream = io.BytesIO()
    with h5py.File(stream, "w") as file:
        for group, arrays in numbered.items():
            for i, array in enumerate(arrays):
                file.create_dataset(f"{group}/vars/{i}", data=array)
        file.create_group("layers/input_layer/vars")
    with zipfile.ZipFile(FOLDER / "keras3.keras", "w") as archive:
        for name, content in (("metadata.json", b'{"keras_version": "3.8.0"}'), ("config.json", json.dumps(config).encode()), ("model.weights.h5", stream.getvalue())):
            archive.writestr(zipfile.ZipInfo(name), content)


def latest():
    kernel, bias = values(6, 4), values(4)
    store("latest", dense(image(1, 1, 6).flatten(1), {"kernel": kernel}, bias))
    config = layer("Sequential", "latest", layers=[
        layer("InputLayer", "input", batch_input_shape=[None, 6]), layer("Dense", "dense", units=4, activation="linear", use_bias=True)])
    layers = {"dense": {"dense/kernel:0": kernel, "dense/bias:0": bias}}
    write_h5(FOLDER / "latest.h5", config, layers, "2.4.0", libver="latest")
    write_h5(FOLDER / "dense.h5", config, layers | {f"other{i}": {} for i in range(12)}, "2.4.0", libver="latest")


def weights_only():
    with h5py.File(FOLDER / "weights.h5", "w") as file:
        write_names(file, "layer_names", ["dense"])
        write_group(file, "dense", {"dense/kernel:0": values(2, 2)})


FOLDER.mkdir(parents=True, exist_ok=True)
teachable()
functional()
keras3()
weights_only()
latest()
