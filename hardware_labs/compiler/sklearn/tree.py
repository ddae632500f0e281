"""Decision trees on integers: nodes of one pool, in which equal subtrees are one and the same node."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Int64
from hardware_labs.compiler.sklearn.features import Features

if TYPE_CHECKING:
    from sklearn.tree._tree import Tree as FittedTree


class Split(NamedTuple):
    """`x[feature] <= threshold` goes left; `left` and `right` are places in the pool."""

    feature: int
    threshold: int
    left: int
    right: int


class Leaf(NamedTuple):
    """`answer` is what the forest makes of it: a class, or a row of a table."""

    answer: int


Node = Split | Leaf


@dataclass
class Pool:
    """Nodes of one forest; children come before their parents.

    Attributes:
        nodes: Each node once.
        roots: The root of each tree.
    """

    nodes: list[Node] = field(default_factory=list)
    roots: list[int] = field(default_factory=list)
    _places: dict[Node, int] = field(default_factory=dict)

    def place(self, node: Node) -> int:
        """Return where a node is; a new one is put in, and a split between equals is none."""
        if isinstance(node, Split) and node.left == node.right:
            return node.left
        if node not in self._places:
            self._places[node] = len(self.nodes)
            self.nodes.append(node)
        return self._places[node]

    def add_tree(self, tree: FittedTree, features: Features, answer: Callable[[int], int]) -> None:
        """Add a fitted `tree_` of scikit-learn.

        scikit-learn compares float32(x) <= threshold. Integers of 16 bits are exact in float32, so this is
        x <= floor(threshold). What no integer of the declared range can reach is left out.

        Args:
            tree: The tree.
            features: What it is asked.
            answer: Returns the answer of a leaf from its number in the tree.
        """
        _check(tree, features)
        low = [features.low] * features.count
        high = [features.high] * features.count

        def visit(number: int) -> int:
            if tree.children_left[number] < 0:
                return self.place(Leaf(answer(number)))
            feature = int(tree.feature[number])
            threshold = features.threshold(feature, float(tree.threshold[number]))
            below, above = low[feature], high[feature]
            if threshold >= above:
                return visit(int(tree.children_left[number]))
            if threshold < below:
                return visit(int(tree.children_right[number]))
            high[feature] = threshold
            left = visit(int(tree.children_left[number]))
            low[feature], high[feature] = threshold + 1, above
            right = visit(int(tree.children_right[number]))
            low[feature] = below
            return self.place(Split(feature, threshold, left, right))

        self.roots.append(visit(0))

    def path_lengths(self, x: Int64) -> int:
        """Return how many splits one sample, of shape (1, features), comes by in all trees."""
        count = 0
        for place in self.roots:
            node = self.nodes[place]
            while isinstance(node, Split):
                node = self.nodes[node.left if x[0, node.feature] <= node.threshold else node.right]
                count += 1
        return count

    def answers(self, x: Int64) -> Int64:
        """Return each tree's answer, of shape (samples, trees)."""
        rows = [(*node, -1) if isinstance(node, Split) else (0, 0, 0, 0, node.answer) for node in self.nodes]
        feature, threshold, left, right, answer = np.array(rows, dtype=np.int64).T
        places = np.repeat(np.array([self.roots]), len(x), axis=0)
        sample = np.arange(len(x))[:, None]
        while (inner := answer[places] < 0).any():
            goes_left = x[sample, feature[places]] <= threshold[places]
            places = np.where(inner, np.where(goes_left, left[places], right[places]), places)
        answers: Int64 = answer[places]
        return answers

    def uses(self) -> list[int]:
        """Return how many trees and reachable nodes lead to each node."""
        counts = [0] * len(self.nodes)
        for root in self.roots:
            counts[root] += 1
        # parents come after their children
        for place in reversed(range(len(self.nodes))):
            node = self.nodes[place]
            if isinstance(node, Split) and counts[place]:
                counts[node.left] += 1
                counts[node.right] += 1
        return counts


def _check(tree: FittedTree, features: Features) -> None:
    """Refuse what no training makes: branches that lead back or nowhere, and features that are not there."""
    numbers = np.arange(len(tree.children_left))
    branches = np.stack([tree.children_left, tree.children_right])
    splits = branches[0] >= 0
    leads_on = (numbers < branches) & (branches < len(numbers))
    known = (tree.feature >= 0) & (tree.feature < features.count)
    if not (leads_on.all(axis=0) & known)[splits].all():
        raise CompileError("A tree has branches that lead nowhere or features that are not there: save the model anew.")
