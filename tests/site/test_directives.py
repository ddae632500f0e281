"""Directives: a page that is wrong does not build, and the message says where and why."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from book.build import telling_lines
from book.paths import ROOT
from hardware_labs.units import find_lab

CONFIG = """
only_build_toc_files: true
execute: {execute_notebooks: "off"}
sphinx:
  config:
    exercise_solutions: false
    extensions: [myst_nb, jupyter_book, sphinx_comments, sphinx_external_toc, sphinx_book_theme, book._ext]
"""


QUIZ = "```{{quiz}} sum\nquestion: What is 1 + 1?\nchoices:\n  - text: 2\n    explain: Count.\n{right}```"
EXERCISE = "\n\n```{exercise} linear-regression\n```"
DAY = "\n\n```{node-day} linear-regression\n:every: 10 min\n```"
RIGHT = QUIZ.format(right="    right: true\n") + EXERCISE + DAY
RECALL = "```{{recall}} why\nquestion: Why?\nanswer: Because of {}.\n```"
WRONG = {
    "```{exercise} no-such-unit\n```": "ipynb is missing, which the page wrong0 shows: run `make exercises`.",
    "```{board} no-such-unit\n```": "hardware_labs/labs/no-such-unit/diagram.json is missing",
    "```{budget} no-such-unit\n```": "budget.json is missing, which the page wrong2 shows: run `make labs`.",
    "```{budget} linear-regression\n:board: abacus\n```": "There is no board 'abacus'",
    "```{predict} lost\n:answer: 3\n\nHow many?\n```": "a line `---` between question and answer",
    "```{predict} lost\n:answer: many\n\nHow many?\n---\nMany.\n```": "neither a number nor a glued number",
    QUIZ.format(right=""): "quiz sum needs a question, choices with text and explain, one `right: true`",
    "```{quiz} sum\nquestion: [\n```": "quiz sum is not YAML",
    "```{explore-loss}\n:loss: loss\n\nRings.\n```": "explore-loss needs :gradient: and :x: and :y:",
    "```{explore-tree}\n:split: a\n:impurity: b\n:data: c\n```": "for readers without JavaScript and for print",
    "```{unit-header}\n```": "the front matter's `unit` mapping lacks id, question, objectives, minutes",
    "```{predict} lost\n:choices: up; down\n:answer: left\n\nWhere to?\n---\nUp.\n```": "none of the choices up; down",
    "```{predict} lost\n:words:\n:answer: up\n\nWhere to?\n---\nUp.\n```": "an :answer: (or :words: without one)",
    RECALL.format("why"): "give the page's front matter a `unit` mapping",
    RECALL.format("$x^2$"): "a recall question has a math, which cannot come back on another page",
    "```{recall} why\nquestion: Why?\n```": "needs a question, and an answer or choices",
    "```{recall} why\nquestion: [\n```": "recall why is not YAML",
    "```{node-day}\n```": "needs the name of a lab, or a `lab` in the page's front matter",
    "```{node-day} linear-regression\n:every: now and then\n```": "a number and ms, s, min or h, as in 10 s",
    "```{node-day} linear-regression\n:every: 0.001 ms\n```": "a run takes",
}


@pytest.fixture(scope="module")
def book(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a book with one right page and all the wrong ones; return its folder."""
    folder = tmp_path_factory.mktemp("book")
    for name, body in {"right": RIGHT, **{f"wrong{i}": body for i, body in enumerate(WRONG)}}.items():
        (folder / f"{name}.md").write_text(f"# Page\n\n{body}\n", encoding="utf-8")
    chapters = "".join(f"  - file: wrong{i}\n" for i in range(len(WRONG)))
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: right\nchapters:\n{chapters}", encoding="utf-8")
    (folder / "_config.yml").write_text(CONFIG, encoding="utf-8")
    command = ["-c", "from jupyter_book.cli.main import main; main()", "build", str(folder), "-W", "--keep-going"]
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    (folder / "log").write_text(done.stdout + done.stderr, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def log(book: Path) -> list[str]:
    """Return the telling lines of the build's log."""
    return telling_lines(book / "log", most=50).splitlines()


@pytest.mark.parametrize(("index", "message"), list(enumerate(WRONG.values())))
def test_a_wrong_page_is_refused_with_its_place_and_a_reason(log: list[str], index: int, message: str) -> None:
    assert [line for line in log if f"wrong{index}.md:3: ERROR" in line and message in line], log


def test_a_right_page_is_not_named(log: list[str]) -> None:
    assert not [line for line in log if "right.md" in line]


def test_a_model_is_shown_in_the_nodes_day_on_every_board_of_its_lab(book: Path) -> None:
    page = (book / "_build" / "html" / "right.html").read_text(encoding="utf-8")
    day = page[page.index("node-day") :]
    assert "every 10\u00a0min, 144 times a day" in day
    assert all(f'scope="row">{board.name}<' in day for board in find_lab("linear-regression").boards())


def test_a_running_course_leaves_explanations_and_solutions_out_of_its_site(book: Path) -> None:
    site = book / "_build" / "html"
    page = (site / "right.html").read_text(encoding="utf-8")
    assert 'data-task="gradient"' in page and "data-solutions" not in page
    assert not (site / "_files" / "solutions").exists()
