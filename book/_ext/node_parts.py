"""``{node-parts}``: every figure of ``book/node.toml`` with the place it was read in, or why it was chosen."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx

from book._ext.directive import BookDirective
from book._ext.html import element
from book.node import NODE_FILE, Node, load_node
from hardware_labs.boards import find_board, load_boards

NO_BREAK = "\u00a0"


class NodeParts(BookDirective):
    """The directive; it has no arguments."""

    def render(self) -> list[nodes.Node]:
        self.env.note_dependency(str(NODE_FILE))
        return [element("dl", *entries(load_node(find_board("uno"))), class_="node-parts")]


def entries(node: Node) -> Iterator[nodes.Node]:
    """Yield each part and, under it, its figures."""
    boards = load_boards()
    for part, figures in node.figures.items():
        yield element("dt", part.capitalize())
        for name, figure in figures.items():
            words = boards[name].name if name in boards else name.capitalize()
            amount = f"{figure.value:g}{NO_BREAK}{figure.unit}".rstrip()
            yield element("dd", f"{words} {amount}: {figure.source}.")
    for name, sensor in node.sensors.items():
        yield element("dt", name[0].upper() + name[1:])
        drawn = f"{sensor.awake:g}{NO_BREAK}mA awake, {sensor.asleep:g}{NO_BREAK}mA asleep"
        yield element("dd", f"{drawn}: {sensor.source}.")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("node-parts", NodeParts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
