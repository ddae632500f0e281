"""What is measured: somebody's C or C++ of one model, and the samples that it is asked about."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Int8 = NDArray[np.int8]
HARNESS = Path(__file__).with_name("harness")
CACHE = Path(__file__).resolve().parents[2] / "build" / "bench"


@dataclass(frozen=True)
class Asked:
    """Samples and what the reference answers.

    Attributes:
        x: Inputs, of shape (samples, input size).
        y: Outputs, of shape (samples, output size).
    """

    x: Int8
    y: Int8


@dataclass(frozen=True)
class Contender:
    """Sources that define prepare(), predict() and spare() of bench.h.

    Attributes:
        who: Whose code.
        sources: C and C++ files.
        headers: Folders of their headers.
        flags: More flags for the compiler.
        libraries: Linked behind the sources.
        hosted: Whether it needs a C library.
        about: How it was built, as provenance.
    """

    who: str
    sources: tuple[Path, ...]
    headers: tuple[Path, ...] = ()
    flags: tuple[str, ...] = ()
    libraries: tuple[Path, ...] = field(default=())
    hosted: bool = False
    about: str = ""


def sizes_header(asked: Asked) -> str:
    """Return sizes.h."""
    (samples, inputs), outputs = asked.x.shape, asked.y.shape[1]
    return f"#define BENCH_INPUT {inputs}\n#define BENCH_OUTPUT {outputs}\n#define BENCH_SAMPLES {samples}\n"


def differing(answers: bytes, expected: Int8) -> int:
    """Return how many outputs are not as expected."""
    return int(np.count_nonzero(np.frombuffer(answers, dtype=np.int8) != expected.ravel()))
