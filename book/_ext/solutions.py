"""What a task of an exercise tells once it is solved: an explanation, and a solution.

Both come from ``solutions/<unit>/<unit>.py``: the code of the solution cell, and the text below the checks that is
tagged ``explanation``. They are written into a page of their own, ``_files/solutions/<unit>.html``, which the script
fetches when the reader has passed the checks or has tried three times. A course that is running leaves them out of
its site with

.. code-block:: yaml

    exercise_solutions: false

below ``sphinx: config:`` of ``_config.yml``. Hidden checks are in no file of the site.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxTranslator
from sphinx.util.osutil import relative_uri

from book._ext.directive import BookDirective
from book._ext.html import element
from book._ext.site_files import ROOT, require
from grader.source import read_source
from grader.tasks import Task, read_tasks

MARKS = re.compile(r"^ *### (?:BEGIN|END) SOLUTION\n", re.M)
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="robots" content="noindex">
<title>{unit}</title>
</head>
<body>
{body}
</body>
</html>
"""


class task_answer(nodes.General, nodes.Element):
    """Explanation and solution of one task; no builder writes it where it stands."""


def offered(env: BuildEnvironment) -> bool:
    """Say whether this site has solutions."""
    return bool(env.config.exercise_solutions)


def read_answers(env: BuildEnvironment, unit: str) -> dict[str, Task]:
    """Return the tasks of a unit's source by id, or nothing on a site that has no solutions."""
    if not offered(env):
        return {}
    remedy = "put it back, or leave the solutions out with `exercise_solutions: false` in _config.yml"
    source = require(env, ROOT / "solutions" / unit / f"{unit}.py", remedy)
    return {task.id: task for task in read_tasks(read_source(source))}


def answer(directive: BookDirective, unit: str, task: Task) -> task_answer:
    """Return what a task tells once it is solved."""
    solution = MARKS.sub("", task.solution + "\n").rstrip("\n")
    explanation = directive.blocks(task.explanation) if task.explanation else []
    code = nodes.literal_block(solution, solution, language="python")
    return task_answer("", *explanation, element("p", "A solution:"), code, unit=unit, task=task.id)


def url(page: str, unit: str) -> str:
    """Return where the script finds the answers of a unit, as seen from a page."""
    return relative_uri(f"{page}.html", file_of(unit))


def file_of(unit: str) -> str:
    return f"_files/solutions/{unit}.html"


def write(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Write the answers of the units whose tasks stand on a page."""
    if app.builder.format != "html":
        return
    sections: dict[str, list[str]] = {}
    for found in doctree.findall(task_answer):
        section = element("section", *(child.deepcopy() for child in found.children), data_task=found["task"])
        html = app.builder.render_partial(section)["fragment"]  # type: ignore[attr-defined]
        sections.setdefault(found["unit"], []).append(html)
    for unit, parts in sections.items():
        target = Path(app.outdir) / file_of(unit)
        target.parent.mkdir(parents=True, exist_ok=True)
        page_of_answers = PAGE.format(language=app.config.language, unit=escape(unit), body="\n".join(parts))
        target.write_text(page_of_answers, encoding="utf-8")


def skip(translator: SphinxTranslator, node: nodes.Element) -> None:
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    nowhere = (skip, None)
    app.add_node(task_answer, html=nowhere, latex=nowhere, text=nowhere, man=nowhere, texinfo=nowhere)  # type: ignore[arg-type]
    app.add_config_value("exercise_solutions", True, "env", bool)
    app.connect("doctree-resolved", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
