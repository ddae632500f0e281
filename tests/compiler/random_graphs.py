"""Random networks: convolutions, branches that meet in sums and concatenations, and a classifier's end."""

import numpy as np

from tests.compiler.random_models import RELUS, Random, layer, number, scale, zero
from tests.compiler.tflite_writer import Writer

WEIGHTS = 2.0  # about what a weight of random_models widens its input by


class Network:
    """Builds a network operator by operator; `at` is the tensor built last, with its shape and scale."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.writer = Writer()
        self.shape: tuple[int, ...] = (1, number(rng, 4, 10), number(rng, 4, 10), number(rng, 1, 5))
        self.scale, self.zero = scale(rng, -5, -2), zero(rng)
        self.source = self.at = self.writer.tensor(self.shape, self.scale, self.zero)

    def tensor(self, shape: tuple[int, ...], *, wider: float = 0.0) -> int:
        """Return a new tensor, from now on the last one: as the last one, or at about so many times its scale."""
        if wider:
            self.scale = float(np.float32(self.scale * wider * 2.0 ** self.rng.uniform(-1, 1)))
            self.zero = number(self.rng, -60, 60)
        self.shape = shape
        return self.writer.tensor(shape, self.scale, self.zero)

    def convolution(self, channels: int, size: int, stride: int) -> None:
        source, scale_before = self.at, self.scale
        w, b = layer(self.rng, self.writer, (channels, size, size, self.shape[3]), 0, scale_before)
        height, width = (-(-side // stride) for side in self.shape[1:3])
        self.at = self.tensor((1, height, width, channels), wider=WEIGHTS * size * self.shape[3] ** 0.5)
        options = {"strideH": stride, "strideW": stride, "fusedActivationFunction": int(self.rng.choice(RELUS))}
        self.writer.operator("CONV_2D", [source, w, b], self.at, "Conv2DOptions", **options)

    def depthwise(self) -> None:
        source, channels = self.at, self.shape[3]
        w, b = layer(self.rng, self.writer, (1, 3, 3, channels), 3, self.scale)
        self.at = self.tensor(self.shape, wider=WEIGHTS * 3)
        options = {"strideH": 1, "strideW": 1, "depthMultiplier": 1}
        self.writer.operator("DEPTHWISE_CONV_2D", [source, w, b], self.at, "DepthwiseConv2DOptions", **options)

    def padded_convolution(self) -> None:
        source, (_, height, width, channels) = self.at, self.shape
        amounts = self.rng.integers(1, 4, size=(2, 2))
        pads = self.writer.tensor((4, 2), dtype="int32", data=np.array([[0, 0], *amounts, [0, 0]]))
        height, width = height + int(amounts[0].sum()), width + int(amounts[1].sum())
        self.at = self.tensor((1, height, width, channels))
        self.writer.operator("PAD", [source, pads], self.at, "PadOptions")
        w, b = layer(self.rng, self.writer, (3, 3, 3, channels), 0, self.scale)
        padded = self.at
        self.at = self.tensor((1, height - 2, width - 2, 3), wider=WEIGHTS * 3 * channels**0.5)
        options = {"strideH": 1, "strideW": 1, "padding": 1}
        self.writer.operator("CONV_2D", [padded, w, b], self.at, "Conv2DOptions", **options)

    def pool(self) -> None:
        if min(self.shape[1:3]) < 2:
            return
        source = self.at
        self.at = self.tensor((1, self.shape[1] // 2, self.shape[2] // 2, self.shape[3]))
        kind = str(self.rng.choice(["MAX_POOL_2D", "AVERAGE_POOL_2D"]))
        options = {"strideH": 2, "strideW": 2, "filterHeight": 2, "filterWidth": 2, "padding": 1}
        self.writer.operator(kind, [source], self.at, "Pool2DOptions", **options)

    def table(self) -> None:
        source = self.at
        self.at = self.tensor(self.shape, wider=1)
        self.writer.operator(str(self.rng.choice(["RELU", "QUANTIZE"])), [source], self.at)

    def residual(self) -> None:
        before, scale_before = self.at, self.scale
        self.convolution(self.shape[3], 3, 1)
        branch = self.at
        # products of large numbers would soon leave all bounds
        multiplies = scale_before < 2 and self.rng.integers(2)
        kind, options = ("MUL", "MulOptions") if multiplies else ("ADD", "AddOptions")
        self.at = self.tensor(self.shape, wider=1.5 if kind == "ADD" else 90 * scale_before)
        self.writer.operator(kind, [before, branch], self.at, options)

    def branches(self) -> None:
        source, shape = self.at, self.shape
        parts = []
        for _ in range(2):
            part = self.tensor(shape, wider=0 if parts else 1)
            self.writer.operator("QUANTIZE", [source], part, "QuantizeOptions")
            parts.append(part)
        self.at = self.tensor((*shape[:3], 2 * shape[3]))
        self.writer.operator("CONCATENATION", parts, self.at, "ConcatenationOptions", axis=3)

    def end(self) -> bytes:
        source = self.at
        axes = self.writer.tensor((2,), dtype="int32", data=np.array([1, 2]))
        self.at = self.tensor((1, self.shape[3]), wider=0.4)
        self.writer.operator("MEAN", [source, axes], self.at, "ReducerOptions", keepDims=False)
        means, outputs = self.at, number(self.rng, 2, 9)
        w, b = layer(self.rng, self.writer, (outputs, self.shape[1]), 0, self.scale)
        self.at = self.tensor((1, outputs), wider=WEIGHTS * self.shape[1] ** 0.5)
        self.writer.operator("FULLY_CONNECTED", [means, w, b], self.at, "FullyConnectedOptions")
        if self.rng.integers(2):
            sums, self.at = self.at, self.writer.tensor((1, outputs), 1 / 256, -128)
            beta = float(np.float32(0.02 / self.scale))  # else one of them would take it all
            self.writer.operator("SOFTMAX", [sums], self.at, "SoftmaxOptions", beta=beta)
        return self.writer.finish(self.source, self.at)


def network(rng: Random) -> bytes:
    """Return a network of three to seven parts and a classifier's end, as a `.tflite` file."""
    built = Network(rng)
    for _ in range(number(rng, 3, 7)):
        part = number(rng, 0, 7)
        if part == 0:
            built.convolution(number(rng, 1, 6), number(rng, 1, 3), number(rng, 1, 2))
        else:
            parts = (built.depthwise, built.padded_convolution, built.pool, built.table, built.residual, built.branches)
            parts[part % len(parts)]()
    return built.end()
