"""What stands at a model's edges and meets in its middle: several inputs and outputs, uint8, float16, broadcasting."""

import ctypes
import subprocess
from pathlib import Path

import numpy as np
import pytest

from hardware_labs.boards import find_board
from hardware_labs.compiler.edges import Edges
from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Graph
from hardware_labs.compiler.graph_program import GraphProgram
from hardware_labs.compiler.program import Options
from hardware_labs.compiler.tflite.load import load_tflite, parse_tflite
from hardware_labs.trial import try_out
from tests.compiler.oracles import ORACLES
from tests.compiler.random_models import number, output_scale, scale, zero
from tests.compiler.targets import HOST, HOST_FLAGS, WARNINGS, run
from tests.compiler.tflite_writer import Writer

EDGES = Path(__file__).parent / "edges"
SHAPES = [
    ((1, 4, 5, 3), (3,)),
    ((1, 4, 5, 3), (1, 1, 1, 3)),
    ((1, 4, 5, 3), (1, 4, 5, 1)),
    ((1, 4, 1, 3), (1, 1, 5, 1)),
    ((1, 1, 1, 3), (1, 4, 5, 3)),
    ((2, 1, 3), (1, 4, 3)),
]


def inputs_of(graph: Graph, samples: int = 6) -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    made = []
    for tensor in graph.inputs:
        x = rng.integers(0, 256, size=(samples, *tensor.shape)).astype(np.uint8)
        made.append((x / 64).astype(np.float32) if tensor.dtype == "float32" else x.view(tensor.dtype))
    return made


def run_c(graph: Graph, inputs: list[np.ndarray], folder: Path) -> list[np.ndarray]:
    program = GraphProgram(graph, Options(find_board("esp32-c3"), Rounding.TFLM))
    program.write(folder, ["test"])
    library = folder / "model.so"
    flags = [flag for flag in HOST_FLAGS if "sanitize" not in flag]
    subprocess.run([HOST, *flags, *WARNINGS, "-shared", "-fPIC", "-o", library, folder / "model.c"], check=True)
    predict = ctypes.CDLL(str(library)).model_predict
    outputs = [np.zeros((len(inputs[0]), *tensor.shape), dtype=tensor.dtype) for tensor in graph.outputs]
    for sample in range(len(inputs[0])):
        predict(
            *(np.ascontiguousarray(each[sample]).ctypes.data_as(ctypes.c_void_p) for each in inputs),
            *(each[sample].ctypes.data_as(ctypes.c_void_p) for each in outputs),
        )
    return outputs


@pytest.mark.parametrize("name", ["two-inputs-uint8", "two-inputs-float16"])
def test_a_model_of_two_inputs_and_two_outputs(name: str, tmp_path: Path) -> None:
    """Converted by TensorFlow: convolution, a gate for each channel, a second branch, softmax (edges/make.py)."""
    path = EDGES / f"{name}.tflite"
    graph = load_tflite(path)
    inputs = inputs_of(graph)
    for rounding, oracle in ORACLES.items():
        if "float16" in name and rounding is Rounding.TFLM:
            continue  # TensorFlow Lite Micro has no float16
        answers = graph.run_all(rounding, *inputs), oracle(path.read_bytes(), *inputs)
        for y, answer in zip(*answers, strict=True):
            np.testing.assert_allclose(y, answer, rtol=0, atol=1e-6 if y.dtype == np.float32 else 0)
    expected = graph.run_all(Rounding.TFLM, *inputs)
    for y, answer in zip(expected, run_c(graph, inputs, tmp_path), strict=True):
        np.testing.assert_array_equal(answer, y)
    header = (tmp_path / "model.h").read_text()
    assert "#define MODEL_INPUT1_SIZE 72 /* 1 x 6 x 6 x 2: serving_default_keras_tensor:0 */" in header
    assert ("#define MODEL_OUTPUT1_ZERO_POINT (0)" in header) == (name == "two-inputs-uint8")
    program = GraphProgram(graph, Options(find_board("uno"), Rounding.TFLM))
    assert len(try_out(program, find_board("uno")).cycles) == len(program.layers)  # raises where an output differs


def broadcasting(seed: int, kind: str) -> bytes:
    rng = np.random.default_rng(seed)
    shapes = SHAPES[seed % len(SHAPES)]
    writer, (s, z) = Writer(), (scale(rng), zero(rng))
    target = tuple(int(size) for size in np.broadcast_shapes(*shapes))
    x = writer.tensor(shapes[0], s, z)
    constant = rng.integers(-128, 128, size=shapes[1]) if seed % 2 else None
    other = writer.tensor(shapes[1], output_scale(rng, s), zero(rng), data=constant)
    y = writer.tensor(target, output_scale(rng, s), zero(rng))
    operands = [x, other] if number(rng, 0, 1) else [other, x]
    writer.operator(kind, operands, y, {"ADD": "AddOptions", "MUL": "MulOptions"}[kind])
    return writer.finish([x] if constant is not None else [x, other], y)


@pytest.mark.parametrize("kind", ["ADD", "MUL"])
def test_operands_broadcast_as_in_both_runtimes(kind: str, tmp_path: Path) -> None:
    for seed in range(24):
        model = broadcasting(seed, kind)
        graph = parse_tflite(model)
        inputs = inputs_of(graph)
        for rounding, oracle in ORACLES.items():
            (expected,) = oracle(model, *inputs)
            np.testing.assert_array_equal(graph.run_all(rounding, *inputs)[0], expected, err_msg=f"seed {seed}")
        if seed < 12:
            folder = tmp_path / str(seed)
            folder.mkdir()
            answer = run_c(graph, inputs, folder)[0]
            np.testing.assert_array_equal(answer, graph.run_all(Rounding.TFLM, *inputs)[0], err_msg=f"seed {seed}")


def test_a_constant_for_each_channel_on_the_mega() -> None:
    graph = parse_tflite(broadcasting(1, "ADD"))
    (x,) = inputs_of(graph)
    np.testing.assert_array_equal(run("mega", graph, Rounding.TFLM, x).outputs, graph.run(Rounding.TFLM, x))


def test_two_outputs_that_view_one_tensor_are_both_written(tmp_path: Path) -> None:
    writer = Writer()
    x, t = writer.tensor((1, 2, 6), 0.5), writer.tensor((1, 2, 6), 0.5)
    y, z = writer.tensor((1, 12), 0.5), writer.tensor((1, 3, 4), 0.5)
    writer.operator("RELU", [x], t)
    writer.operator("RESHAPE", [t], y)
    writer.operator("RESHAPE", [t], z)
    graph = parse_tflite(writer.finish(x, [t, z, y]))
    inputs = inputs_of(graph)
    for y_, answer in zip(graph.run_all(Rounding.TFLM, *inputs), run_c(graph, inputs, tmp_path), strict=True):
        np.testing.assert_array_equal(answer, y_)


def test_names_stay_short_where_there_is_one_of_each() -> None:
    graph = parse_tflite(broadcasting(1, "MUL"))
    assert Edges(graph).parameters() == "const int8_t x[MODEL_INPUTS], int8_t y[MODEL_OUTPUTS]"


def layer_of(weights: str) -> bytes:
    writer = Writer()
    x, y = (writer.tensor((1, size), dtype="float32") for size in (4, 2))
    data = np.ones((2, 4))
    if weights == "int8":
        w = writer.tensor((2, 4), 0.5, data=data)
    else:
        half, w = writer.tensor((2, 4), dtype="float16", data=data), writer.tensor((2, 4), dtype="float32")
        writer.operator("DEQUANTIZE", [half], w)
    writer.operator("FULLY_CONNECTED", [x, w], y, "FullyConnectedOptions")
    return writer.finish(x, y)


def test_weights_in_float16_become_float32_and_dynamic_ranges_are_refused() -> None:
    graph = parse_tflite(layer_of("float16"))
    assert [operator.kind for operator in graph.operators] == ["FloatFullyConnected"]
    with pytest.raises(CompileError, match=r"FULLY_CONNECTED \(operator 0.*dynamic range quantization\): convert"):
        parse_tflite(layer_of("int8"))
