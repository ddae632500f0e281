"""The class list, and what is said about one that cannot be read."""

from pathlib import Path

import pytest

from grader.roster import read_roster
from tests.grader.conftest import UNIT, Run, grader

HEAD = "id,name,email,role,extension\n"


def imported(folder: Path, text: str | bytes) -> Run:
    """Import a class list."""
    path = folder / "class.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return grader("roster", "import", path, "--course", folder / "course")


def test_a_list_as_spreadsheets_write_it(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    head = f"\ufeffid,name,email,extension,extension:{UNIT}\r\n"
    text = head + 'ada,"Lovelace, Ada",a@example.org,,2\r\nbob,,b@example.org,0.5,\r\n'
    path.write_text(text, encoding="utf-8", newline="")
    (ada, hers), (bob, his) = read_roster(path, [UNIT])
    assert (ada.name, ada.role, hers) == ("Lovelace, Ada", "student", {UNIT: 172800})
    assert (bob.name, his) == ("bob", {"": 43200})


def test_importing_again_changes_and_forgets_nobody(tmp_path: Path) -> None:
    assert imported(tmp_path, HEAD + "ada,Ada,a@example.org,,\nbob,Bob,b@example.org,,\n").stdout.startswith("2 new")
    again = imported(tmp_path, HEAD + "ada,Ada Lovelace,a@example.org,instructor,\n")
    assert again.stdout.startswith("0 new, 1 as before")
    assert "Not in" in again.stderr and "bob" in again.stderr
    shown = grader("roster", "list", "--course", tmp_path / "course").stdout
    assert "ada  Ada Lovelace  instructor  never signed in\nbob  Bob  student" in shown
    assert grader("roster", "remove", "bob", "--course", tmp_path / "course").returncode == 0
    assert "bob" not in grader("roster", "list", "--course", tmp_path / "course").stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no column 'id'"),
        ("id,name\nada,Ada\n", "has no column 'email'"),
        ("id,name,email,extention\n", "has a column 'extention' that is not used"),
        (HEAD, "names nobody"),
        (HEAD + "../ada,Ada,a@example.org,,\n", "line 2: '../ada' cannot be an id"),
        (HEAD + "ada\x00,Ada,a@example.org,,\n", "cannot be"),
        (HEAD + "ada,Ada,a@example.org,,\nada,Ada,a@example.org,,\n", "line 3: ada is there twice"),
        (HEAD + f"{UNIT},Ada,a@example.org,,\n", "is the name of a unit"),
        (HEAD + "ada,Ada,a@example.org,boss,\n", "the role 'boss' is unknown"),
        (HEAD + "ada,Ada,a@example.org,,soon\n", "'soon' is not a number of days"),
        (HEAD + "ada,Ada,a@example.org,,nan\n", "'nan' is not a number of days"),
        (HEAD + "ada,Lovelace, Ada,a@example.org,,\n", "has more or fewer fields"),
        (HEAD + '"ada","A\nda",a@example.org,,\n', "holds control characters"),
        (b"\xff\xfe\x00", "is not a CSV file in UTF-8"),
    ],
)
def test_a_list_that_cannot_be_read(tmp_path: Path, text: str | bytes, said: str) -> None:
    result = imported(tmp_path, text)
    assert result.returncode == 1
    assert said in result.stderr and result.stderr.count("\n") == 1, result.stderr
    assert grader("roster", "list", "--course", tmp_path / "course").stdout == ""  # all or nobody


def test_people_that_there_are_not(tmp_path: Path) -> None:
    for arguments in (["roster", "invite", "eve", "--url", "https://c.example.org"], ["extend", UNIT, "eve", "2"]):
        result = grader(*arguments, "--course", tmp_path)
        assert result.returncode == 1 and "There is nobody with the id 'eve'" in result.stderr


@pytest.mark.parametrize(
    "arguments", [["deadline", UNIT, "soon"], ["roster"], ["serve", "--port", "0"], ["grades", "x"]]
)
def test_wrong_options(arguments: list[str]) -> None:
    result = grader(*arguments)
    assert result.returncode == 2 and "usage: grader" in result.stderr


def test_serving_what_cannot_be_served(tmp_path: Path) -> None:
    nothing = grader("serve", "--local", "--site", tmp_path, "--course", tmp_path / "course")
    assert (nothing.returncode, nothing.stderr) == (
        1,
        f"grader: There is no site in {tmp_path}: run `make book` first.\n",
    )
    public = grader("serve", "--local", "--host", "0.0.0.0")
    assert public.returncode == 1 and "leave out --host and --behind-proxy" in public.stderr


@pytest.mark.parametrize("address", ["course.example.org", "ftp://x", "http://127.0.0.1:1"])
def test_handing_in_where_there_is_no_course(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    notebook = tmp_path / f"{UNIT}.ipynb"
    notebook.write_text("{}")
    result = grader("submit", notebook, "--to", address)
    assert result.returncode == 1 and result.stderr.count("\n") == 1
    assert "no address of a server" in result.stderr or "your notebook is unchanged" in result.stderr
