"""What is committed of every lab: scripts that type-check, and C that comes from the model beside it."""

import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hardware_labs.lab_compile import compile_lab
from hardware_labs.units import LABS_FOLDER, Lab, list_labs

ROOT = LABS_FOLDER.parents[1]


def test_scripts_type_check(tmp_path: Path) -> None:
    """Under names of their own: two scripts called train.py would be one module to mypy."""
    for script in LABS_FOLDER.glob("*/*.py"):
        (tmp_path / f"{script.parent.name.replace('-', '_')}_{script.name}").symlink_to(script)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", ROOT / "pyproject.toml", tmp_path]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("lab", list_labs(), ids=lambda lab: lab.unit)
def test_the_c_is_what_its_model_compiles_to(lab: Lab, tmp_path: Path) -> None:
    """Where it is stale, because a kernel or the model has changed: `lab train <unit> --compile-only`."""
    copy = shutil.copytree(lab.folder, tmp_path / lab.unit, ignore=shutil.ignore_patterns("build"))
    before = {path.name: path.read_bytes() for path in copy.glob("*.[ch]")}
    compile_lab(Lab(lab.unit, copy))
    assert {path.name: path.read_bytes() for path in copy.glob("*.[ch]")} == before


@pytest.mark.parametrize(
    "lab", [lab for lab in list_labs() if (lab.folder / "generate.py").is_file()], ids=lambda lab: lab.unit
)
def test_data_are_what_their_generator_makes(lab: Lab, tmp_path: Path) -> None:
    copy = shutil.copytree(lab.folder, tmp_path / lab.unit, ignore=shutil.ignore_patterns("build"))
    data = {path: path.read_bytes() for pattern in ("*.csv", "*.npz") for path in copy.rglob(pattern)}
    for path in data:
        if path.name not in ("samples.npz", "readings.csv"):  # these two come from training and from a board
            path.unlink()
    runpy.run_path(str(copy / "generate.py"), run_name="__main__")
    assert {path: path.read_bytes() for path in data} == data
