"""``{own-data}``: saves what the reader did on this site to a file, reads it back, deletes it. Takes no arguments.

Without JavaScript nothing is kept, and that is what it says.
"""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx

from book._ext.directive import BookDirective
from book._ext.html import element


class OwnData(BookDirective):
    """The directive."""

    has_content: ClassVar[bool] = False

    def render(self) -> list[nodes.Node]:
        nothing = element("p", "Without JavaScript these pages keep nothing.", class_="own-data-none")
        return [
            element("section", nothing, class_="own-data widget", aria_label="Your data", data_widget="own-data"),
        ]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("own-data", OwnData)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
