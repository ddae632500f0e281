"""A Wokwi circuit, as far as a scenario names its parts, pins and controls."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardware_labs.boards import Board
from hardware_labs.errors import LabError
from hardware_labs.parts import CONTROLS, PINS

# Wokwi's name for the terminal window
SERIAL_MONITOR = "$serialMonitor"


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

    Parts that the local simulator does not have pass, since Wokwi's cloud may have them.

    Raises:
        LabError: The file is missing, not a Wokwi diagram, or has no such board; a mistake is named with its
            place, such as connections[2][0].
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise LabError(f"{path} is missing: draw the circuit on wokwi.com and save its diagram.json there.") from error
    except ValueError as error:
        raise LabError(f"{path} is not JSON: {error}.") from error
    if not isinstance(content, dict) or not all(isinstance(content.get(key), list) for key in ("parts", "connections")):
        raise LabError(f"{path} is not a Wokwi diagram: it needs lists of parts and of connections.")
    parts = _parts(path, content["parts"])
    boards = [part for part, kind in parts.items() if kind == board.wokwi_type]
    if len(boards) > 1:
        first, second = [list(parts).index(part) for part in boards[:2]]
        raise LabError(
            f"{path}: parts[{second}].type is {board.wokwi_type!r}, a second board beside parts[{first}]: keep one."
        )
    pins = _wired_pins(path, content["connections"], parts)
    if not boards:
        raise LabError(f"{path} has no {board.name}: add a part of type {board.wokwi_type}.")
    pins[boards[0]].update(board.pins)
    return Diagram(path, parts, pins, boards[0])


def _parts(path: Path, entries: list[Any]) -> dict[str, str]:
    """Return the type of each part by its id."""
    kinds: dict[str, str] = {}
    for index, entry in enumerate(entries):
        place = f"{path}: parts[{index}]"
        if not isinstance(entry, dict):
            raise LabError(f"{place} is {json.dumps(entry)} and must be an object with type and id.")
        for key in ("type", "id"):
            if not isinstance(entry.get(key), str) or not entry[key]:
                raise LabError(f"{place}.{key} is {json.dumps(entry.get(key))} and must be a name.")
        part = entry["id"]
        if part in kinds:
            raise LabError(f"{place}.id is {part!r}, which parts[{list(kinds).index(part)}] already has.")
        kinds[part] = entry["type"]
    return kinds


def _wired_pins(path: Path, entries: list[Any], parts: dict[str, str]) -> dict[str, set[str]]:
    """Return the wired pins of each part by its id."""
    pins: dict[str, set[str]] = {part: set() for part in parts}
    for index, entry in enumerate(entries):
        if not isinstance(entry, list) or len(entry) < 2:
            raise LabError(f"{path}: connections[{index}] must be a list [from, to, color, path].")
        for side, end in enumerate(entry[:2]):
            place = f"{path}: connections[{index}][{side}] is {json.dumps(end)}"
            part, colon, pin = end.partition(":") if isinstance(end, str) else ("", "", "")
            if not (part and colon and pin):
                raise LabError(f'{place} and must have the form "part:pin".')
            if part == SERIAL_MONITOR:
                continue
            if part not in parts:
                raise LabError(f"{place}, but there is no part {part!r}: there are {', '.join(parts)}.")
            known = PINS.get(parts[part])
            if known and pin not in known:
                raise LabError(f"{place}, but a {parts[part]} has only the pins {', '.join(known)}.")
            pins[part].add(pin)
    return pins
