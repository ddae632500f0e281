"""Golden recurrent models, what they are asked, and what Keras answers."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from hardware_labs.compiler.graph import Graph
from hardware_labs.compiler.keras import convert
from tests.compiler.keras.data import Data, digits, weather

MODELS = Path(__file__).parent / "models"
GOLDEN = ("digits-rnn", "digits-gru", "digits-lstm", "temperature-gru")


class Golden(NamedTuple):
    """A trained model, compiled.

    Attributes:
        path: Its file.
        graph: Quantized by its training sequences.
        train: What it was trained with.
        test: What it is asked.
        answers: Keras's, in float, for `test`.
    """

    path: Path
    graph: Graph
    train: Data
    test: Data
    answers: np.ndarray


@pytest.fixture(scope="session")
def goldens() -> dict[str, Golden]:
    data = {"digits": digits(), "temperature": weather()}
    found = {}
    for name in GOLDEN:
        train, test = data[name.partition("-")[0]]
        path = MODELS / f"{name}.keras"
        found[name] = Golden(path, convert(path, train.x), train, test, np.load(MODELS / f"{name}.npy"))
    return found


@pytest.fixture(params=GOLDEN)
def golden(request: pytest.FixtureRequest, goldens: dict[str, Golden]) -> Golden:
    return goldens[request.param]
