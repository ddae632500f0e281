"""One leaf of a tree."""

from collections.abc import Callable
from typing import Any

import numpy as np


def leaf(
    split: Callable[..., Any],
    impurity: Callable[..., Any],
    points: list[list[float]],
    labels: list[Any],
    inside: list[int],
) -> dict[str, Any]:
    """Return a leaf's impurity and the split that the page's function finds for it, if it finds any."""
    places, classes, here = np.array(points)[inside], np.array(labels)[inside], np.array(inside)
    found = split(places, classes)
    answer = {"inside": inside, "impurity": float(impurity(classes)), "split": None}
    if found is not None and found[0] is not None:
        feature, threshold = int(found[0]), float(found[1])
        below = places[:, feature] <= threshold
        if below.any() and not below.all():
            sides = {"left": here[below].tolist(), "right": here[~below].tolist()}
            answer["split"] = {"feature": feature, "threshold": threshold, **sides}
    return answer
