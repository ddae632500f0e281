"""How an explorable reaches what the live cells have defined; the functions of its kind are loaded after these."""

from typing import Any

import numpy as np
from kernel import scope_of


def of_page(expression: str) -> object:
    """Return the value of an expression over the page's live cells, as they stand now."""
    return eval(expression, scope_of("page"))


def labelled(data: tuple[Any, Any]) -> tuple[list[Any], list[Any], list[Any]]:
    """Return points and labels as lists, and the classes in order."""
    points, labels = data
    labels = np.asarray(labels)
    return np.asarray(points, float).tolist(), labels.tolist(), np.unique(labels).tolist()
