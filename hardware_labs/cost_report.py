"""What a compiled model costs on a board: the table for people, the same figures as JSON for programs."""

from __future__ import annotations

from typing import Any

from hardware_labs.boards import Board
from hardware_labs.compiler.memory import Plan
from hardware_labs.compiler.program import Program
from hardware_labs.trial import Trial

COLUMNS = ("layer", "output", "MACs", "flash B", "RAM B", "predicted", "simulated")


def excess(program: Program, board: Board) -> str | None:
    """Return what the model alone needs more of than the board has, or None."""
    for what, needed, there in (
        ("RAM for tensors", program.ram, board.ram.value),
        ("flash for constants", sum(layer.flash for layer in program.layers), board.flash.value),
    ):
        if needed > there:
            return f"{needed:,} B of {what} and {board.name} has {there:,}"
    return None


def table(program: Program, board: Board, trial: Trial | None) -> str:
    """Return every layer's cost as aligned text, sums below, and what the trial sketch fills."""
    layers = program.layers
    simulated = trial.cycles if trial else [None] * len(layers)
    rows: list[tuple[str, ...]] = [COLUMNS]
    for layer, cycles in zip(layers, simulated, strict=True):
        shape = "x".join(str(size) for size in layer.output)
        rows.append((layer.kind, shape, *_cells(layer.macs, layer.flash, layer.ram, layer.predicted, cycles)))
    total = _totals(program, trial)
    rows.append(("all", "", *_cells(*total.values())))
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    lines = [
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    duration = f"{1e3 * sum(trial.cycles) / board.clock.value:.2f} ms an inference" if trial else "not simulated"
    lines += [
        "",
        "flash: a layer's constants; RAM: its output and scratch, and of all what is shared by the plan.",
        f"cycles on {board.name} at {board.clock.value / 1e6:g} MHz: {duration}"
        + (" (simulated: one cycle an instruction)" if trial and board.engine.startswith("esp") else ""),
    ]
    lines += program.notes
    if trial:
        lines.append(
            f"fits: a sketch with it fills {trial.size.flash:,} of {board.flash.value:,} B flash and "
            f"{trial.size.ram:,} of {board.ram.value:,} B RAM; outputs on the board equal the reference"
        )
    elif excess(program, board) is None:
        lines.append(
            f"constants and tensors fit: {total['flash']:,} of {board.flash.value:,} B flash and "
            f"{program.ram:,} of {board.ram.value:,} B RAM; code, stack and the sketch come on top"
        )
    return "\n".join(lines)


def plan_text(plan: Plan) -> str:
    """Return where each block lies and when, a line each."""
    lines = [f"memory plan: {plan.size} B"]
    for block, offset in sorted(plan.offsets.items(), key=lambda item: (item[0].first, item[1])):
        end = offset + block.size
        lines.append(f"  steps {block.first:3} to {block.last:3}  bytes {offset:6} to {end:6}  {block.name[:60]}")
    return "\n".join(lines)


def figures(program: Program, board: Board, trial: Trial | None) -> dict[str, Any]:
    """Return the table's figures, the memory plan and the trial's sizes; bytes and cycles, null where unknown."""
    simulated = trial.cycles if trial else [None] * len(program.layers)
    return {
        "board": {"id": board.id, "flash": board.flash.value, "ram": board.ram.value, "clock_hz": board.clock.value},
        "cycles_are": "instructions" if board.engine.startswith("esp") else "clock cycles",
        "layers": [
            {
                "layer": layer.kind,
                "output": list(layer.output),
                "macs": layer.macs,
                "flash": layer.flash,
                "ram": layer.ram,
                "predicted_cycles": layer.predicted,
                "simulated_cycles": cycles,
            }
            for layer, cycles in zip(program.layers, simulated, strict=True)
        ],
        "total": _totals(program, trial),
        "plan": [
            {"name": block.name, "offset": offset, "size": block.size, "first": block.first, "last": block.last}
            for block, offset in program.plan.offsets.items()
        ],
        "fits": excess(program, board) is None,
        "sketch": {"flash": trial.size.flash, "ram": trial.size.ram} if trial else None,
        "equals_reference": True if trial else None,  # a trial that differs ends the command
    }


def _totals(program: Program, trial: Trial | None) -> dict[str, int | None]:
    predictions = [layer.predicted for layer in program.layers]
    known = [cycles for cycles in predictions if cycles is not None]
    return {
        "macs": sum(layer.macs for layer in program.layers),
        "flash": sum(layer.flash for layer in program.layers),
        "ram": program.plan.size,
        "predicted_cycles": sum(known) if len(known) == len(predictions) else None,
        "simulated_cycles": sum(trial.cycles) if trial else None,
    }


def _cells(*figures: int | None) -> list[str]:
    return ["-" if figure is None else f"{figure:,}" for figure in figures]
