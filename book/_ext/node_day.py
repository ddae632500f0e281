"""``{node-day}``: what a unit's model costs of a day of the farm node, on each board of its lab.

.. code-block:: markdown

    ```{node-day}
    :every: 10 s
    ```

The lab is the page's own, or the directive's argument. ``every`` says how often the model runs: a number of ``ms``,
``s``, ``min`` or ``h``; without it, as often as the node wakes. The day is that of ``book/node.toml``, the charge of a
run that of ``budget.json``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from book._ext import front_matter
from book._ext.budget import cell, how_found
from book._ext.directive import BookDirective
from book._ext.html import element
from book._ext.lab_files import REMEDY, find
from book._ext.site_files import require
from book.errors import BookError
from book.node import DAY, NODE_FILE, Node, load_node, quantity
from hardware_labs.units import Lab

SECONDS = {"ms": 0.001, "s": 1, "min": 60, "h": 3600}
EVERY = re.compile(rf"(?P<count>\d+(\.\d+)?) ?(?P<unit>{'|'.join(SECONDS)})")
PREFIXES = ((1e3, "kJ"), (1, "J"), (1e-3, "mJ"), (1e-6, "µJ"), (1e-9, "nJ"))


class NodeDay(BookDirective):
    """The directive; its argument, without which the page says it, is the lab."""

    optional_arguments = 1
    option_spec: ClassVar = {"every": directives.unchanged_required}

    def render(self) -> list[nodes.Node]:
        self.env.note_dependency(str(NODE_FILE))
        lab = self.lab()
        try:
            entries = [self.entry(lab, load_node(board)) for board in lab.boards()]
        except BookError as problem:
            raise self.error(str(problem)) from None
        titles = ("Board", "One run", "A day of them", "The node's day", "Share")
        every = self.every(entries[0][0])
        table = element(
            "table",
            element("caption", f"The model {words(every)}, {DAY / every:,.0f} times a day, and all else the node does"),
            element("thead", element("tr", *(element("th", title, scope="col") for title in titles))),
            element("tbody", *(row for _, row, _ in entries)),
            class_="table budget-table",
        )
        return [
            element(
                "div",
                element("div", table, class_="wide", tabindex="0", role="region", aria_label="The node's day"),
                origins([(node, how) for node, _, how in entries]),
                class_="budget node-day",
                data_unit=lab.unit,
            )
        ]

    def lab(self) -> Lab:
        """Return the lab that the directive names, or the page."""
        unit = front_matter.read(Path(self.env.doc2path(self.env.docname))).get("unit") or {}
        name = self.arguments[0] if self.arguments else unit.get("lab")
        if not name:
            raise self.error("node-day needs the name of a lab, or a `lab` in the page's front matter")
        return find(name, None)[0]

    def every(self, node: Node) -> float:
        """Return the seconds from one run to the next."""
        text = self.options.get("every")
        if text is None:
            return node.of("duty", "every")
        found = EVERY.fullmatch(text)
        if not found or not float(found["count"]):
            raise self.error(f"node-day cannot read :every: {text}: write a number and ms, s, min or h, as in 10 s")
        return float(found["count"]) * SECONDS[found["unit"]]

    def entry(self, lab: Lab, node: Node) -> tuple[Node, nodes.Node, str]:
        """Return the node, its row of the table, and how the energy of a run was found."""
        budget = require(self.env, lab.budget(node.board), REMEDY)
        charge, seconds = quantity(budget, "charge"), quantity(budget, "microseconds")["value"] / 1e6
        every = self.every(node)
        if seconds > every:
            raise self.error(f"a run takes {seconds:.3g} s on the {node.board.name}: give an :every: longer than that")
        run, runs = node.inference(charge["value"]), DAY / every
        figures = (
            cell(joules(run), charge["provenance"], charge["how"]),
            element("td", joules(run * runs)),
            cell(joules(node.day), "estimate", "By the node's parts and what it does in a day."),
            element("td", percent(run * runs / node.day)),
        )
        return node, element("tr", element("th", node.board.name, scope="row"), *figures), charge["how"]


def joules(energy: float) -> str:
    """Return an energy with three digits that count, in a unit that suits it."""
    energy = float(f"{energy:.3g}")
    size, unit = next((prefix for prefix in PREFIXES if energy >= prefix[0]), PREFIXES[-1])
    return f"{energy / size:.6g}\u00a0{unit}"


def percent(share: float) -> str:
    """Return a share with two digits that count, never with an exponent."""
    amount = float(f"{100 * share:.2g}")
    text = f"{amount:.12f}".rstrip("0").rstrip(".")
    return f"{text}\u00a0%"


def words(seconds: float) -> str:
    """Return how often in words."""
    for size, unit in ((3600, "h"), (60, "min"), (1, "s")):
        if seconds >= size:
            return f"every {seconds / size:g}\u00a0{unit}"
    return f"every {seconds * 1000:g}\u00a0ms"


def origins(found: list[tuple[Node, str]]) -> nodes.Node:
    """Return how each figure was found."""
    node, _ = found[0]
    duty = f"awake for {node.of('duty', 'awake'):g} s of every {node.of('duty', 'every'):g} s with all its sensors"
    volts, share = node.of("converter", "voltage"), 100 * node.of("converter", "efficiency")
    items: list[nodes.Node] = [
        element("dt", "The node's day, without the model (estimate)"),
        element("dd", f"The node is {duty}, its lamp is on for {node.of('lamp', 'lit'):g} h, else it sleeps."),
        element("dt", "From charge to energy"),
        element("dd", f"Charge times {volts:g} V, over the {share:.0f}\u00a0% that the converter gets through."),
    ]
    for node, how in found:
        alone = f"Without sun a full battery lasts for {node.hours_alone / 24:.1f} of its days."
        items += [
            element("dt", node.board.name),
            element("dd", f"One run: {how}"),
            element("dd", f"Asleep: {node.asleep.source}. {alone}"),
        ]
    return how_found(items)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("node-day", NodeDay)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
