"""Letting people in: an invitation opens a session once, a token speaks for a person until it is revoked."""

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Delete, Engine, Table, delete, insert, select, update

from grader.service.keys import TOKEN, digest, new_key
from grader.service.people import Person
from grader.service.tables import invitations, people, sessions, tokens, writing

DAY = 86400.0
INVITATION = 14 * DAY
SESSION = 30 * DAY


class Access:
    """Invitations, sessions and tokens of a course.

    Args:
        engine: the database.
        now: the clock, in seconds since 1970.
    """

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time) -> None:
        self.engine, self.now = engine, now

    def invite(self, person: str, seconds: float = INVITATION) -> str:
        """Return a new invitation; an earlier one of this person stops working."""
        key = new_key()
        with writing(self.engine).begin() as connection:
            connection.execute(delete(invitations).where(invitations.c.person == person))
            values = {"digest": digest(key), "person": person, "expires": self.now() + seconds}
            connection.execute(insert(invitations).values(values))
        return key

    def redeem(self, invitation: str) -> str | None:
        """Use an invitation up; return the key of a new session, or None if it is unknown, used or expired."""
        used = invitations.c.digest == digest(invitation)
        with writing(self.engine).begin() as connection:
            row = connection.execute(select(invitations).where(used)).one_or_none()
            # of two who use it at the same moment only one deletes it
            if not connection.execute(delete(invitations).where(used)).rowcount or row is None:
                return None
            if row.expires <= self.now():
                return None
            connection.execute(delete(sessions).where(sessions.c.expires <= self.now()))
            key = new_key()
            values = {"digest": digest(key), "person": row.person, "expires": self.now() + SESSION}
            connection.execute(insert(sessions).values(values))
            connection.execute(update(people).where(people.c.id == row.person).values(joined=self.now()))
        return key

    def by_session(self, key: str) -> Person | None:
        """Return whose session this is, or None if it has ended."""
        return self._find(sessions, key, sessions.c.expires > self.now())

    def end_session(self, key: str) -> None:
        """Sign out."""
        self._delete(delete(sessions).where(sessions.c.digest == digest(key)))

    def new_token(self, person: str) -> str:
        """Return a new token; an earlier one of this person stops working."""
        key = new_key(TOKEN)
        with writing(self.engine).begin() as connection:
            connection.execute(delete(tokens).where(tokens.c.person == person))
            connection.execute(insert(tokens).values(digest=digest(key), person=person, made=self.now()))
        return key

    def by_token(self, key: str) -> Person | None:
        """Return whose token this is."""
        return self._find(tokens, key)

    def revoke(self, person: str) -> None:
        """End every session of a person, and let their token and invitation work no longer."""
        for table in (sessions, tokens, invitations):
            self._delete(delete(table).where(table.c.person == person))

    def revoke_token(self, person: str) -> None:
        """Let a person's token work no longer."""
        self._delete(delete(tokens).where(tokens.c.person == person))

    def _find(self, table: Table, key: str, *conditions: Any) -> Person | None:  # noqa: ANN401 (SQL expressions)
        """Return the person of a key."""
        found = (
            select(people).join(table, table.c.person == people.c.id).where(table.c.digest == digest(key), *conditions)
        )
        with self.engine.connect() as connection:
            row = connection.execute(found).one_or_none()
        return Person(row.id, row.name, row.email, row.role) if row else None

    def _delete(self, statement: Delete) -> None:
        """Run a statement that deletes."""
        with writing(self.engine).begin() as connection:
            connection.execute(statement)
