"""Scales of a model's tensors taken far away: extreme ratios that no converter writes, but a file may have."""

from collections.abc import Sequence

import ai_edge_litert.schema_py_generated as schema
import flatbuffers
import numpy as np

FIXED = {schema.BuiltinOperator.LOGISTIC, schema.BuiltinOperator.TANH, schema.BuiltinOperator.SOFTMAX}
SAME = {
    schema.BuiltinOperator.RELU6,
    schema.BuiltinOperator.PAD,
    schema.BuiltinOperator.RESHAPE,
    schema.BuiltinOperator.CONCATENATION,
    schema.BuiltinOperator.MAX_POOL_2D,
    schema.BuiltinOperator.AVERAGE_POOL_2D,
}


def stretched(model: bytes, exponents: Sequence[int]) -> bytes:
    """Return the model with its outputs' scales, or where those are fixed all inputs', multiplied by powers of two."""
    made = schema.ModelT.InitFromObj(schema.Model.GetRootAs(model))
    graph = made.subgraphs[0]
    kinds = {code.builtinCode for code in made.operatorCodes}
    for place, operator in enumerate(graph.operators):
        factor = np.float32(2.0 ** exponents[place % len(exponents)])
        if kinds & FIXED:
            _stretch(graph.tensors[graph.inputs[0]], factor)
        elif not kinds & SAME:
            _stretch(graph.tensors[operator.outputs[0]], factor)
    builder = flatbuffers.Builder(1024)
    builder.Finish(made.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _stretch(tensor: schema.TensorT, factor: np.float32) -> None:
    tensor.quantization.scale = [float(np.float32(scale) * factor) for scale in tensor.quantization.scale]
