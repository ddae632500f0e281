"""One line of the table of peers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """Who takes how much where; None where nothing was measured.

    Attributes:
        who: Whose code.
        where: What it ran on.
        work: Instructions or clock cycles of one inference.
        unit: "instructions" or "cycles".
        flash: Bytes of code and constants that the inference adds to an image.
        ram: Bytes of static data that it adds, and of stack where `stack` is known.
        stack: Bytes of stack, part of `ram`.
        differing: Outputs that differ from the reference's, of those compared.
        compared: How many outputs were compared.
        accuracy: Share of labelled samples that are answered right.
        provenance: How the figures came about.
        note: Why there are none, and how to get them.
    """

    who: str
    where: str
    work: float | None = None
    unit: str = "instructions"
    flash: int | None = None
    ram: int | None = None
    stack: int | None = None
    differing: int | None = None
    compared: int | None = None
    accuracy: float | None = None
    provenance: str = ""
    note: str = ""


class Missing(Exception):
    """A tool or peer is not there; the message says how to get it."""
