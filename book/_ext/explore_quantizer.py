"""``{explore-quantizer}``: step and zero point of an 8-bit quantizer, and what they do to values.

.. code-block:: markdown

    ```{explore-quantizer}
    :quantize: quantize
    :dequantize: dequantize
    :values: weights
    :step: 0.02
    :zero: 0

    A small step clips the large values, a large one rounds the small ones to nothing.
    ```

``quantize`` is a function of values, step and zero point that gives whole numbers, ``dequantize`` the one back, as
TensorFlow Lite defines them: ``real = step * (q - zero)`` with q from -128 to 127. ``values`` gives the values to
quantize.
"""

from __future__ import annotations

from typing import ClassVar

from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from book._ext.explore import Check, Explorable, numbers, python


class ExploreQuantizer(Explorable):
    kind = "quantizer"
    title = "Set the step and the zero point"
    needed: ClassVar[dict[str, Check]] = {"quantize": python, "dequantize": python, "values": python}
    optional: ClassVar[dict[str, Check]] = {
        "step": numbers(1),
        "zero": numbers(1),
        "unit": directives.unchanged_required,
    }


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("explore-quantizer", ExploreQuantizer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
