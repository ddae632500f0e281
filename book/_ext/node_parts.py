"""``{node-parts}``: every figure of ``book/node.toml`` with the place it was read in, or why it was chosen."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from book._ext.directive import BookDirective
from book._ext.html import element
from book.node import NODE_FILE, Node, load_node
from hardware_labs.boards import find_board, load_boards

TITLES = ("Part", "Figure", "Value", "Where from")
NO_BREAK = "\u00a0"


class NodeParts(BookDirective):
    """The directive; it has no arguments."""

    def render(self) -> list[nodes.Node]:
        self.env.note_dependency(str(NODE_FILE))
        table = element(
            "table",
            element("caption", "The parts of the farm node, and what we assume of its day"),
            element("thead", element("tr", *(element("th", title, scope="col") for title in TITLES))),
            element("tbody", *rows(load_node(find_board("uno")))),
            class_="table node-parts",
        )
        return [
            element("div", table, class_="wide", tabindex="0", role="region", aria_label="Table of the node's parts")
        ]


def rows(node: Node) -> list[nodes.Node]:
    """Return a row for each figure."""
    boards = load_boards()
    found: list[nodes.Node] = []
    for part, figures in node.figures.items():
        for name, figure in figures.items():
            words = boards[name].name if name in boards else name
            found.append(row(part, words, f"{figure.value:g}{NO_BREAK}{figure.unit}".rstrip(), figure.source))
    for name, sensor in node.sensors.items():
        drawn = f"{sensor.awake:g}{NO_BREAK}mA; {sensor.asleep:g}{NO_BREAK}mA"
        found.append(row(name, "awake; asleep", drawn, sensor.source))
    return found


def row(part: str, name: str, value: str, source: str) -> nodes.Node:
    """Return one figure's row."""
    cells = (element("td", text) for text in (name, value, source))
    return element("tr", element("th", part, scope="row"), *cells)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("node-parts", NodeParts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
