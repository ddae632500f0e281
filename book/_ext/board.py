"""``{board} <unit>``: the unit's lab on a simulated board in the page.

.. code-block:: markdown

    ```{board} linear-regression
    :board: uno
    ```

Shows the lab's circuit for the board and runs the image that ``make labs`` built. The reader may choose any other board
that ``make labs`` could build the lab for. Without JavaScript the reader sees the parts and their connections. The page
offers traces in the lab's folder, or in its folder ``recordings``, to the sensors. Where ``lab.toml`` has a ``[panel]``
with ``draw``, the reader draws a picture for the model.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from book._ext.directive import BookDirective
from book._ext.elf_symbols import function_addresses
from book._ext.html import element
from book._ext.lab_files import REMEDY, find
from book._ext.site_files import publish, require
from hardware_labs.boards import Board as BoardEntry
from hardware_labs.diagram import SERIAL_MONITOR
from hardware_labs.settings import load_settings
from hardware_labs.units import Lab

NEEDED = "the lab needs one"
# what every turn of loop() passes once: its begin, or, where it has become a part of main(), the call behind it
TURN_OF_LOOP = ("loop", "_Z14serialEventRunv")


class Board(BookDirective):
    """The directive; its argument is the unit, option ``board`` the one shown first."""

    required_arguments = 1
    option_spec: ClassVar = {"board": directives.unchanged_required}

    def render(self) -> list[nodes.Node]:
        lab, first = find(self.arguments[0], self.options.get("board"))
        diagram = require(self.env, lab.diagram_for(first), NEEDED)
        content = json.loads(diagram.read_text(encoding="utf-8"))
        others = [board for board in lab.boards() if board != first and lab.firmware(board).is_file()]
        choices = [self.files(lab, board) for board in (first, *others)]
        return [
            element(
                "section",
                element(
                    "details",
                    element("summary", f"Parts and connections, {first.name}"),
                    connections(content),
                    class_="board-connections",
                ),
                class_="board widget",
                aria_label="The board",
                data_widget="board",
                data_unit=lab.unit,
                data_boards=json.dumps(choices),
                data_traces=json.dumps([self.trace(path) for path in traces(lab)]),
                data_drawing=drawing(lab),
            )
        ]

    def files(self, lab: Lab, board: BoardEntry) -> dict[str, str | int]:
        """Return what the page needs to show a board: its name, addresses of circuit and image, and where loop() is."""
        functions = function_addresses(require(self.env, lab.elf(board), REMEDY))
        turn = next((functions[name] for name in TURN_OF_LOOP if name in functions), None)
        return {
            "id": board.id,
            "name": board.name,
            "diagram": publish(self.env, lab.diagram_for(board), NEEDED),
            "firmware": publish(self.env, lab.firmware(board), REMEDY),
            **({} if turn is None else {"loop": turn}),
        }

    def trace(self, path: Path) -> dict[str, str]:
        """Return a trace of the lab as the page offers it."""
        return {"name": path.name, "url": publish(self.env, path, NEEDED)}


def traces(lab: Lab) -> list[Path]:
    """Return the lab's traces, by name."""
    found = [path for folder in (lab.folder, lab.folder / "recordings") for path in folder.glob("*.csv")]
    return sorted((path for path in found if is_trace(path)), key=lambda path: path.name)


def drawing(lab: Lab) -> str | bool:
    """Return size and levels of the picture that a reader draws for the lab's model; False where there is none."""
    picture = load_settings(lab.folder).drawing
    return picture is not None and json.dumps(asdict(picture))


def is_trace(path: Path) -> bool:
    """Return whether a CSV file drives controls over time; a lab has readings in CSV too."""
    with path.open(encoding="utf-8-sig") as lines:
        return lines.readline().startswith("time,")


def connections(diagram: dict[str, Any]) -> nodes.Node:
    """Return a table of the diagram's wires, for readers who can't see the picture."""
    kinds = {part["id"]: re.sub("^(wokwi|board)-", "", part["type"]).replace("-", " ") for part in diagram["parts"]}

    def pin(end: str) -> str:
        part, name = end.split(":", 1)
        if part == SERIAL_MONITOR:
            return "serial monitor"
        return f"{part} ({kinds.get(part, 'part')}), pin {name}"

    rows = [element("tr", element("td", pin(wire[0])), element("td", pin(wire[1]))) for wire in diagram["connections"]]
    head = element("tr", element("th", "From", scope="col"), element("th", "To", scope="col"))
    table = element("table", element("thead", head), element("tbody", *rows), class_="table")
    return element("div", table, class_="wide", tabindex="0", role="region", aria_label="Connections")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("board", Board)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
