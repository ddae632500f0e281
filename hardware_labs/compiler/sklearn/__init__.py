"""Fitted scikit-learn estimators to C: one file a kind of model, with its conversion, its arithmetic, its C.

    from hardware_labs.compiler.sklearn import compile_model

    model = compile_model(forest, input_low=0, input_high=16, board="mega")
    model.run(x)          # what the board answers, in NumPy integers
    model.write(folder)   # model.h, model.c and the kernels that they include

A pipeline of scalers and an estimator goes in as a whole. `lab compile` reads estimators from `.skops` files; it opens
no pickle, since unpickling runs whatever code the file holds.
"""

from hardware_labs.compiler.sklearn.convert import compile_model
from hardware_labs.compiler.sklearn.model import ClassicalModel

__all__ = ["ClassicalModel", "compile_model"]
