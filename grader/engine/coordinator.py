"""Gives out the work, and is the only one to write results: into the ledger first, then into the gradebook."""

import os
import secrets
import socket
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from grader.engine.gradebook import Entries
from grader.engine.tasks import Answer, Grade, Kind, Page, Task
from grader.ledger import Graded, Lease, Ledger, State
from grader.scoring import Entry

ATTEMPTS = 3  # how often one run tries a submission whose worker or box was lost
CHUNK = 8  # submissions that are leased at once: those that are graded now, and some that are next
RENEW = 60.0  # seconds between two renewals of the leases
PATIENCE = 1.0  # seconds to wait before looking whether workers are still there


class Pool(Protocol):
    """Where tasks are done."""

    @property
    def in_flight(self) -> int:
        """How many tasks are given out."""

    def room(self) -> bool:
        """Say whether another task can be given out."""

    def submit(self, task: Task) -> None:
        """Give out a task."""

    def collect(self, seconds: float) -> list[tuple[Task, Answer]]:
        """Return what is done or lost."""


@dataclass(frozen=True)
class Outcome:
    """What became of one submission: an entry in the gradebook, or why there is none.

    Attributes:
        superseded: a later one of the same student counts, so this one was not entered.
    """

    lease: Lease
    text: str = ""
    entry: Entry | None = None
    page: str = ""
    error: str = ""
    superseded: bool = False


class Coordinator:
    """Grades submissions of one unit. Whenever it is killed, another one goes on where the ledger stands.

    Args:
        key_of: returns the key of a submission's result.
        pages: also write feedback.
    """

    def __init__(
        self, ledger: Ledger, unit: str, pool: Pool, entries: Entries, key_of: Callable[[Lease], str], pages: bool
    ) -> None:
        self.ledger, self.unit, self.pool, self.entries = ledger, unit, pool, entries
        self.key_of, self.pages = key_of, pages
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.ids: deque[str] = deque()
        self.leases: dict[str, Lease] = {}
        self.tasks: deque[Task] = deque()
        self.alone: deque[Task] = deque()  # lost once: one at a time, so that it cannot take others down with it
        self.cached: deque[tuple[Lease, str]] = deque()
        self.graded: dict[str, tuple[str, Entry]] = {}
        self.entered: list[str] = []
        self.lost: Counter[str] = Counter()
        self.newest = ledger.newest_graded(unit)
        self.renewed = time.monotonic()

    def run(self, receipts: Iterable[str]) -> Iterator[Outcome]:
        """Grade submissions; yield each when it is done."""
        self.ids.extend(receipts)
        try:
            while self.fill():
                yield from self.settle(self.pool.collect(0 if self.cached else PATIENCE))
        finally:
            self.ledger.keep([], self.entered)
            self.ledger.release(self.owner)

    def fill(self) -> bool:
        """Give out what workers have room for; return False when all is done."""
        while self.pool.room():
            if not self.tasks and self.ids:
                self.claim()
            if self.tasks:
                self.pool.submit(self.tasks.popleft())
            elif self.alone and not self.pool.in_flight:
                self.pool.submit(self.alone.popleft())
                break
            else:
                break
        if time.monotonic() - self.renewed > RENEW:
            self.ledger.renew(self.owner)
            self.renewed = time.monotonic()
        return bool(self.pool.in_flight or self.cached or self.alone or self.tasks or self.ids)

    def claim(self) -> None:
        """Lease the next submissions; those that have a result already need no worker."""
        chosen = [self.ids.popleft() for _ in range(min(CHUNK, len(self.ids)))]
        leases = self.ledger.lease(chosen, self.owner)
        known = self.ledger.known(self.key_of(lease) for lease in leases)
        for lease in leases:
            self.leases[lease.id] = lease
            if self.key_of(lease) in known:
                self.cached.append((lease, self.key_of(lease)))
            else:
                folder = self.ledger.store.path(lease.sha256)
                self.tasks.append(Grade(lease.id, lease.student, self.unit, folder))

    def settle(self, answers: Iterable[tuple[Task, Answer]]) -> Iterator[Outcome]:
        """Record what has come in. First the ledger, so that nothing is graded again; then the gradebook."""
        results: list[tuple[Lease, str]] = []
        outcomes: list[Outcome] = []
        for task, answer in answers:
            lease = self.leases[task.receipt]
            if answer.kind is Kind.LOST:
                outcomes += self.lose(task, answer.text)
            elif isinstance(task, Page):
                outcomes.append(self.finish(lease, answer.text if answer.kind is Kind.DONE else ""))
            elif answer.kind is Kind.REFUSED:
                self.ledger.give_up(lease.id, State.REFUSED, answer.text)
                outcomes.append(Outcome(lease, error=answer.text))
            else:
                results.append((lease, answer.text))
        self.fill()  # nobody waits while this process writes
        if results or self.entered:
            new = [Graded(lease.id, self.key_of(lease), self.unit, lease.student, text) for lease, text in results]
            self.ledger.keep(new, self.entered)
            self.entered.clear()
        for lease, text in results:
            outcomes += self.enter(lease, text, False)
        if self.cached:
            lease, key = self.cached.popleft()
            self.ledger.reuse(lease.id, key)
            outcomes += self.enter(lease, self.ledger.text(key) or "", True)
        for outcome in outcomes:
            self.leases.pop(outcome.lease.id, None)
            if not outcome.error:
                self.entered.append(outcome.lease.id)
            yield outcome

    def enter(self, lease: Lease, text: str, again: bool) -> list[Outcome]:
        """Enter a result into the gradebook, unless a later one of the same student is there."""
        if self.newest.get(lease.student, 0) > lease.number:
            return [Outcome(lease, text, superseded=True)]
        entry = self.entries.heal(lease, text) if again else self.entries.enter(lease, text)
        self.newest[lease.student] = lease.number
        if not self.pages:
            return [Outcome(lease, text, entry)]
        self.graded[lease.id] = text, entry
        self.tasks.appendleft(Page(lease.id, lease.student, self.entries.graded_path(lease.student), entry))
        return []

    def finish(self, lease: Lease, page: str = "") -> Outcome:
        """End a submission whose page was made, unless a later one of the same student was entered meanwhile."""
        text, entry = self.graded.pop(lease.id)
        if self.newest[lease.student] > lease.number:
            return Outcome(lease, text, superseded=True)
        return Outcome(lease, text, entry, page)

    def lose(self, task: Task, reason: str) -> list[Outcome]:
        """Try again what was lost; give up after some attempts. It is never scored 0."""
        lease = self.leases[task.receipt]
        self.lost[lease.id] += 1
        if self.lost[lease.id] < ATTEMPTS:
            self.ledger.lose(lease.id, reason)
            self.alone.append(task)
            return []
        if isinstance(task, Page):  # it is graded all the same
            return [self.finish(lease)]
        error = f"it could not be run in {ATTEMPTS} attempts ({reason})."
        self.ledger.give_up(lease.id, State.FAILED, error)
        return [Outcome(lease, error=error)]
