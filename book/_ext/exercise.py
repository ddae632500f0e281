"""``{exercise} <unit>``: the unit's exercise notebook in the page, one section a task.

.. code-block:: markdown

    ```{exercise} linear-regression
    ```

Everything comes from ``exercises/<unit>/<unit>.ipynb``: the statement and its hints, the cell to fill in and
the checks. The script runs these very cells; what it shows after success comes from ``solutions.py``. Without
JavaScript the reader sees statement, hints and code, and downloads the notebook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import nbformat
from docutils import nodes
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from book._ext import solutions
from book._ext.directive import BookDirective
from book._ext.html import element
from book._ext.repository import colab_url
from book._ext.site_files import ROOT, publish

GRADER = "api/v1/grader.json"
HEADING = re.compile(r"\A\s*#+ +(?P<title>.+?)\s*\n")


@dataclass
class Task:
    """One task of an exercise: the text above its solution cell, that cell, and the checks below it."""

    id: str
    text: str
    solution: NotebookNode
    checks: list[NotebookNode] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The first heading of the text, else the id in words."""
        found = HEADING.match(self.text)
        return found["title"] if found else self.id.replace("-", " ").capitalize()

    @property
    def points(self) -> float:
        """The points of all checks together."""
        return sum(check.metadata.nbgrader.points for check in self.checks)

    @property
    def digest(self) -> str:
        """Short digest of the checks: points count for the checks that gave them."""
        return sha256("\n".join(check.source for check in self.checks).encode()).hexdigest()[:12]


def read_exercise(path: Path) -> tuple[list[NotebookNode], list[Task], list[NotebookNode]]:
    """Return an nbgrader notebook as the cells before the first task, the tasks, and the cells after."""
    before: list[NotebookNode] = []
    tasks: list[Task] = []
    pending: list[NotebookNode] = []
    for cell in nbformat.read(path, as_version=4).cells:
        role = cell.metadata.get("nbgrader", {})
        if role.get("solution") and cell.cell_type == "code":
            # the last text cell states the task; what comes before it introduces
            text = pending.pop().source if pending and pending[-1].cell_type == "markdown" else ""
            before.extend(pending)
            tasks.append(Task(role["grade_id"], text, cell))
            pending = []
        elif role.get("grade") and tasks:
            tasks[-1].checks.append(cell)
        else:
            pending.append(cell)
    return before, tasks, pending


class Exercise(BookDirective):
    """The directive; its argument is the unit."""

    required_arguments = 1

    def render(self) -> list[nodes.Node]:
        unit = self.arguments[0]
        path = ROOT / "exercises" / unit / f"{unit}.ipynb"
        url = publish(self.env, path, "run `make exercises`")
        before, tasks, after = read_exercise(path)
        answers = solutions.read_answers(self.env, unit)
        if not tasks:
            raise self.error(f"{path.relative_to(ROOT)} has no nbgrader solution cell")
        head = element(
            "div",
            *(node for cell in before for node in self.introduction(cell)),
            element("p", *self.links(unit, url), class_="exercise-actions"),
            class_="exercise",
            data_widget="exercise",
            data_unit=unit,
            data_notebook=url,
            data_solutions=solutions.url(self.env.docname, unit) if answers else False,
        )
        sections = [self.section(unit, task) for task in tasks]
        for section, task in zip(sections, tasks, strict=True):
            if task.id in answers:
                section += solutions.answer(self, unit, answers[task.id])
        texts = (cell.source for cell in after if cell.cell_type == "markdown")
        sections[-1].extend(node for text in texts for node in self.blocks(text))
        return [head, *sections]

    def links(self, unit: str, url: str) -> list[nodes.Node]:
        """Return the links to the whole notebook: as a file, in JupyterLite, and in Colab where that can reach it."""
        notebook = f"exercises/{unit}/{unit}.ipynb"
        places = {"Open it in JupyterLite": lite_url(self.env.docname, unit), "Open it in Colab": colab_url(notebook)}
        links = [element("a", text, href=place, class_="widget-button") for text, place in places.items() if place]
        download = element("a", "Download the notebook", href=url, download=f"{unit}.ipynb", class_="widget-button")
        return [node for link in [download, *links] for node in (link, nodes.Text(" "))]

    def introduction(self, cell: NotebookNode) -> list[nodes.Node]:
        """Return a cell that stands before the tasks; its title gives way to the page's own heading."""
        if cell.cell_type == "markdown":
            return self.blocks(HEADING.sub("", cell.source))
        return [
            element(
                "details",
                element("summary", "Given to every task"),
                code(cell.source),
                class_="exercise-given",
            )
        ]

    def section(self, unit: str, task: Task) -> nodes.section:
        """Return one task as a section of the page, so that the table of contents lists it."""
        checks = "The check" if len(task.checks) == 1 else f"The {len(task.checks)} checks"
        section = nodes.section(ids=[f"exercise-{task.id}"], names=[])
        section += nodes.title("", task.title)
        self.state.document.note_explicit_target(section)
        section += element(
            "div",
            element("div", *self.blocks(HEADING.sub("", task.text)), class_="task-text"),
            element("div", code(task.solution.source), class_="task-code"),
            element(
                "details",
                element("summary", f"{checks}, {task.points:g} {'point' if task.points == 1 else 'points'}"),
                *(code(check.source) for check in task.checks),
                class_="task-checks",
            ),
            class_="task widget",
            data_widget="task",
            data_unit=unit,
            data_task=task.id,
            data_title=task.title,
            data_points=f"{task.points:g}",
            data_checks=task.digest,
        )
        return section


def lite_url(page: str, unit: str) -> str:
    """Return the address of the unit's notebook in the site's JupyterLite, relative to a page."""
    return relative_uri(f"{page}.html", "lite/notebooks/index.html") + f"?path={unit}/{unit}.ipynb"


def code(source: str) -> nodes.literal_block:
    """Return a block of Python."""
    return nodes.literal_block(source, source, language="python")


def deny_grader(app: Sphinx, exception: Exception | None) -> None:
    """Say, where the page's script asks, that the site has no grader; a grader that serves the site answers there."""
    if not exception and app.builder.format == "html":
        path = Path(app.outdir) / GRADER
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"grader": false}\n', encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("exercise", Exercise)
    app.connect("build-finished", deny_grader)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
