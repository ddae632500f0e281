"""Cycles of a layer before any build, by rates fitted to simulated runs of the models in tests/compiler/models.

An AVR's rates are clock cycles. Those of ESP chips are instructions, which the simulator counts as a cycle each.
"""

from __future__ import annotations

from typing import NamedTuple

from hardware_labs.compiler.graph import Operator
from hardware_labs.compiler.ops.convolution import Convolution
from hardware_labs.compiler.ops.depthwise import DepthwiseConvolution
from hardware_labs.compiler.ops.floats.pooling import FloatMean
from hardware_labs.compiler.ops.mean import Mean
from hardware_labs.compiler.ops.softmax import Softmax


class Rates(NamedTuple):
    """Cycles for each multiply-accumulate, sum, place of a window (or row of a softmax), and input gathered there.

    Where nothing is summed, `output` is what one of the outputs takes.
    """

    mac: float = 0.0
    output: float = 0.0
    place: float = 0.0
    gathered: float = 0.0


MOVED = ("Concatenation", "Pad")  # byte by byte
LOOKUP = Rates(output=8)
# routines of libgcc take longer for some numbers than for others: these are within a third
FLOATS: dict[str, dict[str, Rates]] = {
    "avr": {
        "FloatConvolution": Rates(330, 1000),
        "FloatDepthwiseConvolution": Rates(330, 1000),
        "FloatFullyConnected": Rates(330, 1000),
        "FloatAddition": Rates(output=250),
        "FloatProduct": Rates(output=250),
        "FloatClamp": Rates(output=130),
        "FloatMaxPooling": Rates(output=1100),
        "FloatAveragePooling": Rates(output=1900),
        "FloatMean": Rates(output=120, gathered=130),
        "FloatSoftmax": Rates(output=4150),
        "FloatLogistic": Rates(output=3850),
        "FloatTanh": Rates(output=3850),
        "Quantize": Rates(output=1100),
        "Dequantize": Rates(output=320),
    },
    "esp32c3": {
        "FloatConvolution": Rates(145, 600),
        "FloatDepthwiseConvolution": Rates(145, 600),
        "FloatFullyConnected": Rates(145, 600),
        "FloatAddition": Rates(output=118),
        "FloatProduct": Rates(output=145),
        "FloatClamp": Rates(output=60),
        "FloatMaxPooling": Rates(output=288),
        "FloatAveragePooling": Rates(output=620),
        "FloatMean": Rates(output=110, gathered=70),
        "FloatSoftmax": Rates(output=2300),
        "FloatLogistic": Rates(output=2220),
        "FloatTanh": Rates(output=2220),
        "Quantize": Rates(output=450),
        "Dequantize": Rates(output=180),
    },
}
RATES: dict[str, dict[str, Rates]] = {
    "avr": {
        "Convolution": Rates(9.4, 300, 600, 20),
        "DepthwiseConvolution": Rates(14.5, 330, 1200),
        "FullyConnected": Rates(9.4, 300),
        "Addition": Rates(output=605),
        "Product": Rates(output=285),
        "MaxPooling": Rates(output=235),
        "AveragePooling": Rates(output=620),
        "Mean": Rates(output=315, gathered=22),
        "Softmax": Rates(output=150, place=1750),
        "Concatenation": Rates(output=10),
        "Pad": Rates(output=14),
        "SimpleRNN": Rates(9.9, 382),
        "GRU": Rates(9.9, 387),
        "LSTM": Rates(9.9, 484),
    },
    "esp32c3": {
        "Convolution": Rates(3.4, 47, 220, 8.5),
        "DepthwiseConvolution": Rates(4.7, 59, 266),
        "FullyConnected": Rates(3.6, 57),
        "Addition": Rates(output=63),
        "Product": Rates(output=44),
        "MaxPooling": Rates(output=90),
        "AveragePooling": Rates(output=75),
        "Mean": Rates(output=25, gathered=4),
        "Softmax": Rates(output=45, place=190),
        "Concatenation": Rates(output=4),
        "Pad": Rates(output=8),
        "SimpleRNN": Rates(3.7, 92),
        "GRU": Rates(3.7, 79),
        "LSTM": Rates(3.7, 91),
    },
    "esp32": {
        "Convolution": Rates(3.9, 47, 270, 11),
        "DepthwiseConvolution": Rates(6.3, 80, 250),
        "FullyConnected": Rates(4.4, 56),
        "Addition": Rates(output=69),
        "Product": Rates(output=60),
        "MaxPooling": Rates(output=80),
        "AveragePooling": Rates(output=133),
        "Mean": Rates(output=47, gathered=6),
        "Softmax": Rates(output=50, place=150),
        "Concatenation": Rates(output=4),
        "Pad": Rates(output=8),
        "SimpleRNN": Rates(4.4, 100),
        "GRU": Rates(4.4, 81),
        "LSTM": Rates(4.4, 90),
    },
}


def is_predicted(operator: Operator, engine: str) -> bool:
    """Tell whether there are rates for an operator; there are none for floats on an engine where none was measured."""
    floats = any(tensor.dtype == "float32" for tensor in (*operator.inputs, operator.output))
    return not floats or operator.kind in FLOATS.get(engine, {}) or operator.kind in RATES[engine]


def predict_cycles(operator: Operator, engine: str) -> int:
    """Return the estimate for one operator on one engine of boards.toml."""
    rates = FLOATS.get(engine, {}).get(operator.kind) or RATES[engine].get(operator.kind, LOOKUP)
    places = gathered = 0
    if isinstance(operator, DepthwiseConvolution) or (isinstance(operator, Convolution) and not operator.direct):
        places = operator.output.shape[1] * operator.output.shape[2]
        gathered = places * operator.scratch
    elif isinstance(operator, Softmax):
        places = operator.output.size // operator.output.shape[-1]
    elif isinstance(operator, FloatMean | Mean):
        gathered = operator.inputs[0].size
    outputs = operator.output.bytes if operator.kind in MOVED else operator.sums
    sums = rates.output * outputs
    return round(rates.mac * operator.macs + sums + rates.place * places + rates.gathered * gathered)
