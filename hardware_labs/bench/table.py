"""The rows as aligned text, with ratios to ours in the same place, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from hardware_labs.bench.boards import OURS
from hardware_labs.bench.row import Row

COLUMNS = ("who", "where", "an inference", "to ours", "flash B", "to ours", "RAM B", "to ours", "differing", "accuracy")
FIGURES = ("work", "flash", "ram")
TEXT_COLUMNS = 2


def table(rows: Sequence[Row]) -> str:
    """Return one line a row, then why some have no figures, then where the others come from."""
    cells = [COLUMNS, *(_cells(row, rows) for row in rows if not _empty(row))]
    widths = [max(len(row[column]) for row in cells) for column in range(len(COLUMNS))]
    lines = []
    for row in cells:
        aligned = (
            cell.ljust(width) if column < TEXT_COLUMNS else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join(aligned).rstrip())
    notes = [f"  {row.who}, {row.where}: {row.note}" for row in rows if row.note]
    if notes:
        lines += ["", "not measured:", *notes]
    sources = dict.fromkeys(f"  {row.where}: {row.provenance}" for row in rows if row.provenance)
    return "\n".join([*lines, "", "provenance:", *sources])


def ratios(row: Row, rows: Sequence[Row]) -> dict[str, float | None]:
    """Return work, flash and RAM over those of ours in the same place; None for ours, and where one is unknown."""
    ours = next((other for other in rows if other.who == OURS and other.where == row.where), None)
    if ours is None or ours is row:
        return dict.fromkeys(FIGURES)
    return {name: _ratio(getattr(row, name), getattr(ours, name)) for name in FIGURES}


def as_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return what the table shows."""
    return [asdict(row) | {"to_ours": ratios(row, rows)} for row in rows]


def _ratio(value: float | None, ours: float | None) -> float | None:
    return value / ours if value is not None and ours else None


def _empty(row: Row) -> bool:
    return row.work is None and row.flash is None and row.differing is None and row.accuracy is None


def _cells(row: Row, rows: Sequence[Row]) -> tuple[str, ...]:
    cells = [row.who, row.where]
    for name, ratio in ratios(row, rows).items():
        value = getattr(row, name)
        unit = f" {row.unit}" if name == "work" else ""
        cells.append("-" if value is None else f"{value:,.0f}{unit}")
        cells.append("" if ratio is None else f"{ratio:.2f}x")
    cells.append("-" if row.compared is None else f"{row.differing} of {row.compared:,}")
    cells.append("-" if row.accuracy is None else f"{row.accuracy:.4f}")
    return tuple(cells)
