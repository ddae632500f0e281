"""The loader of the uWave gesture library, on files of its form."""

import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hardware_labs.units import find_lab

SCRIPT = find_lab("k-nearest-neighbours").folder / "public.py"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Two people, two days, two gestures of different lengths, and what else lies in an unpacked archive."""
    for folder, file, readings in (
        ("U1 (1)", "A_Template_Acceleration1-1.txt", [[0, 0, 1]] * 100),
        ("U1 (1)", "A_Template_Acceleration2-10.txt", [[0.5, -0.25, 1 + i / 62] for i in range(63)]),
        ("U1 (2)", "B_Template_Acceleration2-1.txt", [[0.001, -9, 9]] * 40),
        ("U8 (7)", "A_Template_Acceleration1-3.txt", [[-1, 0, 0]] * 33),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        np.savetxt(tmp_path / folder / file, readings, fmt="%.6f")
    (tmp_path / "U1 (1)" / "readme.txt").write_text("not a gesture")
    (tmp_path / "U2").mkdir()
    return tmp_path


def test_windows_people_and_gestures_are_read(library: Path) -> None:
    gestures = runpy.run_path(str(SCRIPT))["load"](library)
    assert gestures.window.shape == (4, 32, 3)
    assert gestures.window.dtype == np.int16
    assert gestures.person.tolist() == [1, 1, 1, 8]
    assert gestures.gesture.tolist() == ["1", "2", "2", "1"]
    assert np.array_equal(gestures.window[0], np.tile([0, 0, 4096], (32, 1)))
    rising = gestures.window[1, :, 2]
    assert (rising[0], rising[-1]) == (4096, 8192)
    assert np.ptp(np.diff(rising)) <= 1  # evenly over its time
    assert np.array_equal(gestures.window[2, 0], [4, -32768, 32767])  # beyond 8 g, as the sensor would give it


def test_the_command_writes_what_the_page_reads(library: Path) -> None:
    ran = subprocess.run([sys.executable, SCRIPT, library], capture_output=True, text=True, check=True)
    assert ran.stdout == f"{library / 'gestures.npz'}: 4 gestures of 2 people\n"
    with np.load(library / "gestures.npz") as data:
        assert sorted(data) == ["gesture", "person", "window"]


@pytest.mark.parametrize(
    ("content", "message"),
    [("0.1 0.2\n0.1 0.2\n", r"has the shape \(2, 2\), not lines of x, y and z"), ("x y z\n", "is not a gesture")],
)
def test_a_broken_file_is_named(library: Path, content: str, message: str) -> None:
    script = runpy.run_path(str(SCRIPT))
    (library / "U1 (1)" / "A_Template_Acceleration3-1.txt").write_text(content)
    with pytest.raises(script["LibraryError"], match=rf"Acceleration3-1\.txt {message}"):
        script["load"](library)


def test_a_folder_without_gestures_is_one_sentence(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == f"{tmp_path} holds no folder such as 'U1 (1)' with gestures: unpack the archives there.\n"
