"""A `.tflite` file as a graph, or one sentence on why it cannot be one."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite, prod
from pathlib import Path

import numpy as np

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import C_TYPES, Graph, Operator, Quantization, Tensor
from hardware_labs.compiler.tflite.boundary import float_edges
from hardware_labs.compiler.tflite.flatbuffer import Malformed, Table
from hardware_labs.compiler.tflite.node import Node
from hardware_labs.compiler.tflite.readers import KINDS, read_node
from hardware_labs.compiler.tflite.schema import (
    IDENTIFIER,
    OPERATORS,
    OPTIONS_TYPE,
    TENSOR_TYPES,
    VERSION,
    BufferField,
    Model,
    OperatorCode,
    OperatorField,
    QuantizationField,
    SubGraph,
    TensorField,
)

# far above any microcontroller's memory, far below what would make this computer struggle
LARGEST_TENSOR = 2**24
LARGEST_RANK = 6
LARGEST_EDGE = 16  # inputs or outputs
CONSTANTS = ("int8", "int32", "float16", "float32")
RECONVERT = "convert the model with int8 quantization (TFLITE_BUILTINS_INT8 and a representative data set)"


def load_tflite(path: Path) -> Graph:
    """Read a model.

    Raises:
        CompileError: The file cannot be read, or `parse_tflite` refuses it.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CompileError(f"{path} cannot be read ({error.strerror}): name a .tflite file.") from error
    return parse_tflite(data)


def parse_tflite(data: bytes) -> Graph:
    """Read a model from a file's bytes.

    Raises:
        CompileError: The file is damaged, or uses what this compiler does not have.
    """
    if data[4:8] != IDENTIFIER:
        raise CompileError("This is no .tflite file (TFL3 is missing at byte 4): name a converted model.")
    root = Table.root(data)
    if root.uint32(Model.VERSION) != VERSION:
        raise Malformed(f"its schema version is {root.uint32(Model.VERSION)} instead of {VERSION}")
    subgraphs = root.tables(Model.SUBGRAPHS)
    if len(subgraphs) != 1:
        raise CompileError(f"The model has {len(subgraphs)} subgraphs instead of one: take out WHILE and IF layers.")
    buffers = root.tables(Model.BUFFERS)
    kinds = [_kind(code) for code in root.tables(Model.OPERATOR_CODES)]
    tensors = [_tensor(table, buffers) for table in subgraphs[0].tables(SubGraph.TENSORS)]
    sources = _edge(subgraphs[0].ints(SubGraph.INPUTS), len(tensors), "input")
    targets = _edge(subgraphs[0].ints(SubGraph.OUTPUTS), len(tensors), "output")
    return _graph(subgraphs[0].tables(SubGraph.OPERATORS), kinds, tensors, sources, targets)


def _graph(
    tables: tuple[Table, ...],
    kinds: list[str],
    tensors: list[Tensor],
    sources: tuple[int, ...],
    targets: tuple[int, ...],
) -> Graph:
    known = {index for index, tensor in enumerate(tensors) if tensor.data is not None} | {*sources}
    if any(tensors[source].data is not None for source in sources):
        raise Malformed("its input is a constant")
    operators: list[Operator] = []
    nodes: list[Node] = []
    for index, table in enumerate(tables):
        node, reads, writes = _node(index, table, kinds, tensors)
        node.require(known.issuperset(reads), "reads a tensor before it is written")
        node.require(writes not in known, f"writes {node.output.name!r}, which has a value already")
        known.add(writes)
        nodes.append(node)
    if any(target in sources or tensors[target].data is not None or target not in known for target in targets):
        raise Malformed("no operator writes its output")
    nodes, inputs, outputs = float_edges(
        nodes, [tensors[source] for source in sources], [tensors[target] for target in targets]
    )
    for tensor in (*inputs, *outputs):
        _check_edge(tensor)
    constants: dict[Tensor, Tensor] = {}
    for node in nodes:
        node = replace(node, inputs=tuple(tensor and constants.get(tensor, tensor) for tensor in node.inputs))
        operator = read_node(node)
        if operator.inputs and all(tensor.data is not None for tensor in operator.inputs):
            # what depends on constants alone is computed now
            values = [tensor.data[None] for tensor in operator.inputs if tensor.data is not None]
            answers = [operator.run(rounding, *values)[0] for rounding in Rounding]
            node.require(
                np.array_equal(*answers),
                "computes a constant that TensorFlow Lite Micro and LiteRT round differently",
                "give the model the result",
            )
            node.require(answers[0].shape == node.output.shape, f"has an output of shape {node.output.shape}")
            constants[node.output] = replace(node.output, data=answers[0])
        else:
            node.require(
                all(tensor.data is None for tensor in operator.inputs),
                "mixes a computed tensor with a constant one",
                "make the constant a weight of the layer",
            )
            operators.append(operator)
    if any(output in constants for output in outputs):
        raise CompileError("The model has an output that does not depend on its input: convert the model again.")
    return Graph(tuple(operators), tuple(inputs), tuple(outputs))


def _node(index: int, table: Table, kinds: list[str], tensors: list[Tensor]) -> tuple[Node, list[int], int]:
    code = table.uint32(OperatorField.OPCODE_INDEX)
    if code >= len(kinds):
        raise Malformed(f"operator {index} has the code {code} of {len(kinds)}")
    kind = kinds[code]
    reads = table.ints(OperatorField.INPUTS)
    writes = table.ints(OperatorField.OUTPUTS)
    if any(not -1 <= tensor < len(tensors) for tensor in reads) or any(
        not 0 <= tensor < len(tensors) for tensor in writes
    ):
        raise Malformed(f"operator {index} names a tensor that is not there")
    if kind not in KINDS:
        names = ", ".join(repr(tensors[tensor].name) for tensor in writes)
        raise CompileError(
            f"{kind} (operator {index}, writing {names}) is not supported: build the model from "
            f"{', '.join(sorted(KINDS))}."
        )
    if len(writes) != 1:
        raise Malformed(f"operator {index} has {len(writes)} outputs")
    options = table.table(OperatorField.OPTIONS)
    stated = table.uint8(OperatorField.OPTIONS_TYPE)
    if kind in OPTIONS_TYPE and options is not None and stated != OPTIONS_TYPE[kind]:
        raise Malformed(f"operator {index} has options of type {stated} for {kind}")
    inputs = tuple(None if tensor < 0 else tensors[tensor] for tensor in reads)
    return (
        Node(index, kind, inputs, tensors[writes[0]], options),
        [tensor for tensor in reads if tensor >= 0],
        writes[0],
    )


def _kind(table: Table) -> str:
    code = max(table.int8(OperatorCode.DEPRECATED_BUILTIN_CODE), table.int32(OperatorCode.BUILTIN_CODE))
    if not 0 <= code < len(OPERATORS):
        return f"BUILTIN_{code}"
    return f"CUSTOM {table.text(OperatorCode.CUSTOM_CODE)}" if OPERATORS[code] == "CUSTOM" else OPERATORS[code]


def _edge(indices: tuple[int, ...], tensors: int, what: str) -> tuple[int, ...]:
    if not 1 <= len(indices) <= LARGEST_EDGE:
        raise CompileError(f"The model has {len(indices)} {what}s and 1 to {LARGEST_EDGE} are possible: split it.")
    if not all(0 <= index < tensors for index in indices):
        raise Malformed(f"its {what} is a tensor that is not there")
    if len(set(indices)) < len(indices):
        raise CompileError(f"The model names one tensor as {what} twice: convert it with each only once.")
    return indices


def _check_edge(tensor: Tensor) -> None:
    if tensor.dtype not in C_TYPES:
        raise CompileError(
            f"Tensor {tensor.name!r} goes in or out as {tensor.dtype}, and int8, uint8 or float32 is needed: "
            f"{RECONVERT}."
        )
    if tensor.dtype != "float32" and (tensor.quantization is None or len(tensor.quantization.scales) != 1):
        raise CompileError(f"Tensor {tensor.name!r} has no one scale and zero point: {RECONVERT}.")


def _tensor(table: Table, buffers: tuple[Table, ...]) -> Tensor:
    name = table.text(TensorField.NAME)
    shape = table.ints(TensorField.SHAPE)
    if -1 in (*table.ints(TensorField.SHAPE_SIGNATURE), *shape):
        raise CompileError(
            f"Tensor {name!r} has a shape that is known only while running: "
            "build the model with Input(batch_shape=(1, ...)) and convert it again."
        )
    if any(size < 1 for size in shape) or len(shape) > LARGEST_RANK or prod(shape) > LARGEST_TENSOR:
        raise CompileError(f"Tensor {name!r} has the shape {shape}: no board here has memory for that.")
    code = table.uint8(TensorField.TYPE)
    dtype = TENSOR_TYPES[code] if code < len(TENSOR_TYPES) else f"type {code}"
    if table.uint8(TensorField.IS_VARIABLE) or table.table(TensorField.SPARSITY):
        raise CompileError(f"Tensor {name!r} is a variable or sparse: convert the model without either.")
    quantization = table.table(TensorField.QUANTIZATION)
    tensor = Tensor(name, shape, dtype, _quantization(quantization, name, shape, dtype) if quantization else None)
    return _filled(tensor, table.uint32(TensorField.BUFFER), buffers)


def _filled(tensor: Tensor, index: int, buffers: tuple[Table, ...]) -> Tensor:
    """Return the tensor with its constant data, if its buffer has any."""
    if index >= len(buffers):
        raise Malformed(f"tensor {tensor.name!r} has the buffer {index} of {len(buffers)}")
    if buffers[index].uint64(BufferField.OFFSET) > 1:
        raise CompileError(f"Tensor {tensor.name!r} lies outside of the model's tables: convert the model again.")
    raw = buffers[index].array(BufferField.DATA, "|u1")
    if index == 0 or raw.size == 0:
        return tensor
    if tensor.dtype not in CONSTANTS:
        raise CompileError(f"Tensor {tensor.name!r} holds {tensor.dtype}, and int8 or float32 is needed: {RECONVERT}.")
    dtype = np.dtype(tensor.dtype).newbyteorder("<")
    if raw.size != tensor.size * dtype.itemsize:
        raise Malformed(f"tensor {tensor.name!r} has {raw.size} bytes for the shape {tensor.shape}")
    data = raw.view(dtype).reshape(tensor.shape)
    if tensor.dtype.startswith("float") and not np.isfinite(data).all():
        raise CompileError(f"Tensor {tensor.name!r} holds values that are no numbers: train the model again.")
    return replace(tensor, data=data)


def _quantization(table: Table, name: str, shape: tuple[int, ...], dtype: str) -> Quantization | None:
    scales = tuple(float(scale) for scale in table.array(QuantizationField.SCALE, "<f4").tolist())
    zeros = tuple(int(zero) for zero in table.array(QuantizationField.ZERO_POINT, "<i8").tolist())
    axis = table.int32(QuantizationField.AXIS) if len(shape) > 1 else 0  # some converters give a bias another one
    if not scales:
        return None
    if table.uint8(QuantizationField.DETAILS_TYPE) or len(zeros) not in (0, 1, len(scales)):
        raise Malformed(f"the quantization of {name!r} has {len(scales)} scales and {len(zeros)} zero points")
    zeros = zeros or (0,)
    zeros = zeros * len(scales) if len(zeros) == 1 else zeros
    if len(scales) > 1 and not (0 <= axis < len(shape) and shape[axis] == len(scales)):
        raise Malformed(f"the quantization of {name!r} has {len(scales)} scales for the shape {shape}")
    # below 2**-60 and above 2**60 no product of two scales can be told from damage
    if not all(isfinite(scale) and 2.0**-60 < scale < 2.0**60 for scale in scales):
        raise Malformed(f"the quantization of {name!r} has a scale that is no positive number")
    lowest = 0 if dtype == "uint8" else -128
    if not all(lowest <= zero <= lowest + 255 for zero in zeros):
        raise CompileError(f"Tensor {name!r} has a zero point outside of {dtype}: {RECONVERT}.")
    return Quantization(scales, zeros, axis)
