"""``{unit-map}``: all units of the book, each below what it needs, with minutes, points and what the reader has done.

.. code-block:: markdown

    ```{unit-map}
    :compact:
    ```

Units, minutes, prerequisites and points are read from the units' pages and exercises when the book is built; a unit
that is not there, or units that need each other in a circle, stop the build. With ``compact`` it is a plain list in the
order of the book. The script adds what the reader has done and, where there is room, lines from unit to unit. Without
JavaScript each unit names what it comes after.
"""

from __future__ import annotations

import json
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from book._ext.directive import BookDirective
from book._ext.html import element
from book._ext.units import Unit, Units, depend, load


class UnitMap(BookDirective):
    """The directive; takes no arguments."""

    has_content: ClassVar[bool] = False
    option_spec: ClassVar = {"compact": directives.flag}

    def render(self) -> list[nodes.Node]:
        units = load(self.env)
        depend(self.env, units)
        if "compact" in self.options:
            body = element("ol", *(self.card(unit, units) for unit in units), class_="unit-list")
        else:
            rows = (
                element("ul", *(self.card(unit, units) for unit in row), class_="unit-row") for row in units.levels()
            )
            body = element("ol", *(element("li", row) for row in rows), class_="unit-rows")
        facts = [unit.facts(self.env.docname) for unit in units]
        return [
            element(
                "section",
                element("p", total(units), class_="unit-total"),
                body,
                class_="unit-map",
                aria_label="Map of the units",
                data_widget="unit-map",
                data_units=json.dumps(facts),
            )
        ]

    def card(self, unit: Unit, units: Units) -> nodes.Node:
        """Return one unit: its link, what it takes and what it comes after."""
        link = element(
            "a", *self.inline(unit.title), href=relative_uri(f"{self.env.docname}.html", f"{unit.page}.html")
        )
        card = element(
            "li",
            element("p", link, class_="unit-link"),
            element("p", extent(unit), class_="unit-extent"),
            class_="unit-card",
            data_unit=unit.id,
            data_after=" ".join(near.id for near in units.nearest(unit)),
        )
        words = [units.by_id[name].title if name in units.by_id else name for name in unit.prerequisites]
        if words and "compact" not in self.options:
            card += element("p", *self.inline(f"Needs {', '.join(words)}"), class_="unit-needs")
        return card


def extent(unit: Unit) -> str:
    """Return how long the unit is and what its exercise gives."""
    return f"{unit.minutes} minutes, {counted(points(unit), 'point')}"


def total(units: Units) -> str:
    """Return what all units are together."""
    minutes = sum(unit.minutes for unit in units)
    hours = f" ({minutes / 60:.1f} hours)" if minutes >= 120 else ""
    return f"{counted(len(units), 'unit')}, {minutes} minutes{hours}, {counted(sum(map(points, units)), 'point')}."


def points(unit: Unit) -> float:
    """Return the points of the unit's exercise."""
    return sum(task.points for task in unit.tasks())


def counted(count: float, noun: str) -> str:
    """Return a number and its noun."""
    return f"{count:g} {noun}{'' if count == 1 else 's'}"


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("unit-map", UnitMap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
