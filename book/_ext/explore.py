"""What the explorables share: a figure that the reader moves, computed by the page's own live cells.

Each explorable is one directive. Its options name what the live cells define: a value such as ``points, labels``, or
a function, as a name or as an expression that gives one. Its content is what stands there without JavaScript and in
print: a figure that the page computed with the same code, or a sentence that tells what one would see.

.. code-block:: markdown

    ```{explore-neighbours}
    :predict: knn_predict
    :data: points, labels

    With *k* = 1 each point owns the ground around it; with *k* = 9 the border is smooth.
    ```

When the reader presses Start, the page runs the live cells above that have not run as they stand; with
``:cells: data, knn`` only those that are tagged ``name-data`` and ``name-knn``. What the explorable then shows is what
these cells compute, the reader's edits included.

A new explorable is a subclass of `Explorable` here and a module in ``book/web/explore``.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from book._ext.directive import BookDirective
from book._ext.html import element

Check = Callable[[str], str]


def python(text: str | None) -> str:
    """Check that an option is a Python expression."""
    try:
        ast.parse((text or "").strip(), mode="eval")
    except SyntaxError:
        raise ValueError("what the page's live cells shall compute is a Python expression") from None
    return (text or "").strip()


def numbers(count: int) -> Check:
    """Return a check that an option is so many numbers, written with commas."""

    def check(text: str | None) -> str:
        parts = [float(part) for part in (text or "").split(",")]
        if len(parts) != count:
            raise ValueError(f"{count} numbers with commas are wanted")
        return json.dumps(parts)

    return check


class Explorable(BookDirective):
    """An explorable; subclasses say which options it has."""

    kind: ClassVar[str]
    """Name of its module in ``book/web/explore``."""
    title: ClassVar[str]
    needed: ClassVar[dict[str, Check]] = {}
    """Options that must be there."""
    optional: ClassVar[dict[str, Check]] = {}
    has_content = True

    def __init_subclass__(cls) -> None:
        shared = {"title": directives.unchanged_required, "cells": directives.unchanged_required}
        cls.option_spec = {**shared, **cls.needed, **cls.optional}

    def render(self) -> list[nodes.Node]:
        missing = [f":{name}:" for name in self.needed if name not in self.options]
        if missing:
            raise self.error(f"{self.name} needs {' and '.join(missing)}")
        if not any(line.strip() for line in self.content):
            raise self.error(f"{self.name} needs a sentence or figure for readers without JavaScript and for print")
        title = self.options.pop("title", self.title)
        return [
            element(
                "section",
                element("p", title, class_="widget-label"),
                element("div", *self.blocks("\n".join(self.content)), class_="explore-fallback"),
                class_="explore widget",
                aria_label=title,
                data_widget="explore",
                data_kind=self.kind,
                data_options=json.dumps(self.options),
            )
        ]


def setup(app: Sphinx) -> dict[str, bool]:
    return {"parallel_read_safe": True, "parallel_write_safe": True}
