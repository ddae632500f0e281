"""Progress of long work: on a terminal one line that changes, elsewhere a line for each submission."""

import sys
from collections.abc import Callable
from time import monotonic
from typing import TextIO

WIDTH = 24


class Progress:
    """Counts submissions and says how fast they go and how long the rest will take.

    Args:
        of: how many there are.
        say: is called with each line; None draws a bar on `stream` instead.
    """

    def __init__(self, of: int, say: Callable[[str], None] | None = None, stream: TextIO = sys.stderr) -> None:
        self.of, self.say, self.stream = of, say, stream
        self.done = 0
        self.begun = monotonic()

    def step(self, student: str, outcome: str) -> None:
        """Say that one more is done."""
        self.done += 1
        rate = self.done / max(monotonic() - self.begun, 1e-6)
        left = (self.of - self.done) / rate
        speed = f"{rate:.1f}/s, {left:.0f} s left" if self.done < self.of else f"{rate:.1f}/s"
        if self.say:
            self.say(f"[{self.done}/{self.of}] {student}: {outcome} ({speed})")
            return
        full = WIDTH * self.done // self.of
        bar = f"{'#' * full}{'.' * (WIDTH - full)} {self.done}/{self.of} {speed}  {student}"
        end = "\n" if self.done == self.of else ""
        self.stream.write(f"\r\x1b[K{bar[:100]}{end}")
        self.stream.flush()
