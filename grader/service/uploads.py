"""Reads what a student hands in: one notebook, and files beside it that the unit names."""

import json
from collections.abc import Mapping

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from grader.notebooks import read_notebook
from grader.project import Project

MOST_FILES = 16
MOST_CELLS = 5000
NOTEBOOK = "Jupyter notebook"


def refuse(sentence: str, code: int = 422) -> HTTPException:
    """Return a refusal."""
    return HTTPException(code, sentence)


async def read_upload(request: Request, project: Project, unit: str) -> dict[str, bytes]:
    """Return the files of a submission by name; `<unit>.ipynb` is among them.

    Raises:
        HTTPException: it is no notebook, or there are files that the unit does not ask for.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        form = await request.form(max_files=MOST_FILES, max_fields=MOST_FILES)
        files = await read_form(form, unit)
    elif kind in ("application/json", "application/x-ipynb+json"):
        files = {f"{unit}.ipynb": await request.body()}
    else:
        raise refuse("Send the notebook as application/json, or as the field `notebook` of multipart/form-data.", 415)
    extra = [name for name in files if name != f"{unit}.ipynb"]
    asked_for = await run_in_threadpool(named_files, project, unit) if extra else []
    for name in extra:
        if name not in asked_for:
            names = ", ".join([f"{unit}.ipynb", *asked_for])
            raise refuse(f"{unit} takes {names} only: leave out the other files.")
    await run_in_threadpool(check_notebook, files[f"{unit}.ipynb"])
    return files


async def read_form(form: FormData, unit: str) -> dict[str, bytes]:
    """Return the files of a form."""
    notebook = form.get("notebook")
    if not isinstance(notebook, UploadFile):
        raise refuse("There is no notebook in the field `notebook`: choose the .ipynb file.")
    files = {f"{unit}.ipynb": await notebook.read()}
    for file in form.getlist("files"):
        if not isinstance(file, UploadFile) or not file.filename or file.filename in files:
            raise refuse("The field `files` must hold files with different names.")
        files[file.filename] = await file.read()
    return files


def named_files(project: Project, unit: str) -> list[str]:
    """Return the names of the files that a unit takes beside the notebook: `grader: files:` in its metadata."""
    names = read_notebook(project.exercise(unit)).metadata.get("grader", {}).get("files", [])
    return [str(name) for name in names]


def check_notebook(content: bytes) -> None:
    """Complain of what cannot be a notebook; quickly, as all of a class may hand in at once.

    Raises:
        HTTPException: it is none.
    """
    try:
        notebook = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise refuse(f"This is not a {NOTEBOOK}: hand in the .ipynb file itself, unchanged.") from None
    if not isinstance(notebook, Mapping) or not isinstance(notebook.get("cells"), list):
        raise refuse(f"This is JSON but not a {NOTEBOOK}: hand in the .ipynb file itself.")
    if notebook.get("nbformat") != 4:
        raise refuse(f"This is not a {NOTEBOOK} of format 4: save it in a current Jupyter and hand it in again.")
    cells = notebook["cells"]
    if len(cells) > MOST_CELLS or not all(isinstance(cell, Mapping) for cell in cells):
        raise refuse(f"The cells of this notebook are not those of a {NOTEBOOK}: hand in the .ipynb file itself.")
