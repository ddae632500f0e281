"""A random int8 model turned into float32: the same operators, shapes and weights, what was QUANTIZE becomes TANH."""

import ai_edge_litert.schema_py_generated as schema
import flatbuffers
import numpy as np

INT8, INT32, FLOAT32 = schema.TensorType.INT8, schema.TensorType.INT32, schema.TensorType.FLOAT32
STORED = {INT8: np.int8, INT32: np.int32}


def as_float(model: bytes) -> bytes:
    made = schema.ModelT.InitFromObj(schema.Model.GetRootAs(model))
    for tensor in made.subgraphs[0].tensors:
        if tensor.quantization is not None and tensor.quantization.scale is not None:
            _dequantize(tensor, made.buffers)
    for code in made.operatorCodes:
        if code.builtinCode == schema.BuiltinOperator.QUANTIZE:
            code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.TANH
        code.version = 1
    for operator in made.subgraphs[0].operators:
        if operator.builtinOptionsType == schema.BuiltinOptions.QuantizeOptions:
            operator.builtinOptionsType, operator.builtinOptions = 0, None
    builder = flatbuffers.Builder(1024)
    builder.Finish(made.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _dequantize(tensor: schema.TensorT, buffers: list[schema.BufferT]) -> None:
    q, data = tensor.quantization, buffers[tensor.buffer].data
    if tensor.buffer and data is not None:
        shape = tuple(int(size) for size in tensor.shape)
        values = np.frombuffer(np.asarray(data, dtype=np.uint8).tobytes(), dtype=STORED[tensor.type]).reshape(shape)
        along = [1] * len(shape)
        if len(q.scale) > 1:
            along[q.quantizedDimension] = -1
        scales = np.asarray(q.scale, dtype=np.float32).reshape(along)
        zeros = np.asarray(q.zeroPoint).reshape(along)
        real = ((values.astype(np.int64) - zeros) * scales).astype(np.float32)
        buffers[tensor.buffer].data = np.frombuffer(real.tobytes(), dtype=np.uint8)
    tensor.type, tensor.quantization = FLOAT32, None
