"""`lab monitor`: any sketch folder, without a circuit or a scenario, on any board."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import without_wokwi

ECHO = """\
void setup() { Serial.begin(115200); announce(42); }
void announce(int answer) { Serial.print(F("the answer is ")); Serial.println(answer); }
void loop() {
  while (Serial.available()) { const char typed = Serial.read(); Serial.print((char)(typed == '\\n' ? '!' : typed)); }
  if (millis() > 700) { Serial.println(F(" goodbye")); delay(10000); }
}
"""


@pytest.fixture
def sketch(tmp_path: Path) -> Path:
    folder = tmp_path / "echo"
    folder.mkdir()
    (folder / "echo.ino").write_text(ECHO)
    return folder


def monitor(sketch: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hardware_labs", "monitor", f"{sketch}/", *arguments]
    return subprocess.run(command, input=typed, capture_output=True, text=True, env=without_wokwi(), check=False)


@pytest.mark.parametrize("board", ["uno", "mega", "esp32-c3", "esp32"])
def test_a_bare_sketch_prints_and_hears_on_every_board(sketch: Path, board: str) -> None:
    finished = monitor(sketch, "--board", board, "--seconds", "1", typed="hello\n")
    assert finished.returncode == 0, finished.stderr
    assert re.search(r"0\.00\d s  \| the answer is 42", finished.stdout)
    assert re.search(r"0\.70\d s  \| hello! goodbye", finished.stdout)
    assert re.search(r"1\.000 s: \d+ clock cycles, \d+ instructions, .*at most \d+ B of stack", finished.stdout)


@pytest.mark.parametrize(
    ("board", "goes", "message"),
    [
        ("esp32-c3", "((void (*)())0x40000010)();", "jumped to 0x40000010, the mask ROM, which is not simulated"),
        ("esp32", '__asm__ volatile(".byte 0x36, 0x41, 0");', "uses windowed registers at 0x4008"),
    ],
)
def test_firmware_that_goes_where_nothing_is_simulated_is_told_so(
    sketch: Path, board: str, goes: str, message: str
) -> None:
    astray = (
        'void setup() {{ Serial.begin(115200); Serial.println(F("before")); Serial.flush(); {} }}\nvoid loop() {{}}\n'
    )
    (sketch / "echo.ino").write_text(astray.format(goes))
    finished = monitor(sketch, "--board", board, "--seconds", "1")
    assert finished.returncode == 1
    assert "| before" in finished.stdout
    assert message in finished.stderr
    assert finished.stderr.count("\n") == 1


def test_a_time_that_is_none_is_refused(sketch: Path) -> None:
    for text in ("0", "-1", "soon", "inf"):
        finished = monitor(sketch, "--seconds", text)
        assert finished.returncode == 2
        assert f"{text} is not a time above 0" in finished.stderr
