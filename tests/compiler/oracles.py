"""The runtimes that compiled models are compared with, both with their portable kernels, on this computer.

For Rounding.TFLM it is TensorFlow Lite Micro itself, by its Python package, which exists for x86-64 Linux only. For
Rounding.LITERT it is LiteRT with OpResolverType.BUILTIN_REF.
"""

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from hardware_labs.compiler.fixed_point import Rounding

ARENA = 2**20  # bytes; what it reckons by itself is sometimes too few


def tflm(model: bytes, x: np.ndarray) -> np.ndarray:
    """Return outputs for samples of shape (samples, *input shape)."""
    from tflite_micro.python.tflite_micro import runtime

    interpreter = runtime.Interpreter.from_bytes(model, arena_size=ARENA)
    outputs = []
    for sample in x:
        interpreter.set_input(sample, 0)
        interpreter.invoke()
        outputs.append(interpreter.get_output(0).copy())
    return np.stack(outputs)


def litert(model: bytes, x: np.ndarray) -> np.ndarray:
    """Return outputs for samples of shape (samples, *input shape)."""
    interpreter = Interpreter(
        model_content=model, experimental_op_resolver_type=OpResolverType.BUILTIN_REF, num_threads=1
    )
    interpreter.allocate_tensors()
    source = interpreter.get_input_details()[0]["index"]
    target = interpreter.get_output_details()[0]["index"]
    outputs = []
    for sample in x:
        interpreter.set_tensor(source, sample)
        interpreter.invoke()
        outputs.append(interpreter.get_tensor(target).copy())
    return np.stack(outputs)


ORACLES: dict[Rounding, Callable[[bytes, np.ndarray], np.ndarray]] = {Rounding.LITERT: litert}
if find_spec("tflite_micro"):
    ORACLES[Rounding.TFLM] = tflm
