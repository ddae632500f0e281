"""Directives: a page that is wrong does not build, and the message says where and why."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from book.build import telling_lines
from book.paths import ROOT

CONFIG = """
only_build_toc_files: true
execute: {execute_notebooks: "off"}
sphinx:
  config:
    extensions: [myst_nb, jupyter_book, sphinx_comments, sphinx_external_toc, sphinx_book_theme, book._ext]
"""


def build(folder: Path, page: str) -> tuple[int, str]:
    """Build a book of one page; return the exit code and the telling lines of its log."""
    (folder / "_config.yml").write_text(CONFIG, encoding="utf-8")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: page\n", encoding="utf-8")
    (folder / "page.md").write_text(f"# Page\n\n{page}\n", encoding="utf-8")
    command = ["-c", "from jupyter_book.cli.main import main; main()", "build", str(folder), "-W", "--keep-going"]
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    log = folder / "log"
    log.write_text(done.stdout, encoding="utf-8")
    return done.returncode, telling_lines(log)


QUIZ = "```{{quiz}} sum\nquestion: What is 1 + 1?\nchoices:\n  - text: 2\n    explain: Count.\n{right}```"


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (
            "```{exercise} no-such-unit\n```",
            "no-such-unit.ipynb is missing, which the page page shows: run `make exercises`.",
        ),
        ("```{board} no-such-unit\n```", "diagram.json is missing"),
        ("```{budget} no-such-unit\n```", "budget.json is missing, which the page page shows: run `make labs`."),
        ("```{budget} linear-regression\n:board: abacus\n```", "There is no board 'abacus'"),
        ("```{predict} lost\n:answer: 3\n\nHow many?\n```", "a line `---` between question and answer"),
        ("```{predict} lost\n:answer: many\n\nHow many?\n---\nMany.\n```", "neither a number nor a glued number"),
        (QUIZ.format(right=""), "quiz sum needs a question, choices with text and explain, one `right: true`"),
        ("```{quiz} sum\nquestion: [\n```", "quiz sum is not YAML"),
        ("```{unit-header}\n```", "the front matter's `unit` mapping lacks question, objectives, minutes"),
    ],
)
def test_a_wrong_page_is_refused_with_a_sentence(tmp_path: Path, page: str, message: str) -> None:
    code, lines = build(tmp_path, page)
    assert code != 0
    assert message in lines


def test_a_right_quiz_builds(tmp_path: Path) -> None:
    assert build(tmp_path, QUIZ.format(right="    right: true\n"))[0] == 0
