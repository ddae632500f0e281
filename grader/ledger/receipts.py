"""What the ledger tells others."""

from dataclasses import dataclass
from datetime import datetime

from grader.ledger.models import State


@dataclass(frozen=True)
class Receipt:
    """Proof that a submission is on disk and recorded.

    Attributes:
        id: names this act of handing in.
        sha256: of all files that were handed in, with their names.
        received: when, in UTC.
    """

    id: str
    unit: str
    student: str
    sha256: str
    received: datetime


@dataclass(frozen=True)
class Status(Receipt):
    """A receipt, and what became of the submission since.

    Attributes:
        handed_in: the time that counts against the deadline; None leaves it to `timestamp.txt` among the files.
        attempts: how often it was run, lost runs included.
        error: why it was refused, or what was lost last; one sentence or empty.
        result: key of its result, if it has one.
        changed: when the state changed last.
    """

    handed_in: datetime | None
    state: State
    attempts: int
    error: str
    result: str | None
    changed: datetime


@dataclass(frozen=True)
class Lease(Receipt):
    """A submission that one grader may grade until a moment; then others may.

    Attributes:
        number: grows with every submission; the last one of a student counts.
    """

    handed_in: datetime | None
    number: int
    until: datetime


@dataclass(frozen=True)
class Graded:
    """A new result: the text of a graded notebook, under its key."""

    receipt: str
    key: str
    unit: str
    student: str
    text: str
