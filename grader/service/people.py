"""Who takes part in a course."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import Engine, delete, insert, select, update

from grader.service.tables import extensions, invitations, people, sessions, tokens, writing

ROLES = ("student", "instructor")


@dataclass(frozen=True)
class Person:
    """One row of the roster.

    Attributes:
        id: also the student's name in nbgrader's folders and gradebook.
        role: `student` or `instructor`.
    """

    id: str
    name: str
    email: str = ""
    role: str = "student"

    @property
    def teaches(self) -> bool:
        """Whether this person sees the class."""
        return self.role == "instructor"


class People:
    """The roster, as it is kept."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def all(self) -> list[Person]:
        """Return everybody, by id."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(people).order_by(people.c.id))
            return [Person(row.id, row.name, row.email, row.role) for row in rows]

    def find(self, person: str) -> Person | None:
        """Return the person with this id."""
        with self.engine.connect() as connection:
            row = connection.execute(select(people).where(people.c.id == person)).one_or_none()
        return Person(row.id, row.name, row.email, row.role) if row else None

    def not_joined(self) -> list[Person]:
        """Return those who have never signed in."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(people).where(people.c.joined.is_(None)).order_by(people.c.id))
            return [Person(row.id, row.name, row.email, row.role) for row in rows]

    def enter(self, roster: Iterable[tuple[Person, dict[str, float]]]) -> tuple[int, int]:
        """Enter people, each with the seconds of their extensions by unit ("" is every unit), all or none.

        Returns:
            How many are new, and how many were there before.
        """
        new = old = 0
        with writing(self.engine).begin() as connection:
            for person, extra in roster:
                values = asdict(person)
                if connection.execute(update(people).where(people.c.id == person.id).values(values)).rowcount:
                    old += 1
                else:
                    connection.execute(insert(people).values(values))
                    new += 1
                connection.execute(delete(extensions).where(extensions.c.person == person.id))
                for unit, seconds in extra.items():
                    connection.execute(insert(extensions).values(person=person.id, unit=unit, seconds=seconds))
        return new, old

    def remove(self, person: str) -> bool:
        """Take a person's access away; their submissions and grades stay. Return whether there was such a person."""
        with writing(self.engine).begin() as connection:
            for table in (invitations, sessions, tokens, extensions):
                connection.execute(delete(table).where(table.c.person == person))
            return bool(connection.execute(delete(people).where(people.c.id == person)).rowcount)
