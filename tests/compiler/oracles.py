"""The runtimes that compiled models are compared with, both with their portable kernels, on this computer.

For Rounding.TFLM it is TensorFlow Lite Micro itself, by its Python package, which exists for x86-64 Linux only. For
Rounding.LITERT it is LiteRT with OpResolverType.BUILTIN_REF.
"""

from collections.abc import Callable, Sequence
from importlib.util import find_spec

import ai_edge_litert.schema_py_generated as schema
import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from hardware_labs.compiler.fixed_point import Rounding

ARENA = 2**20  # bytes; what it reckons by itself is sometimes too few


def tflm(model: bytes, *inputs: np.ndarray) -> list[np.ndarray]:
    """Return an array for each output, from one of shape (samples, *input shape) for each input."""
    from tflite_micro.python.tflite_micro import runtime

    interpreter = runtime.Interpreter.from_bytes(model, arena_size=ARENA)

    def predict(*sample: np.ndarray) -> list[np.ndarray]:
        for place, values in enumerate(sample):
            interpreter.set_input(values, place)
        interpreter.invoke()
        return [interpreter.get_output(place).copy() for place in range(_outputs(model))]

    return _stacked(predict, inputs)


def litert(model: bytes, *inputs: np.ndarray) -> list[np.ndarray]:
    """Return an array for each output, from one of shape (samples, *input shape) for each input."""
    interpreter = Interpreter(
        model_content=model, experimental_op_resolver_type=OpResolverType.BUILTIN_REF, num_threads=1
    )
    interpreter.allocate_tensors()

    def predict(*sample: np.ndarray) -> list[np.ndarray]:
        for source, values in zip(interpreter.get_input_details(), sample, strict=True):
            interpreter.set_tensor(source["index"], values)
        interpreter.invoke()
        return [interpreter.get_tensor(target["index"]).copy() for target in interpreter.get_output_details()]

    return _stacked(predict, inputs)


def _outputs(model: bytes) -> int:
    return int(schema.Model.GetRootAs(model).Subgraphs(0).OutputsLength())


def _stacked(predict: Callable[..., list[np.ndarray]], inputs: Sequence[np.ndarray]) -> list[np.ndarray]:
    answers = [predict(*sample) for sample in zip(*inputs, strict=True)]
    return [np.stack(column) for column in zip(*answers, strict=True)]


ORACLES: dict[Rounding, Callable[..., list[np.ndarray]]] = {Rounding.LITERT: litert}
if find_spec("tflite_micro"):
    ORACLES[Rounding.TFLM] = tflm
