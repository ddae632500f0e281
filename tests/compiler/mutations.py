"""Damaged `.tflite` files, made from good ones."""

from collections.abc import Iterator, Sequence
from typing import Any

import ai_edge_litert.schema_py_generated as schema
import flatbuffers
import numpy as np

Random = np.random.Generator
WORDS = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]
NUMBERS = [-(2**31), -129, -1, 0, 1, 2, 3, 5, 127, 255, 2**15, 2**31 - 1]
SCALES = [0.0, -1.0, 1e-30, 1e-9, 1e-3, 0.5, 1.0, 1e9, 1e30, float("inf"), float("nan")]


def mutations(files: Sequence[bytes], seed: int, count: int) -> Iterator[bytes]:
    """Yield files with bytes flipped, words replaced, ends cut off, parts of another file spliced in, or whole again
    but with other numbers in their tables: the last kind half of the time, since most of the others end at the first
    broken offset.
    """
    rng = np.random.default_rng(seed)
    for _ in range(count):
        file = files[rng.integers(len(files))]
        data = bytearray(file)
        kind = rng.integers(8)
        if kind == 0:
            for place in rng.integers(len(data), size=rng.integers(1, 6)):
                data[place] ^= 1 << int(rng.integers(8))
        elif kind == 1:
            for place in rng.integers(len(data) - 4, size=rng.integers(1, 4)):
                data[place : place + 4] = int(rng.choice(WORDS)).to_bytes(4, "little")
        elif kind == 2:
            del data[int(rng.integers(len(data))) :]
        elif kind == 3:
            other = files[rng.integers(len(files))]
            start, length = int(rng.integers(len(other))), int(rng.integers(1, 200))
            place = int(rng.integers(len(data)))
            data[place : place + length] = other[start : start + length]
        else:
            data = bytearray(rewritten(rng, file))
        yield bytes(data)


def rewritten(rng: Random, data: bytes) -> bytes:
    """Return a well-formed file in which some numbers are others."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(data))
    graph = model.subgraphs[0]
    for _ in range(rng.integers(1, 4)):
        tensor = graph.tensors[rng.integers(len(graph.tensors))]
        operator = graph.operators[rng.integers(len(graph.operators))]
        code = model.operatorCodes[rng.integers(len(model.operatorCodes))]
        kind = rng.integers(8)
        if kind == 0 and tensor.shape is not None and len(tensor.shape):
            tensor.shape = _changed(rng, tensor.shape, [*NUMBERS, int(rng.integers(1, 300))])
        elif kind == 1:
            tensor.type = int(rng.integers(20))
        elif kind == 2 and tensor.quantization is not None and tensor.quantization.scale is not None:
            tensor.quantization.scale = _changed(rng, tensor.quantization.scale, SCALES)
        elif kind == 3 and tensor.quantization is not None and tensor.quantization.zeroPoint is not None:
            tensor.quantization.zeroPoint = _changed(rng, tensor.quantization.zeroPoint, NUMBERS)
        elif kind == 4:
            operator.inputs = _changed(rng, operator.inputs, range(-2, len(graph.tensors) + 1))
        elif kind == 5 and operator.builtinOptions is not None:
            _change_option(rng, operator.builtinOptions)
        elif kind == 6:
            code.builtinCode = int(rng.integers(210))
            code.deprecatedBuiltinCode = min(code.builtinCode, 127)
        elif kind == 7:
            edge = "inputs" if rng.integers(2) else "outputs"
            setattr(graph, edge, _changed(rng, getattr(graph, edge), range(-1, len(graph.tensors) + 1)))
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _changed(rng: Random, values: Sequence[Any], choices: Sequence[Any]) -> list[Any]:
    changed = list(values)
    changed[rng.integers(len(changed))] = choices[rng.integers(len(choices))]
    return changed


def _change_option(rng: Random, options: object) -> None:
    names = [name for name, value in vars(options).items() if isinstance(value, int) and not isinstance(value, bool)]
    if names:
        name = names[rng.integers(len(names))]
        large = name.startswith(("stride", "dilation", "filter", "depth", "axis"))  # the others are bytes
        setattr(options, name, int(rng.choice([0, 1, 2, 3, 5, 2**15 if large else 127])))
