"""The boards of boards.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardware_labs.errors import LabError

BOARDS_FILE = Path(__file__).with_name("boards.toml")


@dataclass(frozen=True)
class Figure:
    """A number from a datasheet, with the place it was read in."""

    value: int
    source: str


@dataclass(frozen=True)
class Board:
    """One board.

    Attributes:
        id: What `--board` takes.
        name: What a reader calls it.
        wokwi_type: Type of its part in a Wokwi diagram.
        fqbn: Fully qualified board name of the Arduino tools, with the options that have no default.
        mcu: Its microcontroller.
        engine: Engine of the local simulator that runs it.
        toolchain: Tools that build for it.
        pins: Names of its pins in a Wokwi diagram.
        flash: Bytes of flash a sketch may fill.
        ram: Bytes of RAM.
        clock: Clock in Hz.
        current: Microamperes that the chip draws at this clock while it computes, radio and board parts left out.
    """

    id: str
    name: str
    wokwi_type: str
    fqbn: str
    mcu: str
    engine: str
    toolchain: str
    pins: tuple[str, ...]
    flash: Figure
    ram: Figure
    clock: Figure
    current: Figure

    @property
    def toolchain_part(self) -> str:
        """The part of `lab setup` that brings its compiler."""
        return "esp" if self.toolchain == "esp" else "avr"


def load_boards() -> dict[str, Board]:
    """Return every board by its id."""
    entries = tomllib.loads(BOARDS_FILE.read_text(encoding="utf-8"))
    return {name: _board(name, entry) for name, entry in entries.items()}


def find_board(name: str) -> Board:
    """Return one board.

    Raises:
        LabError: There is no such board.
    """
    boards = load_boards()
    if name not in boards:
        raise LabError(f"There is no board {name!r}: choose one of {', '.join(sorted(boards))}.")
    return boards[name]


def _board(name: str, entry: dict[str, Any]) -> Board:
    figures: dict[str, Any] = {key: Figure(**entry[key]) for key in ("flash", "ram", "clock", "current")}
    return Board(id=name, **{**entry, **figures, "pins": tuple(entry["pins"])})
