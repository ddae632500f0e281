"""What the server holds while it runs."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import Request

from grader.course import Course
from grader.ledger import Ledger
from grader.project import Project
from grader.service.access import Access
from grader.service.background import Background
from grader.service.people import People, Person
from grader.service.rates import Rates
from grader.service.schedule import Schedule
from grader.service.tables import TABLES

YOU = Person("you", "You", role="student")


@dataclass
class Service:
    """One course on the web.

    Attributes:
        project: its units.
        course: its folder.
        ledger: its submissions.
        background: grades what the ledger holds.
        local: no sign-in; the only user is `YOU`, who sees grades at once.
        most: bytes that a request may have.
        say: is called with one line for each event worth one.
    """

    project: Project
    course: Course
    ledger: Ledger
    background: Background
    local: bool = False
    most: int = 8 * 2**20
    say: Callable[[str], None] = lambda line: None
    rates: Rates = field(default_factory=Rates)
    people: People = field(init=False)
    access: Access = field(init=False)
    schedule: Schedule = field(init=False)

    def __post_init__(self) -> None:
        engine = self.ledger.engine
        TABLES.create_all(engine)
        self.people, self.access, self.schedule = People(engine), Access(engine), Schedule(engine)

    def shows_grades(self, unit: str, person: Person) -> bool:
        """Return whether somebody may see grades of a unit."""
        return self.local or person.teaches or self.schedule.released(unit)


def service_of(request: Request) -> Service:
    """Return the service that a request came to."""
    service: Service = request.app.state.service
    return service
