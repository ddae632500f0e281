"""An open ledger, and what all of its parts share."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Select
from sqlalchemy.orm import Session

from grader.ledger.database import open_database, sqlite_url
from grader.ledger.models import State, SubmissionRow
from grader.ledger.receipts import Status
from grader.ledger.store import Store


class OpenLedger:
    """The files and the database of one course.

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

    def __enter__(self) -> Self:
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


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def status(row: SubmissionRow) -> Status:
    """Return what others may know of a row."""
    return Status(
        row.id, row.unit, row.student, row.sha256, row.received, row.handed_in,
        State(row.state), row.attempts, row.error, row.result, row.changed,
    )  # fmt: skip
