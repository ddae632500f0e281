"""Takes submissions in, and says what became of them."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from grader.ledger.base import now, status
from grader.ledger.models import ResultRow, State, SubmissionRow
from grader.ledger.receipts import Receipt, Status
from grader.ledger.together import Together
from grader.ledger.work import Work

Row = dict[str, Any]


class Ledger(Work):
    """The ledger of one course; several processes and threads may use it at once. See `OpenLedger` for how to open it.

    A submission is acknowledged when it is on the disk and recorded; whatever is killed afterwards, it is graded once.
    """

    @cached_property
    def intake(self) -> Together[Row]:
        """Records what several threads take in at once in one transaction."""
        return Together(self.record_rows)

    def take_in(
        self,
        unit: str,
        student: str,
        files: Mapping[str, bytes],
        received: datetime | None = None,
        handed_in: datetime | None = None,
    ) -> Receipt:
        """Keep a submission: when this returns it is on the disk and recorded.

        Args:
            files: content by relative path; `<unit>.ipynb` among them, or grading will refuse it.
            received: when it came, by default now.
            handed_in: the time that counts against the deadline; None leaves it to a `timestamp.txt` among the files,
                as in nbgrader's own folders.

        Raises:
            UserError: there is no file, or one has a name that leads elsewhere.
        """
        sha256 = self.store.put(files)
        receipt, row = new_submission(unit, student, sha256, handed_in, received or now())
        self.intake.add(row)
        return receipt

    def record(
        self, submissions: Iterable[tuple[str, str, str, datetime | None]], received: datetime | None = None
    ) -> list[Receipt]:
        """Record what is in the store already, (unit, student, hash, handed in) each, in one transaction."""
        when = received or now()
        made = [new_submission(*submission, when) for submission in submissions]
        self.record_rows([row for _, row in made])
        return [receipt for receipt, _ in made]

    def record_rows(self, rows: Sequence[Row]) -> None:
        """Record rows in one transaction."""
        with self.writing() as session:
            session.execute(insert(SubmissionRow), rows)

    def submissions(
        self, unit: str | None = None, student: str | None = None, states: Iterable[State] | None = None
    ) -> list[Status]:
        """Return submissions, oldest first."""
        statement = select(SubmissionRow).order_by(SubmissionRow.number)
        if unit is not None:
            statement = statement.where(SubmissionRow.unit == unit)
        if student is not None:
            statement = statement.where(SubmissionRow.student == student)
        if states is not None:
            statement = statement.where(SubmissionRow.state.in_([*states]))
        return [status(row) for (row,) in self.rows(statement)]

    def state(self, receipt: str) -> Status | None:
        """Return what became of one submission; None if there is no such receipt."""
        found = self.rows(select(SubmissionRow).where(SubmissionRow.id == receipt))
        return status(found[0][0]) if found else None

    def latest(self, unit: str) -> dict[str, Status]:
        """Return each student's last submission of a unit."""
        return {one.student: one for one in self.submissions(unit)}

    def counts(self, unit: str | None = None) -> dict[str, dict[State, int]]:
        """Return how many submissions of each unit are in each state."""
        row = SubmissionRow
        statement = select(row.unit, row.state, func.count()).group_by(row.unit, row.state).order_by(row.unit)
        found: dict[str, dict[State, int]] = {}
        for name, state, number in self.rows(statement):
            if unit in (None, name):
                found.setdefault(name, {})[State(state)] = number
        return found

    def forget(self, unit: str, student: str | None = None) -> int:
        """Drop the results of a unit and put each student's last submission back in line; return how many."""
        chosen = [one.id for one in self.latest(unit).values() if student in (None, one.student)]
        results = delete(ResultRow).where(ResultRow.unit == unit)
        if student is not None:
            results = results.where(ResultRow.student == student)
        again = update(SubmissionRow).where(SubmissionRow.id.in_(chosen))
        with self.writing(repeatable=True) as session:
            session.execute(results)
            session.execute(again.values(state=State.RECEIVED, result=None, error="", changed=now()))
        return len(chosen)


def new_submission(
    unit: str, student: str, sha256: str, handed_in: datetime | None, received: datetime
) -> tuple[Receipt, Row]:
    """Return a receipt and the row that stands for it."""
    receipt = Receipt(secrets.token_hex(8), unit, student, sha256, received.astimezone(UTC))
    return receipt, {**vars(receipt), "handed_in": handed_in, "state": State.RECEIVED, "changed": now()}
