"""The state of one unit after a pulse."""

from collections.abc import Callable
from typing import Any

import numpy as np


def after_pulse(states: Callable[..., Any], weight: float, gate: float) -> dict[str, list[float]]:
    """Return the state and its slope at each step."""
    with np.errstate(over="ignore", invalid="ignore"):
        rows = np.asarray(states(weight, gate), float)
    return {"state": rows[:, 0].tolist(), "slope": rows[:, 1].tolist()}
