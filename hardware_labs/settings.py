"""lab.toml: what a lab's files do not say by themselves. A lab that needs nothing of it has none.

.. code-block:: toml

    boards = ["mega", "esp32-c3"]  # where it runs; diagram.json is drawn for the first (default: Uno and each diagram)

    [model]                        # how `lab train` compiles it, as the options of `lab compile`
    range = [0, 1023]              # .skops: smallest and largest integer of a feature
    input_scale = 0.01             # .skops: what one step of them stands for
    output_scale = 100             # .skops: what a number is multiplied by
    probabilities = true           # .skops: answer each class's probability too
    rounding = "litert"            # .tflite: whose outputs to equal

    [answer]
    unit = "°C"                    # of a number that the model predicts

    [panel]                        # what the page's board offers
    draw = [8, 8]                  # width and height of a picture that the reader draws for the model
    levels = [0, 16]               # the model's integers for no ink and for full ink
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hardware_labs.boards import load_boards
from hardware_labs.errors import LabError

FILE = "lab.toml"
LARGEST_SIDE = 32


@dataclass(frozen=True)
class Drawing:
    """A picture that a reader draws for the model.

    Attributes:
        width: Pixels in a row.
        height: Rows.
        low: The model's integer for no ink.
        high: The one for full ink.
    """

    width: int
    height: int
    low: int
    high: int


@dataclass(frozen=True)
class Settings:
    """A lab.toml.

    Attributes:
        boards: Ids of the boards; empty where the diagrams say it.
        model: Options of the compiler, by their names in the file.
        unit: Unit of a number that the model predicts.
        drawing: What the reader draws, if anything.
    """

    boards: tuple[str, ...] = ()
    model: Mapping[str, Any] = field(default_factory=dict)
    unit: str = ""
    drawing: Drawing | None = None


def load_settings(folder: Path) -> Settings:
    """Read a lab's settings; without a file there are none.

    Raises:
        LabError: The file is not TOML, or an entry is unknown or has another form.
    """
    path = folder / FILE
    if not path.is_file():
        return Settings()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LabError(f"{path} is not TOML: {error}.") from error
    _check(path, "", content, TOP)
    tables: dict[str, dict[str, Any]] = {name: content.get(name, {}) for name in TABLES}
    for name, entries in TABLES.items():
        _check(path, f"{name}.", tables[name], entries)
    panel = tables["panel"]
    if ("draw" in panel) != ("levels" in panel):
        raise LabError(f"{path}: panel.draw and panel.levels belong together, give both.")
    drawing = Drawing(*panel["draw"], *panel["levels"]) if panel else None
    return Settings(tuple(content.get("boards", ())), tables["model"], tables["answer"].get("unit", ""), drawing)


def _check(
    path: Path, table: str, entries: Mapping[str, Any], known: Mapping[str, tuple[Callable[[Any], bool], str]]
) -> None:
    for name, value in entries.items():
        if name not in known:
            raise LabError(f"{path} has {table}{name}, which is not known: there are {', '.join(known)}.")
        fits, form = known[name]
        if not fits(value):
            raise LabError(f"{path}: {table}{name} is {value!r} and must be {form}.")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_rising_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_whole, value)) and value[0] < value[1]


def _are_boards(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(board in load_boards() for board in value)


def _are_scales(value: object) -> bool:
    scales = value if isinstance(value, list) and value else [value]
    return all(isinstance(each, int | float) and not isinstance(each, bool) and each > 0 for each in scales)


def _is_size(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_is_whole(n) and 1 <= n <= LARGEST_SIDE for n in value)


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


TOP: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "boards": (_are_boards, "a list of ids of boards.toml"),
    "model": (_is_table, "a table"),
    "answer": (_is_table, "a table"),
    "panel": (_is_table, "a table"),
}
TABLES: Mapping[str, Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "model": {
        "range": (_is_rising_pair, "two whole numbers, the smaller one first"),
        "input_scale": (_are_scales, "a number above 0, or a list of one for each feature"),
        "output_scale": (lambda value: _is_whole(value) and value >= 1, "a whole number of at least 1"),
        "probabilities": (lambda value: isinstance(value, bool), "true or false"),
        "rounding": (lambda value: value in ("tflm", "litert"), '"tflm" or "litert"'),
    },
    "answer": {"unit": (lambda value: isinstance(value, str), "a text")},
    "panel": {
        "draw": (_is_size, f"a width and a height from 1 to {LARGEST_SIDE}"),
        "levels": (_is_rising_pair, "two whole numbers, the smaller one first"),
    },
}
