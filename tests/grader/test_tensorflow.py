"""A unit that builds and trains a Keras model: in boxes, checks apart, with nbgrader's grades."""

import pytest
from nbformat import NotebookNode

from grader.course import Course
from grader.execution import Rules, run_notebook
from grader.notebooks import new_cell, new_notebook
from grader.project import Project
from grader.release import release_notebook
from grader.results import read_result
from grader.sandbox import Sandbox
from grader.source import read_source
from grader.tasks import read_tasks
from grader.wrong_answers import WrongAnswer, read_wrong_answer, with_answers
from tests.grader.conftest import Run, grader
from tests.grader.reference import grade_with_nbgrader, hand_in, rows
from tests.grader.speed import UNITS

UNIT = "one-neuron"
PROJECT = Project(UNITS)
WRONG = [read_wrong_answer(path) for path in PROJECT.wrong_answers(UNIT)]
POINTS = {"build-shape": 1.0, "build-linear": 1.0, "train-losses": 2.0, "train-line": 2.0}
DRAW = """
import random
import numpy as np
import tensorflow as tf
neuron = tf.keras.layers.Dense(1)(np.ones((1, 1)))
print(np.random.rand(), random.random(), float(tf.random.normal(())), float(neuron[0, 0]))
"""


@pytest.fixture(scope="module")
def notebooks() -> dict[str, NotebookNode]:
    source = read_source(PROJECT.source(UNIT))
    released, right = release_notebook(source), {task.id: task.solution for task in read_tasks(source)}
    answers = {"untouched": {}, "solved": right} | {one.name: right | {one.task: one.code} for one in WRONG}
    return {name: with_answers(released, answer) for name, answer in answers.items()}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, notebooks: dict[str, NotebookNode]) -> tuple[Run, Course]:
    folder, course = tmp_path_factory.mktemp("class"), Course(tmp_path_factory.mktemp("course"))
    for name, notebook in notebooks.items():
        hand_in(folder, UNIT, name, notebook)
    command = ("autograde", UNIT, "--submissions", folder, "--course", course.root)
    return grader("--root", PROJECT.root, *command), course


def test_right_and_untouched_and_checks_apart(graded: tuple[Run, Course]) -> None:
    run, course = graded
    assert run.returncode == 0, run.stderr
    assert "one box" not in run.stderr + run.stdout
    assert read_result(course, UNIT, "solved").scores == POINTS
    assert read_result(course, UNIT, "untouched").total == 0


@pytest.mark.parametrize("one", WRONG, ids=lambda one: one.name)
def test_a_wrong_answer_loses_exactly_its_points(graded: tuple[Run, Course], one: WrongAnswer) -> None:
    result = read_result(graded[1], UNIT, one.name)
    assert result.scores == POINTS | dict.fromkeys(one.loses, 0.0), result.remarks
    assert not result.remarks


def test_the_gradebook_is_that_of_nbgrader(
    graded: tuple[Run, Course], notebooks: dict[str, NotebookNode], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, course = tmp_path_factory.mktemp("class"), Course(tmp_path_factory.mktemp("course"))
    few = ["solved", "steps-ignored", "untouched"]  # nbgrader takes six seconds for each
    for name in few:
        hand_in(folder, UNIT, name, notebooks[name])
    course.prepare(UNIT, PROJECT.source(UNIT))
    grade_with_nbgrader(UNIT, folder, course)
    assert [row for row in rows(graded[1]) if row[0] in few] == rows(course)


def test_two_boxes_draw_different_numbers() -> None:
    drawn = []
    with Sandbox(["numpy", "tensorflow"]) as sandbox:
        for _ in range(2):
            nb = new_notebook([new_cell("code", DRAW)], {})
            run_notebook(sandbox, nb, Rules(apart=False), {}, {})
            drawn.append(nb.cells[0].outputs[0].text.split())
    assert len(drawn[0]) == 4
    assert not [pair for pair in zip(*drawn, strict=True) if pair[0] == pair[1]]
