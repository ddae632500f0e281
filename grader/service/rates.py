"""How often somebody may knock: a count for each caller and window of time.

The counts live in the one process that serves; a restart forgives. They bound what a caller can cost, and are not what
keeps keys from being guessed: 256 random bits do that.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

FORGET = 10_000  # callers in mind before those whose window is over are forgotten


class RateLimit:
    """At most `count` calls in `seconds` for each caller."""

    def __init__(self, count: int, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self.count, self.seconds, self.now = count, seconds, now
        self.windows: dict[str, tuple[float, int]] = {}
        self.lock = threading.Lock()

    def wait(self, caller: str) -> int:
        """Count one call; return 0, or after how many whole seconds to come again."""
        with self.lock:
            moment = self.now()
            if len(self.windows) >= FORGET:
                self.windows = {who: window for who, window in self.windows.items() if window[0] > moment}
            ends, used = self.windows.get(caller, (0.0, 0))
            if ends <= moment:
                ends, used = moment + self.seconds, 0
            self.windows[caller] = (ends, used + 1)
            return 0 if used < self.count else max(1, round(ends - moment))


@dataclass(frozen=True)
class Rates:
    """The limits of a server: of sign-ins and wrong keys for each address, of submissions for each person."""

    sign_in: RateLimit = field(default_factory=lambda: RateLimit(20, 60))
    wrong_key: RateLimit = field(default_factory=lambda: RateLimit(60, 60))
    submission: RateLimit = field(default_factory=lambda: RateLimit(30, 600))
