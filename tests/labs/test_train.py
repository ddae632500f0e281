"""`lab collect` and `lab train`: from the board's answers to committed C."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from hardware_labs.boards import find_board
from hardware_labs.lab_model import load_lab_model
from hardware_labs.thermistor import adc_count
from hardware_labs.units import Lab as LabFolder
from hardware_labs.units import find_lab

from .conftest import UNIT, Lab

COMMITTED = find_lab(UNIT).folder
GENERATED = ["readings.csv", "model.h", "model.c", "model_serial.h", "weighted_sum.h", "flash.h"]


def answers(folder: Path, *counts: int) -> list[int]:
    """What the model of a copy of the lab predicts, in hundredths of a degree."""
    model = load_lab_model(LabFolder(UNIT, folder), find_board("uno"))
    return model.answers(np.array(counts).reshape(-1, 1, 1))[:, 0].tolist()


def test_committed_files_are_what_collecting_and_training_make(lab_copy: Path, lab: Lab) -> None:
    """Fails when readings, model or C are stale: call `lab collect` and `lab train` and commit the result."""
    for name in GENERATED:
        if name != "model.h":
            (lab_copy / name).unlink()
    # the sketch still wants a model to compile with: none is there, so an untrained one is made
    (lab_copy / "model.h").unlink()
    finished = lab("train", lab_copy)
    assert finished.returncode == 0, finished.stderr
    assert "collecting them on Arduino Uno first" in finished.stdout
    for name in GENERATED:
        assert (lab_copy / name).read_bytes() == (COMMITTED / name).read_bytes(), name


def test_scenario_waits_for_what_the_model_predicts() -> None:
    """The texts in scenario.yaml follow from the sensor's physics and the committed model."""
    steps = yaml.safe_load((COMMITTED / "scenario.yaml").read_text())["steps"]
    celsius, expected, alarm = None, [], []
    for step in steps:
        if "set-control" in step:
            celsius = float(step["set-control"]["value"])
        elif "wait-serial" in step:
            assert celsius is not None
            count = int(adc_count(np.array([celsius]))[0])
            (hundredths,) = answers(COMMITTED, count)
            expected.append((step["wait-serial"], f"count {count}  {hundredths // 100}.{hundredths % 100:02} C"))
        else:
            alarm.append((step["expect-pin"]["value"], int(hundredths > 3000)))
    assert len(expected) == 3
    assert all(text == predicted for text, predicted in expected)
    assert [value for value, _ in alarm] == [0, 1, 0] == [lit for _, lit in alarm]


def test_training_on_other_readings_gives_another_model(lab_copy: Path, lab: Lab) -> None:
    (lab_copy / "readings.csv").write_text("count,celsius\n0,0.0\n1000,100.0\n500,50.0\n")
    finished = lab("train", lab_copy)
    assert finished.returncode == 0, finished.stderr
    assert answers(lab_copy, 250, 1000) == [2500, 10000]
    assert "0.100000 * count + 0.0000" in finished.stdout
    assert "compiling" in lab("build", lab_copy).stdout


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("x,y\n1,2\n", "must begin with the line count,celsius."),
        ("count,celsius\n500,25.0\nfive,26.0\n", "Line 3 of"),
        ("count,celsius\n500,nan\n", "Line 2 of"),
        ("count,celsius\n500\n", "Line 2 of"),
        ("count,celsius\n500,25.0\n500,25.1\n", "needs readings at two or more different temperatures"),
        ("count,celsius\n1,0\n2,1000\n", "leaves int16"),
    ],
)
def test_readings_that_cannot_be_trained_on(lab_copy: Path, lab: Lab, content: str, sentence: str) -> None:
    (lab_copy / "readings.csv").write_text(content)
    finished = lab("train", lab_copy)
    assert finished.returncode == 1
    assert finished.stderr.count("\n") == 1
    assert sentence in finished.stderr


def test_a_mistake_in_train_py_is_one_sentence_with_its_line(lab_copy: Path, lab: Lab) -> None:
    script = lab_copy / "train.py"
    script.write_text(script.read_text().replace("count.reshape(-1, 1)", "count.reshaped(-1, 1)"))
    line = next(n for n, text in enumerate(script.read_text().splitlines(), 1) if "reshaped" in text)
    finished = lab("train", lab_copy)
    assert finished.returncode == 1
    assert finished.stderr.startswith(f"lab: {script}, line {line} failed with AttributeError: ")
    assert finished.stderr.count("\n") == 1


def test_a_temperature_that_gets_no_answer(lab_copy: Path, lab: Lab) -> None:
    script = lab_copy / "collect.yaml"
    script.write_text(script.read_text().replace('write-serial: "40.0\\n"', 'write-serial: "forty\\n"'))
    finished = lab("collect", lab_copy)
    assert finished.returncode == 1
    assert "collect.yaml, step 40 (wait-serial ',40.0')" in finished.stderr
    assert "type a temperature such as 21.5, or verify" in finished.stdout
    assert (lab_copy / "readings.csv").read_bytes() == (COMMITTED / "readings.csv").read_bytes()
