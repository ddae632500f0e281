"""``{budget} <unit>``: what a lab costs on a board, predicted against measured.

.. code-block:: markdown

    ```{budget} linear-regression
    :board: uno
    ```

The figures come from ``budget.json``, which ``lab run`` wrote next to the image; each carries its provenance.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from book._ext.directive import BookDirective
from book._ext.html import element
from book._ext.lab_files import REMEDY, find
from book._ext.site_files import require

COLUMNS = ("predicted", "measured", "limit")
UNITS = {"us": "µs", "uC": "µC"}


class Budget(BookDirective):
    """The directive; its argument is the unit, option ``board`` one of ``hardware_labs/boards.toml``."""

    required_arguments = 1
    option_spec: ClassVar = {"board": directives.unchanged_required}

    def render(self) -> list[nodes.Node]:
        unit = self.arguments[0]
        lab, target = find(unit, self.options.get("board"))
        path = require(self.env, lab.budget(target), REMEDY)
        budget = json.loads(path.read_text(encoding="utf-8"))
        titles = ("Quantity", *(column.capitalize() for column in COLUMNS), "Of limit")
        table = element(
            "table",
            element("caption", f"Predicted and measured on the {budget['board_name']}"),
            element("thead", element("tr", *(element("th", title, scope="col") for title in titles))),
            element("tbody", *(row(entry) for entry in budget["rows"])),
            class_="table budget-table",
        )
        return [
            element(
                "div",
                element("div", table, class_="wide", tabindex="0", role="region", aria_label="Budget table"),
                origins(budget["rows"]),
                class_="budget",
                data_unit=unit,
            )
        ]


def row(entry: dict[str, Any]) -> nodes.Node:
    """Return one quantity's row."""
    cells = [figure(entry[column], entry["unit"]) for column in COLUMNS]
    return element("tr", element("th", entry["label"], scope="row"), *cells, element("td", share(entry)))


def figure(value: dict[str, Any] | None, unit: str) -> nodes.Node:
    """Return a value with its unit and, under it, where it comes from."""
    if value is None:
        return element("td", element("span", "–", aria_label="none"))
    return cell(amount(value["value"], unit), value["provenance"], value["how"])


def cell(text: str, provenance: str, how: str) -> nodes.Node:
    """Return a cell with a figure and, under it, where it comes from."""
    label = element("span", provenance, class_=f"provenance provenance-{provenance}", title=how)
    return element("td", element("span", text, class_="figure"), label)


def amount(value: float, unit: str) -> str:
    """Return a number for people: thousands grouped, three digits that count, its unit."""
    whole = isinstance(value, int) or abs(value) >= 1000
    digits = f"{value:,.0f}" if whole else f"{value:.3g}"
    unit = UNITS.get(unit, unit)
    return f"{digits}\u00a0{unit}" if unit else digits


def share(entry: dict[str, Any]) -> str:
    """Return how much of the limit is used, measured if possible, else predicted."""
    used, limit = entry["measured"] or entry["predicted"], entry["limit"]
    if used is None or limit is None or not limit["value"]:
        return ""
    percent = 100 * used["value"] / limit["value"]
    return f"{percent:.0f}\u00a0%" if percent >= 10 else f"{percent:.1f}\u00a0%"


def origins(rows: list[dict[str, Any]]) -> nodes.Node:
    """Return how each figure was found, for readers without a pointer and for print."""
    items: list[nodes.Node] = []
    for entry in rows:
        items.append(element("dt", entry["label"]))
        for column in COLUMNS:
            if value := entry[column]:
                items.append(element("dd", f"{column.capitalize()} ({value['provenance']}): {value['how']}"))
    return how_found(items)


def how_found(items: list[nodes.Node]) -> nodes.Node:
    """Return terms and descriptions that fold away."""
    return element(
        "details",
        element("summary", "How each figure was found"),
        element("dl", *items),
        class_="budget-origins",
    )


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("budget", Budget)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
