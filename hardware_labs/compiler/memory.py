"""Where each tensor lies in the one array of RAM that a model works in, so that the array is as short as it can be.

Two blocks may share bytes unless their lifetimes overlap. Placing blocks one by one, each at the lowest place that is
free for its whole lifetime, reaches the shortest array for some order of the blocks: the search is for that order.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOVES = 5000  # a second or two for fifty blocks; a network in a chain needs none


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
    """Place blocks: the best of some simple orders, improved where it leaves a gap to `peak`."""
    best = min((place(order) for order in _simple_orders(blocks)), key=lambda tried: tried.size)
    return _climb(best, peak(blocks))


def place(order: Iterable[Block]) -> Plan:
    """Place blocks in this order, each as low as it can go."""
    offsets: dict[Block, int] = {}
    for block in order:
        offsets[block] = _lowest(block, offsets)
    return Plan(offsets, max((at + block.size for block, at in offsets.items()), default=0))


def peak(blocks: Sequence[Block]) -> int:
    """Return the most bytes in use in one step, which no plan goes below."""
    steps = {block.first for block in blocks}
    return max((sum(block.size for block in blocks if block.first <= step <= block.last) for step in steps), default=0)


def _lowest(block: Block, offsets: dict[Block, int]) -> int:
    """Return the lowest place that is free for a block's whole lifetime."""
    offset = 0
    for start, end in sorted((at, at + other.size) for other, at in offsets.items() if other.meets(block)):
        if offset + block.size <= start:
            break
        offset = max(offset, end)
    return offset


def _simple_orders(blocks: Sequence[Block]) -> Iterable[Sequence[Block]]:
    yield sorted(blocks, key=lambda block: -block.size)
    yield sorted(blocks, key=lambda block: -block.size * (block.last - block.first + 1))
    yield sorted(blocks, key=lambda block: (block.first, -block.size))


def _climb(best: Plan, floor: int) -> Plan:
    """Move single blocks to other places of the order for as long as `MOVES` allows; keep what is no longer."""
    chance = random.Random(0)
    order = sorted(best.offsets, key=lambda block: best.offsets[block])
    for _ in range(MOVES):
        if best.size == floor:
            break
        changed = list(order)
        changed.insert(chance.randrange(len(order)), changed.pop(chance.randrange(len(order))))
        tried = place(changed)
        if tried.size <= best.size:
            best, order = tried, changed
    return best
