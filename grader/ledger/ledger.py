"""Takes submissions in, hands them out to graders, and remembers what became of them."""

import secrets
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Select, Update, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from grader.ledger.database import open_database, sqlite_url
from grader.ledger.models import ResultRow, State, SubmissionRow
from grader.ledger.receipts import Graded, Lease, Receipt, Status
from grader.ledger.store import Store

LEASE = timedelta(minutes=10)  # longer than any submission may run


class Ledger:
    """The ledger of one course; several processes and threads may use it at once.

    Args:
        course: the course folder; what is handed in is kept in `received/` in it.
        url: the database, `ledger.db` in the course folder by default.

    Raises:
        UserError: the database cannot be used.
    """

    def __init__(self, course: Path, url: str | None = None) -> None:
        course.mkdir(parents=True, exist_ok=True)
        self.store = Store(course / "received")
        self.engine = open_database(url or sqlite_url(course))
        self.writing_engine = self.engine.execution_options(writes=True)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writing(self, repeatable: bool = False) -> Iterator[Session]:
        """Run one transaction; a repeatable one is lost in a power cut, and done again."""
        with Session(self.writing_engine.execution_options(repeatable=repeatable)) as session, session.begin():
            yield session

    def rows(self, statement: Select[*tuple[Any, ...]]) -> list[Any]:
        """Read."""
        with Session(self.engine) as session:
            return list(session.execute(statement).all())

    # Handing in

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
        return self.record([(unit, student, sha256, handed_in)], received)[0]

    def record(
        self, submissions: Iterable[tuple[str, str, str, datetime | None]], received: datetime | None = None
    ) -> list[Receipt]:
        """Record what is in the store already, (unit, student, hash, handed in) each, in one transaction."""
        when = received or now()
        receipts, rows = [], []
        for unit, student, sha256, handed_in in submissions:
            receipts.append(Receipt(secrets.token_hex(8), unit, student, sha256, when.astimezone(UTC)))
            rows.append({**vars(receipts[-1]), "handed_in": handed_in, "state": State.RECEIVED, "changed": now()})
        with self.writing() as session:
            session.execute(insert(SubmissionRow), rows)
        return receipts

    # Looking

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

    def newest_graded(self, unit: str) -> dict[str, int]:
        """Return the number of each student's last graded submission of a unit."""
        row = SubmissionRow
        graded = select(row.student, func.max(row.number)).where(row.unit == unit, row.state == State.GRADED)
        return {student: number for student, number in self.rows(graded.group_by(row.student))}

    def text(self, key: str | None) -> str | None:
        """Return a graded notebook; None if there is no such result. It holds hidden tests: never show it."""
        found = self.rows(select(ResultRow.notebook).where(ResultRow.key == key)) if key else []
        return zlib.decompress(found[0][0]).decode() if found else None

    # Grading

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
            for one in results:
                if session.get(ResultRow, one.key) is None:
                    packed = zlib.compress(one.text.encode(), 1)
                    session.add(ResultRow(key=one.key, unit=one.unit, student=one.student, notebook=packed, made=now()))
                values = {"result": one.key, "attempts": SubmissionRow.attempts + 1, "error": ""}
                session.execute(of(one.receipt).values(values))
            done = [*entered]
            if done:
                ended = {"state": State.GRADED, "owner": "", "leased_until": None, "changed": now()}
                session.execute(update(SubmissionRow).where(SubmissionRow.id.in_(done)).values(ended))

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

    def counts(self, unit: str | None = None) -> dict[str, dict[State, int]]:
        """Return how many submissions of each unit are in each state."""
        row = SubmissionRow
        statement = select(row.unit, row.state, func.count()).group_by(row.unit, row.state).order_by(row.unit)
        found: dict[str, dict[State, int]] = {}
        for name, state, number in self.rows(statement):
            if unit in (None, name):
                found.setdefault(name, {})[State(state)] = number
        return found


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def of(receipt: str) -> Update:
    """Begin to change one submission."""
    return update(SubmissionRow).where(SubmissionRow.id == receipt)


def of_owner(owner: str) -> Update:
    """Begin to change what a grader has leased."""
    return update(SubmissionRow).where(SubmissionRow.owner == owner, SubmissionRow.state == State.GRADING)


def status(row: SubmissionRow) -> Status:
    """Return what others may know of a row."""
    return Status(
        row.id, row.unit, row.student, row.sha256, row.received, row.handed_in,
        State(row.state), row.attempts, row.error, row.result, row.changed,
    )  # fmt: skip


def lease(row: SubmissionRow, until: datetime) -> Lease:
    """Return what a grader has to know of a row."""
    return Lease(row.id, row.unit, row.student, row.sha256, row.received, row.handed_in, row.number, until)
