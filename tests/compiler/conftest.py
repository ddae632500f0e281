"""Golden models and the digits that they are asked about."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

MODELS = Path(__file__).parent / "models"
GOLDEN = ("digits-dense", "digits-cnn", "digits-separable")


@pytest.fixture(params=GOLDEN)
def golden(request: pytest.FixtureRequest) -> Path:
    """Every golden model."""
    return MODELS / f"{request.param}.tflite"


@pytest.fixture(scope="session")
def digits() -> np.ndarray:
    """All of scikit-learn's digits as the golden models take them: int8 of shape (1797, 1, 8, 8, 1)."""
    x, _ = load_digits(return_X_y=True)
    return (np.round(x / 16 * 255) - 128).astype(np.int8).reshape(-1, 1, 8, 8, 1)
