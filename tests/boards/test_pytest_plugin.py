"""The fixture `board`, used as a course's own tests use it: in a pytest of their own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

BLINK = """
void setup() {
  Serial.begin(115200);
  pinMode(13, OUTPUT);
  Serial.println("ready");
}
void loop() {
  digitalWrite(13, HIGH);
  delay(500);
  digitalWrite(13, LOW);
  Serial.print("blinked at ");
  Serial.println(millis());
  delay(500);
  while (Serial.available()) Serial.write(Serial.read());
}
"""
GRADED = """
import re

def test_it_blinks_once_a_second(board):
    board.start("blink", board="uno")
    board.expect("ready", timeout=1)
    board.run(0.1)
    assert board.read_pin("uno", "13")
    board.run(0.5)
    assert not board.read_pin("uno", "13")
    assert int(board.expect(re.compile(r"blinked at (\\d+)\\r\\n"))[1]) in (499, 500)
    assert int(board.expect(re.compile(r"blinked at (\\d+)\\r\\n"))[1]) in (1499, 1500)
    board.write("over")
    board.expect("over", timeout=1)
    assert "ready" in board.text
    assert board.seconds > 2

def test_what_it_costs(board):
    board.start("blink/blink.ino")
    board.run(1)
    assert 15_999_000 < board.cycles < 16_001_000
    assert 0 < board.instructions <= board.cycles
    assert 10 < board.stack_high_water < 200
    assert 1000 < board.flash < 5000
    assert 100 < board.ram < 500

def test_a_circuit_of_its_own(board):
    parts = [{"type": "wokwi-arduino-uno", "id": "uno"}, {"type": "wokwi-pushbutton", "id": "button"}]
    wires = [["button:1.l", "uno:13", "", []], ["button:2.l", "uno:GND.1", "", []]]
    circuit = {"version": 1, "parts": parts, "connections": wires}
    board.start("blink/build/arduino.avr.uno/blink.ino.hex", diagram=circuit)
    board.set_control("button", "pressed", 1)
    board.expect("ready")
    board.start("blink")
    board.expect("ready")

def test_that_fails(board):
    board.start("blink")
    board.run(1.7)
    assert board.read_pin("uno", "13") == "purple"

def test_that_waits_in_vain(board):
    board.start("blink")
    board.expect("never", timeout=1)
"""


@pytest.fixture
def course(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with a sketch and tests, as somebody writes it who has this package installed."""
    (pytester.mkdir("blink") / "blink.ino").write_text(BLINK)
    return pytester


def test_a_course_grades_a_blinking_firmware(course: pytest.Pytester) -> None:
    course.makepyfile(GRADED)
    result = course.runpytest_subprocess()
    result.assert_outcomes(passed=3, failed=2)
    result.stdout.fnmatch_lines(
        [
            "E *AssertionError: assert False == 'purple'",
            "*serial output of the board, its last lines*",
            "ready",
            "blinked at *",
            "blinked at *",
            "E *AssertionError: the board has not printed 'never' within 1 s; last it printed",
            "E *ready",
        ]
    )


def test_mistakes_of_a_test_get_a_sentence(course: pytest.Pytester) -> None:
    course.makepyfile("""
        def test_too_early(board): board.run(1)
        def test_no_such_board(board): board.start("blink", board="teapot")
        def test_no_such_sketch(board): board.start("wink")
        def test_no_such_image(board): board.start("wink.hex")
        def test_no_such_pin(board):
            board.start("blink")
            board.read_pin("uno", "99")
    """)
    result = course.runpytest_subprocess()
    result.assert_outcomes(failed=5)
    result.stdout.fnmatch_lines(
        [
            "*LabError: The board carries no firmware yet: call board.start(...) first.",
            "*LabError: There is no board 'teapot': choose one of *",
            "*LabError: * is not a sketch folder: it needs a file wink.ino.",
            "*LabError: There is no image *wink.hex: build it first.",
            "*LabError: part 'uno' of diagram.json has no pin '99'.",
        ]
    )


def test_who_uses_no_board_pays_nothing(course: pytest.Pytester) -> None:
    course.makepyfile("""
        import sys
        def test_nothing_was_imported():
            assert "wokwi_client" not in sys.modules
            assert "numpy" not in sys.modules
    """)
    course.runpytest_subprocess().assert_outcomes(passed=1)


def test_the_example_of_the_documentation_runs(course: pytest.Pytester) -> None:
    from hardware_labs import pytest_plugin

    sketch = Path(course.path, "blink")
    parts = '[{"type": "wokwi-arduino-uno", "id": "uno"}, {"type": "wokwi-led", "id": "led"}]'
    wires = '[["uno:13", "led:A", "", []], ["led:C", "uno:GND.1", "", []]]'
    (sketch / "diagram.json").write_text(f'{{"version": 1, "parts": {parts}, "connections": {wires}}}')
    assert pytest_plugin.__doc__
    example = pytest_plugin.__doc__.split("to be imported:\n")[1].split("\n\nEverything")[0]
    course.makepyfile(re.sub(r"^    ", "", example, flags=re.M))
    course.runpytest_subprocess().assert_outcomes(passed=1)
