"""Turns a graded notebook into its student's feedback page, by nbgrader's own template."""

import re
from functools import lru_cache, partial
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

from grader.feedback import ExplainChecks
from grader.scoring import Entry

# a page shows what a student's code has shown, and an instructor opens it: nothing in it may run or load anything
POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:; base-uri 'none'; form-action 'none'\">"
)
# nbgrader's template loads MathJax from a CDN; a student's grade is nobody else's business
REMOTE_SCRIPT = re.compile(r'<script[^>]*\ssrc="https?://[^>]*>\s*</script>')
# Bootstrap's icons, which no feedback shows: the policy would refuse the files, and the console would say so
FONT = re.compile(r"@font-face\s*\{[^}]*\}")
META = re.compile(r"<(?=\s*meta\b)", re.I)
KEPT = 4096  # texts whose HTML is kept


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


def defuse(nb: NotebookNode) -> None:
    """Turn `<meta>` in texts and outputs into text: it could send whoever reads the page elsewhere."""
    for cell in nb.cells:
        if cell.cell_type != "code":
            cell.source = META.sub("&lt;", cell.source)
        for output in cell.get("outputs", []):
            for kind in ("text/html", "text/markdown", "image/svg+xml"):
                if kind in output.get("data", {}):
                    output.data[kind] = META.sub("&lt;", "".join(output.data[kind]))


Highlighter: Any = Highlight2HTML
Filter: Any = WidgetsDataTypeFilter


class FeedbackExporter(HTMLExporter):
    """nbconvert's exporter; it parses a page once more, to describe its pictures, only where there are any.

    Most cells are the same in every submission: what they look like is kept.
    """

    def __init__(self, config: Config) -> None:
        super().__init__(config=config)  # type: ignore[no-untyped-call]
        own: Any = self
        self.code = lru_cache(KEPT)(Highlighter(pygments_lexer="python", parent=self))
        # the second argument is the template's context, which says where pictures attached to the cell lie
        self.text = lru_cache(KEPT)(partial(own.markdown2html.__func__, self, {}))

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **more: Any) -> Any:  # noqa: ANN401
        """Return the page of a notebook, and nbconvert's resources."""
        own: Any = self
        own.register_filter("highlight_code", lambda source, **_: self.code(source))
        init = own._init_resources(resources)
        data_type = Filter(notebook_metadata=nb.metadata, parent=self, resources=init)
        own.register_filter("filter_data_type", data_type)
        pictures = any(cell.get("attachments") for cell in nb.cells)
        own.register_filter("markdown2html", own.markdown2html if pictures else self.text)
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
        exporter: Any = FeedbackExporter(config)
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
        defuse(nb)
        page, _ = self.exporter.from_notebook_node(nb, resources=resources)
        head, found, body = str(page).partition("</head>")
        page = f"{FONT.sub('', head)}{found}{body}"
        return REMOTE_SCRIPT.sub("", page).replace("<head>", f"<head>\n{POLICY}", 1)
