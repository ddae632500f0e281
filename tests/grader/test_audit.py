"""`grader audit`: the exercise passes its gate, and the gate closes when something is wrong."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.gates import Secrets, feedback_findings, score_findings, static_findings
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


def test_every_gate_holds(project: Project) -> None:
    """Untouched 0, solved full, each planted wrong answer loses exactly its points: graded for real."""
    result = grader_process("audit", UNIT)
    assert (result.returncode, result.stdout) == (0, f"{UNIT}: every gate holds\n"), result.stdout
    for path in project.wrong_answers(UNIT):
        assert f"] {path.stem}: " in result.stderr


def test_at_least_three_wrong_answers_are_planted(wrong: list[WrongAnswer], tasks: list[Task]) -> None:
    assert len(wrong) >= 3
    assert {one.task for one in wrong} == {task.id for task in tasks}


def reveal(notebook: NotebookNode) -> None:
    notebook.cells[0].source += "\nreturn np.linalg.solve(X.T @ X, X.T @ y)"


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
    assert len(feedback_findings(theirs, "right", secrets, [])) == len(secrets.hidden)
    ours = graded.course.folder("feedback", "right", UNIT) / f"{UNIT}.html"
    assert feedback_findings(ours, "right", secrets, []) == []


def test_a_message_that_is_missing_is_found(graded: Graded, source: NotebookNode) -> None:
    page = graded.course.folder("feedback", "right", UNIT) / f"{UNIT}.html"
    one = WrongAnswer("right", "gradient", "", {"gradient-check-by-hand": "downhill"})
    assert feedback_findings(page, "right", Secrets(source), [one]) == [
        "The feedback of right says '' for gradient-check-by-hand, not 'downhill'."
    ]
