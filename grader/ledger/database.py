"""Opens the ledger's database: SQLite by default, PostgreSQL by its address."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, IntegrityError, OperationalError, ProgrammingError, SQLAlchemyError

from grader.errors import UserError
from grader.ledger.models import Base

PATIENCE = 60  # seconds to wait for another process that writes


def open_database(url: str) -> Engine:
    """Return the database at an address, with the ledger's tables in it.

    SQLite keeps a write-ahead log: readers never wait, and a commit survives a power cut.

    Raises:
        UserError: there is none that can be used.
    """
    try:
        engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", prepare_sqlite)
            event.listen(engine, "begin", begin_sqlite)
        create_tables(engine)
    except (ArgumentError, ImportError) as error:
        raise UserError(
            f"{url!r} is no address of a database ({error}): give sqlite:///FILE or postgresql+psycopg://HOST/NAME."
        ) from error
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        what = "cannot be reached" if isinstance(error, OperationalError) else "cannot be used"
        shown = engine.url.render_as_string(hide_password=True)
        raise UserError(f"The ledger {shown} {what} ({cause}): start its server or give another address.") from error
    return engine


def create_tables(engine: Engine) -> None:
    """Create the tables that are missing; another process may do so at the same moment."""
    writing = engine.execution_options(writes=True)
    try:
        Base.metadata.create_all(writing)
    except (IntegrityError, ProgrammingError):  # PostgreSQL's answers to the second of two at once
        Base.metadata.create_all(writing)


def prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    """Set up one connection."""
    connection.isolation_level = None  # SQLAlchemy's own way to have real transactions: see `begin_sqlite`
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={PATIENCE * 1000}", "journal_mode=WAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def begin_sqlite(connection: Connection) -> None:
    """Begin a transaction; one that will write takes its turn at once, so that it cannot fail in the middle.

    With the option `repeatable` it is not synced: a kill cannot undo it, a power cut can, and then it is done again.
    """
    options: Any = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA synchronous={'NORMAL' if options.get('repeatable') else 'FULL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def sqlite_url(folder: Path) -> str:
    """Return the address of the ledger of a course folder."""
    return f"sqlite:///{folder / 'ledger.db'}"
