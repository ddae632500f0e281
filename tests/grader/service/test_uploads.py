"""What may be handed in; everything else gets one sentence, and nothing of it is kept."""

import json
from typing import Any

import pytest

from tests.grader.conftest import UNIT
from tests.grader.service.conftest import Classroom

HAND_IN = f"/api/v1/units/{UNIT}/submissions"
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This is not a Jupyter notebook: hand in the .ipynb file itself, unchanged."),
        (b"PK\x03\x04\xff\xfe", "This is not a Jupyter notebook"),
        (b"[" * 100_000, "This is not a Jupyter notebook"),
        (b'{"cells": ' * 50_000, "This is not a Jupyter notebook"),
        (b"9" * 10_000, "This is not a Jupyter notebook"),
        (b"[]", "This is JSON but not a Jupyter notebook"),
        (b'{"name": "ada"}', "This is JSON but not a Jupyter notebook"),
        (b'{"cells": [], "nbformat": 3}', "This is not a Jupyter notebook of format 4"),
        (b'{"cells": [1], "nbformat": 4}', "The cells of this notebook are not those of a Jupyter notebook"),
        (b'{"cells": [' + b"{}," * 6000 + b'{}], "nbformat": 4}', "The cells of this notebook are not those"),
    ],
)
def test_what_is_no_notebook(room: Classroom, content: bytes, said: str) -> None:
    before = len(room.service.ledger.submissions(UNIT))
    answer = room.ada.post(HAND_IN, content=content, headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(said) and answer.json()["detail"].endswith(".")
    assert len(room.service.ledger.submissions(UNIT)) == before


def test_too_large_with_and_without_saying_so(room: Classroom) -> None:
    for content in (b" " * 9_000_000, iter([b" " * 1_000_000] * 9)):
        answer = room.ada.post(HAND_IN, content=content, headers=JSON)
        assert answer.status_code == 413
        assert answer.json()["detail"] == (
            "The request is larger than 8 MB: clear the outputs of the notebook and hand it in again."
        )


def test_a_form_like_that_of_a_page(room: Classroom, solved: dict[str, Any]) -> None:
    text = json.dumps(solved).encode()
    sent = {"notebook": ("../../etc/passwd", text)}
    answer = room.ada.post(HAND_IN, files=sent)
    assert answer.status_code == 201
    kept = room.service.ledger.store.get(answer.json()["sha256"])
    assert kept == {f"{UNIT}.ipynb": text}  # whatever the file was called
    assert (
        room.ada.post(HAND_IN, files={"other": ("a.ipynb", text)}).json()["detail"].startswith("There is no notebook")
    )
    assert room.ada.post(HAND_IN, content=text, headers={"Content-Type": "text/plain"}).status_code == 415


@pytest.mark.parametrize("name", ["../evil.py", "/etc/passwd", "numpy.py", "timestamp.txt", f"{UNIT}.ipynb", "a\\b"])
def test_files_that_the_unit_does_not_name(room: Classroom, solved: dict[str, Any], name: str) -> None:
    sent = [("notebook", ("n.ipynb", json.dumps(solved))), ("files", (name, b"hello"))]
    answer = room.ada.post(HAND_IN, files=sent)
    assert answer.status_code == 422
    assert "leave out the other files" in answer.text or "different names" in answer.text


@pytest.mark.parametrize(
    "unit", ["nothing", "..", "%2e%2e", "..%2f..%2fetc", "linear-regression%00", "%0d%0aSet-Cookie:a=b"]
)
def test_units_that_there_are_not(room: Classroom, unit: str) -> None:
    answer = room.ada.post(f"/api/v1/units/{unit}/submissions", content=b"{}", headers=JSON)
    assert answer.status_code in (404, 405)
    assert "set-cookie" not in answer.headers
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize("id", ["..", "%2e%2e%2fgradebook.db", "a%00", "0' OR '1'='1", "A" * 500])
def test_receipts_that_there_are_not(room: Classroom, id: str) -> None:
    assert room.ada.get(f"/api/v1/submissions/{id}").status_code in (404, 422)


def test_a_full_disk_is_said_and_can_be_tried_again(room: Classroom, solved: dict[str, Any], monkeypatch: Any) -> None:  # noqa: ANN401
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(room.service.ledger.store, "put", full)
    answer = room.ada.post(HAND_IN, content=json.dumps(solved), headers=JSON)
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "60"
    assert "nothing was recorded, so keep your notebook" in answer.json()["detail"]
