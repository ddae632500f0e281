"""Names of the operators of a .tflite file."""

from __future__ import annotations

from hardware_labs.compiler.tflite.flatbuffer import Table
from hardware_labs.compiler.tflite.schema import OPERATORS, Model, OperatorCode


def operator_names(model: bytes) -> list[str]:
    """Return TFLite's names, such as CONV_2D, of a file that the compiler has read."""
    codes = Table.root(model).tables(Model.OPERATOR_CODES)
    fields = OperatorCode.DEPRECATED_BUILTIN_CODE, OperatorCode.BUILTIN_CODE
    return [OPERATORS[max(code.int8(fields[0]), code.int32(fields[1]))] for code in codes]
