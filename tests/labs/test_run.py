"""`lab run` and `lab verify` on the local simulator."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from wokwi_client import WokwiClientSync

from hardware_labs.boards import find_board

from .conftest import UNIT, Lab, without_wokwi


def test_run_plays_the_scenario_and_prints_the_budget(built: Path, lab: Lab) -> None:
    finished = lab("run", UNIT)
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr == ""
    assert re.search(r"0\.5\d\d s  \| count 403  35\.03 C", finished.stdout)
    assert "expect-pin uno:5 = 1: ok" in finished.stdout
    assert "All answers of the board for 1024 samples equal the NumPy reference." in finished.stdout
    assert re.search(r"Flash, whole sketch\s+-\s+\d+ B \(measured\)\s+32256 B \(datasheet\)", finished.stdout)


def test_a_lab_without_a_circuit_for_the_board_says_what_to_add(lab_copy: Path, lab: Lab) -> None:
    (lab_copy / "diagram.nano.json").unlink()
    finished = lab("run", lab_copy, "--board", "nano")
    assert finished.returncode == 1
    assert re.search(r"diagram\.json has no Arduino Nano: add a part of type wokwi-arduino-nano", finished.stderr)
    assert finished.stderr.count("\n") == 1


def test_budget_figures_carry_their_provenance(built: Path, lab: Lab) -> None:
    lab("run", UNIT)
    budget = json.loads((built / "build/arduino.avr.uno/budget.json").read_text())
    assert (budget["unit"], budget["board"], budget["board_name"]) == (UNIT, "uno", "Arduino Uno")
    rows = {row["quantity"]: row for row in budget["rows"]}
    sizes = ("model_constants", "model_flash", "flash", "model_ram", "ram", "stack")
    errors = ("mean_error", "worst_error", "integer_error")
    assert set(rows) == {*sizes, *errors, "cycles", "microseconds", "charge"}
    for row in rows.values():
        for column, allowed in {
            "predicted": {"estimate", "measured"},
            "measured": {"measured", "simulated", "estimate"},
            "limit": {"datasheet"},
        }.items():
            assert row[column] is None or row[column]["provenance"] in allowed
            assert row[column] is None or row[column]["how"]
        assert row["measured"] is not None
    for quantity in ("cycles", "microseconds", "charge"):
        predicted, measured = (rows[quantity][column]["value"] for column in ("predicted", "measured"))
        assert predicted == pytest.approx(measured, rel=0.25), quantity
    assert rows["integer_error"]["measured"]["value"] < 0.01
    assert 0 < rows["mean_error"]["measured"]["value"] < rows["worst_error"]["measured"]["value"] < 1
    assert rows["model_constants"]["predicted"]["value"] == rows["model_constants"]["measured"]["value"] == 2
    assert rows["model_ram"]["measured"]["value"] == 6  # a count and an answer
    charge = rows["cycles"]["measured"]["value"] / 16e6 * find_board("uno").current.value
    assert rows["charge"]["measured"]["value"] == pytest.approx(charge, rel=1e-3)


def test_two_runs_print_the_same(lab_copy: Path, lab: Lab) -> None:
    first, second = (lab("run", lab_copy).stdout for _ in range(2))
    assert first == second


def test_only_stale_runs_again_after_a_change(lab_copy: Path, lab: Lab) -> None:
    assert "step 1/9" in lab("run", lab_copy, "--only-stale").stdout
    assert "budget table is up to date" in lab("run", lab_copy, "--only-stale").stdout
    scenario = lab_copy / "scenario.yaml"
    scenario.write_text(scenario.read_text().replace("value: 35", "value: 35.0"))
    assert "step 1/9" in lab("run", lab_copy, "--only-stale").stdout


def test_a_failing_step_says_where_what_was_expected_and_what_was_seen(lab_copy: Path, lab: Lab) -> None:
    scenario = lab_copy / "scenario.yaml"
    scenario.write_text(scenario.read_text().replace("35.03 C", "36.00 C"))
    finished = lab("run", lab_copy)
    assert finished.returncode == 1
    assert re.fullmatch(
        r"lab: .*scenario\.yaml, step 5 \(wait-serial 'count 403  36\.00 C'\): the simulated Arduino Uno has "
        r"not printed 'count 403  36\.00 C' within 10 s; last it printed count 403  35\.03 C / .*\.\n",
        finished.stderr,
    )


def test_a_dark_led_fails_the_step_that_expects_it_lit(lab_copy: Path, lab: Lab) -> None:
    scenario = lab_copy / "scenario.yaml"
    scenario.write_text(scenario.read_text().replace("value: 1\n", "value: 0\n"))
    finished = lab("run", lab_copy)
    assert finished.returncode == 1
    assert "step 6 (expect-pin uno:5 = 0): expected 0 and read 1; last it printed" in finished.stderr


def test_verify_names_the_first_difference(lab_copy: Path, lab: Lab) -> None:
    (lab_copy / "readings.csv").write_text("count,celsius\n0,0.0\n1000,100.0\n500,50.0\n")
    for name in ("model.h", "model.c"):
        (lab_copy / name).rename(lab_copy / f"{name}.old")
    assert lab("train", lab_copy).returncode == 0
    for name in ("model.h", "model.c"):
        (lab_copy / f"{name}.old").replace(lab_copy / name)
    finished = lab("verify", lab_copy)
    assert finished.returncode == 1
    assert re.fullmatch(
        r"lab: 102\d of 1024 samples are answered otherwise than by the NumPy reference, first sample 0: "
        r"the board says 7127, the reference 0; .*\n",
        finished.stderr,
    )


def test_ctrl_c_is_one_sentence_and_leaves_no_process(lab: Lab) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "hardware_labs", "simulator"],
        env=without_wokwi(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        # tests that run in the background of a shell have it ignored
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stdout is not None
    assert "listens" in process.stdout.readline()
    children = psutil.Process(process.pid).children(recursive=True)
    assert children
    os.kill(process.pid, signal.SIGINT)
    _, complaint = process.communicate(timeout=10)
    assert process.returncode == 130
    assert complaint == "\nlab: stopped.\n"
    assert psutil.wait_procs(children, timeout=5)[1] == []


def test_the_cloud_is_used_where_a_token_is_set(lab_copy: Path, simulator: dict[str, str], lab: Lab) -> None:
    """The local server stands in for the cloud: the protocol and the token check are the same."""
    finished = lab("run", lab_copy, **simulator)
    assert finished.returncode == 0, finished.stderr
    assert "in Wokwi's cloud" in finished.stdout
    budget = (lab_copy / "build/arduino.avr.uno/budget.json").read_text()
    assert "Wokwi's cloud simulator" in budget
    assert "in the local simulator" in lab("verify", lab_copy, "--simulator", "local", **simulator).stdout


def test_a_wrong_token_is_one_sentence(built: Path, simulator: dict[str, str], lab: Lab) -> None:
    finished = lab("verify", UNIT, **{**simulator, "WOKWI_CLI_TOKEN": "wrong"})
    assert finished.returncode == 1
    assert re.fullmatch(r"lab: No simulator answers at .*: check the address and the token\.\n", finished.stderr)


def test_a_users_own_wokwi_client_script_works(
    built: Path, simulator: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WOKWI_CLI_SERVER", simulator["WOKWI_CLI_SERVER"])
    client = WokwiClientSync(simulator["WOKWI_CLI_TOKEN"])
    client.connect()
    try:
        client.upload_file("diagram.json", built / "diagram.json")
        client.upload_file("firmware.hex", built / "build/arduino.avr.uno/linear-regression.ino.hex")
        client.start_simulation(firmware="firmware.hex", pause=True)
        client.set_control("ntc", "temperature", 35)
        client.wait_until_simulation_time(0.1)
        assert client.read_pin("uno", "5")["value"]
    finally:
        client.disconnect()
