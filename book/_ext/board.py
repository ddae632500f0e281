"""``{board} <unit>``: the unit's lab on a simulated board in the page.

.. code-block:: markdown

    ```{board} linear-regression
    :board: uno
    ```

Shows the lab's circuit for the board and runs the image that ``make labs`` built. Without
JavaScript the reader sees the parts and their connections.
"""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from book._ext.directive import BookDirective
from book._ext.html import element
from book._ext.lab_files import REMEDY, find
from book._ext.site_files import publish, require
from hardware_labs.diagram import SERIAL_MONITOR


class Board(BookDirective):
    """The directive; its argument is the unit, option ``board`` one of ``hardware_labs/boards.toml``."""

    required_arguments = 1
    option_spec: ClassVar = {"board": directives.unchanged_required}

    def render(self) -> list[nodes.Node]:
        unit, board = self.arguments[0], self.options.get("board", "uno")
        lab, target = find(unit, board)
        diagram = lab.diagram_for(target)
        content = json.loads(require(self.env, diagram, "the lab needs one").read_text(encoding="utf-8"))
        return [
            element(
                "section",
                element(
                    "details",
                    element("summary", "Parts and connections"),
                    connections(content),
                    class_="board-connections",
                ),
                class_="board widget",
                aria_label="The board",
                data_widget="board",
                data_unit=unit,
                data_board=board,
                data_diagram=publish(self.env, diagram, "the lab needs one"),
                data_firmware=publish(self.env, lab.firmware(target), REMEDY),
            )
        ]


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
