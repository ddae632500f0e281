"""Keras models of recurrent and dense layers as integer C: `convert(model, samples)` gives the graph.

`RecurrentProgram(graph, options)` has its costs and its C; `graph.run(rounding, x)` is its NumPy reference.
"""

from hardware_labs.compiler.keras.convert import convert
from hardware_labs.compiler.keras.front_end import RecurrentProgram

__all__ = ["RecurrentProgram", "convert"]
