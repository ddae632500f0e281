"""``{explore-recurrence}``: what a unit with a state keeps of a pulse, and what of the slope comes back to it.

.. code-block:: markdown

    ```{explore-recurrence}
    :states: echo
    :weight: 0.5
    :gate: 0.9

    At a gate of 0 the pulse is gone within a few steps; at 0.99 it fades slowly.
    ```

``states`` is a function of the weight on the state and of the update gate. It gives a row for each step, the
pulse's own first: the state, and its slope along the state after the pulse. ``weight`` and ``gate`` are where the
sliders begin.
"""

from __future__ import annotations

from typing import ClassVar

from sphinx.application import Sphinx

from book._ext.explore import Check, Explorable, numbers, python


class ExploreRecurrence(Explorable):
    kind = "recurrence"
    title = "Let a unit remember a pulse"
    needed: ClassVar[dict[str, Check]] = {"states": python}
    optional: ClassVar[dict[str, Check]] = {"weight": numbers(1), "gate": numbers(1)}


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("explore-recurrence", ExploreRecurrence)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
