"""The arithmetic of compiled models, defined in NumPy integers: generated C equals this bit for bit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.linear import FixedPointLinear


def predict(model: FixedPointLinear, x: NDArray[np.integer]) -> NDArray[np.int32]:
    """Predict as the board does.

    Args:
        model: The compiled model.
        x: Integers of shape (samples, inputs), each inside the model's input range.

    Returns:
        int32 of shape (samples,), in output units times `model.output_scale`.

    Raises:
        CompileError: `x` has another shape or type, or leaves the range for which the sums are known to fit.
    """
    if x.ndim != 2 or x.shape[1] != len(model.weights) or not np.issubdtype(x.dtype, np.integer):
        raise CompileError(
            f"Inputs of shape {x.shape} and type {x.dtype} do not suit this model: "
            f"give integers of shape (samples, {len(model.weights)})."
        )
    if x.size and (x.min() < model.input_low or x.max() > model.input_high):
        raise CompileError(
            f"Inputs from {x.min()} to {x.max()} leave this model's range {model.input_low} to {model.input_high}."
        )
    total = np.full(len(x), model.bias, dtype=np.int32)
    for index, weight in enumerate(model.weights):
        total += np.int32(weight) * x[:, index].astype(np.int32)
    return total >> np.int32(model.shift)
