"""Cycles of an inference before any build, by rates fitted to simulated runs of estimators on scikit-learn's data sets.

An AVR's rates are clock cycles. Those of ESP chips are instructions, which the simulator counts as a cycle each.
"""

from __future__ import annotations

from typing import NamedTuple


class Work(NamedTuple):
    """What one inference goes through.

    Attributes:
        kernel: The kind of loop.
        rounds: How often the outer loop runs: sums, classes, trees or samples.
        steps: How often the inner one runs in all: features, or splits.
        more: What else is done: classes of leaves added up, levels of the heap that nearer samples may sink, or
            probabilities.
    """

    kernel: str
    rounds: int
    steps: int
    more: int = 0


class Rates(NamedTuple):
    """Cycles of a start, of a round, of a step on features of one byte and of two, and of what is done more."""

    start: float
    round: float
    byte: float
    word: float
    more: float


# fitted to 84 runs, those of neighbors to 355 of their own: off by less than a quarter; neighbors on AVRs by up to 29 %
# with samples in several arrays, one neighbor there by up to 39 % with few features
RATES: dict[str, dict[str, Rates]] = {
    "avr": {
        "sum": Rates(0, 93, 64.2, 59.7, 1000),
        "gaussian": Rates(0, 0, 497, 432, 1000),
        "tree table": Rates(64.1, 117, 33.6, 81.1, 62.7),
        "tree code": Rates(150, 14.9, 6.03, 3.34, 70.1),
        "one tree code": Rates(17, 0, 4.5, 6.5, 0),
        "neighbors": Rates(0, 46, 17.2, 135, 221),
        "one neighbor": Rates(0, 11.8, 19.5, 137, 0),
    },
    "esp32c3": {
        "sum": Rates(0, 16.3, 9.38, 7.71, 40),
        "gaussian": Rates(0, 33.4, 24.5, 25.5, 40),
        "tree table": Rates(0, 0, 19.2, 23.1, 13.3),
        "tree code": Rates(0, 7.37, 5.58, 3.47, 10.7),
        "one tree code": Rates(0, 7.37, 5.58, 3.47, 0),
        "neighbors": Rates(0, 2.48, 9.75, 9.78, 25.3),
        "one neighbor": Rates(0, 0, 9.93, 9.92, 0),
    },
    "esp32": {
        "sum": Rates(0, 27.5, 8.19, 6.86, 105),
        "gaussian": Rates(0, 41.7, 30.9, 31.2, 105),
        "tree table": Rates(0, 5.12, 21.7, 23.6, 16.5),
        "tree code": Rates(0, 6.52, 5.32, 3.81, 14.4),
        "one tree code": Rates(0, 6.52, 5.32, 3.81, 0),
        "neighbors": Rates(0, 0.83, 10.1, 10.1, 21),
        "one neighbor": Rates(0, 0, 10, 10, 0),
    },
}


def predict_cycles(work: Work, size: int, engine: str) -> int:
    """Return the estimate for features of `size` bytes on one engine of boards.toml."""
    rates = RATES[engine][work.kernel]
    steps = (rates.byte if size == 1 else rates.word) * work.steps
    return round(rates.start + rates.round * work.rounds + steps + rates.more * work.more)
