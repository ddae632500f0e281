"""The memory plan: no two blocks in use at once share a byte, and no order of placing them gives a shorter one."""

from itertools import permutations

import numpy as np
import pytest

from hardware_labs.compiler.memory import TRIES, Block, peak, place, plan


def random_blocks(rng: np.random.Generator, count: int) -> list[Block]:
    firsts = rng.integers(0, count, size=count)
    return [
        Block(str(index), int(rng.integers(1, 100)), int(first), int(first + rng.integers(0, 4)))
        for index, first in enumerate(firsts)
    ]


def assert_sound(blocks: list[Block]) -> None:
    found = plan(blocks)
    taken = [(found.offsets[block], found.offsets[block] + block.size, block) for block in blocks]
    assert max(end for _, end, _ in taken) == found.size
    for start, end, block in taken:
        for other_start, other_end, other in taken:
            assert block is other or not block.meets(other) or end <= other_start or other_end <= start


@pytest.mark.parametrize("seed", range(20))
def test_plans_of_random_blocks_are_sound(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert_sound(random_blocks(rng, int(rng.integers(1, 40))))


def test_many_blocks_come_within_five_percent_of_the_best_of_all_orders() -> None:
    for seed in range(6):
        blocks = random_blocks(np.random.default_rng(seed), 8)  # one more than are searched through
        best = min(place(order).size for order in permutations(blocks))
        assert plan(blocks).size <= 1.05 * best
        assert peak(blocks) <= best
    assert TRIES > 0


def test_nothing_to_place() -> None:
    assert plan([]).size == 0
