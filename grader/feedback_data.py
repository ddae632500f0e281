"""The feedback on one submission as data: what the page says, for programs; hidden tests are not in it."""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from grader.feedback import explain
from grader.feedback_page import page_text
from grader.remarks import remarks_of
from grader.scoring import Entry

HINT = re.compile(r'<details class="hint">\s*<summary>.*?</summary>(.*?)</details>', re.S)
HEADING = re.compile(r"^#+\s+(.*)$", re.M)
BY_HAND = "This is marked by a person, who has not done it yet."


@dataclass(frozen=True)
class Place:
    """Where a check belongs: its task, and what the unit says there."""

    task: str
    title: str
    hint: str


def outline(released: NotebookNode) -> dict[str, Place]:
    """Return the place of each check, from the released notebook: in a submission the texts may be gone."""
    found: dict[str, Place] = {}
    statement, task = "", ""
    for cell in released.cells:
        role = cell.metadata.get("nbgrader", {})
        if role.get("solution") or role.get("task") or (role.get("grade") and not task):
            task = role["grade_id"]
        if role.get("grade") or role.get("task"):
            found[role["grade_id"]] = Place(task, title_of(statement, task), hint_of(statement))
        elif cell.cell_type == "markdown" and not role.get("solution"):
            statement = cell.source
    return found


def feedback_data(
    unit: str, student: str, nb: NotebookNode, entry: Entry, places: Mapping[str, Place]
) -> dict[str, Any]:
    """Return the feedback of a graded notebook.

    Args:
        nb: as it lies in nbgrader's `autograded` folder.
        entry: what the gradebook says about it.
        places: from `outline`.
    """
    tasks: dict[str, dict[str, Any]] = {}
    for cell in nb.cells:
        place = places.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        if place:
            empty = {"id": place.task, "title": place.title, "points": 0.0, "max": 0.0, "checks": []}
            task = tasks.setdefault(place.task, empty)
            check = check_data(cell, entry, place.hint)
            task["points"] += check["points"] or 0.0
            task["max"] += check["max"]
            task["checks"].append(check)
    totals = {"score": entry.score - entry.penalty, "max_score": entry.max_score, "penalty": entry.penalty}
    return {"unit": unit, "student": student, **totals, "tasks": [*tasks.values()], "remarks": remarks_of(nb)}


def check_data(cell: NotebookNode, entry: Entry, hint: str) -> dict[str, Any]:
    """Return one check; `points` and `passed` are null for what a person has yet to mark."""
    name, most = cell.metadata.nbgrader["grade_id"], float(cell.metadata.nbgrader["points"])
    data: dict[str, Any] = {"id": name, "max": most, "message": "", "hint": ""}
    if name in entry.waiting:
        return data | {"points": None, "passed": None, "message": BY_HAND}
    points = entry.scores.get(name, 0.0)
    if points >= most:
        return data | {"points": points, "passed": True}
    message = message_of(cell) or entry.comments.get(name) or f"{points:g} of {most:g} points."
    return data | {"points": points, "passed": False, "message": message, "hint": hint}


def message_of(cell: NotebookNode) -> str:
    """Return what a failed check says in words, without its traceback; empty if it says nothing."""
    if cell.cell_type != "code":
        return ""
    shown = deepcopy(cell)
    explain(shown)
    errors = [output for output in shown.outputs if output.output_type == "error"]
    return str(errors[-1].evalue) if errors else ""


def hint_of(statement: str) -> str:
    """Return the first hint of a task as Markdown; empty if it has none."""
    found = HINT.search(statement)
    return found[1].strip() if found else ""


def title_of(statement: str, name: str) -> str:
    """Return the heading of a task, or its id."""
    found = HEADING.search(statement)
    return page_text(found[1]).strip() if found else name
