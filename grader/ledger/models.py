"""The ledger's tables."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import DateTime, Dialect, Index, LargeBinary, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class State(StrEnum):
    """What became of a submission.

    `REFUSED` is the student's fault (no notebook can be read in it), `FAILED` is ours: it is retried, never scored 0.
    """

    RECEIVED = "received"
    GRADING = "grading"
    GRADED = "graded"
    REFUSED = "refused"
    FAILED = "failed"


class UtcTime(TypeDecorator[datetime]):
    """A moment: kept in UTC, also by SQLite, which knows no time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any time zone into UTC."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that it is UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The schema."""

    type_annotation_map = {datetime: UtcTime}  # noqa: RUF012


class SubmissionRow(Base):
    """One act of handing in; its row number is the order in which submissions came."""

    __tablename__ = "submission"
    __table_args__ = (Index("by_student", "unit", "student"), Index("by_state", "unit", "state"))

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    unit: Mapped[str]
    student: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    received: Mapped[datetime]
    handed_in: Mapped[datetime | None]
    state: Mapped[State] = mapped_column(String(16), default=State.RECEIVED)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    owner: Mapped[str] = mapped_column(default="")
    leased_until: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(String(64))
    changed: Mapped[datetime]


class ResultRow(Base):
    """A graded notebook, under the hash of all that it depends on: a result is entered once and never changed."""

    __tablename__ = "result"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    unit: Mapped[str]
    student: Mapped[str]
    notebook: Mapped[bytes] = mapped_column(LargeBinary)
    made: Mapped[datetime]
