"""Cycles of a layer before any build, by rates fitted to simulated runs of the models in tests/compiler/models.

An AVR's rates are clock cycles. Those of ESP chips are instructions, which the simulator counts as a cycle each.
"""

from __future__ import annotations

from typing import NamedTuple

from hardware_labs.compiler.graph import Operator
from hardware_labs.compiler.ops.convolution import Convolution
from hardware_labs.compiler.ops.depthwise import DepthwiseConvolution


class Rates(NamedTuple):
    """Cycles for each multiply-accumulate, sum, place of a window, and input gathered at such a place.

    Where nothing is summed, `output` is what one of the outputs takes.
    """

    mac: float = 0.0
    output: float = 0.0
    place: float = 0.0
    gathered: float = 0.0


LOOKUP = Rates(output=8)
RATES: dict[str, dict[str, Rates]] = {
    "avr": {
        "Convolution": Rates(9.9, 320, 600, 20),
        "DepthwiseConvolution": Rates(16, 362, 1333),
        "FullyConnected": Rates(9.9, 320),
        "Addition": Rates(output=979),
        "Product": Rates(output=400),
        "MaxPooling": Rates(output=223),
        "AveragePooling": Rates(output=1078),
        "Mean": Rates(output=364),
        "Softmax": Rates(output=610),
        "Concatenation": Rates(output=10),
        "Pad": Rates(output=14),
        "SimpleRNN": Rates(9.9, 387),
        "GRU": Rates(9.9, 393),
        "LSTM": Rates(9.9, 489),
    },
    "esp32c3": {
        "Convolution": Rates(3.7, 58, 200, 3),
        "DepthwiseConvolution": Rates(5.3, 67, 301),
        "FullyConnected": Rates(3.7, 58),
        "Addition": Rates(output=80),
        "Product": Rates(output=35),
        "MaxPooling": Rates(output=90),
        "AveragePooling": Rates(output=70),
        "Mean": Rates(output=52),
        "Softmax": Rates(output=85),
        "Concatenation": Rates(output=7),
        "Pad": Rates(output=8),
        "SimpleRNN": Rates(3.7, 92),
        "GRU": Rates(3.7, 79),
        "LSTM": Rates(3.7, 91),
    },
    "esp32": {
        "Convolution": Rates(5.9, 91, 330, 2),
        "DepthwiseConvolution": Rates(8, 102, 317),
        "FullyConnected": Rates(5.9, 91),
        "Addition": Rates(output=155),
        "Product": Rates(output=60),
        "MaxPooling": Rates(output=85),
        "AveragePooling": Rates(output=127),
        "Mean": Rates(output=83),
        "Softmax": Rates(output=138),
        "Concatenation": Rates(output=6),
        "Pad": Rates(output=8),
        "SimpleRNN": Rates(5.9, 100),
        "GRU": Rates(5.9, 81),
        "LSTM": Rates(5.9, 90),
    },
}


def predict_cycles(operator: Operator, engine: str) -> int:
    """Return the estimate for one operator on one engine of boards.toml."""
    rates = RATES[engine].get(operator.kind, LOOKUP)
    places = gathered = 0
    if isinstance(operator, DepthwiseConvolution) or (isinstance(operator, Convolution) and not operator.direct):
        places = operator.output.shape[1] * operator.output.shape[2]
        gathered = places * operator.scratch
    sums = rates.output * operator.sums
    return round(rates.mac * operator.macs + sums + rates.place * places + rates.gathered * gathered)
