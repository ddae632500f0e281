"""``{explore-convolution}``: a kernel that moves over a small image, its products, its sum and the map it fills.

.. code-block:: markdown

    ```{explore-convolution}
    :convolve: convolve
    :image: digit
    :kernel: kernel

    The kernel answers where the image gets brighter from left to right.
    ```

``convolve`` is a function of an image and a kernel that gives the map of all places where the kernel fits; ``image``
and ``kernel`` give two-dimensional arrays, the image larger than the kernel.
"""

from __future__ import annotations

from typing import ClassVar

from sphinx.application import Sphinx

from book._ext.explore import Check, Explorable, python


class ExploreConvolution(Explorable):
    kind = "convolution"
    title = "Move the kernel"
    needed: ClassVar[dict[str, Check]] = {"convolve": python, "image": python, "kernel": python}


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("explore-convolution", ExploreConvolution)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
