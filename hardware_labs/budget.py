"""The budget table: what was predicted, what was measured, what the board has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from hardware_labs.boards import Board


@dataclass(frozen=True)
class Value:
    """A figure with where it comes from.

    Attributes:
        value: The number.
        provenance: `measured` (on this computer), `simulated`, `datasheet`, `estimate` or `synthetic`.
        how: One sentence.
    """

    value: float
    provenance: str
    how: str


@dataclass(frozen=True)
class Row:
    """One line of the table; `quantity` is its id, `unit` stands behind every number."""

    quantity: str
    label: str
    unit: str
    predicted: Value | None
    measured: Value | None
    limit: Value | None


def write_budget(path: Path, unit: str, board: Board, rows: Sequence[Row]) -> None:
    """Write budget.json, which the book shows."""
    content = {
        "unit": unit,
        "board": board.id,
        "board_name": board.name,
        "rows": [asdict(row) for row in rows],
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def table(rows: Sequence[Row]) -> str:
    """Return the table as aligned text."""
    cells = [["", "predicted", "measured", "limit"]]
    for row in rows:
        cells.append([row.label, *(_cell(value, row.unit) for value in (row.predicted, row.measured, row.limit))])
    widths = [max(len(line[column]) for line in cells) for column in range(4)]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *(line[column].rjust(widths[column]) for column in (1, 2, 3))])
        for line in cells
    )


def _cell(value: Value | None, unit: str) -> str:
    if value is None:
        return "-"
    # :g would write four million bytes with an exponent
    number = f"{value.value:.0f}" if value.value == round(value.value) else f"{value.value:g}"
    return f"{number} {unit} ({value.provenance})"
