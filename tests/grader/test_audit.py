"""`grader audit`: the exercise passes its gate, and the gate closes when something is wrong."""

import json
import shutil
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.gates import Secrets, feedback_findings, id_findings, score_findings, site_findings, static_findings
from grader.project import Project
from grader.release import release_notebook
from grader.results import Result
from grader.source import read_source
from grader.tasks import Task, read_tasks
from grader.wrong_answers import WrongAnswer, read_wrong_answer
from tests.grader.conftest import UNIT, Graded, grader_process


@pytest.fixture(scope="module")
def source(project: Project) -> NotebookNode:
    return read_source(project.source(UNIT))


@pytest.fixture(scope="module")
def wrong(project: Project) -> list[WrongAnswer]:
    return [read_wrong_answer(path) for path in project.wrong_answers(UNIT)]


@pytest.mark.parametrize("unit", Project().units())
def test_every_gate_holds(project: Project, unit: str) -> None:
    """Untouched 0, solved full, each planted wrong answer loses exactly its points: graded for real."""
    result = grader_process("audit", unit)
    assert (result.returncode, result.stdout) == (0, f"{unit}: every gate holds\n"), result.stdout
    for path in project.wrong_answers(unit):
        assert f"] {path.stem}: " in result.stderr


def test_at_least_three_wrong_answers_are_planted(wrong: list[WrongAnswer], tasks: list[Task]) -> None:
    assert len(wrong) >= 3
    assert {one.task for one in wrong} == {task.id for task in tasks}


def reveal(notebook: NotebookNode) -> None:
    notebook.cells[0].source += "\nreturn np.linalg.solve(X.T @ X, X.T @ y)"


def reveal_in_other_words(notebook: NotebookNode) -> None:
    hint = "<code>return   np.linalg.solve( X.T&nbsp;@ X,X.T @ y)</code>"
    next(cell for cell in notebook.cells if cell.id == "normal-equation-task").source += hint


def reveal_a_hidden_check(notebook: NotebookNode) -> None:
    hidden = sorted(Secrets(notebook).hidden)[0]
    next(cell for cell in notebook.cells if cell.id == "outlook").source += f"\n{hidden}"


def reveal_in_the_explanation(notebook: NotebookNode) -> None:
    explanation = next(cell for cell in notebook.cells if cell.id == "gradient-explanation")
    explanation.source = f"```\n{max(Secrets(notebook).hidden)}\n```"


def explain_to_everybody(notebook: NotebookNode) -> None:
    next(cell for cell in notebook.cells if cell.id == "gradient-explanation").metadata.tags = ["explanations"]


def lose_a_hint(notebook: NotebookNode) -> None:
    cell = next(cell for cell in notebook.cells if cell.id == "gradient-task")
    cell.source = cell.source.replace('<details class="hint">', "<details>", 1)


def raise_points(notebook: NotebookNode) -> None:
    cell = next(cell for cell in notebook.cells if cell.id == "gradient-check-by-hand")
    cell.metadata.nbgrader.points = 12


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (reveal, "The released notebook gives away: return np.linalg.solve(X.T @ X, X.T @ y)"),
        (
            reveal_in_other_words,
            "The released notebook gives away: return np.linalg.solve(X.T @ X, X.T @ y)",
        ),
        (explain_to_everybody, 'gradient has no explanation: write one below its checks, tagged ["explanation"].'),
        (lose_a_hint, "gradient has 2 hints instead of 3."),
        (raise_points, "gradient is worth 15 points, and its statement does not say so."),
    ],
)
def test_a_fault_in_the_text_is_found(
    source: NotebookNode, wrong: list[WrongAnswer], change: Callable[[NotebookNode], None], finding: str
) -> None:
    secrets = Secrets(source)
    faulty = deepcopy(source)
    change(faulty)
    assert static_findings(read_tasks(faulty), release_notebook(faulty), secrets, wrong) == [finding]


def test_a_hidden_check_in_the_text_is_found(source: NotebookNode, wrong: list[WrongAnswer]) -> None:
    secrets, faulty = Secrets(source), deepcopy(source)
    reveal_a_hidden_check(faulty)
    found = static_findings(read_tasks(faulty), release_notebook(faulty), secrets, wrong)
    assert found == [f"The released notebook gives away: {min(secrets.hidden)}"]
    faulty = deepcopy(source)
    reveal_in_the_explanation(faulty)
    found = static_findings(read_tasks(faulty), release_notebook(faulty), secrets, wrong)
    assert found == [f"The explanation of gradient shows a hidden line: {max(secrets.hidden)}"]


def test_a_wrong_answer_without_a_message_is_found(source: NotebookNode, tasks: list[Task]) -> None:
    every = {check.id: "says something" for task in tasks for check in task.checks}
    mute = WrongAnswer("mute", "gradient", "", every | {"gradient-check-by-hand": " "})
    assert static_findings(tasks, release_notebook(source), Secrets(source), [mute]) == [
        "The wrong answer mute names no message for gradient-check-by-hand."
    ]


def test_ids_that_change_are_found(project: Project, source: NotebookNode, tmp_path: Path) -> None:
    released = release_notebook(source)
    assert id_findings(project.ids(UNIT), released) == []
    renamed = deepcopy(released)
    next(cell for cell in renamed.cells if cell.id == "gradient").id = "slope"
    assert id_findings(project.ids(UNIT), renamed) == [
        "The cell gradient has been handed out and is gone: put its id back.",
        f"The cell slope is not in {project.ids(UNIT)}: add it there, then it stays.",
    ]
    assert len(id_findings(tmp_path / "ids.txt", released)) == len(released.cells)


@pytest.mark.parametrize("name", ["learn/page.html", "_files/exercises/unit.ipynb", "_assets/page.js"])
def test_a_hidden_check_in_the_site_is_found(source: NotebookNode, tmp_path: Path, name: str) -> None:
    secrets = Secrets(source)
    line = max(secrets.hidden, key=len)
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    text = {".html": line.replace("(", "<span>(</span>"), ".ipynb": json.dumps({"source": [f"{line}\n"]})}
    path.write_text("nothing to see")
    assert site_findings(tmp_path, secrets) == []
    path.write_text(text.get(path.suffix, f"const page = {json.dumps(line)};"))
    assert site_findings(tmp_path, secrets) == [f"{name} of the site shows a hidden line: {line}"]


def test_a_hidden_check_or_a_missing_message_in_the_data_is_found(
    graded: Graded, source: NotebookNode, tmp_path: Path
) -> None:
    secrets = Secrets(source)
    folder = graded.course.folder("feedback", "raises", UNIT)
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    page = tmp_path / f"{UNIT}.html"
    assert feedback_findings(page, "raises", secrets, []) == []
    data = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    checks = {check["id"]: check for task in data["tasks"] for check in task["checks"]}
    line = max(secrets.hidden, key=len)
    checks["gradient-check-by-hand"] |= {"message": "", "hint": ""}
    checks["gradient-check-other-lines"]["message"] = f"see {line}"
    page.with_suffix(".json").write_text(json.dumps(data, indent=1), encoding="utf-8")
    assert feedback_findings(page, "raises", secrets, []) == [
        f"The feedback of raises shows a hidden line: {line}",
        "The feedback of raises on gradient-check-by-hand has no message.",
        "The feedback of raises on gradient-check-by-hand has no hint.",
    ]
    page.with_suffix(".json").unlink()
    assert feedback_findings(page, "raises", secrets, []) == ["raises got no feedback."]


def test_a_check_that_no_wrong_answer_fails_is_found(
    source: NotebookNode, tasks: list[Task], wrong: list[WrongAnswer]
) -> None:
    others = [one for one in wrong if one.task != "gradient"]
    assert static_findings(tasks, release_notebook(source), Secrets(source), others) == [
        "No planted wrong answer fails gradient-check-by-hand.",
        "No planted wrong answer fails gradient-check-other-lines.",
    ]


def test_a_score_that_is_off_is_found(tasks: list[Task]) -> None:
    points = {check.id: check.points for task in tasks for check in task.checks}
    nothing = dict.fromkeys(points, 0.0)
    results = {
        "untouched": Result("untouched", nothing | {"gradient-check-by-hand": 2}),
        "solved": Result("solved", points | {"gradient-check-by-hand": 0}),
        "lenient": Result("lenient", points),
    }
    one = WrongAnswer("lenient", "gradient", "", {"gradient-check-by-hand": "message"})
    assert score_findings(tasks, results, [one]) == [
        "untouched gets 2 instead of 0 for gradient-check-by-hand.",
        "solved gets 0 instead of 2 for gradient-check-by-hand.",
        "lenient gets 2 instead of 0 for gradient-check-by-hand.",
    ]


def test_hidden_tests_in_nbgraders_own_feedback_are_found(graded: Graded, source: NotebookNode) -> None:
    """nbgrader's page has them, with markup between the words; ours of the same submission has not."""
    config = Config()
    config.CourseDirectory.root = str(graded.course.root)
    config.CourseDirectory.assignment_id = UNIT
    config.CourseDirectory.student_id = "right"
    config.CourseDirectory.feedback_directory = "nbgraders-feedback"
    GenerateFeedback(coursedir=CourseDirectory(config=config), config=config).start()
    secrets = Secrets(source)
    theirs = graded.course.folder("nbgraders-feedback", "right", UNIT) / f"{UNIT}.html"
    ours = graded.course.folder("feedback", "right", UNIT) / f"{UNIT}.html"
    shutil.copy(ours.with_suffix(".json"), theirs.parent)
    assert len(feedback_findings(theirs, "right", secrets, [])) == len(secrets.hidden)
    assert feedback_findings(ours, "right", secrets, []) == []


def test_a_message_that_is_missing_is_found(graded: Graded, source: NotebookNode) -> None:
    page = graded.course.folder("feedback", "right", UNIT) / f"{UNIT}.html"
    one = WrongAnswer("right", "gradient", "", {"gradient-check-by-hand": "downhill"})
    assert feedback_findings(page, "right", Secrets(source), [one]) == [
        "The feedback of right says '' for gradient-check-by-hand, not 'downhill'."
    ]
