"""The report on a class: the scores of each task drawn, what fails most often, who is late or not graded."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from statistics import mean, median
from typing import Any

from grader.course import Course
from grader.feedback_data import feedback_data
from grader.feedback_files import graded_submissions, places_in
from grader.status import NOT_GRADED, UnitStatus

MOST = 12  # failing checks that are listed
BARS = 10  # bars of a distribution at most
WIDTH, HEIGHT, FOOT = 360, 140, 22  # of one drawing, in its own units
STYLE = """
:root { color-scheme: light dark; --ink: #1c1e21; --paper: #fff; --quiet: #5c6370; --bar: #2563a8; --line: #c9ced6; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8eb; --paper: #16181c; --quiet: #a3abb8; --bar: #7ab3ec; --line: #3b4048; }
}
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
.tasks { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1.5rem; }
figure { margin: 0; } figcaption { font-weight: 600; } figcaption small { color: var(--quiet); font-weight: 400; }
svg { width: 100%; height: auto; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
svg rect { fill: var(--bar); } svg line { stroke: var(--line); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
"""


def class_report(course: Course, unit: str, statuses: Sequence[UnitStatus]) -> str:
    """Return the report as one HTML page that needs no other file.

    Raises:
        UserError: nobody has been graded.
    """
    submissions = list(graded_submissions(course, unit))
    places = places_in(course, unit)
    results = [feedback_data(unit, one.student, one.nb, one.entry, places) for one in submissions]
    ungraded = [one for status in statuses for one in status.last if one.state in NOT_GRADED]
    waiting = sum(check["passed"] is None for result in results for task in result["tasks"] for check in task["checks"])
    totals = [result["score"] for result in results]
    most = results[0]["max_score"]
    facts = [
        ("students graded", len(results)),
        ("mean", f"{mean(totals):.1f} of {most:g} points"),
        ("median", f"{median(totals):g} of {most:g} points"),
        ("handed in late", sum(one.late for one in submissions)),
        ("answers still to be marked by a person", waiting),
        ("could not be graded", len(ungraded)),
    ]
    body = [
        f"<h1>{escape(unit)}</h1>",
        table(["", ""], [[name, str(value)] for name, value in facts], "The class at a glance"),
        "<h2>Scores</h2>",
        '<div class="tasks">',
        distribution("All tasks together", totals, most),
        *(distribution(*one) for one in task_scores(results)),
        "</div>",
        "<h2>What fails most often</h2>",
        failing_table(results),
    ]
    if ungraded:
        rows = [[one.student, str(one.state), one.error] for one in ungraded]
        body += ["<h2>Not graded</h2>", table(["student", "state", "why"], rows, "Submissions without a grade")]
    head = f'<meta charset="utf-8"><title>{escape(unit)}: report on the class</title>'
    view = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    top = ["<!doctype html>", f'<html lang="en"><head>{head}{view}', f"<style>{STYLE}</style></head><body><main>"]
    return "\n".join([*top, *body, "</main></body></html>", ""])


def task_scores(results: Sequence[dict[str, Any]]) -> list[tuple[str, list[float], float]]:
    """Return title, points of each student, and full points of each task."""
    return [
        (task["title"], [result["tasks"][index]["points"] for result in results], task["max"])
        for index, task in enumerate(results[0]["tasks"])
    ]


def bins(scores: Sequence[float], most: float) -> list[tuple[str, int]]:
    """Return how many students have which points: a bar for each whole number, or for equal ranges of them."""
    if most <= BARS and all(float(score).is_integer() for score in scores) and float(most).is_integer():
        found = Counter(int(score) for score in scores)
        whole = range(min(0, *found), max(int(most), *found) + 1)
        return [(str(points), found[points]) for points in whole]
    low, high = min(0.0, *scores), max(most, *scores)
    step = (high - low) / BARS or 1.0
    places = Counter(min(int((score - low) / step), BARS - 1) for score in scores)
    return [(f"{low + step * place:.3g}-{low + step * (place + 1):.3g}", places[place]) for place in range(BARS)]


def distribution(title: str, scores: Sequence[float], most: float) -> str:
    """Return a bar chart of one task's scores, with its figures in words for who cannot see it."""
    bars = bins(scores, most)
    tallest = max(number for _, number in bars) or 1
    step = WIDTH / len(bars)
    drawn = []
    for index, (name, number) in enumerate(bars):
        height = (HEIGHT - 2 * FOOT) * number / tallest
        x, top = index * step, HEIGHT - FOOT - height
        middle = x + step / 2
        drawn.append(f'<rect x="{x + step * 0.1:.1f}" y="{top:.1f}" width="{step * 0.8:.1f}" height="{height:.1f}"/>')
        if number:
            drawn.append(f'<text x="{middle:.1f}" y="{top - 4:.1f}" text-anchor="middle">{number}</text>')
        label = name.split("-")[0] if len(bars) == BARS and "-" in name else name
        place = x if label != name else middle
        anchor = "start" if label != name else "middle"
        drawn.append(f'<text x="{place:.1f}" y="{HEIGHT - 6}" text-anchor="{anchor}">{label}</text>')
    told = "; ".join(f"{name} points: {number}" for name, number in bars if number)
    base = HEIGHT - FOOT
    return (
        f"<figure><figcaption>{escape(title)} <small>mean {mean(scores):.1f} of {most:g}</small></figcaption>"
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}, students by points. {told}">'
        f'<line x1="0" y1="{base}" x2="{WIDTH}" y2="{base}"/>{"".join(drawn)}</svg></figure>'
    )


def failing_table(results: Sequence[dict[str, Any]]) -> str:
    """Return the checks that most students fail, each with what it says most often."""
    failures: Counter[str] = Counter()
    messages: dict[str, Counter[str]] = {}
    titles = {}
    for result in results:
        for task in result["tasks"]:
            for check in task["checks"]:
                if check["passed"] is False:
                    failures[check["id"]] += 1
                    titles[check["id"]] = task["title"]
                    messages.setdefault(check["id"], Counter())[" ".join(check["message"].split())[:300]] += 1
    rows = []
    for name, number in failures.most_common(MOST):
        (message, times), *others = messages[name].most_common()
        more = f" ({times} times; {len(others)} other messages)" if others else ""
        rows.append([titles[name], name, str(number), f"{number / len(results):.0%}", message + more])
    if not rows:
        return "<p>Nobody fails anything.</p>"
    head = ["task", "check", "students", "share", "most frequent message"]
    return table(head, rows, "Checks that fail, the most frequent first")


def table(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> str:
    """Return a table; columns of numbers stand on the right."""
    numbers = [all(row[index].rstrip("%").isdigit() for row in rows) for index in range(len(head))]
    mark = ['class="number"' if number and head[index] else "" for index, number in enumerate(numbers)]
    lines = [f'<div class="wide"><table><caption>{escape(caption)}</caption>']
    if any(head):
        cells = "".join(f'<th scope="col" {mark[index]}>{escape(name)}</th>' for index, name in enumerate(head))
        lines.append(f"<thead><tr>{cells}</tr></thead>")
    for first, *others in rows:
        rest = "".join(f"<td {mark[index]}>{escape(text)}</td>" for index, text in enumerate(others, 1))
        lines.append(f'<tr><th scope="row">{escape(first)}</th>{rest}</tr>')
    return "\n".join([*lines, "</table></div>"])
