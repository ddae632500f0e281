"""The set-up that make calls: a wrong machine gets one sentence, a right one is asked nothing."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOOTSTRAP = ROOT / ".ci" / "bootstrap.py"


def run_as(version: str, path: str) -> subprocess.CompletedProcess[str]:
    """Run the bootstrap in a process that believes it is another Python."""
    code = (
        f"import runpy, sys; sys.version_info = {version}; sys.argv = ['bootstrap.py'];"
        f"runpy.run_path({str(BOOTSTRAP)!r}, run_name='__main__')"
    )
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PATH": path}
    )


def test_a_wrong_python_is_one_sentence(tmp_path: Path) -> None:
    shown = run_as("(3, 9, 2, 'final', 0)", path=str(tmp_path))
    assert shown.returncode == 1
    assert shown.stderr.count("\n") == 1
    assert "Python 3.11 or 3.12 is needed and this is 3.9" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_second_set_up_does_nothing() -> None:
    shown = subprocess.run([sys.executable, str(BOOTSTRAP)], capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    assert "==>" not in shown.stdout
