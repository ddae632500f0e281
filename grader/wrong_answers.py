"""Planted wrong answers: each replaces an answer and must fail exactly the checks it names."""

import tomllib
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from grader.errors import UserError


@dataclass(frozen=True)
class WrongAnswer:
    """One planted mistake.

    Attributes:
        name: the file's name without its suffix.
        task: the id of the task whose answer it replaces.
        code: the text of the answer cell.
        loses: for each check that must fail, a part of the message that the student must see.
    """

    name: str
    task: str
    code: str
    loses: dict[str, str]


def read_wrong_answer(path: Path) -> WrongAnswer:
    """Read `wrong/<name>.toml`.

    Raises:
        UserError: a key is missing, or the file is not TOML.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return WrongAnswer(path.stem, content["task"], content["code"], content["loses"])
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path} is not TOML: {error}.") from error
    except KeyError as error:
        raise UserError(f"{path} has no {error}: it needs task, code and a table loses.") from error


def with_answers(notebook: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    """Fill in a copy of a notebook.

    Args:
        notebook: the released notebook.
        answers: the text of answer cells, by the id of their task.

    Raises:
        UserError: an answer belongs to no task.
    """
    filled = deepcopy(notebook)
    left = dict(answers)
    for cell in filled.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = left.pop(cell.metadata.nbgrader.grade_id, cell.source)
    if left:
        raise UserError(f"There is no task {', '.join(left)} in the notebook.")
    return filled
