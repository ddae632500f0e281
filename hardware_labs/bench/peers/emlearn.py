"""What emlearn makes of a scikit-learn classifier."""

from __future__ import annotations

import contextlib
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

from hardware_labs.bench.peers.estimator import EstimatorProgram
from hardware_labs.bench.row import Missing

WHO = "emlearn"
HOW = "emlearn is not installed: `pip install emlearn`"
MODEL_C = """\
#include "model.h"
#include "emlearn_model.h"
int32_t model_predict(const int16_t x[MODEL_INPUTS]) { return peer_predict(x, MODEL_INPUTS); }
"""


def emlearn_program(estimator: BaseEstimator, x: tuple[int, ...], span: tuple[int, int]) -> EstimatorProgram:
    """Return a forest or tree as emlearn's inline C with 16-bit integers, its default.

    Raises:
        Missing: emlearn is not there, or does not convert such an estimator.
    """
    if find_spec("emlearn") is None:
        raise Missing(HOW)
    with np.errstate():  # it tells NumPy to raise where floats underflow; that is to stay in there
        emlearn: Any = import_module("emlearn")
    with tempfile.TemporaryDirectory(prefix="lab-") as folder, contextlib.chdir(folder):
        try:
            converted = emlearn.convert(estimator, method="inline", dtype="int16_t")
            code = str(converted.save(name="peer", include_proba=False))
            answer = int(converted.predict(np.array([x]))[0])
        # it refuses in many ways
        except Exception as error:
            raise Missing(f"emlearn does not convert {type(estimator).__name__} to inline C ({error})"[:200]) from error
    headers = Path(emlearn.__file__).parent
    files = {"model.c": MODEL_C, "emlearn_model.h": code}
    files |= {path.name: path.read_text(encoding="utf-8") for path in sorted(headers.glob("eml_*.h"))}
    return EstimatorProgram(type(estimator).__name__, files, x, span, answer)
