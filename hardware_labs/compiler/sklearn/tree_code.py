"""Trees as if and else: one C function a tree, and one for each subtree that several places share."""

from __future__ import annotations

from hardware_labs.compiler.sklearn.features import Features
from hardware_labs.compiler.sklearn.tree import Leaf, Pool

SHARED_SPLITS = 3  # of a subtree that is worth a function
INDENT = "    "


def functions(pool: Pool, features: Features, answer_type: str) -> tuple[list[str], list[str]]:
    """Return the C of all functions, in an order in which they can be compiled, and the name of each tree's."""
    uses = pool.uses()
    splits = _splits(pool)
    named = {root: f"tree_{number}" for number, root in reversed(list(enumerate(pool.roots)))}
    for place, count in enumerate(uses):
        if count > 1 and splits[place] >= SHARED_SPLITS:
            named.setdefault(place, f"subtree_{place}")

    def branch(place: int, depth: int) -> list[str]:
        node = pool.nodes[place]
        margin = INDENT * depth
        if isinstance(node, Leaf):
            return [f"{margin}return {node.answer};"]
        if place in named and depth > 1:
            return [f"{margin}return {named[place]}(x);"]
        return [
            f"{margin}if (x[{node.feature}] <= {node.threshold}) {{",
            *branch(node.left, depth + 1),
            f"{margin}}} else {{",
            *branch(node.right, depth + 1),
            f"{margin}}}",
        ]

    text = []
    for place in sorted(named):
        unused = [] if splits[place] else [f"{INDENT}(void)x;"]
        lines = [f"static TREE {answer_type} {named[place]}(const {features.ctype} *x)", "{", *unused]
        text.append("\n".join([*lines, *branch(place, 1), "}"]))
    return text, [named[root] for root in pool.roots]


def _splits(pool: Pool) -> list[int]:
    """Return the number of splits of each node's subtree, shared ones counted each time."""
    counts: list[int] = []
    for node in pool.nodes:
        counts.append(0 if isinstance(node, Leaf) else 1 + counts[node.left] + counts[node.right])
    return counts
