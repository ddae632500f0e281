"""The command `grader`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.box.limits import processors
from grader.errors import UserError
from grader.project import HOME

EXAMPLES = """\
examples:
  grader release --all                                    write exercises/ from solutions/
  grader release linear-regression --check                fail if the exercise is stale
  grader autograde linear-regression --submissions class  grade the notebooks in the folder class
  grader autograde linear-regression                      grade what waits in the ledger, or was interrupted
  grader status linear-regression --students              say what became of each submission
  grader retry linear-regression                          put what could not be graded back in line
  grader regrade linear-regression --student ada          grade ada's submission anew, for example after a fix
  grader export -o grades.csv                             write the gradebook as CSV
  grader audit linear-regression                          prove that the checks check
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

    export = add("export", "write the gradebook as CSV")
    add_course(export)
    export.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")

    audit = add("audit", "prove that a unit's checks check, by planted wrong answers")
    audit.add_argument("unit", help="id of a unit, such as linear-regression")
    return top


def add_course(command: argparse.ArgumentParser) -> None:
    """Add the option that names the course folder."""
    command.add_argument(
        "--course",
        type=Path,
        default=Path("build/course"),
        metavar="DIR",
        help="nbgrader course folder with the gradebook (default build/course)",
    )


def add_ledger(command: argparse.ArgumentParser) -> None:
    """Add the option that names the ledger's database."""
    command.add_argument(
        "--ledger",
        default=os.environ.get("GRADER_LEDGER"),
        metavar="URL",
        help="database of the ledger (default GRADER_LEDGER, or SQLite in the course folder)",
    )


def at_least_one(text: str) -> int:
    """Return a whole number, at least 1."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("give at least 1")
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    options = parser().parse_args(arguments)
    from grader import commands  # after the options: nbgrader takes seconds to import

    try:
        return int(getattr(commands, options.command)(options))
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
