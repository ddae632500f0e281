"""Writes results for people: a table in the terminal."""

from collections.abc import Sequence

from grader.results import Result
from grader.tasks import Task


def table(tasks: Sequence[Task], results: Sequence[Result]) -> str:
    """Return a table of student, score for each task, and total, with the remarks below each student."""
    full = sum(task.points for task in tasks)
    head = ["student", *(task.id for task in tasks), "total"]
    rows = [
        [
            result.student,
            *(f"{result.score(task):g}/{task.points:g}" if result.graded else "-" for task in tasks),
            f"{result.total:g}/{full:g}" if result.graded else "not graded",
        ]
        for result in results
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(head, widths, strict=True)).rstrip()]
    lines.append("  ".join("-" * width for width in widths))
    for row, result in zip(rows, results, strict=True):
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        lines.extend(f"  {remark}" for remark in result.remarks)
    return "\n".join(lines)
