"""One grader at a time writes into a course folder."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

WAITING = "Another grader works in {folder}; this one begins when that one has ended."


@contextmanager
def only_one(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a course folder; the system takes it back from a process that is killed.

    A lock of this kind (fcntl(2)) is not passed on to forks, which may live a moment longer.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "ledger.lock").open("w") as file:
        if os.name != "nt":
            import fcntl

            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                say(WAITING.format(folder=folder))
                fcntl.lockf(file, fcntl.LOCK_EX)
        yield
