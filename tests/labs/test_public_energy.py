"""The loader of the UCI Appliances energy data, on files of its form."""

import runpy
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from hardware_labs.units import find_lab

SCRIPT = find_lab("recurrence").folder / "public.py"
HEADER = '"date","Appliances","lights","T1","RH_1","T4","RH_4","rv1"'


def row(when: datetime, celsius: float) -> str:
    """One line as the file has it: everything in quotation marks."""
    fields = (f"{when:%Y-%m-%d %H:%M:%S}", 60, 30, 19.89, 47.6, f"{celsius:.6f}", 45.6, 13.3)
    return ",".join(f'"{field}"' for field in fields)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """From an evening on: a whole day on which it gets warmer by 0.01 degrees a minute, one with a gap, one more."""
    begin, midnight = datetime(2016, 1, 11, 17), datetime(2016, 1, 12)
    lines = [HEADER]
    for step in range(6 * (7 + 3 * 24)):
        when = begin + timedelta(minutes=10 * step)
        minutes = (when - midnight).total_seconds() / 60
        if not 2000 < minutes < 2100:
            lines.append(row(when, 20 + minutes / 100))
    file = tmp_path / "energydata_complete.csv"
    file.write_text("\n".join([*lines, ""]))
    return file


def test_whole_days_are_read_every_quarter_of_an_hour(table: Path) -> None:
    days = runpy.run_path(str(SCRIPT))["load"](table)
    assert days.day.tolist() == [2, 4]
    assert days.celsius.shape == (2, 96)
    assert np.allclose(days.celsius[0], 20 + 0.15 * np.arange(96))


def test_the_command_writes_what_training_reads(table: Path) -> None:
    ran = subprocess.run([sys.executable, SCRIPT, table, "T1"], capture_output=True, text=True, check=True)
    file = table.with_name("days.csv")
    assert ran.stdout == f"{file}: 2 days without a gap\n"
    rows = np.loadtxt(file, delimiter=",", skiprows=1)
    assert rows.shape == (192, 3)
    assert np.array_equal(rows[97], [4, 15, 19.9])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEADER.replace('"T4",', ""), "has no column 'T4': take energydata_complete.csv"),
        (f"{HEADER}\n{row(datetime(2016, 1, 12), 20).replace('20.000000', 'x')}", "line 2, is not complete"),
        (f'{HEADER}\n"2016-01-12 00:00:00","60"', "line 2, is not complete"),
        (f"{HEADER}\n{row(datetime(2016, 1, 12), 20)}", "has no day without a gap"),
        (HEADER, "has no rows"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, content: str, message: str) -> None:
    script = runpy.run_path(str(SCRIPT))
    file = tmp_path / "broken.csv"
    file.write_text(content)
    with pytest.raises(script["TableError"], match=rf"broken\.csv,? {message}"):
        script["load"](file)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.csv"
    ran = subprocess.run([sys.executable, SCRIPT, missing], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == f"{missing} cannot be read as text: give the path of energydata_complete.csv.\n"
