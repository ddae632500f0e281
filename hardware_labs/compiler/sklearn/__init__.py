"""Fitted scikit-learn estimators to C: one file a kind of model, with its conversion, its arithmetic, its C.

    from hardware_labs.compiler.sklearn import compile_model

    model = compile_model(forest, input_low=0, input_high=16, board="mega")
    model.run(x)          # what the board answers, in NumPy integers
    model.write(folder)   # model.h, model.c and the kernels that they include

A pickled estimator is not read from a file: unpickling runs whatever code the file holds.
"""

from hardware_labs.compiler.sklearn.convert import compile_model
from hardware_labs.compiler.sklearn.model import ClassicalModel

__all__ = ["ClassicalModel", "compile_model"]
