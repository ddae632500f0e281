"""The tasks of an exercise, read from its notebook: a statement, a cell to fill in, checks with points."""

from dataclasses import dataclass, field, replace

from nbformat import NotebookNode

from grader.source import is_explanation


@dataclass(frozen=True)
class Check:
    """One check cell: its `grade_id` and what it is worth."""

    id: str
    points: float


@dataclass(frozen=True)
class Task:
    """One task; its id is the `grade_id` of the cell to fill in."""

    id: str
    statement: str
    solution: str
    checks: list[Check] = field(default_factory=list)
    explanation: str = ""

    @property
    def points(self) -> float:
        """What all checks are worth together."""
        return sum(check.points for check in self.checks)


def read_tasks(notebook: NotebookNode) -> list[Task]:
    """Return the tasks of a source or released notebook, in order."""
    tasks: list[Task] = []
    statement = ""
    for cell in notebook.cells:
        role = cell.metadata.get("nbgrader", {})
        if role.get("solution"):
            tasks.append(Task(role["grade_id"], statement, cell.source))
        elif role.get("grade") and tasks:
            tasks[-1].checks.append(Check(role["grade_id"], float(role["points"])))
        elif is_explanation(cell) and tasks:
            tasks[-1] = replace(tasks[-1], explanation=cell.source)
        elif cell.cell_type == "markdown":
            statement = cell.source
    return tasks
