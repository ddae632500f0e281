"""Finds the submissions in a folder and takes those that can be graded into the ledger."""

import os
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nbformat.reader import NotJSONError

from grader.errors import UserError
from grader.ledger import Ledger
from grader.notebooks import parse_notebook


@dataclass(frozen=True)
class Submission:
    """One student's notebook as it was handed in."""

    student: str
    path: Path


def find_submissions(folder: Path, unit: str) -> tuple[list[Submission], dict[str, str]]:
    """Return the submissions of a unit in a folder, and for each student without a usable one the reason.

    Three layouts are read, also side by side: `<student>/<unit>/<unit>.ipynb` (nbgrader's own),
    `<student>/<unit>.ipynb` and `<student>.ipynb`.

    Raises:
        UserError: there is no such folder, or no submission in it.
    """
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}: give the folder that holds the submissions.")
    found: dict[str, list[Path]] = {}
    empty: list[str] = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            inside = [entry / unit / f"{unit}.ipynb", entry / f"{unit}.ipynb"]
            paths = [path for path in inside if path.is_file() and not path.is_symlink()]
            if not paths:
                empty.append(entry.name)
            found.setdefault(entry.name, []).extend(paths)
        elif entry.suffix == ".ipynb" and entry.is_file() and not entry.is_symlink():
            found.setdefault(entry.stem, []).append(entry)
    if not any(found.values()):
        raise UserError(
            f"There is no submission of {unit} in {folder}: "
            f"expected <student>/{unit}/{unit}.ipynb, <student>/{unit}.ipynb or <student>.ipynb."
        )
    refused = {}
    for student, paths in found.items():
        names = [path.relative_to(folder).as_posix() for path in paths]
        if not paths:
            refused[student] = f"The folder {student} holds no {unit}.ipynb."
        elif len(paths) > 1:
            refused[student] = f"{student} handed in more than once ({', '.join(names)}): keep one of them."
        elif student == unit:
            refused[student] = f"{names[0]} is named after the unit: name it after its student."
        elif student.strip() != student or set(student) & set("*?["):
            refused[student] = f"{names[0]} has a name that nbgrader cannot use: leave out * ? [ and outer spaces."
        else:
            reason = why_not_a_notebook(paths[0])
            if reason:
                refused[student] = f"{names[0]} {reason}"
    usable = [Submission(student, paths[0]) for student, paths in found.items() if student not in refused]
    return sorted(usable, key=lambda submission: submission.student), refused


def why_not_a_notebook(path: Path) -> str | None:
    """Return why a file cannot be read as a Jupyter notebook, or None if it can."""
    try:
        return why_no_notebook(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return "is not a text file, so not a notebook: hand in the .ipynb file itself."


def why_no_notebook(text: str) -> str | None:
    """Return why a text cannot be read as a Jupyter notebook, or None if it can."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbformat's, about cell ids, which it repairs
            notebook = parse_notebook(text)
    except NotJSONError:
        return "is not JSON, so not a notebook: download it again and hand in the file unchanged."
    except Exception:  # whatever else nbformat makes of strange JSON
        return "is JSON but not a Jupyter notebook: hand in the .ipynb file itself."
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        return "is JSON but not a Jupyter notebook: hand in the .ipynb file itself."
    return None


def files_of(unit: str, submission: Submission) -> dict[str, bytes]:
    """Read a submission: in nbgrader's own layout with the files beside the notebook (data, `timestamp.txt`).

    Symbolic links never come along: a submission must not bring in files from elsewhere.
    """
    folder = submission.path.parent
    if folder.name != unit:
        return {f"{unit}.ipynb": submission.path.read_bytes()}
    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not (Path(place) / name).is_symlink()]
        for path in (Path(place) / name for name in names):
            if path.is_file() and not path.is_symlink():
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def take_in(ledger: Ledger, unit: str, submissions: Iterable[Submission]) -> list[str]:
    """Record submissions in the ledger; return their receipts, in the same order.

    What was the student's last submission already is not recorded again.
    """
    latest = ledger.latest(unit)
    receipts: dict[str, str] = {}
    new: list[tuple[str, str, str, None]] = []
    for submission in submissions:
        sha256 = ledger.store.put(files_of(unit, submission))
        last = latest.get(submission.student)
        if last and last.sha256 == sha256:
            receipts[submission.student] = last.id
        else:
            receipts[submission.student] = ""
            new.append((unit, submission.student, sha256, None))
    if new:
        receipts |= {receipt.student: receipt.id for receipt in ledger.record(new)}
    return [*receipts.values()]
