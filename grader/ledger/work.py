"""Gives out submissions to graders, and keeps their results."""

import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, Update, func, insert, or_, select, update

from grader.ledger.base import OpenLedger, now, status
from grader.ledger.models import ResultRow, State, SubmissionRow
from grader.ledger.receipts import Graded, Lease, Status

SUBMISSION = cast(Table, SubmissionRow.__table__)
RESULT = cast(Table, ResultRow.__table__)
LEASE = timedelta(minutes=10)  # they are renewed while their grader lives


class Work(OpenLedger):
    """The side of a ledger that graders see. What they write can be done again, so it is not synced at every step."""

    def waiting(self, unit: str) -> list[Status]:
        """Return what is to be graded, oldest first: new, failed, or left behind by a grader whose lease ran out."""
        row = SubmissionRow
        lost = (row.state == State.GRADING) & (row.leased_until < now())
        wanted = select(row).where(row.unit == unit, or_(row.state.in_([State.RECEIVED, State.FAILED]), lost))
        return [status(one) for (one,) in self.rows(wanted.order_by(row.number))]

    def lease(self, receipts: Iterable[str], owner: str) -> list[Lease]:
        """Hand out submissions, whatever became of them before; those that another grader holds are left out."""
        until = now() + LEASE
        row = SubmissionRow
        free = or_(row.state != State.GRADING, row.leased_until < now(), row.owner == owner)
        values = {"state": State.GRADING, "owner": owner, "leased_until": until, "changed": now()}
        mine = update(row).where(row.id.in_([*receipts]), free).values(values).returning(row)
        with self.writing(repeatable=True) as session:
            rows = session.scalars(mine).all()
            return [lease(one, until) for one in sorted(rows, key=lambda one: one.number)]

    def newest_graded(self, unit: str) -> dict[str, int]:
        """Return the number of each student's last graded submission of a unit."""
        row = SubmissionRow
        graded = select(row.student, func.max(row.number)).where(row.unit == unit, row.state == State.GRADED)
        return {student: number for student, number in self.rows(graded.group_by(row.student))}

    def text(self, key: str | None) -> str | None:
        """Return a graded notebook; None if there is no such result. It holds hidden tests: never show it."""
        found = self.rows(select(ResultRow.notebook).where(ResultRow.key == key)) if key else []
        return zlib.decompress(found[0][0]).decode() if found else None

    def known(self, keys: Iterable[str]) -> set[str]:
        """Return those of the keys that have a result."""
        return {key for (key,) in self.rows(select(ResultRow.key).where(ResultRow.key.in_([*keys])))}

    def renew(self, owner: str) -> None:
        """Keep all leases of a grader."""
        with self.writing(repeatable=True) as session:
            session.execute(of_owner(owner).values(leased_until=now() + LEASE))

    def release(self, owner: str) -> None:
        """Give back what a grader has leased and not graded."""
        with self.writing(repeatable=True) as session:
            session.execute(of_owner(owner).values(state=State.RECEIVED, owner="", leased_until=None, changed=now()))

    def owners(self) -> list[str]:
        """Return who holds leases."""
        statement = select(SubmissionRow.owner).where(SubmissionRow.state == State.GRADING).distinct()
        return [owner for (owner,) in self.rows(statement)]

    def keep(self, results: Iterable[Graded], entered: Iterable[str] = ()) -> None:
        """Record new results, and that those of other receipts are in the gradebook now, in one transaction."""
        with self.writing(repeatable=True) as session:
            write = session.connection().execute  # one statement at a time, as nothing has to be tracked
            for one in results:
                if write(select(RESULT.c.key).where(RESULT.c.key == one.key)).first() is None:
                    packed = zlib.compress(one.text.encode(), 1)
                    row = {"key": one.key, "unit": one.unit, "student": one.student, "notebook": packed, "made": now()}
                    write(insert(RESULT), row)
                values = {"result": one.key, "attempts": SUBMISSION.c.attempts + 1, "error": ""}
                write(update(SUBMISSION).where(SUBMISSION.c.id == one.receipt).values(values))
            done = [*entered]
            if done:
                ended = {"state": State.GRADED, "owner": "", "leased_until": None, "changed": now()}
                write(update(SUBMISSION).where(SUBMISSION.c.id.in_(done)).values(ended))

    def reuse(self, receipt: str, key: str) -> None:
        """Give a submission the result that it has already had, or that was made when its grader was killed."""
        with self.writing(repeatable=True) as session:
            session.execute(of(receipt).values(result=key, error=""))

    def give_up(self, receipt: str, state: State, error: str) -> None:
        """Record that a submission was refused or has failed, and why."""
        attempts = SubmissionRow.attempts + 1
        values = {"state": state, "error": error, "owner": "", "leased_until": None, "changed": now()}
        with self.writing(repeatable=True) as session:
            session.execute(of(receipt).values(attempts=attempts, **values))

    def lose(self, receipt: str, error: str) -> None:
        """Record an attempt that was lost; the lease stays."""
        with self.writing(repeatable=True) as session:
            session.execute(of(receipt).values(attempts=SubmissionRow.attempts + 1, error=error))

    def retry(self, unit: str, states: Iterable[State] = (State.FAILED,)) -> int:
        """Put submissions back in line; return how many."""
        row = SubmissionRow
        statement = update(row).where(row.unit == unit, row.state.in_([*states]))
        with self.writing(repeatable=True) as session:
            found: Any = session.execute(statement.values(state=State.RECEIVED, changed=now()))
            return int(found.rowcount)


def of(receipt: str) -> Update:
    """Begin to change one submission."""
    return update(SubmissionRow).where(SubmissionRow.id == receipt)


def of_owner(owner: str) -> Update:
    """Begin to change what a grader has leased."""
    return update(SubmissionRow).where(SubmissionRow.owner == owner, SubmissionRow.state == State.GRADING)


def lease(row: SubmissionRow, until: datetime) -> Lease:
    """Return what a grader has to know of a row."""
    return Lease(row.id, row.unit, row.student, row.sha256, row.received, row.handed_in, row.number, until)
