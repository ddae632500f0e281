"""Keras models of recurrent and dense layers as integer C.

`convert(model, samples)` gives the graph, `graph.run(rounding, x)` is the NumPy reference that the C equals bit for
bit, and `RecurrentProgram(graph, options)` has its costs, its C and, by `predict`, the board's answers in real numbers.

Weights, inputs and hidden states are int8, sums int32, sums of gates and what cells carry on int16. Against Keras's
float that costs, in tests/compiler/keras: less than a step of 1/128 of hidden states in the mean; at most three more or
fewer of 450 handwritten digits told apart; two steps of the int8 output for the next hour's temperature.
"""

from hardware_labs.compiler.keras.convert import convert
from hardware_labs.compiler.keras.front_end import RecurrentProgram

__all__ = ["RecurrentProgram", "convert"]
