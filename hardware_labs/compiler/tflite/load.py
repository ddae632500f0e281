"""A `.tflite` file as a graph, or one sentence on why it cannot be one."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite, prod
from pathlib import Path

import numpy as np

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Graph, Operator, Quantization, Tensor
from hardware_labs.compiler.tflite.boundary import float_edges
from hardware_labs.compiler.tflite.flatbuffer import Malformed, Table
from hardware_labs.compiler.tflite.node import Node
from hardware_labs.compiler.tflite.readers import READERS
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
    source = _only(subgraphs[0].ints(SubGraph.INPUTS), len(tensors), "input")
    target = _only(subgraphs[0].ints(SubGraph.OUTPUTS), len(tensors), "output")
    return _graph(subgraphs[0].tables(SubGraph.OPERATORS), kinds, tensors, source, target)


def _graph(tables: tuple[Table, ...], kinds: list[str], tensors: list[Tensor], source: int, target: int) -> Graph:
    known = {index for index, tensor in enumerate(tensors) if tensor.data is not None} | {source}
    if tensors[source].data is not None:
        raise Malformed("its input is a constant")
    operators: list[Operator] = []
    nodes: list[Node] = []
    for index, table in enumerate(tables):
        node, reads, writes = _node(index, table, kinds, tensors)
        node.require(known.issuperset(reads), "reads a tensor before it is written")
        node.require(writes not in known, f"writes {node.output.name!r}, which has a value already")
        known.add(writes)
        nodes.append(node)
    nodes, source_tensor, target_tensor = float_edges(nodes, tensors[source], tensors[target])
    if tensors[target].data is not None or target not in known:
        raise Malformed("no operator writes its output")
    constants: dict[Tensor, Tensor] = {}
    for node in nodes:
        node = replace(node, inputs=tuple(tensor and constants.get(tensor, tensor) for tensor in node.inputs))
        operator = READERS[node.kind](node)
        if operator.inputs and all(tensor.data is not None for tensor in operator.inputs):
            # what depends on constants alone is computed now; no operator rounds differently on constants
            values = (tensor.data[None] for tensor in operator.inputs if tensor.data is not None)
            constants[node.output] = replace(node.output, data=operator.run(Rounding.TFLM, *values)[0])
        else:
            node.require(
                all(tensor.data is None for tensor in operator.inputs),
                "mixes a computed tensor with a constant one",
                "make the constant a weight of the layer",
            )
            operators.append(operator)
    if target_tensor in constants:
        raise CompileError("The model's output does not depend on its input: convert the model again.")
    return Graph(tuple(operators), source_tensor, target_tensor)


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
    if kind not in READERS:
        names = ", ".join(repr(tensors[tensor].name) for tensor in writes)
        raise CompileError(
            f"{kind} (operator {index}, writing {names}) is not supported: build the model from "
            f"{', '.join(sorted(READERS))}."
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


def _only(indices: tuple[int, ...], tensors: int, what: str) -> int:
    if len(indices) != 1:
        raise CompileError(f"The model has {len(indices)} {what}s instead of one: split it into models with one each.")
    if not 0 <= indices[0] < tensors:
        raise Malformed(f"its {what} is a tensor that is not there")
    return indices[0]


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
    tensor = Tensor(name, shape, dtype, _quantization(quantization, name, shape) if quantization else None)
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
    if tensor.dtype not in ("int8", "int32", "float32"):
        raise CompileError(f"Tensor {tensor.name!r} holds {tensor.dtype}, and int8 is needed: {RECONVERT}.")
    dtype = np.dtype(tensor.dtype).newbyteorder("<")
    if raw.size != tensor.size * dtype.itemsize:
        raise Malformed(f"tensor {tensor.name!r} has {raw.size} bytes for the shape {tensor.shape}")
    return replace(tensor, data=raw.view(dtype).reshape(tensor.shape))


def _quantization(table: Table, name: str, shape: tuple[int, ...]) -> Quantization | None:
    scales = tuple(float(scale) for scale in table.array(QuantizationField.SCALE, "<f4").tolist())
    zeros = tuple(int(zero) for zero in table.array(QuantizationField.ZERO_POINT, "<i8").tolist())
    axis = table.int32(QuantizationField.AXIS)
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
    if not all(-128 <= zero <= 127 for zero in zeros):
        raise CompileError(f"Tensor {name!r} has a zero point outside of int8: {RECONVERT}.")
    return Quantization(scales, zeros, axis)
