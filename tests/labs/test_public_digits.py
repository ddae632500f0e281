"""The loader of UCI's handwritten digits, on files of their form."""

import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_digits

from hardware_labs.units import find_lab

SCRIPT = find_lab("neural-networks").folder / "public.py"


@pytest.fixture
def load() -> Callable[..., Any]:
    return runpy.run_path(str(SCRIPT))["load_optdigits"]


def as_original(path: Path, rows: slice) -> Path:
    """Write digits as UCI has them."""
    digits = load_digits()
    table = np.column_stack([digits.data, digits.target])[rows].astype(int)
    path.write_text("".join(f"{','.join(map(str, row))}\n" for row in table.tolist()), encoding="ascii")
    return path


def test_pixels_and_digits_come_back(load: Callable[..., Any], tmp_path: Path) -> None:
    pixels, written = load(as_original(tmp_path / "optdigits.tes", slice(0, 30)))
    assert np.array_equal(pixels, load_digits().data[:30])
    assert written.tolist() == load_digits().target[:30].tolist()


def test_the_recipe_is_tried_on_other_writers(tmp_path: Path) -> None:
    files = [as_original(tmp_path / "optdigits.tra", slice(0, 200)), as_original(tmp_path / "b", slice(200, 260))]
    shown = subprocess.run([sys.executable, SCRIPT, *files], capture_output=True, text=True, check=True).stdout
    assert shown.startswith("right for ") and shown.endswith("% of 60 digits by other writers\n")


@pytest.mark.parametrize(
    ("line", "said"),
    [("1,2,three", "no table of whole numbers"), ("1,2,3", "3 numbers a line"), (",".join(["17"] * 65), "outside 0")],
)
def test_another_file_is_one_sentence(tmp_path: Path, line: str, said: str) -> None:
    other = tmp_path / "letters.csv"
    other.write_text(f"{line}\n", encoding="ascii")
    ended = subprocess.run([sys.executable, SCRIPT, other, other], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert said in ended.stderr and len(ended.stderr.splitlines()) == 1
