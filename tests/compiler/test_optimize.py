"""Fusion takes operators away and leaves every output as it is."""

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Graph
from hardware_labs.compiler.network import generate
from hardware_labs.compiler.optimize import optimize
from hardware_labs.compiler.tflite.load import parse_tflite
from tests.compiler.targets import run
from tests.compiler.tflite_writer import Writer


def kinds(graph: Graph) -> list[str]:
    return [operator.kind for operator in graph.operators]


def assert_same_outputs(graph: Graph, fused: Graph) -> None:
    x = np.random.default_rng(0).integers(-128, 128, size=(50, *graph.input.shape)).astype(np.int8)
    np.testing.assert_array_equal(fused.run(Rounding.TFLM, x), graph.run(Rounding.TFLM, x))


def weights(*shape: int) -> NDArray[np.int8]:
    return np.random.default_rng(1).integers(-127, 128, size=shape).astype(np.int8)


def test_padding_joins_the_convolution_and_a_relu_becomes_its_clamp() -> None:
    writer = Writer()
    x, padded = writer.tensor((1, 5, 5, 2), 0.1, 3), writer.tensor((1, 7, 8, 2), 0.1, 3)
    amounts = writer.tensor((4, 2), dtype="int32", data=np.array([[0, 0], [1, 1], [2, 1], [0, 0]]))
    w = writer.tensor((3, 3, 3, 2), [0.01, 0.02, 0.03], data=weights(3, 3, 3, 2))
    sums, y = writer.tensor((1, 5, 6, 3), 0.2, -10), writer.tensor((1, 5, 6, 3), 0.2, -10)
    writer.operator("PAD", [x, amounts], padded)
    writer.operator("CONV_2D", [padded, w], sums, "Conv2DOptions", strideH=1, strideW=1, padding=1)
    writer.operator("RELU", [sums], y)
    graph = parse_tflite(writer.finish(x, y))
    fused = optimize(graph, Rounding.TFLM)
    assert kinds(graph) == ["Pad", "Convolution", "Relu"]
    assert kinds(fused) == ["Convolution"]
    assert_same_outputs(graph, fused)


def test_padding_behind_the_image_is_gathered_by_a_convolution_of_single_pixels() -> None:
    writer = Writer()
    x, padded = writer.tensor((1, 3, 3, 2), 0.1, 3), writer.tensor((1, 4, 5, 2), 0.1, 3)
    amounts = writer.tensor((4, 2), dtype="int32", data=np.array([[0, 0], [0, 1], [0, 2], [0, 0]]))
    w = writer.tensor((3, 1, 1, 2), 0.02, data=weights(3, 1, 1, 2))
    y = writer.tensor((1, 4, 5, 3), 0.2, -10)
    writer.operator("PAD", [x, amounts], padded)
    writer.operator("CONV_2D", [padded, w], y, "Conv2DOptions", strideH=1, strideW=1, padding=1)
    graph = parse_tflite(writer.finish(x, y))
    assert kinds(optimize(graph, Rounding.TFLM)) == ["Convolution"]
    assert_same_outputs(graph, optimize(graph, Rounding.TFLM))
    sample = np.arange(18, dtype=np.int8).reshape(1, 1, 3, 3, 2)
    np.testing.assert_array_equal(run("host", graph, Rounding.TFLM, sample).outputs, graph.run(Rounding.TFLM, sample))


def test_tables_in_a_row_become_one() -> None:
    writer = Writer()
    x, a, b, y = (writer.tensor((1, 9), scale) for scale in (0.1, 0.05, 0.03, 1 / 128))
    for kind, source, target in (("QUANTIZE", x, a), ("QUANTIZE", a, b), ("TANH", b, y)):
        writer.operator(kind, [source], target)
    graph = parse_tflite(writer.finish(x, y))
    fused = optimize(graph, Rounding.TFLM)
    assert kinds(fused) == ["Quantize+Quantize+Tanh"]
    assert_same_outputs(graph, fused)


def test_constants_are_computed_while_compiling() -> None:
    writer = Writer()
    x, y = writer.tensor((1, 2), 0.1), writer.tensor((1, 2), 0.2)
    number = writer.tensor((1, 1), 0.1, data=np.array([[7]]))
    requantized = writer.tensor((1, 1), 0.05)
    writer.operator("QUANTIZE", [number], requantized)
    writer.operator("ADD", [x, requantized], y, "AddOptions")
    assert kinds(parse_tflite(writer.finish(x, y))) == ["Addition of a constant"]


def test_equal_weights_are_stored_once() -> None:
    writer = Writer()
    x, a, y = writer.tensor((1, 8), 0.1), writer.tensor((1, 8), 0.1), writer.tensor((1, 8), 0.1)
    w = writer.tensor((8, 8), 0.01, data=weights(8, 8))
    for source, target in ((x, a), (a, y)):
        writer.operator("FULLY_CONNECTED", [source, w], target, "FullyConnectedOptions")
    source = generate(parse_tflite(writer.finish(x, y)), Rounding.TFLM, ["test"]).files["model.c"]
    assert source.count("_weights[64]") == 1
    assert source.count("FAR_FLASH_ADDRESS(layer_0_weights)") == 2


def test_float_edges_are_the_callers() -> None:
    writer = Writer()
    x, y = writer.tensor((1, 4), dtype="float32"), writer.tensor((1, 4), dtype="float32")
    a, b = writer.tensor((1, 4), 0.1), writer.tensor((1, 4), 1 / 128)
    writer.operator("QUANTIZE", [x], a)
    writer.operator("TANH", [a], b)
    writer.operator("DEQUANTIZE", [b], y)
    graph = parse_tflite(writer.finish(x, y))
    assert kinds(graph) == ["Tanh"]
    assert (graph.input.q.scale, graph.output.q.scale) == (np.float32(0.1), 1 / 128)
