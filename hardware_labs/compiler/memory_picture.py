"""The memory plan as a picture: steps from left to right, bytes from bottom to top, one box a block."""

from __future__ import annotations

from html import escape

from hardware_labs.compiler.memory import Block, Plan

STEP, HEIGHT = 90, 320  # pixels of a step's width and of the whole plan's height
LEFT, TOP, BOTTOM = 70, 30, 40
TENSOR, SCRATCH = "#4e79a7", "#f28e2b"
STYLE = "font: 12px sans-serif; fill: #1b1b1b"


def picture(plan: Plan, labels: list[str]) -> str:
    """Return a memory plan as SVG.

    Args:
        plan: Where the blocks lie.
        labels: What runs in each step.
    """
    width = LEFT + STEP * len(labels) + 10
    height = TOP + HEIGHT + BOTTOM
    scale = HEIGHT / max(plan.size, 1)
    boxes = [_box(block, offset, scale) for block, offset in plan.offsets.items()]
    steps = [
        f'<text x="{LEFT + STEP * index + STEP / 2:g}" y="{TOP + HEIGHT + 18}" text-anchor="middle">'
        f"{index}</text>"
        f'<text x="{LEFT + STEP * index + STEP / 2:g}" y="{TOP + HEIGHT + 33}" text-anchor="middle" '
        f'textLength="{min(STEP - 6, 7 * len(label))}" lengthAdjust="spacingAndGlyphs">{escape(label)}</text>'
        for index, label in enumerate(labels)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" style="{STYLE}">',
            f"<title>Memory plan: {plan.size} bytes</title>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            f'<text x="{LEFT - 6}" y="{TOP + 4}" text-anchor="end">{plan.size} B</text>',
            f'<text x="{LEFT - 6}" y="{TOP + HEIGHT}" text-anchor="end">0 B</text>',
            f'<path d="M{LEFT} {TOP}H{width - 10}M{LEFT} {TOP + HEIGHT}H{width - 10}" stroke="#767676"/>',
            *boxes,
            *steps,
            "</svg>",
            "",
        ]
    )


def _box(block: Block, offset: int, scale: float) -> str:
    x, width = LEFT + STEP * block.first + 2, STEP * (block.last - block.first + 1) - 4
    y, height = TOP + HEIGHT - (offset + block.size) * scale, block.size * scale
    colour = SCRATCH if block.name.startswith("scratch") else TENSOR
    what = f"{block.name}: {block.size} bytes from {offset}, steps {block.first} to {block.last}"
    return (
        f'<g><title>{escape(what)}</title><rect x="{x}" y="{y:.1f}" width="{width}" height="{height:.1f}" '
        f'fill="{colour}" fill-opacity="0.35" stroke="{colour}"/>'
        f'<text x="{x + 5}" y="{y + height / 2 + 4:.1f}">{block.size} B</text></g>'
    )
