"""A unit that takes a trained model: compiled, built into the unit's sketch, run on the board, held to a budget."""

import io
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
import skops.io
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression

from grader.course import Course
from grader.notebooks import notebook_text
from grader.project import Project
from grader.release import release_notebook
from grader.results import read_result
from grader.source import read_source
from tests.grader.conftest import Run, grader

CHECK = '{"schema_version": 3, "grade_id": "%s", "grade": true, "solution": false, "locked": true, "points": %d}'
SOURCE = f"""\
# %% name="setup"
import json

# %% nbgrader={CHECK % ("answers", 4)}
board = json.load(open("firmware.json"))
assert board["built"], board["message"]
### BEGIN HIDDEN TESTS
answers = [int(line) for line in board["serial"].split()]
assert len(answers) == 4, f"The board should answer four times; it answers {{len(answers)}} times."
wrong = [x for x, y in zip((0, 100, 700, 1023), answers) if abs(y - (2 * x + 300)) > 20]
assert not wrong, f"Within 0.2 of the thermometer; it is not at the counts {{wrong}}."
### END HIDDEN TESTS

# %% nbgrader={CHECK % ("in-budget", 2)}
board = json.load(open("firmware.json"))
assert board["built"], board["message"]
assert board["flash"] <= 4000, f"It takes {{board['flash']}} bytes of flash; the budget is 4000."
assert board["ram"] <= 8000, f"It takes {{board['ram']}} bytes of RAM; the budget is 8000."
assert len(board["gaps"]) == 1 and board["gaps"][0] < 1000, f"It takes {{board['gaps']}} cycles; the budget is 1000."
"""
FIRMWARE = """\
board = "{board}"
seconds = 0.3
files = ["model.skops"]

[model]
range = [0, 1023]
output_scale = 100

[sketch]
"sketch.ino" = '''
#include "model.h"

int32_t answer(int16_t count) {{ return model_predict(&count); }}

void setup() {{
  Serial.begin(115200);
  pinMode(4, OUTPUT);
  digitalWrite(4, HIGH);
  digitalWrite(4, LOW);
  volatile int32_t first = answer(0);
  digitalWrite(4, HIGH);
  digitalWrite(4, LOW);
  Serial.println(first);
  Serial.println(answer(100));
  Serial.println(answer(700));
  Serial.println(answer(1023));
}}

void loop() {{}}
'''

[solution]
"model.skops" = {{ file = "model.skops" }}
"""
BOARDS = {"uno": ("right", "wrong", "too-large", "pickle", "unknown-type", "bomb"), "esp32-c3": ("right", "too-large")}
COUNTS = np.arange(0, 1024, 8, dtype=np.float64)[:, None]


class Harmful:
    """Leaves a file where it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, ("/tmp/unpickled", "w")


def bomb() -> bytes:
    """Return an archive that unpacks to 200 MB."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schema.json", b" " * 200_000_000)
    return content.getvalue()


def models() -> dict[str, bytes]:
    """Return what students hand in."""
    right = LinearRegression().fit(COUNTS, 0.02 * COUNTS[:, 0] + 3)
    wrong = LinearRegression().fit(COUNTS, 0.03 * COUNTS[:, 0])
    forest = RandomForestRegressor(5, max_leaf_nodes=100, random_state=0).fit(COUNTS, right.predict(COUNTS))
    return {
        "right": skops.io.dumps(right),
        "wrong": skops.io.dumps(wrong),
        "too-large": skops.io.dumps(forest),
        "pickle": pickle.dumps(Harmful()),
        "unknown-type": skops.io.dumps(Path("/etc/passwd")),
        "bomb": bomb(),
    }


EXPECTED = {"right": (4, 2), "wrong": (0, 2), "too-large": (4, 0)}


@pytest.fixture(scope="module", params=BOARDS)
def graded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Course, str]:
    unit = f"thermometer-on-{request.param}"
    project, course = Project(tmp_path_factory.mktemp("project")), Course(tmp_path_factory.mktemp("course"))
    source, known = project.source(unit), models()
    handed_in = {student: known[student] for student in BOARDS[request.param]}
    source.parent.mkdir(parents=True)
    source.write_text(SOURCE, encoding="utf-8")
    source.with_name("firmware.toml").write_text(FIRMWARE.format(board=request.param), encoding="utf-8")
    source.with_name("model.skops").write_bytes(handed_in["right"])
    folder = tmp_path_factory.mktemp("class")
    for student, model in handed_in.items():
        place = folder / student / unit
        place.mkdir(parents=True)
        (place / f"{unit}.ipynb").write_text(notebook_text(release_notebook(read_source(source))), encoding="utf-8")
        (place / "model.skops").write_bytes(model)
    run = grader("--root", project.root, "autograde", unit, "--submissions", folder, "--course", course.root)
    return run, course, unit


def test_points_follow_what_the_compiled_model_answers_and_takes(graded: tuple[Run, Course, str]) -> None:
    run, course, unit = graded
    assert run.returncode == 0, run.stderr
    students = [folder.name for folder in (course.root / "autograded").iterdir()]
    scores = {student: read_result(course, unit, student).scores for student in students}
    found = {student: (score["answers"], score["in-budget"]) for student, score in scores.items()}
    assert found == {student: EXPECTED.get(student, (0, 0)) for student in BOARDS[unit.partition("-on-")[2]]}


def test_a_model_that_cannot_be_read_is_told_to_its_student(graded: tuple[Run, Course, str]) -> None:
    _, course, unit = graded
    for student in {"pickle", "unknown-type"} & {*BOARDS[unit.partition("-on-")[2]]}:
        path = course.folder("feedback", student, unit) / f"{unit}.json"
        checks = json.loads(path.read_text(encoding="utf-8"))["tasks"][0]["checks"]
        assert "model.skops" in checks[0]["message"], checks[0]
    assert not Path("/tmp/unpickled").exists()


def test_a_solution_stays_with_the_grader(graded: tuple[Run, Course, str]) -> None:
    assert not [*(graded[1].root / "release").rglob("*.skops")]
