"""``{explore-neighbours}``: points of two features to drag, and the regions that a classifier gives them.

.. code-block:: markdown

    ```{explore-neighbours}
    :predict: knn_predict
    :data: points, labels
    :k: 3
    :most: 15
    :axes: brightness, redness

    With *k* = 1 each point owns the ground around it; with *k* = 9 the border is smooth.
    ```

``predict`` is a function of points, labels, queries and k that gives a label for each query; ``data`` gives an array of
points, two columns, and their labels. ``k`` is the first number of neighbours, ``most`` the largest.

``predict`` may be any classifier that fits itself to the points: ``knob`` says what its k counts, such as hidden
neurons, and ``title`` what the reader does.
"""

from __future__ import annotations

from typing import ClassVar

from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from book._ext.explore import Check, Explorable, numbers, python


class ExploreNeighbours(Explorable):
    kind = "neighbours"
    title = "Move the neighbours"
    needed: ClassVar[dict[str, Check]] = {"predict": python, "data": python}
    optional: ClassVar[dict[str, Check]] = {
        "k": numbers(1),
        "most": numbers(1),
        "axes": directives.unchanged_required,
        "knob": directives.unchanged_required,  # what k counts
    }


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("explore-neighbours", ExploreNeighbours)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
