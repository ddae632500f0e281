"""What m2cgen makes of a scikit-learn classifier: floating-point C."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

from hardware_labs.bench.peers.estimator import EstimatorProgram
from hardware_labs.bench.row import Missing

WHO = "m2cgen"
HOW = "m2cgen is not installed: `pip install m2cgen`"
PREDICT = """
#include "model.h"
int32_t model_predict(const int16_t x[MODEL_INPUTS])
{{
    static double features[MODEL_INPUTS], shares[{classes}];
    for (int i = 0; i < MODEL_INPUTS; i++) features[i] = x[i];
    score(features, shares);
    int32_t best = 0;
    for (int i = 1; i < {classes}; i++) if (shares[i] > shares[best]) best = i;
    return best;
}}
"""


def m2cgen_program(estimator: BaseEstimator, x: tuple[int, ...], span: tuple[int, int]) -> EstimatorProgram:
    """Return a classifier as m2cgen's C.

    Raises:
        Missing: m2cgen is not there, or does not convert such an estimator.
    """
    if find_spec("m2cgen") is None:
        raise Missing(HOW)
    m2cgen: Any = import_module("m2cgen")
    try:
        code = str(m2cgen.export_to_c(estimator))
    # it refuses in many ways
    except Exception as error:
        raise Missing(f"m2cgen does not convert {type(estimator).__name__} ({error})"[:200]) from error
    if "double * output" not in code:
        raise Missing("m2cgen's C of this estimator gives no share a class")
    answer = int(np.flatnonzero(estimator.classes_ == estimator.predict(np.array([x], dtype=float))[0])[0])
    files = {"model.c": code + PREDICT.format(classes=len(estimator.classes_))}
    return EstimatorProgram(type(estimator).__name__, files, x, span, answer)
