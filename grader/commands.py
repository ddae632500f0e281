"""What each subcommand of `grader` does; each returns an exit code."""

import json
import sys
from argparse import Namespace

from grader.audit import audit_unit
from grader.autograde import Options
from grader.autograde import autograde as autograde_unit
from grader.box.limits import Limits
from grader.check import check_lines, check_notebook
from grader.class_report import class_report
from grader.container import build_image
from grader.course import Course
from grader.errors import UserError
from grader.exports.write import export_text, roster_of
from grader.feedback_files import rewrite_feedback
from grader.project import Project
from grader.release import is_stale
from grader.release import release as release_unit
from grader.report import table
from grader.source import read_source
from grader.status import as_json, open_ledger, status_lines, unit_statuses
from grader.tasks import read_tasks


def say(line: str) -> None:
    """Show progress, apart from the output proper."""
    print(line, file=sys.stderr, flush=True)


def release(options: Namespace) -> int:
    """`grader release`."""
    project = Project(options.root)
    units = project.units() if options.all else [project.require(options.unit)]
    code = 0
    for unit in units:
        shown = project.exercise(unit).relative_to(project.root)
        if options.check:
            if is_stale(project, unit):
                say(f"grader: {shown} is stale: run `grader release {unit}`.")
                code = 1
        else:
            _, written = release_unit(project, unit)
            print(f"{shown}: {'written' if written else 'up to date'}")
    return code


def autograde(options: Namespace) -> int:
    """`grader autograde`."""
    project = Project(options.root)
    course = Course(options.course, options.timeout, options.verbose, options.feedback)
    how = Options(
        options.unsafe,
        options.workers,
        Limits(memory=options.memory),
        ledger=options.ledger,
        scheduler=options.scheduler,
    )
    line = None if sys.stderr.isatty() else say
    results = autograde_unit(project, options.unit, options.submissions, course, line, how, say)
    if not results:
        return 0
    print(table(read_tasks(read_source(course.source(project, options.unit))), results))
    print(f"Gradebook: {course.root / 'gradebook.db'}")
    print(f"Feedback:  {options.feedback or course.root / 'feedback'}")
    missing = [result for result in results if not result.graded]
    for result in missing:
        say(f"grader: {result.student} was not graded: {result.remarks[0]}")
    return 1 if missing else 0


def status(options: Namespace) -> int:
    """`grader status`."""
    with open_ledger(options.course, options.ledger) as ledger:
        statuses = unit_statuses(ledger, options.unit)
    if options.json:
        print(json.dumps([as_json(one) for one in statuses], indent=2))
    else:
        print("\n".join(line for one in statuses for line in status_lines(one, options.students)))
    return 0


def retry(options: Namespace) -> int:
    """`grader retry`."""
    with open_ledger(options.course, options.ledger) as ledger:
        number = ledger.retry(options.unit)
    if not number:
        print(f"{options.unit}: no submission has failed; `grader regrade` grades again what was graded.")
        return 0
    print(f"{options.unit}: {number} back in line; `grader autograde {options.unit}` grades them.")
    return 0


def regrade(options: Namespace) -> int:
    """`grader regrade`."""
    with open_ledger(options.course, options.ledger) as ledger:
        known = ledger.latest(options.unit)
        if not known or options.student not in (None, *known):
            who = f" by {options.student}" if options.student else ""
            raise UserError(f"Nothing was handed in{who} for {options.unit}: see `grader status --students`.")
        number = ledger.forget(options.unit, options.student)
    print(f"{options.unit}: {number} back in line; `grader autograde {options.unit}` grades them.")
    return 0


def export(options: Namespace) -> int:
    """`grader export`."""
    course = Course(options.course)
    text, rows = export_text(course, options.format, roster_of(course, options.ledger), options.match)
    options.output.write_text(text, encoding="utf-8", newline="")
    print(f"{options.output}: {rows} rows")
    return 0


def audit(options: Namespace) -> int:
    """`grader audit`."""
    findings = audit_unit(Project(options.root), options.unit, say)
    for finding in findings:
        print(finding)
    print(f"{options.unit}: {f'{len(findings)} findings' if findings else 'every gate holds'}")
    return 1 if findings else 0


def setup_container(options: Namespace) -> int:
    """`grader setup-container`."""
    print(build_image())
    return 0


def feedback(options: Namespace) -> int:
    """`grader feedback`."""
    course = Course(options.course, feedback=options.feedback)
    written = rewrite_feedback(course, options.unit, options.student)
    print(f"{options.unit}: feedback written for {len(written)} {'student' if len(written) == 1 else 'students'}")
    return 0


def report(options: Namespace) -> int:
    """`grader report`."""
    course = Course(options.course)
    with open_ledger(options.course, options.ledger) as ledger:
        ungraded = unit_statuses(ledger, options.unit)
    options.output.write_text(class_report(course, options.unit, ungraded), encoding="utf-8")
    print(f"{options.output}: written")
    return 0


def check(options: Namespace) -> int:
    """`grader check`."""
    project = Project(options.root)
    unit = project.require(options.unit or options.notebook.stem)
    data, sentence = check_notebook(project, unit, options.notebook, options.timeout)
    if sentence:
        say(f"grader: {sentence}")
    print("\n".join(check_lines(data)))
    return 0 if data["score"] == data["max_score"] else 1
