"""One random operator of each kind as a `.tflite` file: shapes, strides, paddings, zero points, scales near and far."""

from collections.abc import Callable

import numpy as np

from tests.compiler.tflite_writer import Writer

RELUS = (0, 0, 1, 3)  # NONE, RELU, RELU6 of ActivationFunctionType
Random = np.random.Generator


def number(rng: Random, low: int, high: int) -> int:
    return int(rng.integers(low, high + 1))


def scale(rng: Random, low: float = -6, high: float = 1) -> float:
    return float(np.float32(2.0 ** rng.uniform(low, high)))


def zero(rng: Random) -> int:
    return int(rng.choice([-128, 0, 127, number(rng, -128, 127)]))


def image_shape(rng: Random) -> tuple[int, ...]:
    return (1, number(rng, 1, 9), number(rng, 1, 9), number(rng, 1, 6))


def window(
    rng: Random, shape: tuple[int, ...], dilations: bool
) -> tuple[dict[str, int], tuple[int, int], tuple[int, int]]:
    """Return options, the kernel's size and the output's."""
    same = bool(rng.integers(2))
    kernel, out, options = [], [], {"padding": 0 if same else 1}
    for letter, size in zip("HW", shape[1:3], strict=True):
        step = number(rng, 1, 3)
        spread = number(rng, 1, 2) if dilations and step == 1 else 1
        reach = number(rng, 1, size if not same else 5)
        points = (reach - 1) // spread + 1
        covered = (points - 1) * spread + 1
        kernel.append(points)
        out.append(-(-size // step) if same else (size - covered) // step + 1)
        options[f"stride{letter}"] = step
        if dilations:
            options[f"dilation{letter}Factor"] = spread
    return options, (kernel[0], kernel[1]), (out[0], out[1])


def layer(rng: Random, writer: Writer, shape: tuple[int, ...], axis: int, source_scale: float) -> tuple[int, int]:
    """Return random int8 weights, per channel or per tensor, and a bias."""
    channels = shape[axis]
    weight_scales = [scale(rng, -9, -2) for _ in range(channels if rng.integers(2) else 1)]
    weights = rng.integers(-127, 128, size=shape)
    biases = rng.integers(-3000, 3000, size=channels)
    w = writer.tensor(shape, weight_scales, data=weights, axis=axis)
    bias_scales = [float(np.float32(source_scale) * np.float32(each)) for each in weight_scales]
    return w, writer.tensor((channels,), bias_scales, dtype="int32", data=biases)


def output_scale(rng: Random, source_scale: float) -> float:
    """Return a scale at which outputs of a layer are neither all zero nor all saturated, most of the time."""
    return float(np.float32(source_scale * 2.0 ** rng.uniform(-4, 3)))


def conv_2d(rng: Random) -> bytes:
    writer = Writer()
    shape, s = image_shape(rng), scale(rng)
    options, kernel, out = window(rng, shape, dilations=True)
    outputs = number(rng, 1, 9)
    x = writer.tensor(shape, s, zero(rng))
    w, b = layer(rng, writer, (outputs, *kernel, shape[3]), 0, s)
    y = writer.tensor((1, *out, outputs), output_scale(rng, s), zero(rng))
    activation = int(rng.choice(RELUS))
    writer.operator("CONV_2D", [x, w, b], y, "Conv2DOptions", fusedActivationFunction=activation, **options)
    return writer.finish(x, y)


def depthwise_conv_2d(rng: Random) -> bytes:
    writer = Writer()
    shape, s = image_shape(rng), scale(rng)
    options, kernel, out = window(rng, shape, dilations=True)
    multiplier = number(rng, 1, 3)
    outputs = shape[3] * multiplier
    x = writer.tensor(shape, s, zero(rng))
    w, b = layer(rng, writer, (1, *kernel, outputs), 3, s)
    y = writer.tensor((1, *out, outputs), output_scale(rng, s), zero(rng))
    writer.operator(
        "DEPTHWISE_CONV_2D",
        [x, w, b],
        y,
        "DepthwiseConv2DOptions",
        fusedActivationFunction=int(rng.choice(RELUS)),
        depthMultiplier=multiplier,
        **options,
    )
    return writer.finish(x, y)


def fully_connected(rng: Random) -> bytes:
    writer = Writer()
    s, inputs, outputs = scale(rng), int(rng.choice([1, 3, 16, 255, 256, 300])), number(rng, 1, 11)
    x = writer.tensor((1, inputs), s, zero(rng))
    w, b = layer(rng, writer, (outputs, inputs), 0, s)
    y = writer.tensor((1, outputs), output_scale(rng, s), zero(rng))
    activation = int(rng.choice(RELUS))
    writer.operator("FULLY_CONNECTED", [x, w, b], y, "FullyConnectedOptions", fusedActivationFunction=activation)
    return writer.finish(x, y)


def pooling(kind: str) -> Callable[[Random], bytes]:
    def make(rng: Random) -> bytes:
        writer = Writer()
        shape, s, z = image_shape(rng), scale(rng), zero(rng)
        options, kernel, out = window(rng, shape, dilations=False)
        x, y = writer.tensor(shape, s, z), writer.tensor((1, *out, shape[3]), s, z)
        writer.operator(
            kind,
            [x],
            y,
            "Pool2DOptions",
            filterHeight=kernel[0],
            filterWidth=kernel[1],
            fusedActivationFunction=int(rng.choice(RELUS)),
            **options,
        )
        return writer.finish(x, y)

    return make


def mean(rng: Random) -> bytes:
    writer = Writer()
    shape, s = image_shape(rng), scale(rng)
    x = writer.tensor(shape, s, zero(rng))
    axes = writer.tensor((2,), dtype="int32", data=np.array([1, 2]))
    y = writer.tensor((1, shape[3]), output_scale(rng, s), zero(rng))
    writer.operator("MEAN", [x, axes], y, "ReducerOptions", keepDims=False)
    return writer.finish(x, y)


def arithmetic(kind: str) -> Callable[[Random], bytes]:
    def make(rng: Random) -> bytes:
        writer = Writer()
        shape, s = image_shape(rng), scale(rng)
        x = writer.tensor(shape, s, zero(rng))
        if rng.integers(2):
            # a second tensor that depends on the first: with rescaling, so that it is another one
            other = writer.tensor(shape, output_scale(rng, s), zero(rng))
            writer.operator("QUANTIZE", [x], other, "QuantizeOptions")
        else:
            other = writer.tensor((), scale(rng), zero(rng), data=np.array(number(rng, -128, 127)))
        y = writer.tensor(shape, output_scale(rng, s), zero(rng))
        options = {"ADD": "AddOptions", "MUL": "MulOptions"}[kind]
        activation = int(rng.choice(RELUS))
        writer.operator(kind, [x, other], y, options, fusedActivationFunction=activation)
        return writer.finish(x, y)

    return make


def unary(kind: str) -> Callable[[Random], bytes]:
    def make(rng: Random) -> bytes:
        writer = Writer()
        shape, s, z = image_shape(rng), scale(rng), zero(rng)
        x = writer.tensor(shape, s, z)
        fixed = {"RELU6": (s, z), "LOGISTIC": (1 / 256, -128), "TANH": (1 / 128, 0), "SOFTMAX": (1 / 256, -128)}
        y = writer.tensor(shape, *fixed.get(kind, (output_scale(rng, s), zero(rng))))
        if kind == "SOFTMAX":
            writer.operator(kind, [x], y, "SoftmaxOptions", beta=float(rng.choice([1.0, 0.5, 2.5])))
        else:
            writer.operator(kind, [x], y)
        return writer.finish(x, y)

    return make


def concatenation(rng: Random) -> bytes:
    writer = Writer()
    shape, s, z = image_shape(rng), scale(rng), zero(rng)
    axis = number(rng, 1, 3)
    x = writer.tensor(shape, s, z)
    parts = [x]
    for _ in range(number(rng, 1, 2)):
        part = writer.tensor(shape, s, z)
        writer.operator("QUANTIZE", [parts[-1]], part, "QuantizeOptions")
        parts.append(part)
    length = shape[axis] * len(parts)
    if rng.random() < 0.5:
        more = number(rng, 1, 3)
        fixed = tuple(more if place == axis else size for place, size in enumerate(shape))
        values = rng.integers(-128, 128, size=fixed)
        parts.insert(int(rng.integers(len(parts) + 1)), writer.tensor(fixed, s, z, data=values))
        length += more
    joined = tuple(length if place == axis else size for place, size in enumerate(shape))
    y = writer.tensor(joined, s, z)
    writer.operator("CONCATENATION", parts, y, "ConcatenationOptions", axis=axis)
    return writer.finish(x, y)


def pad(rng: Random) -> bytes:
    writer = Writer()
    shape, s, z = image_shape(rng), scale(rng), zero(rng)
    amounts = np.array([[0, 0], *rng.integers(0, 4, size=(2, 2)), [0, 0]])
    x = writer.tensor(shape, s, z)
    pads = writer.tensor((4, 2), dtype="int32", data=amounts)
    y = writer.tensor(tuple(int(size + sum(add)) for size, add in zip(shape, amounts, strict=True)), s, z)
    writer.operator("PAD", [x, pads], y, "PadOptions")
    return writer.finish(x, y)


def reshape(rng: Random) -> bytes:
    writer = Writer()
    shape, s, z = image_shape(rng), scale(rng), zero(rng)
    size = int(np.prod(shape))
    x, y = writer.tensor(shape, s, z), writer.tensor((1, size), s, z)
    new = writer.tensor((2,), dtype="int32", data=np.array([1, size]))
    writer.operator("RESHAPE", [x, new], y, "ReshapeOptions", newShape=[1, size])
    return writer.finish(x, y)


MODELS: dict[str, Callable[[Random], bytes]] = {
    "ADD": arithmetic("ADD"),
    "AVERAGE_POOL_2D": pooling("AVERAGE_POOL_2D"),
    "CONCATENATION": concatenation,
    "CONV_2D": conv_2d,
    "DEPTHWISE_CONV_2D": depthwise_conv_2d,
    "FULLY_CONNECTED": fully_connected,
    "LOGISTIC": unary("LOGISTIC"),
    "MAX_POOL_2D": pooling("MAX_POOL_2D"),
    "MEAN": mean,
    "MUL": arithmetic("MUL"),
    "PAD": pad,
    "QUANTIZE": unary("QUANTIZE"),
    "RELU": unary("RELU"),
    "RELU6": unary("RELU6"),
    "RESHAPE": reshape,
    "SOFTMAX": unary("SOFTMAX"),
    "TANH": unary("TANH"),
}
