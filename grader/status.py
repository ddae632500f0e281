"""Says what became of the submissions of a course, for people and for programs."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from grader.errors import UserError
from grader.ledger import Ledger, State, Status

LATELY = timedelta(minutes=1)
FEW = 10  # submissions, recorded a few at a time: fewer say nothing about a rate
WORDS = {State.RECEIVED: "waiting", State.GRADING: "being graded"}
NOT_GRADED = (State.REFUSED, State.FAILED)


@dataclass(frozen=True)
class UnitStatus:
    """The submissions of one unit.

    Attributes:
        submissions: all that were handed in, oldest first.
    """

    unit: str
    submissions: list[Status]

    @property
    def counts(self) -> dict[State, int]:
        """How many submissions are in each state."""
        states = [one.state for one in self.submissions]
        return {state: states.count(state) for state in State if state in states}

    @property
    def last(self) -> list[Status]:
        """Each student's last submission, in alphabetical order."""
        return [one for _, one in sorted({one.student: one for one in self.submissions}.items())]

    @property
    def rate(self) -> float | None:
        """Submissions graded in a second, in the last minute in which any was; None where that is a guess."""
        moments = sorted(one.changed for one in self.submissions if one.state is State.GRADED)
        lately = [moment for moment in moments if moments[-1] - moment <= LATELY]
        seconds = (lately[-1] - lately[0]).total_seconds() if len(lately) >= FEW else 0
        return (len(lately) - 1) / seconds if seconds else None


def open_ledger(course: Path, url: str | None) -> Ledger:
    """Open a ledger that is there.

    Raises:
        UserError: there is none.
    """
    require_ledger(course, url)
    return Ledger(course, url)


def require_ledger(course: Path, url: str | None) -> None:
    """Complain if there is no ledger yet.

    Raises:
        UserError: there is none; a server's address is taken as it is.
    """
    if url is None and not (course / "ledger.db").is_file():
        raise UserError(
            f"There is no ledger in {course}: give --course, or grade a folder with `grader autograde --submissions`."
        )


def unit_statuses(ledger: Ledger, unit: str | None) -> list[UnitStatus]:
    """Return the status of one unit or of all.

    Raises:
        UserError: nothing was handed in.
    """
    found: dict[str, list[Status]] = {}
    for one in ledger.submissions(unit):
        found.setdefault(one.unit, []).append(one)
    if not found:
        raise UserError(f"Nothing was handed in{f' for {unit}' if unit else ''} yet: see `grader autograde --help`.")
    return [UnitStatus(name, submissions) for name, submissions in sorted(found.items())]


def status_lines(status: UnitStatus, students: bool) -> list[str]:
    """Return what to print about a unit."""
    counts = status.counts
    told = ", ".join(f"{number} {WORDS.get(state, state)}" for state, number in counts.items())
    lines = [f"{status.unit}: {len(status.submissions)} submissions of {len(status.last)} students: {told}"]
    if status.rate:
        waiting = counts.get(State.RECEIVED, 0) + counts.get(State.GRADING, 0)
        left = f", {waiting / status.rate:.0f} s left for those that wait" if waiting else ""
        lines.append(f"  {status.rate:.1f} graded a second lately{left}")
    lines += [f"  {one.student} was {one.state}: {one.error}" for one in status.last if one.state in NOT_GRADED]
    failed = counts.get(State.FAILED, 0)
    if failed:
        lines.append(f"  To try what has failed again: grader retry {status.unit}, then grader autograde {status.unit}")
    return lines + (table_of(status.last) if students else [])


def table_of(submissions: list[Status]) -> list[str]:
    """Return a table with a line for each submission."""
    head = ["student", "state", "attempts", "received", "receipt"]
    rows = [
        [one.student, WORDS.get(one.state, one.state), str(one.attempts), f"{one.received:%Y-%m-%d %H:%M:%S}Z", one.id]
        for one in submissions
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [head, *rows]
    ]


def as_json(status: UnitStatus) -> dict[str, object]:
    """Return the status of a unit for programs; times in UTC, ISO 8601."""
    return {
        "unit": status.unit,
        "counts": {state.value: number for state, number in status.counts.items()},
        "rate": status.rate,
        "students": [
            {
                "student": one.student,
                "state": one.state.value,
                "attempts": one.attempts,
                "error": one.error,
                "received": one.received.isoformat(),
                "receipt": one.id,
                "sha256": one.sha256,
            }
            for one in status.last
        ],
    }
