"""The command `grader`."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from grader.box.limits import processors
from grader.errors import UserError
from grader.project import HOME
from grader.service.arguments import add_service

EXAMPLES = """\
examples:
  grader release --all                                    write exercises/ from solutions/
  grader release linear-regression --check                fail if the exercise is stale
  grader autograde linear-regression --submissions class  grade the notebooks in the folder class
  grader autograde linear-regression                      grade what waits in the ledger, or was interrupted
  grader feedback linear-regression                       write feedback anew, with marks given by hand
  grader report linear-regression -o report.html          draw how the class has done
  grader check linear-regression.ipynb                    run the checks that a student can see on one notebook
  grader status linear-regression --students              say what became of each submission
  grader retry linear-regression                          put what could not be graded back in line
  grader regrade linear-regression --student ada          grade ada's submission anew, for example after a fix
  grader export -o grades.csv                             write the gradebook as CSV
  grader export --format moodle -o grades.csv             write it as Moodle imports it
  grader audit linear-regression                          prove that the checks check
  grader setup-container                                  build the box where there is no bubblewrap (macOS), once
  grader serve --local                                    the book with grading, for yourself on this machine
  grader serve --course my-course --behind-proxy          a course with sign-in, behind an HTTPS proxy
  grader roster import class.csv                          enter people: id,name,email[,role][,extension]
  grader roster invite --url https://c.example.org        write an invitation link for each who has never signed in
  grader submit linear-regression.ipynb --to https://c.example.org --wait
  grader grades release linear-regression                 let students see grades and feedback
  grader deadline linear-regression 2027-01-31T23:59      set when a unit is due
  grader extend linear-regression ada 2                   give ada two days more
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="grader",
        description="Releases exercises and grades them with nbgrader's own machinery.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--root", type=Path, default=HOME, metavar="DIR", help="folder of solutions/ and exercises/")
    sub = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        own = [line for line in EXAMPLES.splitlines() if line.startswith(f"  grader {name} ")]
        return sub.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog="\n".join(["examples:", *own]),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    release = add("release", "write the students' notebook from its source")
    which = release.add_mutually_exclusive_group(required=True)
    which.add_argument("unit", nargs="?", help="id of a unit, such as linear-regression")
    which.add_argument("--all", action="store_true", help="all units")
    release.add_argument("--check", action="store_true", help="write nothing; exit 1 if a notebook is stale")

    autograde = add("autograde", "grade a folder of submissions")
    autograde.add_argument("unit", help="id of a unit, such as linear-regression")
    autograde.add_argument(
        "--submissions", type=Path, metavar="DIR", help="folder to grade (without it: what waits in the ledger)"
    )
    add_course(autograde)
    autograde.add_argument("--feedback", type=Path, metavar="DIR", help="also copy the feedback here")
    autograde.add_argument(
        "--timeout", type=at_least_one, default=30, metavar="S", help="seconds that one cell may take (default 30)"
    )
    autograde.add_argument(
        "--workers", type=at_least_one, default=processors(), metavar="N", help="how many to grade at once"
    )
    autograde.add_argument(
        "--memory", type=at_least_one, default=1024, metavar="MB", help="memory of one submission (default 1024)"
    )
    autograde.add_argument(
        "--unsafe", action="store_true", help="grade without a box: students' code runs with your rights"
    )
    autograde.add_argument(
        "--scheduler", metavar="ADDRESS", help="address of a Dask scheduler, such as tcp://grading:8786"
    )
    add_ledger(autograde)
    autograde.add_argument("--verbose", action="store_true", help="show nbgrader's log (with --unsafe)")

    feedback = add("feedback", "write feedback anew, with the marks that people have given since")
    feedback.add_argument("unit", help="id of a unit, such as linear-regression")
    feedback.add_argument("--student", metavar="NAME", help="only this student's")
    feedback.add_argument("--feedback", type=Path, metavar="DIR", help="also copy the feedback here")
    add_course(feedback)

    report = add("report", "draw how the class has done: a page with the scores of each task and what fails most")
    report.add_argument("unit", help="id of a unit, such as linear-regression")
    report.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the page to write (HTML)")
    add_database(report)

    check = add("check", "run the checks that a student can see on one notebook, on this machine")
    check.add_argument("unit", nargs="?", help="id of a unit (default: the notebook's name)")
    check.add_argument("notebook", type=Path, help="the notebook, such as linear-regression.ipynb")
    check.add_argument(
        "--timeout", type=at_least_one, default=30, metavar="S", help="seconds that one cell may take (default 30)"
    )

    status = add("status", "say what became of the submissions")
    status.add_argument("unit", nargs="?", help="id of a unit (default: all)")
    status.add_argument("--students", action="store_true", help="also a line for each student")
    status.add_argument("--json", action="store_true", help="as JSON, students included")
    retry = add("retry", "put submissions that could not be graded back in line")
    retry.add_argument("unit", help="id of a unit, such as linear-regression")
    regrade = add("regrade", "drop the results of a unit, so that it is graded anew")
    regrade.add_argument("unit", help="id of a unit, such as linear-regression")
    regrade.add_argument("--student", metavar="NAME", help="only this student's")
    for command in (status, retry, regrade):
        add_course(command)
        add_ledger(command)

    export = add("export", "write the gradebook as CSV, or as Canvas or Moodle import it")
    export.add_argument(
        "--format", choices=["csv", "canvas", "moodle"], default="csv", help="csv (default) has a row for each check"
    )
    export.add_argument(
        "--match", type=Path, metavar="FILE", help="a gradebook exported from Canvas, to take its numbers from"
    )
    export.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")
    add_database(export)

    audit = add("audit", "prove that a unit's checks check, by planted wrong answers")
    audit.add_argument("unit", help="id of a unit, such as linear-regression")
    add("setup-container", "build the image of the box for machines without bubblewrap")
    add_service(add, add_database)
    return top


def add_course(command: argparse.ArgumentParser) -> None:
    """Add the option that names the course folder."""
    command.add_argument(
        "--course",
        type=Path,
        default=Path("." if Path("nbgrader_config.py").is_file() else "build/course"),
        metavar="DIR",
        help="nbgrader course folder with the gradebook (default: this one if it is one, else build/course)",
    )


def add_ledger(command: argparse.ArgumentParser) -> None:
    """Add the option that names the ledger's database."""
    command.add_argument(
        "--ledger",
        default=os.environ.get("GRADER_LEDGER"),
        metavar="URL",
        help="database of the ledger (default GRADER_LEDGER, or SQLite in the course folder)",
    )


def add_database(command: argparse.ArgumentParser) -> None:
    """Add the options that name the course folder and its database."""
    add_course(command)
    add_ledger(command)


def at_least_one(text: str) -> int:
    """Return a whole number, at least 1."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("give at least 1")
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    options = parser().parse_args(arguments)
    # after the options: nbgrader takes seconds to import
    commands = import_module(getattr(options, "module", "grader.commands"))

    try:
        return int(getattr(commands, options.command.replace("-", "_"))(options))
    except UserError as error:
        print(f"grader: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"grader: {error.filename or 'file'}: {error.strerror}; give another folder or file.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("grader: stopped; what was graded so far is in the gradebook.", file=sys.stderr)
        return 130
