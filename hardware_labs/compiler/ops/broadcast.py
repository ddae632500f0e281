"""NumPy's broadcasting of two tensors as loops: outer ones in the generated C, the innermost one in a kernel."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Dimension:
    """One loop.

    Attributes:
        count: How often it runs.
        steps: Elements by which each operand advances; 0 where it repeats.
    """

    count: int
    steps: tuple[int, int]


def broadcast(first: Shape, second: Shape, output: Shape) -> list[Dimension] | None:
    """Return the loops over `output`, outermost first and at least one; None where the shapes do not suit."""
    rank = len(output)
    if len(first) > rank or len(second) > rank:
        return None
    first, second = ((1,) * (rank - len(shape)) + shape for shape in (first, second))
    loops: list[Dimension] = []
    for axis, count in enumerate(output):
        sizes = first[axis], second[axis]
        if not all(size in (1, count) for size in sizes) or max(sizes) != count:
            return None
        steps = [prod(shape[axis + 1 :]) if size > 1 else 0 for shape, size in zip((first, second), sizes, strict=True)]
        if count == 1:
            continue
        loop = Dimension(count, (steps[0], steps[1]))
        if loops and all(outer == inner * count for outer, inner in zip(loops[-1].steps, loop.steps, strict=True)):
            loop = Dimension(loops.pop().count * count, loop.steps)
        loops.append(loop)
    return loops or [Dimension(1, (1, 1))]


def c_loops(loops: list[Dimension], call: str, first: str, second: str) -> str:
    """Return nested loops around a kernel.

    Args:
        loops: What `broadcast` returned; the kernel runs the last one.
        call: The kernel, with {x}, {x2}, {y} for addresses, {step}, {step2} and {count}.
        first: The address of the first operand.
        second: The address of the second operand.
    """
    *outer, inner = loops
    addresses = {"x": first, "x2": second, "y": "y"}
    lines = []
    size = inner.count * prod(loop.count for loop in outer)
    for depth, loop in enumerate(outer):
        index = "ijklmn"[depth]
        size //= loop.count
        lines.append(f"for (uint16_t {index} = 0; {index} < {loop.count}; {index}++) ")
        for name, step in zip(addresses, (*loop.steps, size), strict=True):
            if step:
                addresses[name] += f" + {index} * {step}" if step > 1 else f" + {index}"
    filled = call.format(**addresses, step=inner.steps[0], step2=inner.steps[1], count=inner.count)
    return "".join(lines) + filled
