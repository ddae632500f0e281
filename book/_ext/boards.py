"""``{boards}``: the boards of ``hardware_labs/boards.toml`` in one table, and where each figure was read."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from book._ext.directive import BookDirective
from book._ext.html import element
from hardware_labs.boards import BOARDS_FILE, Board, load_boards

KILO, MEGA = 2**10, 2**20


class Boards(BookDirective):
    """The directive; it has no arguments."""

    def render(self) -> list[nodes.Node]:
        self.env.note_dependency(str(BOARDS_FILE))
        boards = load_boards().values()
        titles = ("Board", "--board", "Chip", "Flash", "RAM", "Clock")
        table = element(
            "table",
            element("caption", "What a sketch may fill, and how fast it runs (datasheet)"),
            element("thead", element("tr", *(element("th", title, scope="col") for title in titles))),
            element("tbody", *(row(board) for board in boards)),
            class_="table budget-table",
        )
        scrolling = element("div", table, class_="wide", tabindex="0", role="region", aria_label="Table of boards")
        return [element("div", scrolling, origins(*boards), class_="budget")]


def row(board: Board) -> nodes.Node:
    """Return one board's row."""
    figures = (size(board.flash.value), size(board.ram.value), f"{board.clock.value / 1e6:g}\u00a0MHz")
    cells = (element("td", element("code", board.id)), *(element("td", text) for text in (board.mcu, *figures)))
    return element("tr", element("th", board.name, scope="row"), *cells)


def size(count: int) -> str:
    """Return a number of bytes for people."""
    return f"{count / MEGA:g}\u00a0MB" if count >= MEGA else f"{count / KILO:g}\u00a0KB"


def origins(*boards: Board) -> nodes.Node:
    """Return where each figure was read."""
    items: list[nodes.Node] = []
    for board in boards:
        items.append(element("dt", board.name))
        for label, figure in (("Flash", board.flash), ("RAM", board.ram), ("Clock", board.clock)):
            items.append(element("dd", f"{label}: {figure.source}."))
    summary = element("summary", "Where each figure was read")
    return element("details", summary, element("dl", *items), class_="budget-origins")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("boards", Boards)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
