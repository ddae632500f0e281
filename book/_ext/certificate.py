"""``{certificate}``: what the reader measured in each unit, as a sheet to print. Takes no arguments.

Without JavaScript, and in print before anything is measured, it lists what there is to be measured.
"""

from __future__ import annotations

import json
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from book._ext.directive import BookDirective
from book._ext.html import element
from book._ext.unit_map import counted, points
from book._ext.units import Unit, depend, load


class Certificate(BookDirective):
    """The directive."""

    has_content: ClassVar[bool] = False

    def render(self) -> list[nodes.Node]:
        units = load(self.env)
        depend(self.env, units)
        return [
            element(
                "section",
                element("ul", *(self.item(unit) for unit in units), class_="certificate-contents"),
                class_="certificate",
                aria_label="Certificate",
                data_widget="certificate",
                data_root=relative_uri(f"{self.env.docname}.html", ""),
                data_units=json.dumps([unit.facts(self.env.docname) for unit in units]),
            )
        ]

    def item(self, unit: Unit) -> nodes.Node:
        """Return what a unit contributes."""
        board = " and what its board measures" if unit.has_board else ""
        return element("li", *self.inline(unit.title), f": {counted(points(unit), 'point')} of its checks{board}")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("certificate", Certificate)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
