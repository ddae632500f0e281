"""Cycles of an inference, from the two pulses that a lab's sketch makes around it.

The sketch raises and lowers the probe pin with nothing in between, then again with the model in between: the
difference of the two widths is the model, however long `digitalWrite` takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hardware_labs.errors import LabError

PROBE_PIN = "4"


@dataclass(frozen=True)
class Edge:
    """A level change of the probe pin, `nanos` nanoseconds of board time after the start."""

    nanos: float
    high: bool


def inference_cycles(edges: Sequence[Edge], clock: int) -> list[int]:
    """Return the cycles of every inference whose two pulses are complete.

    Args:
        edges: Level changes in the order they happened; repeated levels are ignored.
        clock: The board's clock in Hz.

    Raises:
        LabError: There is no complete pair of pulses.
    """
    widths: list[float] = []
    rise: float | None = None
    for edge in edges:
        if edge.high and rise is None:
            rise = edge.nanos
        elif not edge.high and rise is not None:
            widths.append(edge.nanos - rise)
            rise = None
    pairs = zip(widths[::2], widths[1::2], strict=False)
    cycles = [round((inference - empty) * clock / 1e9) for empty, inference in pairs]
    if not cycles:
        raise LabError(
            f"The sketch made no pulses on pin {PROBE_PIN}: it must make an empty one and one around each "
            "inference, so that its cycles can be measured."
        )
    return cycles
