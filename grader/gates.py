"""The gates that a unit's exercise must pass; each function returns a sentence for each that fails."""

import re
from pathlib import Path

from nbformat import NotebookNode

from grader.feedback_page import message_of, page_text
from grader.results import Result
from grader.tasks import Task
from grader.wrong_answers import WrongAnswer

UNTOUCHED, SOLVED = "untouched", "solved"
HINTS = 3
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.S)
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.S)


class Secrets:
    """The lines that a student must not see: those of hidden tests, and those of solutions."""

    def __init__(self, source: NotebookNode) -> None:
        code = "\n".join(cell.source for cell in source.cells if cell.cell_type == "code")
        in_plain_sight = lines(HIDDEN.sub("", SOLUTION.sub("", code)))
        self.hidden = lines("\n".join(HIDDEN.findall(code))) - in_plain_sight
        self.solution = lines("\n".join(SOLUTION.findall(code))) - in_plain_sight


def lines(text: str) -> set[str]:
    """Return the lines of a text that are long enough to tell something."""
    return {line.strip() for line in text.splitlines() if len(line.strip()) > 8}


def static_findings(tasks: list[Task], released: NotebookNode, secrets: Secrets, wrong: list[WrongAnswer]) -> list[str]:
    """Judge the exercise as it is written: secrets, hints, stated points, a wrong answer for each check."""
    visible = "\n".join(cell.source for cell in released.cells)
    secret = secrets.hidden | secrets.solution
    findings = [f"The released notebook gives away: {line}" for line in secret if line in visible]
    caught = {check for one in wrong for check in one.loses}
    for task in tasks:
        hints = task.statement.count('<details class="hint">')
        if hints != HINTS:
            findings.append(f"{task.id} has {hints} hints instead of {HINTS}.")
        if f"*{task.points:g} points.*" not in task.statement:
            findings.append(f"{task.id} is worth {task.points:g} points, and its statement does not say so.")
        uncaught = [check.id for check in task.checks if check.id not in caught]
        findings += [f"No planted wrong answer fails {check}." for check in uncaught]
    return findings


def score_findings(tasks: list[Task], results: dict[str, Result], wrong: list[WrongAnswer]) -> list[str]:
    """Judge the scores: untouched 0, solved full, each wrong answer less exactly the checks that it names."""
    points = {check.id: check.points for task in tasks for check in task.checks}
    expected = {UNTOUCHED: dict.fromkeys(points, 0.0), SOLVED: points}
    for one in wrong:
        expected[one.name] = {check: 0.0 if check in one.loses else full for check, full in points.items()}
    findings = [
        f"{result.student} was not graded: {result.remarks[0]}" for result in results.values() if not result.graded
    ]
    for name, scores in expected.items():
        got = results[name].scores
        findings += [
            f"{name} gets {got.get(check, 0.0):g} instead of {score:g} for {check}."
            for check, score in scores.items()
            if got.get(check, 0.0) != score
        ]
    return findings


def feedback_findings(page: Path, student: str, secrets: Secrets, wrong: list[WrongAnswer]) -> list[str]:
    """Judge one feedback page: no hidden line, and the right message under each check that failed."""
    if not page.is_file():
        return [f"{student} got no feedback."]
    html = page.read_text(encoding="utf-8")
    text = page_text(html)
    findings = [f"The feedback of {student} shows a hidden line: {line}" for line in secrets.hidden if line in text]
    for one in wrong:
        if one.name == student:
            findings += [
                f"The feedback of {student} says {message_of(html, check)!r} for {check}, not {part!r}."
                for check, part in one.loses.items()
                if part not in message_of(html, check)
            ]
    return findings
