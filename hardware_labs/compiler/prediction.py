"""Cycles of a layer before any build: so many a multiply-accumulate, so many an output, by operator and processor.

The figures are fitted to simulated runs of tests/compiler/models; tests/compiler/test_prediction.py holds them to that.
"""

from __future__ import annotations

from hardware_labs.compiler.graph import Operator

# cycles (on ESP chips instructions) of one multiply-accumulate, and of one output
COSTS: dict[str, dict[str, tuple[float, float]]] = {
    "avr": {
        "Convolution": (12.0, 480),
        "DepthwiseConvolution": (45.0, 800),
        "FullyConnected": (10.6, 420),
        "Addition": (0, 1100),
        "Product": (0, 500),
        "MaxPooling": (0, 250),
        "AveragePooling": (0, 900),
        "Mean": (0, 500),
        "Softmax": (0, 700),
        "Concatenation": (0, 10),
        "Pad": (0, 12),
        "Reshape": (0, 8),
    },
}
COSTS["esp32c3"] = {kind: (mac / 2.5, output / 10) for kind, (mac, output) in COSTS["avr"].items()}
COSTS["esp32"] = {kind: (mac / 2.5, output / 8) for kind, (mac, output) in COSTS["avr"].items()}
LOOKUP = {"avr": 12.0, "esp32c3": 6.0, "esp32": 6.0}


def predict_cycles(operator: Operator, engine: str) -> int:
    """Return the estimate for one operator on one engine of boards.toml."""
    mac, output = COSTS[engine].get(operator.kind, (0.0, LOOKUP[engine]))
    return round(mac * operator.macs + output * operator.output.size)
