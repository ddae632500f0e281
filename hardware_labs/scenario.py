"""Wokwi scenario files: https://docs.wokwi.com/wokwi-ci/automation-scenarios.

One step is ours and not Wokwi's, so that only `lab run` plays it: `play-trace: {part-id, control, file}` lets
a recorded trace (hardware_labs/trace.py) drive a control, or without `control` those that its columns name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

from hardware_labs.diagram import Diagram
from hardware_labs.errors import LabError
from hardware_labs.trace import PlayTrace, checked_trace

NANOSECONDS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9}


@dataclass(frozen=True)
class SetControl:
    """Turn a part's control, such as a sensor's temperature."""

    part: str
    control: str
    value: float

    def __str__(self) -> str:
        return f"set-control {self.part}:{self.control} = {self.value:g}"


@dataclass(frozen=True)
class WaitSerial:
    """Wait until the board has printed this text."""

    text: str

    def __str__(self) -> str:
        return f"wait-serial {self.text!r}"


@dataclass(frozen=True)
class WriteSerial:
    """Type this text, or send these bytes, to the board."""

    text: str | bytes

    def __str__(self) -> str:
        return f"write-serial {list(self.text) if isinstance(self.text, bytes) else self.text!r}"


@dataclass(frozen=True)
class Delay:
    """Let board time pass."""

    nanoseconds: int

    def __str__(self) -> str:
        return f"delay {self.nanoseconds / 10**6:g}ms"


@dataclass(frozen=True)
class ExpectPin:
    """Check a pin's level."""

    part: str
    pin: str
    value: int

    def __str__(self) -> str:
        return f"expect-pin {self.part}:{self.pin} = {self.value}"


@dataclass(frozen=True)
class TakeScreenshot:
    """Save a display's picture, compare it with a saved one, or both.

    Attributes:
        part: The display.
        save_to: PNG file to write.
        compare_with: PNG file whose pixels must be the same.
    """

    part: str
    save_to: Path | None
    compare_with: Path | None

    def __str__(self) -> str:
        files = [("save-to", self.save_to), ("compare-with", self.compare_with)]
        return f"take-screenshot {self.part} " + ", ".join(f"{name} {file.name}" for name, file in files if file)


Step = SetControl | WaitSerial | WriteSerial | Delay | ExpectPin | TakeScreenshot | PlayTrace


@dataclass(frozen=True)
class Scenario:
    """A scenario file's name and steps."""

    path: Path
    name: str
    steps: tuple[Step, ...]


def load_scenario(path: Path, diagram: Diagram) -> Scenario:
    """Read a scenario and check every part, pin and control it names against the circuit.

    Raises:
        LabError: The file is missing or not a scenario; a wrong step is named with its number.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LabError(f"{path} is missing: write the lab's Wokwi scenario there.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise LabError(f"{path}{line} is not YAML: {getattr(error, 'problem', None) or error}.") from error
    if not isinstance(content, dict) or not isinstance(content.get("steps"), list):
        raise LabError(f"{path} is not a Wokwi scenario: it needs name, version: 1 and a list of steps.")
    if content.get("version") != 1:
        raise LabError(f"{path} has version {content.get('version')!r}: only version: 1 can be played.")
    steps = []
    for number, entry in enumerate(content["steps"], start=1):
        try:
            steps.append(_step(entry, diagram, path.parent))
        except LabError as error:
            raise LabError(f"{path}, step {number}: {error}") from error
    return Scenario(path, str(content.get("name", path.stem)), tuple(steps))


def _step(entry: object, diagram: Diagram, folder: Path) -> Step:
    if not isinstance(entry, dict) or len(entry) != 1:
        raise LabError("a step is one command with its value, such as `wait-serial: done`.")
    (command, value), *_ = entry.items()
    if command not in _PARSERS:
        raise LabError(f"{command!r} is not supported; {', '.join(map(str, _PARSERS))} are.")
    return _PARSERS[command](value, diagram, folder)


def _set_control(value: object, diagram: Diagram, _: Path) -> SetControl:
    fields = _fields("set-control", value, "part-id", "control", "value")
    part, control = str(fields["part-id"]), str(fields["control"])
    diagram.check_control(part, control)
    return SetControl(part, control, _number(fields["value"]))


def _expect_pin(value: object, diagram: Diagram, _: Path) -> ExpectPin:
    fields = _fields("expect-pin", value, "part-id", "pin", "value")
    part, pin, level = str(fields["part-id"]), str(fields["pin"]), _number(fields["value"])
    diagram.check_pin(part, pin)
    if level not in (0, 1):
        raise LabError(f"a pin's value is 0 or 1, not {level:g}.")
    return ExpectPin(part, pin, int(level))


def _delay(value: object, _: Diagram, __: Path) -> Delay:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ns|us|ms|s)", str(value))
    if not match:
        raise LabError(f"delay {value!r} is not a time such as 500ms or 2s.")
    return Delay(round(float(match[1]) * NANOSECONDS[match[2]]))


def _wait_serial(value: object, _: Diagram, __: Path) -> WaitSerial:
    return WaitSerial(_text("wait-serial", value))


def _write_serial(value: object, _: Diagram, __: Path) -> WriteSerial:
    if isinstance(value, list):
        if not all(isinstance(byte, int) and 0 <= byte <= 255 for byte in value):
            raise LabError(f"write-serial {value} must be a text or a list of bytes, 0 to 255.")
        return WriteSerial(bytes(value))
    return WriteSerial(_text("write-serial", value))


def _take_screenshot(value: object, diagram: Diagram, folder: Path) -> TakeScreenshot:
    files = ("save-to", "compare-with")
    if (
        not isinstance(value, dict)
        or "part-id" not in value
        or not {*value} - {"part-id"}
        or {*value} - {"part-id", *files}
    ):
        raise LabError("take-screenshot needs part-id, and save-to, compare-with or both.")
    part = str(value["part-id"])
    diagram.check_part(part)
    save_to, compare_with = (folder / str(value[name]) if name in value else None for name in files)
    if compare_with and not compare_with.is_file():
        raise LabError(f"{compare_with} is missing: take it once with `save-to`.")
    return TakeScreenshot(part, save_to, compare_with)


def _play_trace(value: object, diagram: Diagram, folder: Path) -> PlayTrace:
    names = ("part-id", "control", "file") if isinstance(value, dict) and "control" in value else ("part-id", "file")
    fields = _fields("play-trace", value, *names)
    control = str(fields["control"]) if "control" in fields else None
    return checked_trace(diagram, str(fields["part-id"]), control, folder / str(fields["file"]))


_PARSERS: dict[object, Callable[[object, Diagram, Path], Step]] = {
    "set-control": _set_control,
    "wait-serial": _wait_serial,
    "write-serial": _write_serial,
    "delay": _delay,
    "expect-pin": _expect_pin,
    "take-screenshot": _take_screenshot,
    "play-trace": _play_trace,
}


def _fields(command: str, value: object, *names: str) -> dict[str, object]:
    if not isinstance(value, dict) or set(value) != set(names):
        raise LabError(f"{command} needs exactly {', '.join(names)}.")
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float):
        raise LabError(f"the value {value!r} is not a number.")
    return float(value)


def _text(command: str, value: object) -> str:
    if not isinstance(value, str | int | float) or value == "":
        raise LabError(f"{command} needs a text.")
    return str(value)
