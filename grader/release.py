"""Makes the notebook that students get from a unit's source, by nbgrader's own preprocessors."""

from copy import deepcopy
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.nbgraderformat import ValidationError
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)
from traitlets.config import Config

from grader.errors import UserError
from grader.notebooks import notebook_text
from grader.project import Project
from grader.source import read_source, without_explanations

CODE_STUB = '# YOUR CODE HERE\nraise NotImplementedError("Replace this line with your answer.")'

# GenerateAssignment's list without the steps that need a gradebook, a header file or a kernel.
PREPROCESSORS = (
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
)


def release_config() -> Config:
    """Return the nbgrader settings that shape a release."""
    config = Config()
    config.ClearSolutions.code_stub = {"python": CODE_STUB}
    return config


def release_notebook(source: NotebookNode) -> NotebookNode:
    """Return the student's version of a source notebook."""
    config = release_config()
    notebook: NotebookNode = deepcopy(without_explanations(source))
    for preprocessor in PREPROCESSORS:
        notebook, _ = preprocessor(config=config).preprocess(notebook, {})
    return notebook


def released_text(project: Project, unit: str) -> str:
    """Return the exact text of `exercises/<unit>/<unit>.ipynb`."""
    source = project.source(unit)
    try:
        return notebook_text(release_notebook(read_source(source)))
    except (RuntimeError, ValidationError) as error:
        raise UserError(f"{source} cannot be released: {error}.") from error


def is_stale(project: Project, unit: str) -> bool:
    """Say whether the committed exercise differs from what its source gives, or is missing."""
    return differs(project.exercise(unit), released_text(project, unit))


def differs(path: Path, text: str) -> bool:
    """Say whether a file is missing or has another text."""
    return not path.is_file() or path.read_text(encoding="utf-8") != text


def release(project: Project, unit: str) -> tuple[Path, bool]:
    """Write the unit's exercise if it is stale.

    Returns:
        The path of the exercise, and whether it was written; an exercise that is up to date is not touched.
    """
    path, text = project.exercise(unit), released_text(project, unit)
    stale = differs(path, text)
    if stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return path, stale
