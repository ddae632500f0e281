"""The command `lab` as a user calls it, on a copy of the lab that a test may spoil."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware_labs.samples import load_samples, save_samples
from hardware_labs.units import find_lab

UNIT = "linear-regression"
Lab = Callable[..., subprocess.CompletedProcess[str]]


def without_wokwi() -> dict[str, str]:
    """The environment without the user's own Wokwi account."""
    return {key: value for key, value in os.environ.items() if not key.startswith("WOKWI_")}


def run_lab(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Call `lab` and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "hardware_labs", *map(str, arguments)],
        env={**without_wokwi(), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="session")
def lab() -> Lab:
    return run_lab


@pytest.fixture(scope="session")
def built() -> Path:
    """The committed lab with its firmware built."""
    assert run_lab("build", UNIT).returncode == 0
    return find_lab(UNIT).folder


@pytest.fixture
def lab_copy(tmp_path: Path, built: Path) -> Path:
    """A copy of the lab under the same name, firmware included, with a sixteenth of its samples to be quicker."""
    copy = Path(shutil.copytree(built, tmp_path / UNIT))
    samples = load_samples(copy)
    save_samples(copy, samples.x[::16], samples.y[::16], samples.floats[::16])
    return copy


@pytest.fixture
def simulator() -> Iterator[dict[str, str]]:
    """`lab simulator`, running: the variables it tells a user to set."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hardware_labs", "simulator"],
        env=without_wokwi(),
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    variables = {}
    for line in process.stdout:
        if line.startswith("Ctrl-C"):
            break
        if "export " in line:
            name, _, value = line.split("export ")[1].strip().partition("=")
            variables[name] = value
    yield variables
    process.terminate()
    process.wait()
    process.stdout.close()
