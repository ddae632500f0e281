"""Which models are read, and what is said about others."""

import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.keras import convert
from hardware_labs.compiler.keras.front_end import read_samples
from tests.compiler.keras.conftest import MODELS
from tests.compiler.keras.keras_writer import entry, pack, weights, write

X = np.random.default_rng(0).normal(size=(4, 5, 2))


def single(path: Path, kind: str = "GRU", **config: object) -> Path:
    rng = np.random.default_rng(1)
    plain = {name: value for name, value in config.items() if name in ("reset_after", "use_bias")}
    width = config.get("units", 3)
    variables = weights(rng, kind, 2, width if isinstance(width, int) and width > 0 else 3, **plain)
    return write(path, [entry(kind, "cell", **{"units": 3, **config})], [variables], [None, 5, 2])


@pytest.mark.parametrize(
    ("kind", "config", "message"),
    [
        ("GRU", {"go_backwards": True}, r"GRU 'cell' \(layer 1\) has go_backwards=True: turn the sequences round"),
        ("GRU", {"return_state": True}, "return_state=True: take its output alone"),
        ("GRU", {"zero_output_for_mask": True}, "sequences of one length, without a mask"),
        ("GRU", {"recurrent_activation": "hard_sigmoid"}, "has recurrent_activation hard_sigmoid: train it with sig"),
        ("LSTM", {"activation": "relu"}, r"LSTM 'cell' \(layer 1\) has activation relu: train it with tanh"),
        ("SimpleRNN", {"activation": {"class_name": "mine"}}, "has activation {'class_name': 'mine'}: train"),
        ("GRU", {"reset_after": 1}, "has reset_after 1: train it with True or False"),
        ("GRU", {"units": 0}, "has 0 units"),
        ("GRU", {"units": "many"}, "has 'many' units"),
        ("GRU", {"units": 4096}, "lacks its variable 0|damaged"),
        ("Dense", {}, "none of SimpleRNN, GRU, LSTM: convert it to an int8 .tflite"),
    ],
)
def test_options(tmp_path: Path, kind: str, config: dict[str, Any], message: str) -> None:
    with pytest.raises(CompileError, match=message) as error:
        if config.get("units") == 4096:
            path = single(tmp_path / "m.keras")
            convert(edited(path, lambda model: model["config"]["layers"][1]["config"].update(config)), X)
        else:
            convert(single(tmp_path / "m.keras", kind, **config), X)
    assert "\n" not in str(error.value)


def edited(path: Path, edit: Callable[[dict[str, Any]], None]) -> Path:
    with zipfile.ZipFile(path) as archive:
        config, stored = json.loads(archive.read("config.json")), archive.read("model.weights.h5")
    edit(config)
    return pack(path, json.dumps(config).encode(), stored)


def test_structures(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    gru, dense = weights(rng, "GRU", 2, 3), weights(rng, "Dense", 2, 3)
    cases: list[tuple[list[dict[str, Any]], list[Any], list[Any], str]] = [
        ([entry("GRU", "a", units=3), entry("GRU", "b", units=3)], [gru, gru], [None, 5, 2], "return_sequences=True"),
        ([entry("Dense", "d", units=3), entry("GRU", "b", units=3)], [dense, gru], [None, 5, 2], "Dense layers behind"),
        ([entry("Lambda", "run me", units=3)], [[]], [None, 5, 2], r"Lambda 'run me' \(layer 1\) is not supported"),
        ([entry("GRU", "a", units=3)], [gru], [None, 2], r"input has the shape \[None, 2\]"),
        (
            [entry("GRU", "a", units=3)],
            [gru],
            [None, 7, 2],
            r"give numbers of shape \(samples, 7, 2\)",
        ),
        ([entry("GRU", "a", units=3)], [[gru[0] * np.nan, *gru[1:]]], [None, 5, 2], "not finite"),
        ([entry("GRU", "a", units=3)], [[gru[0] * 1e6, *gru[1:]]], [None, 5, 2], "sums of up to .* weights near 1"),
        ([entry("GRU", "a", units=3)], [gru[:2]], [None, 5, 2], "lacks its variable 2"),
    ]
    for entries, variables, shape, message in cases:
        with pytest.raises(CompileError, match=message) as error:
            convert(write(tmp_path / "m.keras", entries, variables, shape), X)
        assert "\n" not in str(error.value)


@pytest.mark.parametrize("path", ["layer", "registered"])
def test_classes_of_others_are_refused(tmp_path: Path, path: str) -> None:
    """A class that is only called GRU may compute anything."""

    def rename(model: dict[str, Any]) -> None:
        change = {"module": "mine"} if path == "layer" else {"registered_name": "mine>GRU"}
        model["config"]["layers"][1].update(change)

    with pytest.raises(CompileError, match="is not supported"):
        convert(edited(single(tmp_path / "m.keras"), rename), X)


@pytest.mark.parametrize(
    "samples",
    [np.zeros((0, 5, 2)), np.zeros((3, 5, 3)), np.zeros((5, 2)), np.full((3, 5, 2), np.nan), np.full((3, 5, 2), "a")],
)
def test_samples(tmp_path: Path, samples: np.ndarray) -> None:
    with pytest.raises(CompileError, match="The calibration samples"):
        convert(single(tmp_path / "m.keras"), samples)


def test_sample_files(tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    for content in (b"", b"1,2,3\n", b"\x93NUMPY\x01\x00\x10\x00{'descr': '|O'}\n"):
        path.write_bytes(content)
        with pytest.raises(CompileError, match=r"is no .npy file of numbers"):
            read_samples(path)
    np.save(path, np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(CompileError, match=r"is no .npy file of numbers"):
        read_samples(path)


def test_damaged_files_end_in_one_sentence(tmp_path: Path) -> None:
    """Bytes of the archive, of the configuration and of the weights, changed or cut off."""
    original = (MODELS / "digits-rnn.keras").read_bytes()
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        config, stored = archive.read("config.json"), archive.read("model.weights.h5")
    chance = random.Random(0)
    path = tmp_path / "damaged.keras"
    refused = 0
    for number in range(150):
        if number % 3 == 0:
            path.write_bytes(damaged(original, chance))
        elif number % 3 == 1:
            pack(path, damaged(config, chance), stored)
        else:
            pack(path, config, damaged(stored, chance))
        try:
            convert(path, np.zeros((1, 8, 8)))
        except CompileError as error:
            refused += 1
            assert "\n" not in str(error)
    assert refused > 40


def damaged(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 3, 20])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed[: chance.randrange(len(changed))] if chance.random() < 0.2 else changed)


def test_weights_in_another_file_are_not_fetched(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["secret"] = np.zeros((2, 9), dtype=np.float32)
    path = single(tmp_path / "m.keras")
    with zipfile.ZipFile(path) as archive:
        config, memory = archive.read("config.json"), io.BytesIO(archive.read("model.weights.h5"))
    with h5py.File(memory, "r+") as file:
        del file["layers/gru/cell/vars/0"]
        file["layers/gru/cell/vars/0"] = h5py.ExternalLink(str(tmp_path / "other.h5"), "secret")
    pack(path, config, memory.getvalue())
    with pytest.raises(CompileError, match="lacks its variable 0"):
        convert(path, X)


def test_stateful_layers_begin_anew_with_each_sequence(tmp_path: Path) -> None:
    plain, stateful = (convert(single(tmp_path / "m.keras", stateful=option), X) for option in (False, True))
    x = np.arange(40, dtype=np.int8).reshape(4, 1, 5, 2)
    np.testing.assert_array_equal(plain.run(Rounding.TFLM, x), stateful.run(Rounding.TFLM, x))
