"""The loader of the AI4I 2020 predictive maintenance data, on files of its form."""

import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hardware_labs.units import find_lab

SCRIPT = find_lab("decision-trees").folder / "public.py"
HEADER = (
    "UDI,Product ID,Type,Air temperature [K],Process temperature [K],Rotational speed [rpm],Torque [Nm],"
    "Tool wear [min],Machine failure,TWF,HDF,PWF,OSF,RNF"
)
ROWS = (
    "1,M14860,M,298.1,308.6,1551,42.8,0,0,0,0,0,0,0",
    "2,L47181,L,298.9,309.1,2861,4.6,143,1,0,0,1,0,0",
    "3,L47230,L,300.5,310.1,1342,62.4,199,1,0,0,1,1,0",
    "4,H29424,H,301.2,310.9,1410,53.8,7,1,0,0,0,0,0",
    "5,M14864,M,302.3,311.5,1377,46.8,40,1,0,1,0,0,0",
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A sound machine, one without power, one of two failures, one of an unnamed failure, one that ran hot."""
    file = tmp_path / "ai4i2020.csv"
    file.write_text("\n".join([HEADER, *ROWS, ""]), encoding="utf-8-sig")
    return file


def test_features_and_failures_are_read(table: Path) -> None:
    machines = runpy.run_path(str(SCRIPT))["load"](table)
    assert machines.state.tolist() == ["healthy", "power", "several", "unknown", "heat"]
    assert machines.x.shape == (5, 5)
    assert np.array_equal(machines.x[1], [298.9, 309.1, 2861, 4.6, 143])


def test_the_command_writes_what_the_page_reads(table: Path) -> None:
    ran = subprocess.run([sys.executable, SCRIPT, table], capture_output=True, text=True, check=True)
    file = table.with_name("machines.csv")
    assert ran.stdout == f"{file}: 5 rows, 80.0% of them with a failure\n"
    assert np.loadtxt(file, delimiter=",", skiprows=1, usecols=range(5)).shape == (5, 5)
    assert file.read_text(encoding="utf-8").splitlines()[5] == "302.3,311.5,1377,46.8,40,heat"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEADER.replace("Torque [Nm],", ""), r"has no column 'Torque \[Nm\]': take ai4i2020\.csv"),
        (f"{HEADER}\n{ROWS[0]}\n2,L47181,L,298.9", "line 3, is not complete"),
        (f"{HEADER}\n{ROWS[0].replace('42.8', 'x')}", "line 2, is not complete"),
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
    assert ran.stderr == f"{missing} cannot be read as text: give the path of ai4i2020.csv.\n"
