"""`lab run --trace`: a recording drives a sensor from power-on."""

from __future__ import annotations

from pathlib import Path

from .conftest import Lab


def test_a_recording_is_played_and_the_budget_table_is_kept(lab_copy: Path, lab: Lab, tmp_path: Path) -> None:
    day = tmp_path / "day.csv"
    day.write_text("time,value\n0,12\n0.15,30\n")
    # the scenario only listens, so that nothing else moves the sensor
    steps = '  - wait-serial: "  1"\n  - wait-serial: "  30."\n'
    (lab_copy / "scenario.yaml").write_text(f"name: day\nversion: 1\nsteps:\n{steps}")
    played = lab("run", lab_copy, "--simulator", "local", "--trace", f"ntc.temperature={day}")
    assert played.returncode == 0, played.stderr
    assert "play-trace ntc.temperature = day.csv" in played.stdout
    assert "Traces were played, so budget.json stays as it was." in played.stdout


def test_a_recording_of_something_else_is_one_sentence(lab_copy: Path, lab: Lab, tmp_path: Path) -> None:
    day = tmp_path / "day.csv"
    day.write_text("time,value\n0,12\n")
    refused = lab("run", lab_copy, "--simulator", "local", "--trace", f"ntc.lux={day}")
    assert refused.returncode == 1
    assert refused.stderr == "lab: part 'ntc' of diagram.json has no control 'lux', only temperature.\n"
