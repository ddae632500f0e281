"""``{unit-header}``: the box under a unit's title, from the ``unit`` mapping of the page's front matter.

.. code-block:: yaml

    unit:
      id: linear-regression
      question: How warm is it?
      objectives: [Find the line that is least wrong.]
      minutes: 75
      prerequisites: [what-learning-is, NumPy arrays]
      exercise: linear-regression
      lab: linear-regression

Texts are MyST. ``id``, ``question``, ``objectives`` and ``minutes`` are required. A prerequisite is the id of another
unit, which becomes a link, or words (see ``units``).
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx

from book._ext import front_matter
from book._ext.directive import BookDirective
from book._ext.html import element
from book._ext.units import depend, load

REQUIRED = ("id", "question", "objectives", "minutes")


class UnitHeader(BookDirective):
    """The directive; takes no arguments."""

    has_content: ClassVar[bool] = False

    def render(self) -> list[nodes.Node]:
        unit = front_matter.read(Path(self.env.doc2path(self.env.docname))).get("unit") or {}
        missing = [key for key in REQUIRED if key not in unit]
        if missing:
            raise self.error(f"the front matter's `unit` mapping lacks {', '.join(missing)}")
        box = element(
            "section",
            element("p", *self.inline(str(unit["question"])), class_="unit-question"),
            element("p", "After this unit you can", class_="unit-lead"),
            element("ul", *(element("li", *self.inline(text)) for text in unit["objectives"])),
            class_="unit-header",
            aria_label="About this unit",
        )
        facts = element("dl", self.fact("Time", f"{unit['minutes']} minutes"))
        if unit.get("prerequisites"):
            facts += self.fact("You need", ", ".join(self.prerequisites(unit["prerequisites"])))
        box += facts
        return [box]

    def prerequisites(self, needs: list[str]) -> list[str]:
        """Return what the unit needs as MyST; a unit among it is linked by its title."""
        units = load(self.env)
        known = [units.by_id[name] for name in needs if name in units.by_id]
        depend(self.env, known)
        links = {unit.id: f"[{unit.title}](/{unit.page}.md)" for unit in known}
        return [links.get(name, name) for name in needs]

    def fact(self, term: str, text: str) -> nodes.Node:
        """Return a term and its description."""
        return element("div", element("dt", term), element("dd", *self.inline(text)))


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("unit-header", UnitHeader)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
