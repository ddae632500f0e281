"""The memory plan: no two blocks in use at once share a byte, and no order of placing them gives a shorter one."""

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from hardware_labs.compiler.allocate import allocate
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.memory import Block, peak, place, plan
from hardware_labs.compiler.optimize import optimize
from hardware_labs.compiler.tflite.load import load_tflite


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


def test_small_plans_are_as_short_as_any() -> None:
    """Exhaustive: some order of placing the blocks gives the optimum, so the best of all orders is one."""
    for seed in range(300):
        rng = np.random.default_rng(seed)
        blocks = random_blocks(rng, int(rng.integers(2, 7)))
        assert plan(blocks).size == min(place(order).size for order in permutations(blocks)), f"seed {seed}"


@pytest.mark.parametrize("count", [12, 20, 40])
def test_larger_plans_come_within_five_percent_of_what_no_plan_goes_below(count: int) -> None:
    for seed in range(20):
        blocks = random_blocks(np.random.default_rng([seed, count]), count)
        assert plan(blocks).size <= 1.05 * peak(blocks), f"seed {seed}"


def test_golden_models_need_no_byte_more_than_their_busiest_layer(golden: Path) -> None:
    found = allocate(optimize(load_tflite(golden), Rounding.TFLM)).plan
    assert found.size == peak([*found.offsets])


def test_nothing_to_place() -> None:
    assert plan([]).size == 0
