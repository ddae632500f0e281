"""`lab bench` as a user calls it, with the peers that are there: PyPI's TensorFlow Lite Micro always is."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import skops.io
from sklearn.datasets import load_digits
from sklearn.tree import DecisionTreeClassifier

from hardware_labs.bench.contender import CACHE
from hardware_labs.bench.labelled import UNKNOWN, read_labelled
from hardware_labs.errors import LabError
from tests.compiler.oracles import ORACLES, Rounding

MODELS = Path(__file__).parent / "models"
RECURRENT = Path(__file__).parent / "keras" / "models" / "temperature-gru.keras"
HAS_WHEEL = Rounding.TFLM in ORACLES


def bench(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hardware_labs", "bench", *map(str, arguments)]
    nothing_of_the_users = {**os.environ, "TFLM_DIR": "", "ONNX2C": ""}
    return subprocess.run(
        command, env=nothing_of_the_users, capture_output=True, encoding="utf-8", timeout=300, check=False
    )


@pytest.fixture(scope="module")
def ran() -> subprocess.CompletedProcess[str]:
    return bench(MODELS / "digits-dense.tflite", "--board", "uno")


@pytest.fixture(scope="module")
def rows(ran: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert ran.returncode == 0, ran.stderr
    return json.loads((CACHE / "digits-dense.json").read_text())["rows"]


def found(rows: list[dict[str, object]], who: str, where: str) -> dict[str, object]:
    (row,) = (row for row in rows if str(row["who"]).startswith(who) and str(row["where"]).startswith(where))
    return row


@pytest.mark.parametrize("where", ["this computer", "ESP32-C3", "Arduino Uno"])
def test_ours_is_measured_everywhere_and_exact(rows: list[dict[str, object]], where: str) -> None:
    row = found(rows, "lab compile", where)
    assert row["work"] > 1000
    assert (row["differing"], row["note"]) == (0, "")
    # 1,168 B of weights are a lower bound that no counting of code can be below
    assert row["flash"] is None if where == "this computer" else row["flash"] > 1168


def test_tensorflow_lite_micro_is_counted_in_the_same_run(rows: list[dict[str, object]]) -> None:
    row = found(rows, "TFLM, PyPI wheel", "this computer")
    if HAS_WHEEL:
        assert row["differing"] == 0
        assert row["to_ours"]["work"] == row["work"] / found(rows, "lab compile", "this computer")["work"]
    else:
        assert "tflite-micro is not installed" in row["note"]


def test_missing_peers_say_how_to_get_them(
    ran: subprocess.CompletedProcess[str], rows: list[dict[str, object]]
) -> None:
    for who, said in (("TFLM, linked", "set the variable"), ("onnx2c", "name the program by ONNX2C")):
        row = found(rows, who, "ESP32-C3")
        assert said in row["note"]
        assert row["work"] is row["flash"] is row["ram"] is None
        assert row["note"] in ran.stdout


def test_a_classifier_is_measured_beside_emlearn_and_m2cgen(tmp_path: Path) -> None:
    x, y = load_digits(return_X_y=True)
    tree = DecisionTreeClassifier(max_depth=6, random_state=0).fit(x[::2], y[::2])
    skops.io.dump(tree, tmp_path / "tree.skops")
    np.savetxt(tmp_path / "held-out.csv", np.column_stack([x, y])[1::2], fmt="%d", delimiter=",")
    ran = bench(tmp_path / "tree.skops", "--samples", tmp_path / "held-out.csv", "--board", "uno")
    assert ran.returncode == 0, ran.stderr
    rows = json.loads((CACHE / "tree.json").read_text())["rows"]
    names = ("lab compile", "emlearn", "m2cgen")
    ours, emlearns, m2cgens = (found(rows, who, "Arduino Uno") for who in names)
    assert 0 < ours["flash"] < emlearns["flash"] < m2cgens["flash"]
    assert all(row["work"] > 10 for row in (ours, emlearns, m2cgens))
    accuracy = {who: found(rows, who, "this computer")["accuracy"] for who in names}
    assert accuracy["lab compile"] == ours["accuracy"] == pytest.approx(tree.score(x[1::2], y[1::2]))
    # emlearn cuts thresholds to whole numbers and compares by <, so that whole features fall on the other side
    assert 0.2 < accuracy["emlearn"] < accuracy["m2cgen"] == accuracy["lab compile"]


def test_labels_are_matched_by_value(tmp_path: Path) -> None:
    table = tmp_path / "iris.csv"
    table.write_text("length,width,kind\n14,2,setosa\n47,14, versicolor\n60,25,orchid\n")
    samples = read_labelled(table, ["setosa", "versicolor"])
    assert (samples.x.tolist(), samples.y.tolist()) == ([[14, 2], [47, 14], [60, 25]], [0, 1, UNKNOWN])
    np.savez(tmp_path / "digits.npz", x=np.array([[1, 2], [3, 4]], np.uint8), y=[3.0, 1.0])
    assert read_labelled(tmp_path / "digits.npz", [1, 3]).y.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,2,a\n1,a\n", "Line 2 of"),
        ("1.5,2,a\n", "no integers of 16 bits"),
        ("40000,2,a\n", "no integers of 16 bits"),
        ("1,2,b\n", "no label that the model knows"),
        ("", "one label"),
    ],
)
def test_samples_that_cannot_be_used(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "x.csv").write_text(text)
    with pytest.raises(LabError, match=said):
        read_labelled(tmp_path / "x.csv", ["a"])


def test_models_that_no_peer_reads_are_measured_alone(tmp_path: Path) -> None:
    np.save(tmp_path / "weather.npy", np.random.default_rng(0).normal(size=(8, 24, 3)))
    for model, *samples in (
        (RECURRENT, "--samples", tmp_path / "weather.npy"),
        (MODELS / "digits-dense-float.tflite",),
    ):
        ran = bench(model, *samples, "--board", "esp32-c3")
        assert ran.returncode == 0, ran.stderr
        rows = json.loads((CACHE / f"{model.stem}.json").read_text())["rows"]
        ours, peers = rows
        assert ours["work"] > 1000 and ours["differing"] == 0
        assert "int8 .tflite" in peers["note"]


def test_mistakes_end_in_one_sentence(tmp_path: Path) -> None:
    model = MODELS / "digits-dense.tflite"
    wrong = tmp_path / "wrong.npz"
    np.savez(wrong, x=np.zeros((3, 5), np.int8), y=np.zeros(3))
    text = tmp_path / "text.npz"
    text.write_text("no arrays")
    for arguments, said in (
        ((tmp_path / "none.tflite",), "cannot be read"),
        ((model, "--board", "none"), "There is no board 'none'"),
        ((model, "--samples", text), "is no .npz file of arrays x and y"),
        ((model, "--samples", wrong), "x must be int8 with 64 values a sample"),
        ((model, "--onnx", tmp_path / "none.onnx"), "name an .onnx file"),
        ((RECURRENT,), "give --samples FILE.npy"),
    ):
        refused = bench(*arguments)
        assert refused.returncode == 1
        assert said in refused.stderr
        assert refused.stderr.count("\n") == 1
