"""Where each tensor lies in the one array of RAM that a model works in, so that the array is as short as it can be.

Two blocks may share bytes unless their lifetimes overlap. Placing blocks one by one, each at the lowest place that is
free for its whole lifetime, reaches the shortest array for some order of the blocks: the search is for that order.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations

EXHAUSTIVE = 7  # blocks; 7! orders take some hundredths of a second
TRIES = 300


@dataclass(frozen=True)
class Block:
    """A stretch of RAM.

    Attributes:
        name: What lies there.
        size: Bytes.
        first: Step in which it is written.
        last: Last step in which it is read.
    """

    name: str
    size: int
    first: int
    last: int

    def meets(self, other: Block) -> bool:
        """Tell whether both are in use in some step."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Plan:
    """Where the blocks lie.

    Attributes:
        offsets: Each block's place in the array.
        size: Length of the array in bytes.
    """

    offsets: dict[Block, int]
    size: int


def plan(blocks: Sequence[Block]) -> Plan:
    """Place blocks; few of them optimally, more by the best of several orders."""
    floor = peak(blocks)
    best: Plan | None = None
    for order in _orders(blocks):
        tried = place(order)
        if best is None or tried.size < best.size:
            best = tried
        if best.size == floor:
            break
    assert best is not None
    return best


def place(order: Iterable[Block]) -> Plan:
    """Place blocks in this order, each as low as it can go."""
    offsets: dict[Block, int] = {}
    for block in order:
        offset = 0
        for start, end in sorted((at, at + other.size) for other, at in offsets.items() if other.meets(block)):
            if offset + block.size <= start:
                break
            offset = max(offset, end)
        offsets[block] = offset
    return Plan(offsets, max((at + block.size for block, at in offsets.items()), default=0))


def peak(blocks: Sequence[Block]) -> int:
    """Return the most bytes in use in one step, which no plan goes below."""
    steps = {block.first for block in blocks}
    return max((sum(block.size for block in blocks if block.first <= step <= block.last) for step in steps), default=0)


def _orders(blocks: Sequence[Block]) -> Iterable[Sequence[Block]]:
    if len(blocks) <= EXHAUSTIVE:
        yield from permutations(blocks)
        return
    yield sorted(blocks, key=lambda block: -block.size)
    yield sorted(blocks, key=lambda block: -block.size * (block.last - block.first + 1))
    yield sorted(blocks, key=lambda block: (block.first, -block.size))
    chance = random.Random(0)
    for _ in range(TRIES):
        # large blocks early, most of the time
        yield sorted(blocks, key=lambda block: -block.size * chance.uniform(0.3, 1.0))
