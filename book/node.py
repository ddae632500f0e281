"""The farm node of node.toml: what its battery holds, what a day takes, and what a model adds to the day."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from book.errors import BookError
from hardware_labs.boards import Board

NODE_FILE = Path(__file__).with_name("node.toml")
DAY, HOUR = 86_400, 3600  # seconds


@dataclass(frozen=True)
class Figure:
    """A number with its unit and the place it was read in, or why it was chosen."""

    value: float
    unit: str
    source: str


@dataclass(frozen=True)
class Sensor:
    """Milliamperes of a sensor while the board is awake and while it sleeps."""

    awake: float
    asleep: float
    source: str


@dataclass(frozen=True)
class Node:
    """The node with one of the boards; charges in mAh at the converter's output, energies in joules of the battery."""

    board: Board
    figures: Mapping[str, Mapping[str, Figure]]
    sensors: Mapping[str, Sensor]

    def of(self, part: str, name: str) -> float:
        """Return a figure's value."""
        return self.figures[part][name].value

    @cached_property
    def asleep(self) -> Figure:
        """What the board's chip draws while it sleeps.

        Raises:
            BookError: node.toml has no figure for this board.
        """
        found = self.figures["sleep"].get(self.board.id)
        if found is None:
            name = self.board.id
            raise BookError(f"{NODE_FILE.name} says nothing of the {name} asleep: add [sleep.{name}].")
        return found

    @property
    def battery(self) -> float:
        """Joules in a full battery."""
        return self.of("battery", "capacity") / 1000 * self.of("battery", "voltage") * HOUR

    def charges(self) -> dict[str, float]:
        """Return what takes how much of a day's charge, without any model."""
        awake = 24 * self.of("duty", "awake") / self.of("duty", "every")
        asleep = 24 - awake
        sensors = self.sensors.values()
        return {
            "board, awake": awake * self.board.current.value / 1000,
            "sensors": sum(awake * sensor.awake + asleep * sensor.asleep for sensor in sensors),
            "lamp": self.of("lamp", "lit") * self.of("lamp", "current"),
            "buzzer": self.of("buzzer", "sounds") * self.of("buzzer", "current"),
            "board, asleep": asleep * self.asleep.value,
            "converter": 24 * self.of("converter", "idle"),
        }

    def energy(self, milliampere_hours: float) -> float:
        """Return the joules that a charge at the converter's output takes out of the battery."""
        volts = self.of("converter", "voltage") / self.of("converter", "efficiency")
        return milliampere_hours / 1000 * HOUR * volts

    @property
    def day(self) -> float:
        """Joules of a day."""
        return self.energy(sum(self.charges().values()))

    @property
    def current(self) -> float:
        """Milliamperes of a day on average, out of the battery."""
        return 1000 * self.day / DAY / self.of("battery", "voltage")

    @property
    def hours_alone(self) -> float:
        """Hours that a full battery lasts without sun."""
        return 24 * self.battery / self.day

    def inference(self, microcoulombs: float) -> float:
        """Return the joules of the battery that a model's run takes."""
        return self.energy(microcoulombs / 1e6 / HOUR * 1000)

    def harvest(self, irradiance: float) -> float:
        """Return the watts that reach the battery under a sun of so many W/m²."""
        return self.of("panel", "power") * irradiance / 1000 * self.of("panel", "efficiency")


def load_node(board: Board) -> Node:
    """Return the node with a board."""
    parts: dict[str, dict[str, dict[str, Any]]] = tomllib.loads(NODE_FILE.read_text(encoding="utf-8"))
    sensors = {name: Sensor(**entry) for name, entry in parts.pop("sensor").items()}
    figures = {part: {name: Figure(**entry) for name, entry in entries.items()} for part, entries in parts.items()}
    return Node(board, figures, sensors)


def quantity(budget: Path, name: str) -> dict[str, Any]:
    """Return a quantity of budget.json with its provenance, the measured one if there is one.

    Raises:
        BookError: The budget lacks it.
    """
    rows = json.loads(budget.read_text(encoding="utf-8"))["rows"]
    for row in rows:
        if row["quantity"] == name and (found := row["measured"] or row["predicted"]):
            return dict(found)
    raise BookError(f"The {budget.name} in {budget.parent} lacks the {name} of an inference: run the lab again.")
