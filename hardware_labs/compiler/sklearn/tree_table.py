"""Trees as bytes, which runtime/tree.h walks through.

A byte below the number of features is a split: that feature is compared with the threshold that follows, then comes how
many bytes to skip where it is larger. A byte from there to 252 is a leaf. The last three say what follows:

    LONG   a split whose skip takes two bytes
    WIDE   a leaf of two bytes
    JUMP   two bytes: where an equal subtree stands
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.c_layer import LARGEST_ARRAY
from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.sklearn.features import Features
from hardware_labs.compiler.sklearn.tree import Leaf, Pool, Split

LONG, WIDE, JUMP = 253, 254, 255
LARGEST_SKIP = 255
LARGEST_ANSWER = 2**16 - 1


class TreeTable:
    """Bytes of one array, of at most 32,767; it begins with two bytes for each tree: where its root is.

    Attributes:
        trees: How many trees it has.
    """

    def __init__(self, pool: Pool, features: Features) -> None:
        self.trees = 0
        self._pool = pool
        self._features = features
        self._sizes = sizes(pool, features)
        self._code = bytearray()
        self._roots: list[int] = []
        self._places: dict[int, int] = {}

    def add(self, root: int) -> bool:
        """Add a tree; return False where there is no room for it."""
        length, places = len(self._code), dict(self._places)
        self._roots.append(length)
        self._write(root)
        if 2 * len(self._roots) + len(self._code) > LARGEST_ARRAY:
            del self._code[length:], self._roots[-1:]
            self._places = places
            return False
        self.trees += 1
        return True

    def to_bytes(self) -> NDArray[np.int8]:
        """Return the array."""
        roots = b"".join(place.to_bytes(2, "little") for place in self._roots)
        return np.frombuffer(roots + bytes(self._code), dtype=np.int8)

    def _write(self, place: int) -> None:
        node = self._pool.nodes[place]
        if place in self._places and isinstance(node, Split):
            self._code += bytes([JUMP]) + self._places[place].to_bytes(2, "little")
            return
        self._places[place] = len(self._code)
        if isinstance(node, Leaf):
            self._code += leaf(node.answer, self._features)
            return
        threshold = node.threshold.to_bytes(self._features.size, "little", signed=node.threshold < 0)
        # sharing may leave fewer bytes than these, never more
        long = self._sizes[node.left] > LARGEST_SKIP
        head = bytes([LONG, node.feature]) if long else bytes([node.feature])
        self._code += head + threshold
        skip = len(self._code)
        width = 2 if long else 1
        self._code += bytes(width)
        self._write(node.left)
        self._code[skip : skip + width] = (len(self._code) - skip - width).to_bytes(width, "little")
        self._write(node.right)


def sizes(pool: Pool, features: Features) -> list[int]:
    """Return the bytes of each node's subtree, were nothing shared."""
    found: list[int] = []
    for node in pool.nodes:
        if isinstance(node, Leaf):
            found.append(len(leaf(node.answer, features)))
        else:
            skip = 3 if found[node.left] > LARGEST_SKIP else 1
            found.append(1 + features.size + skip + found[node.left] + found[node.right])
    return found


def leaf(answer: int, features: Features) -> bytes:
    """Return a leaf's code."""
    if features.count + answer < LONG:
        return bytes([features.count + answer])
    return bytes([WIDE]) + answer.to_bytes(2, "little")


def tables(pool: Pool, features: Features) -> list[TreeTable]:
    """Return all trees of a pool, in as few arrays as hold them in order.

    Raises:
        CompileError: A tree alone is larger than an array.
    """
    found = [TreeTable(pool, features)]
    for number, root in enumerate(pool.roots):
        if found[-1].add(root):
            continue
        found.append(TreeTable(pool, features))
        if not found[-1].add(root):
            raise CompileError(
                f"Tree {number} takes more than {LARGEST_ARRAY} B: train it with a smaller max_depth or max_leaf_nodes."
            )
    return found
