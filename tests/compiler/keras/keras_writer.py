"""`.keras` files of any layers and weights, as Keras writes them, without TensorFlow."""

import io
import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import h5py
import numpy as np

GATES = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}
GROUPS = {"SimpleRNN": "simple_rnn", "GRU": "gru", "LSTM": "lstm", "Dense": "dense", "Lambda": "lambda"}


def entry(kind: str, name: str, **config: object) -> dict[str, Any]:
    """Return a layer as config.json has it, with Keras's defaults."""
    defaults: dict[str, object] = {"name": name, "use_bias": True, "activation": "linear"}
    if kind in GATES:
        defaults |= {"activation": "tanh", "recurrent_activation": "sigmoid", "return_sequences": False}
        defaults |= {"return_state": False, "go_backwards": False, "stateful": False, "zero_output_for_mask": False}
        defaults |= {"reset_after": True} if kind == "GRU" else {}
    return {"module": "keras.layers", "class_name": kind, "config": defaults | config, "registered_name": None}


def weights(rng: np.random.Generator, kind: str, features: int, units: int, **config: object) -> list[np.ndarray]:
    """Return random variables in Keras's order; `scale` times larger than Keras would begin with."""
    scale = float(str(config.get("scale", 1.0)))
    width = GATES.get(kind, 1) * units
    w = rng.uniform(-1, 1, (features, width)) * np.sqrt(6 / (features + units)) * scale
    u = rng.uniform(-1, 1, (units, width)) * np.sqrt(3 / units) * scale
    rows = (2, width) if kind == "GRU" and config.get("reset_after", True) else (width,)
    bias = [rng.uniform(-0.5, 0.5, rows) * scale] if config.get("use_bias", True) else []
    return [w, u, *bias] if kind in GATES else [w, *bias]


def write(path: Path, entries: list[dict[str, Any]], variables: list[list[np.ndarray]], shape: list[Any]) -> Path:
    """Write a Sequential model.

    Args:
        path: The file.
        entries: Layers behind the input.
        variables: Those of each layer.
        shape: The input's, with None for the batch.
    """
    first = {"module": "keras.layers", "class_name": "InputLayer", "registered_name": None}
    first |= {"config": {"batch_shape": shape, "dtype": "float32", "name": "input"}}
    config = {"module": "keras", "class_name": "Sequential", "config": {"name": "s", "layers": [first, *entries]}}
    memory = io.BytesIO()
    seen: Counter[str] = Counter()
    with h5py.File(memory, "w") as file:
        for each, arrays in zip(entries, variables, strict=True):
            kind = each["class_name"]
            group = f"layers/{GROUPS[kind]}" + (f"_{seen[kind]}" if seen[kind] else "")
            seen[kind] += 1
            for index, array in enumerate(arrays):
                file[f"{group}/{'cell/' if kind in GATES else ''}vars/{index}"] = array.astype(np.float32)
    return pack(path, json.dumps(config).encode(), memory.getvalue())


def pack(path: Path, config: bytes, stored: bytes) -> Path:
    """Write the archive."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", '{"keras_version": "3.15.1"}')
        archive.writestr("config.json", config)
        archive.writestr("model.weights.h5", stored)
    return path


def random_model(path: Path, rng: np.random.Generator, kind: str, *, sequences: bool, scale: float) -> np.ndarray:
    """Write one or two cells of a kind and up to two dense layers; return calibration samples."""
    steps, features = int(rng.integers(1, 9)), int(rng.integers(1, 10))
    widths = [int(width) for width in rng.integers(1, 14, rng.integers(1, 3))]
    entries, variables, width = [], [], features
    for number, units in enumerate(widths):
        more = {"use_bias": bool(rng.integers(4))}
        more |= {"reset_after": bool(rng.integers(2))} if kind == "GRU" else {}
        states = sequences or number + 1 < len(widths)
        entries.append(entry(kind, f"cell {number}", units=units, return_sequences=states, **more))
        variables.append(weights(rng, kind, width, units, scale=scale, **more))
        width = units
    for number in range(int(rng.integers(0, 3))):
        units, activation = int(rng.integers(1, 6)), str(rng.choice(["linear", "relu", "tanh", "sigmoid", "softmax"]))
        entries.append(entry("Dense", f"dense {number}", units=units, activation=activation))
        variables.append(weights(rng, "Dense", width, units))
        width = units
    write(path, entries, variables, [None, steps if rng.integers(2) else None, features])
    low = float(rng.uniform(-1, 0.2))
    return rng.uniform(low, low + 1, (20, steps, features)) * 10.0 ** rng.uniform(-3, 1)
