"""Turns a graded notebook into its student's feedback page, by nbgrader's own template."""

from pathlib import Path
from typing import Any

import nbgrader.server_extensions.formgrader as formgrader
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat import NotebookNode
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor
from traitlets.config import Config

from grader.course import REMOTE_SCRIPT
from grader.feedback import ExplainChecks
from grader.scoring import Entry


class GetEntry(GetGrades):  # type: ignore[misc]
    """nbgrader's GetGrades, with what the gradebook has said already."""

    entry: Entry

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Write scores and comments into the notebook."""
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        totals = {"score": self.entry.score - self.entry.penalty, "max_score": self.entry.max_score}
        resources["nbgrader"] |= totals | {"late_penalty": self.entry.penalty}
        return nb, resources

    def _get_comment(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        cell.metadata.nbgrader["comment"] = self.entry.comments.get(cell.metadata.nbgrader["grade_id"])

    def _get_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        cell.metadata.nbgrader["score"] = self.entry.scores.get(cell.metadata.nbgrader["grade_id"], 0.0)


Highlighter: Any = Highlight2HTML
Filter: Any = WidgetsDataTypeFilter


class FeedbackExporter(HTMLExporter):
    """nbconvert's exporter; it parses a page once more, to describe its pictures, only where there are any."""

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **more: Any) -> Any:  # noqa: ANN401
        """Return the page of a notebook, and nbconvert's resources."""
        own: Any = self
        own.register_filter("highlight_code", Highlighter(pygments_lexer="python", parent=self))
        init = own._init_resources(resources)
        data_type = Filter(notebook_metadata=nb.metadata, parent=self, resources=init)
        own.register_filter("filter_data_type", data_type)
        page, init = TemplateExporter.from_notebook_node(own, nb, init, **more)
        return super().from_notebook_node(nb, resources, **more) if "<img" in page else (page, init)


class Pages:
    """Writes feedback pages; making one of these is slow, using it is not."""

    def __init__(self) -> None:
        folder = Path(formgrader.__file__).parent
        config = Config()
        config.Exporter.default_preprocessors = []
        config.HTMLExporter.template_name = "feedback"
        config.HTMLExporter.extra_template_basedirs = [str(folder / "templates")]
        styles = folder / "static" / "node_modules" / "bootstrap" / "dist" / "css"
        config.HTMLExporter.extra_template_paths = [str(styles)]
        exporter: Any = FeedbackExporter(config=config)  # type: ignore[no-untyped-call]
        self.grades = GetEntry()
        style = CSSHTMLHeaderPreprocessor()  # type: ignore[no-untyped-call]
        for step in (ExplainChecks(), self.grades, style):
            exporter.register_preprocessor(step, enabled=True)
        self.exporter = exporter

    def page(self, unit: str, student: str, nb: NotebookNode, entry: Entry) -> str:
        """Return the page of one student."""
        self.grades.entry = entry
        names = {"student": student, "assignment": unit, "notebook": unit}
        resources = {"unique_key": unit, "nbgrader": names, "metadata": {"name": unit}}
        page, _ = self.exporter.from_notebook_node(nb, resources=resources)
        return REMOTE_SCRIPT.sub("", str(page))
