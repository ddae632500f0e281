"""One transaction for all who write at the same moment."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass
class Waiting(Generic[Item]):
    """What one thread has to write, and what became of it."""

    item: Item
    written: bool = False
    error: BaseException | None = None


@dataclass
class Together(Generic[Item]):
    """Lets threads write in groups: one syncs for everybody who came while the one before was syncing.

    A class that hands in at once needs a few syncs of the disk then, instead of one for each student. Databases call
    this a group commit (DeWitt et al., "Implementation Techniques for Main Memory Database Systems", 1984).

    Args:
        write: writes items in one transaction.
    """

    write: Callable[[list[Item]], None]
    queue: list[Waiting[Item]] = field(default_factory=list)
    adding: threading.Lock = field(default_factory=threading.Lock)
    writing: threading.Lock = field(default_factory=threading.Lock)

    def add(self, item: Item) -> None:
        """Write an item; when this returns it is written.

        Raises:
            Exception: what `write` raised.
        """
        own = Waiting(item)
        with self.adding:
            self.queue.append(own)
        with self.writing:
            if not own.written and own.error is None:
                self.write_all()
        if own.error is not None:
            raise own.error

    def write_all(self) -> None:
        """Write what has come so far; if that fails, each alone, so that nobody fails for another's item."""
        with self.adding:
            group, self.queue = self.queue, []
        if len(group) > 1 and self.write_group(group):
            return
        for one in group:
            self.write_group([one])

    def write_group(self, group: list[Waiting[Item]]) -> bool:
        """Write items in one transaction; return whether they are written."""
        try:
            self.write([one.item for one in group])
        except BaseException as error:
            for one in group:
                one.error = error
        else:
            for one in group:
                one.written, one.error = True, None
        return group[0].written
