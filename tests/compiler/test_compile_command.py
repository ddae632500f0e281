"""`lab compile` as a user calls it."""

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.compiler.as_float import as_float
from tests.compiler.tflite_writer import Writer

MODELS = Path(__file__).parent / "models"


def compile_model(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hardware_labs", "compile", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)


def numbers(output: str, layer: str) -> list[int]:
    line = next(line for line in output.splitlines() if line.startswith(f"{layer} "))
    return [int(cell.replace(",", "")) for cell in re.findall(r"\s([\d,]+)(?=\s|$)", line)]


@pytest.mark.parametrize("board", ["uno", "mega", "esp32-c3", "esp32"])
def test_every_layer_is_costed_and_the_board_agrees_with_the_reference(board: str, tmp_path: Path) -> None:
    made = compile_model(MODELS / "digits-dense.tflite", "--board", board, "-o", tmp_path / "new")
    assert made.returncode == 0, made.stderr
    assert numbers(made.stdout, "FullyConnected")[1:4] == [1024, 1168, 16]
    total = numbers(made.stdout, "all")
    assert total[0] == 1184
    assert total[2] == 26
    assert total[3] == pytest.approx(total[4], rel=0.15)  # the prediction
    assert "outputs on the board equal the reference" in made.stdout
    assert {"model.h", "model.c", "dense.h"} <= {path.name for path in (tmp_path / "new").iterdir()}


def test_explain_draws_the_memory_plan(tmp_path: Path) -> None:
    made = compile_model(MODELS / "digits-separable.tflite", "-o", tmp_path, "--explain", "--rounding", "litert")
    assert "memory plan: 768 B" in made.stdout
    *_, predicted, simulated = numbers(made.stdout, "all")
    assert predicted == pytest.approx(simulated, rel=0.15)
    picture = ElementTree.parse(tmp_path / "memory.svg").getroot()
    titles = [title.text or "" for title in picture.iter("{http://www.w3.org/2000/svg}title")]
    assert titles[0] == "Memory plan: 768 bytes"
    assert any("256 bytes from 512, steps 4 to 5" in title for title in titles)
    assert "--rounding litert" in (tmp_path / "model.h").read_text()


def large(tmp_path: Path) -> Path:
    writer = Writer()
    x, y = writer.tensor((1, 60, 60, 1), 0.5), writer.tensor((1, 60, 60, 1), 0.5)
    writer.operator("RELU", [x], y)
    path = tmp_path / "large.tflite"
    path.write_bytes(writer.finish(x, y))
    return path


def test_a_model_that_does_not_fit_says_by_how_much(tmp_path: Path) -> None:
    refused = compile_model(large(tmp_path), "-o", tmp_path / "out")
    assert refused.returncode == 1
    assert refused.stderr == (
        "lab: The model needs 7,200 B of RAM for tensors and Arduino Uno has 2,048: "
        "make its layers smaller or choose another board.\n"
    )
    assert not (tmp_path / "out").exists()


def test_layers_of_more_than_32_kilobytes_compute_the_same_on_the_mega(tmp_path: Path) -> None:
    """No array of an AVR's compiler may have so many bytes: each layer's weights are several, side by side."""
    rng = np.random.default_rng(0)
    writer = Writer()
    x, middle, y = writer.tensor((1, 400), 0.05), writer.tensor((1, 400), 1.0), writer.tensor((1, 100), 4.0)
    w = writer.tensor((400, 400), 0.01, data=rng.integers(-127, 128, size=(400, 400)))
    w2 = writer.tensor((100, 400), 0.01, data=rng.integers(-127, 128, size=(100, 400)))
    writer.operator("FULLY_CONNECTED", [x, w], middle, "FullyConnectedOptions")
    writer.operator("FULLY_CONNECTED", [middle, w2], y, "FullyConnectedOptions")
    path = tmp_path / "wide.tflite"
    path.write_bytes(writer.finish(x, y))
    for board in ("mega", "esp32-c3"):
        made = compile_model(path, "-o", tmp_path / board, "--board", board)
        assert "outputs on the board equal the reference" in made.stdout, made.stderr
    refused = compile_model(path, "-o", tmp_path / "uno")
    assert re.search(r"The model needs 20\d,\d+ B of flash for constants and Arduino Uno has 32,256", refused.stderr)


@pytest.fixture(scope="module")
def float_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("float") / "digits.tflite"
    path.write_bytes(as_float((MODELS / "digits-dense.tflite").read_bytes()))
    return path


def test_a_float_model_runs_where_there_is_room(float_model: Path, tmp_path: Path) -> None:
    made = compile_model(float_model, "-o", tmp_path, "--board", "uno")
    assert "outputs on the board equal the reference" in made.stdout, made.stderr
    *_, predicted, simulated = numbers(made.stdout, "all")
    assert predicted == pytest.approx(simulated, rel=0.35)
    header = (tmp_path / "model.h").read_text()
    assert "void model_predict(const float x[MODEL_INPUTS], float y[MODEL_OUTPUTS])" in header


def test_a_float_model_runs_on_the_esp32_by_routines_of_our_own(float_model: Path, tmp_path: Path) -> None:
    made = compile_model(float_model, "-o", tmp_path, "--board", "esp32")
    assert "outputs on the board equal the reference" in made.stdout, made.stderr
    assert numbers(made.stdout, "all")[-1] > 100_000


def test_a_float_model_that_does_not_fit_is_told_of_int8(tmp_path: Path) -> None:
    path = tmp_path / "large.tflite"
    path.write_bytes(as_float((MODELS / "digits-cnn.tflite").read_bytes()))
    refused = compile_model(path, "-o", tmp_path / "out")
    assert refused.stderr == (
        "lab: The model needs 2,856 B of RAM for tensors and Arduino Uno has 2,048: "
        "convert it to int8, which takes about a quarter, or choose another board.\n"
    )


def test_the_figures_come_as_json(tmp_path: Path) -> None:
    made = compile_model(MODELS / "digits-dense.tflite", "-o", tmp_path, "--board", "esp32-c3", "--json")
    figures = json.loads(made.stdout)
    assert figures["fits"] and figures["equals_reference"]
    assert [layer["layer"] for layer in figures["layers"]] == ["FullyConnected", "FullyConnected", "Softmax"]
    assert figures["total"]["simulated_cycles"] == sum(layer["simulated_cycles"] for layer in figures["layers"])
    assert all(Path(name).exists() for name in figures["files"])
    refused = compile_model(large(tmp_path), "-o", tmp_path / "out", "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["fits"] is False


def test_mistakes_end_in_one_sentence(tmp_path: Path) -> None:
    text = tmp_path / "notes.tflite"
    text.write_text("not a model at all")
    for arguments, said in (
        ((tmp_path / "none.tflite", "-o", tmp_path), "cannot be read"),
        ((text, "-o", tmp_path), "This is no .tflite file"),
        (("forest.joblib", "-o", tmp_path), "call compile_model of hardware_labs.compiler.sklearn"),
        ((MODELS / "digits-dense.tflite", "-o", text), "cannot be written"),
        ((MODELS / "digits-dense.tflite", "-o", tmp_path, "--board", "none"), "There is no board 'none'"),
    ):
        refused = compile_model(*arguments)
        assert refused.returncode == 1
        assert said in refused.stderr
        assert refused.stderr.count("\n") == 1


def test_the_generated_folder_is_the_same_each_time(tmp_path: Path) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        assert compile_model(MODELS / "digits-cnn.tflite", "-o", folder, "--board", "esp32-c3").returncode == 0
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert first == second
