"""Keras models as a chain of layers: from an object, or from a `.keras` file without running anything in it.

A `.keras` file is a zip archive of config.json, what `to_json` returns, and model.weights.h5, whose groups
`layers/gru`, `layers/gru_1` and so on count the layers of a class:
https://keras.io/guides/serialization_and_saving/. Reading both here takes neither TensorFlow nor trust.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.keras.layer import GATES, SUPPORTED, Layer, Shape

LARGEST_PART = 2**26  # bytes of config.json or the weights, unpacked
GROUPS = {"SimpleRNN": "simple_rnn", "GRU": "gru", "LSTM": "lstm", "Dense": "dense"}  # in model.weights.h5
FLOATS = (np.float32, np.float64)
IGNORED = ("InputLayer", "Dropout")


@dataclass(frozen=True)
class Chain:
    """A model whose layers follow each other.

    Attributes:
        layers: Recurrent ones, then dense ones.
        steps: Time steps of its input; None where any number will do.
        features: Inputs of a step.
    """

    layers: tuple[Layer, ...]
    steps: int | None
    features: int


def read_model(model: Any) -> Chain:  # noqa: ANN401  (a keras.Model, without importing Keras)
    """Read a built Keras model.

    Raises:
        CompileError: It is no Sequential or functional chain of supported layers.
    """
    try:
        layers, steps, features = _layers(json.loads(model.to_json()))
    except (AttributeError, NotImplementedError, TypeError, ValueError) as error:
        raise CompileError(
            f"{type(model).__name__} is no Sequential or functional Keras model: build it from {SUPPORTED}."
        ) from error

    def variable(layer: Layer, index: int, shape: Shape) -> NDArray[Any]:
        values = model.get_layer(layer.name).get_weights()
        found = values[index].shape if index < len(values) else "nothing"
        layer.require(found == shape, f"has {found} as variable {index} instead of {shape}", "build the model first")
        return np.asarray(values[index])

    return _with_weights(layers, steps, features, variable)


def read_file(path: Path) -> Chain:
    """Read a `.keras` file.

    Raises:
        CompileError: It is no such file, is damaged, or holds no chain of supported layers.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            config = json.loads(_part(archive, "config.json"))
            layers, steps, features = _layers(config)
            with h5py.File(io.BytesIO(_part(archive, "model.weights.h5")), "r") as weights:
                return _with_weights(layers, steps, features, lambda *wanted: _variable(weights, layers, *wanted))
    except CompileError:
        raise
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError),
        *(ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError),
    ) as error:
        raise CompileError(f"{path} is no .keras file, or damaged: save the model again by model.save().") from error


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LARGEST_PART:
        raise CompileError(f"{name} has more than {LARGEST_PART:,} B: no board here has memory for that model.")
    with archive.open(name) as file:
        return file.read(LARGEST_PART)


def _variable(weights: Any, layers: list[Layer], layer: Layer, index: int, shape: Shape) -> NDArray[Any]:  # noqa: ANN401
    count = Counter(other.kind for other in layers if other.index < layer.index)[layer.kind]
    group = GROUPS[layer.kind] + (f"_{count}" if count else "")
    path = f"layers/{group}/{'cell/' if layer.recurrent else ''}vars/{index}"
    values = weights.get(path)
    # a data set may point to another file, or claim a size that it does not have
    plain = isinstance(values, h5py.Dataset) and values.external is None and not values.is_virtual
    if not plain or values.file != weights or values.shape != shape or values.dtype not in FLOATS:
        raise layer.refuse(f"lacks its variable {index} of shape {shape} in the file", "save the model again")
    return np.asarray(values[()])


def _with_weights(layers: list[Layer], steps: int | None, features: int, variable: Any) -> Chain:  # noqa: ANN401
    chain, width = [], features
    for layer in layers:
        if layer.kind in IGNORED:
            continue
        chain.append(layer.with_weights(width, variable))
        width = layer.units
    return Chain(tuple(chain), steps, features)


def _layers(model: dict[str, Any]) -> tuple[list[Layer], int | None, int]:
    """Return the layers in running order, the number of steps and that of features."""
    if model.get("class_name") not in ("Sequential", "Functional"):
        raise CompileError(
            f"{str(model.get('class_name'))[:40]} is no Sequential or functional model: build it from {SUPPORTED}."
        )
    layers, previous = [], ""
    for index, entry in enumerate(model["config"]["layers"]):
        layer = Layer(index, str(entry["class_name"]), str(entry["config"]["name"]), entry["config"])
        own = str(entry.get("module", "")).startswith("keras") and not entry.get("registered_name")
        layer.require(own and layer.kind in (*GROUPS, *IGNORED), "is not supported", f"build the model of {SUPPORTED}")
        layer.require((index == 0) == (layer.kind == "InputLayer"), "stands in Input's place", "begin with one Input")
        if model["class_name"] == "Functional" and index:
            sources = [source for node in entry["inbound_nodes"] for source in _sources(node)]
            layer.require(sources == [previous], f"reads {' and '.join(sources)}"[:80], "chain the layers one by one")
        previous = layer.name
        layers.append(layer)
    shape = layers[0].config["batch_shape"] if layers else []
    if len(shape) != 3 or not (isinstance(shape[2], int) and shape[2] > 0):
        raise CompileError(f"The model's input has the shape {shape}: begin it with Input((steps, features)).")
    _check_order(layers)
    return layers, shape[1], shape[2]


def _sources(node: object) -> Iterator[str]:
    """Give the names of the layers whose outputs a functional layer reads."""
    if isinstance(node, list):
        for inner in node:
            yield from _sources(inner)
    elif isinstance(node, dict) and node.get("class_name") == "__keras_tensor__":
        yield str(node["config"]["keras_history"][0])
    elif isinstance(node, dict):
        yield from _sources(list(node.values()))


def _check_order(layers: list[Layer]) -> None:
    compiled = [layer for layer in layers if layer.kind not in IGNORED]
    if not any(layer.recurrent for layer in compiled):
        raise CompileError(f"The model has none of {', '.join(GATES)}: convert it to an int8 .tflite file instead.")
    for layer, following in zip(compiled, [*compiled[1:], None], strict=True):
        layer.check()
        if following is not None and following.recurrent:
            layer.require(layer.recurrent, "comes before a recurrent layer", "put Dense layers behind those")
            layer.require(
                bool(layer.config.get("return_sequences")),
                "gives its last state to another recurrent layer",
                "set return_sequences=True",
            )
