"""scikit-learn's data sets as integers."""

from dataclasses import dataclass

import numpy as np
import pytest
from sklearn import datasets


@dataclass(frozen=True)
class Data:
    """Integers of shape (samples, features), inside a range, and what they belong to."""

    x: np.ndarray
    y: np.ndarray
    low: int
    high: int

    @property
    def span(self) -> dict[str, int]:
        return {"input_low": self.low, "input_high": self.high}


def load(name: str) -> Data:
    """digits as they are; iris in millimetres; the others from -128 to 127 or 0 to 1023 for each feature's range."""
    x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    if name == "digits":
        return Data(x.astype(np.int64), y, 0, 16)
    if name == "iris":
        return Data(np.rint(10 * x).astype(np.int64), y, 0, 100)
    low, high = (-128, 127) if name == "wine" else (0, 1023)
    x = (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0))
    return Data(np.rint(low + x * (high - low)).astype(np.int64), y, low, high)


@pytest.fixture(params=["digits", "iris", "wine", "breast_cancer"])
def data(request: pytest.FixtureRequest) -> Data:
    return load(request.param)


@pytest.fixture(scope="session")
def digits() -> Data:
    return load("digits")


@pytest.fixture(scope="session")
def diabetes() -> Data:
    return load("diabetes")
