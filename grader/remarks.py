"""What the grader noticed about a submission: sentences, kept in the metadata of the graded notebook."""

from nbformat import NotebookNode

KEY = "grader"


def remarks_of(notebook: NotebookNode) -> list[str]:
    """Return the sentences noted so far."""
    return list(notebook.metadata.get(KEY, {}).get("remarks", []))


def set_remarks(notebook: NotebookNode, remarks: list[str]) -> None:
    """Replace all sentences; what a submission brought along in their place is lost."""
    notebook.metadata[KEY] = {"remarks": remarks}


def add_remark(notebook: NotebookNode, remark: str) -> None:
    """Note one more sentence, once."""
    if remark not in remarks_of(notebook):
        set_remarks(notebook, [*remarks_of(notebook), remark])
