"""``{explore-tree}``: a decision tree that grows split by split, beside the rectangles it cuts.

.. code-block:: markdown

    ```{explore-tree}
    :split: best_split
    :impurity: gini
    :data: points, labels
    :axes: current, vibration

    The first split separates ...
    ```

``split`` is a function of points and labels that gives a feature and a threshold (more may follow), or None where
nothing is to gain; points whose feature is at most the threshold go left. ``impurity`` is a function of labels;
``data`` gives an array of points, two columns, and their labels.
"""

from __future__ import annotations

from typing import ClassVar

from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from book._ext.explore import Check, Explorable, python


class ExploreTree(Explorable):
    kind = "tree"
    title = "Grow a tree"
    needed: ClassVar[dict[str, Check]] = {"split": python, "impurity": python, "data": python}
    optional: ClassVar[dict[str, Check]] = {
        "axes": directives.unchanged_required,
        "measure": directives.unchanged_required,
    }


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("explore-tree", ExploreTree)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
