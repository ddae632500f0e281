"""Finds the submissions in a folder and copies those that can be graded into the course."""

import shutil
import warnings
from dataclasses import dataclass
from pathlib import Path

from nbformat.reader import NotJSONError

from grader.course import Course
from grader.errors import UserError
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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbformat's, about cell ids, which it repairs
            notebook = parse_notebook(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return "is not a text file, so not a notebook: hand in the .ipynb file itself."
    except NotJSONError:
        return "is not JSON, so not a notebook: download it again and hand in the file unchanged."
    except Exception:  # whatever else nbformat makes of strange JSON
        return "is JSON but not a Jupyter notebook: hand in the .ipynb file itself."
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        return "is JSON but not a Jupyter notebook: hand in the .ipynb file itself."
    return None


def take_in(course: Course, unit: str, submission: Submission) -> None:
    """Copy a submission into the course's `submitted` folder, in place of an earlier one.

    In nbgrader's own layout the files beside the notebook come along (data, `timestamp.txt`); links never do.
    """
    destination = course.folder("submitted", submission.student, unit)
    if destination.exists():
        shutil.rmtree(destination)
    if submission.path.parent.name == unit:
        shutil.copytree(submission.path.parent, destination, ignore=links)
    else:
        destination.mkdir(parents=True)
        shutil.copyfile(submission.path, destination / f"{unit}.ipynb")


def links(folder: str, names: list[str]) -> list[str]:
    """Name the symbolic links in a folder: a submission must not bring in files from elsewhere."""
    return [name for name in names if (Path(folder) / name).is_symlink()]
