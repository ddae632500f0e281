"""``{explore-loss}``: a loss of two parameters from above, and gradient descent on it, step by step.

.. code-block:: markdown

    ```{explore-loss}
    :loss: lambda w, b: loss(z, celsius, w, b)
    :gradient: lambda w, b: gradient(z, celsius, w, b)
    :parameters: slope, height
    :unit: °C²
    :x: -30, 30
    :y: -5, 55
    :rate: 0.2
    :most: 1.2

    The rings are levels of equal error. A small rate walks straight to the middle; above 1 each step lands higher.
    ```

``loss`` is a function of two numbers that gives one, ``gradient`` one that gives two. ``x`` and ``y`` are the ranges
shown, ``start`` is where the walk starts (the lower left at a sixth of the ranges by default), ``most`` the largest
rate.
"""

from __future__ import annotations

from typing import ClassVar

from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from book._ext.explore import Check, Explorable, numbers, python


class ExploreLoss(Explorable):
    kind = "loss"
    title = "Walk on the loss surface"
    needed: ClassVar[dict[str, Check]] = {
        "loss": python,
        "gradient": python,
        "x": numbers(2),
        "y": numbers(2),
    }
    optional: ClassVar[dict[str, Check]] = {
        "start": numbers(2),
        "rate": numbers(1),
        "most": numbers(1),
        "parameters": directives.unchanged_required,
        "unit": directives.unchanged_required,
    }


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("explore-loss", ExploreLoss)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
