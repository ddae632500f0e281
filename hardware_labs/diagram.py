"""A Wokwi circuit, as far as a scenario names its parts, pins and controls."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from hardware_labs.boards import Board
from hardware_labs.errors import LabError

# the parts' controls, named as Wokwi names them
CONTROLS = {
    "wokwi-dht22": ("temperature", "humidity"),
    "wokwi-mpu6050": (
        "accelX",
        "accelY",
        "accelZ",
        "rotationX",
        "rotationY",
        "rotationZ",
        "temperature",
    ),
    "wokwi-ntc-temperature-sensor": ("temperature",),
    "wokwi-photoresistor-sensor": ("lux",),
    "wokwi-potentiometer": ("position",),
    "wokwi-pushbutton": ("pressed",),
    "wokwi-slide-switch": ("value",),
}


@dataclass(frozen=True)
class Diagram:
    """A diagram.json.

    Attributes:
        path: The file.
        parts: Type of each part by its id.
        pins: Wired pins of each part by its id; a board's part has all its pins.
        board_part: Id of the board.
    """

    path: Path
    parts: dict[str, str]
    pins: dict[str, set[str]]
    board_part: str

    def check_part(self, part: str) -> None:
        """Raise a LabError unless there is such a part."""
        if part not in self.parts:
            raise LabError(f"{self.path.name} has no part {part!r}, only {', '.join(sorted(self.parts))}.")

    def check_pin(self, part: str, pin: str) -> None:
        """Raise a LabError unless the part has that pin, by a wire or as a board's pin."""
        self.check_part(part)
        if pin not in self.pins[part]:
            raise LabError(f"part {part!r} of {self.path.name} has no pin {pin!r}.")

    def check_control(self, part: str, control: str) -> None:
        """Raise a LabError unless the part can be controlled so."""
        self.check_part(part)
        controls = CONTROLS.get(self.parts[part], ())
        if control not in controls:
            known = f"only {', '.join(controls)}" if controls else "nor any other"
            raise LabError(f"part {part!r} of {self.path.name} has no control {control!r}, {known}.")


def load_diagram(path: Path, board: Board) -> Diagram:
    """Read a diagram.json that holds the given board.

    Raises:
        LabError: The file is missing, not a Wokwi diagram, or has no such board.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        parts = {str(part["id"]): str(part["type"]) for part in content["parts"]}
        ends = [str(end) for connection in content["connections"] for end in connection[:2]]
    except OSError as error:
        raise LabError(f"{path} is missing: draw the circuit on wokwi.com and save its diagram.json there.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise LabError(f"{path} is not a Wokwi diagram: it needs parts with id and type, and connections.") from error
    pins: dict[str, set[str]] = {part: set() for part in parts}
    for end in ends:
        part, _, pin = end.partition(":")
        if part not in pins:
            raise LabError(f"{path} wires {end!r}, but has no part {part!r}.")
        pins[part].add(pin)
    board_part = next((part for part, kind in parts.items() if kind == board.wokwi_type), None)
    if board_part is None:
        raise LabError(f"{path} has no {board.name}: add a part of type {board.wokwi_type}.")
    pins[board_part].update(board.pins)
    return Diagram(path, parts, pins, board_part)
