"""The gates that a unit's exercise must pass; each function returns a sentence for each that fails."""

import html
import json
import re
from collections.abc import Iterable
from pathlib import Path

from nbformat import NotebookNode

from grader.feedback_page import message_of, page_text
from grader.results import Result
from grader.tasks import Task
from grader.wrong_answers import WrongAnswer

UNTOUCHED, SOLVED = "untouched", "solved"
HINTS = 3
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.S)
COMMENT = re.compile(r"\s{2,}# .*$")
PUBLISHED = {".html", ".ipynb", ".js", ".json", ".md", ".py", ".txt"}
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


def shown_in(text: str, secret: Iterable[str]) -> list[str]:
    """Return the secret lines that a text shows, however they are spaced, quoted, commented or escaped there."""
    plain = squeezed(text)
    return sorted(line for line in secret if squeezed(COMMENT.sub("", line)) in plain)


def squeezed(text: str) -> str:
    """Return a text without what can differ between two ways to write the same code."""
    return "".join(html.unescape(text).split()).replace("'", '"')


def static_findings(tasks: list[Task], released: NotebookNode, secrets: Secrets, wrong: list[WrongAnswer]) -> list[str]:
    """Judge the exercise as written: secrets, hints, stated points, explanations, a wrong answer for each check."""
    visible = "\n".join(cell.source for cell in released.cells)
    secret = secrets.hidden | secrets.solution
    findings = [f"The released notebook gives away: {line}" for line in shown_in(visible, secret)]
    caught = {check for one in wrong for check in one.loses}
    for task in tasks:
        hints = task.statement.count('<details class="hint">')
        if hints != HINTS:
            findings.append(f"{task.id} has {hints} hints instead of {HINTS}.")
        if f"*{task.points:g} points.*" not in task.statement:
            findings.append(f"{task.id} is worth {task.points:g} points, and its statement does not say so.")
        if not task.explanation:
            findings.append(f'{task.id} has no explanation: write one below its checks, tagged ["explanation"].')
        told = shown_in(task.explanation, secrets.hidden)
        findings += [f"The explanation of {task.id} shows a hidden line: {line}" for line in told]
        if not task.checks:
            findings.append(f"{task.id} has no check.")
        uncaught = [check.id for check in task.checks if check.id not in caught]
        findings += [f"No planted wrong answer fails {check}." for check in uncaught]
    findings += [
        f"The wrong answer {one.name} names no message for {check}."
        for one in wrong
        for check, part in one.loses.items()
        if not part.strip()
    ]
    return findings


def id_findings(path: Path, released: NotebookNode) -> list[str]:
    """Judge the ids of the cells: handed-in notebooks, gradebooks and browsers know the cells by them for years."""
    known = path.read_text(encoding="utf-8").split() if path.is_file() else []
    ids = [str(cell.id) for cell in released.cells]
    gone = [f"The cell {name} has been handed out and is gone: put its id back." for name in known if name not in ids]
    return gone + [
        f"The cell {name} is not in {path}: add it there, then it stays." for name in ids if name not in known
    ]


def site_findings(site: Path, secrets: Secrets) -> list[str]:
    """Judge all texts of a built site: none shows a hidden check."""
    findings = []
    for path in sorted(path for path in site.rglob("*") if path.suffix in PUBLISHED and path.is_file()):
        text = path.read_text(encoding="utf-8", errors="replace")
        told = shown_in(page_text(text) if path.suffix == ".html" else unescaped(text), secrets.hidden)
        findings += [f"{path.relative_to(site)} of the site shows a hidden line: {line}" for line in told]
    return findings


def unescaped(text: str) -> str:
    """Return a text with the quotes and line ends that JSON escapes."""
    return text.replace("\\n", "\n").replace('\\"', '"')


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
    """Judge one student's feedback: no hidden line, and the right message under each check that failed."""
    data = page.with_suffix(".json")
    if not page.is_file() or not data.is_file():
        return [f"{student} got no feedback."]
    shown, told = page.read_text(encoding="utf-8"), data.read_text(encoding="utf-8")
    seen = {*shown_in(page_text(shown), secrets.hidden), *shown_in(unescaped(told), secrets.hidden)}
    findings = [f"The feedback of {student} shows a hidden line: {line}" for line in sorted(seen)]
    for task in json.loads(told)["tasks"]:
        findings += [
            f"The feedback of {student} on {check['id']} has no {part}."
            for check in task["checks"]
            for part in ("message", "hint")
            if not check["passed"] and not check[part].removeprefix("AssertionError")
        ]
    for one in wrong:
        if one.name == student:
            findings += [
                f"The feedback of {student} says {message_of(shown, check)!r} for {check}, not {part!r}."
                for check, part in one.loses.items()
                if part not in message_of(shown, check)
            ]
    return findings
