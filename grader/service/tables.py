"""The tables of a course's people and dates; they lie in the same database as the ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Boolean, Column, Engine, Float, MetaData, String, Table

from grader.ledger.database import open_database, sqlite_url

TABLES = MetaData()

people = Table(
    "people",
    TABLES,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("email", String(200), nullable=False),
    Column("role", String(16), nullable=False),
    Column("joined", Float),
)
# of keys only the SHA-256 is kept; times are seconds since 1970 (UTC)
invitations = Table(
    "invitations",
    TABLES,
    Column("digest", String(64), primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("expires", Float, nullable=False),
)
sessions = Table(
    "sessions",
    TABLES,
    Column("digest", String(64), primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("expires", Float, nullable=False),
)
tokens = Table(
    "tokens",
    TABLES,
    Column("digest", String(64), primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("made", Float, nullable=False),
)
units = Table(
    "units",
    TABLES,
    Column("unit", String(100), primary_key=True),
    Column("due", Float),
    Column("released", Boolean, nullable=False, default=False),
)
extensions = Table(
    "extensions",
    TABLES,
    Column("person", String(64), primary_key=True),
    Column("unit", String(100), primary_key=True),  # empty: every unit
    Column("seconds", Float, nullable=False),
)


def open_tables(course: Path, url: str | None = None) -> Engine:
    """Open the database of a course, and make the tables that are missing.

    Args:
        course: the course folder.
        url: the ledger's database, by default the SQLite file in the course folder.

    Raises:
        UserError: the database cannot be opened.
    """
    course.mkdir(parents=True, exist_ok=True)
    engine = open_database(url or sqlite_url(course))
    TABLES.create_all(engine)
    return engine


@contextmanager
def opened_tables(course: Path, url: str | None = None) -> Iterator[Engine]:
    """Open the database of a course for a while."""
    engine = open_tables(course, url)
    try:
        yield engine
    finally:
        engine.dispose()


def writing(engine: Engine) -> Engine:
    """Return the engine for transactions that write: they take their turn at once (see `grader.ledger.database`)."""
    return engine.execution_options(writes=True)
