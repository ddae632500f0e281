"""Somebody else's C of a scikit-learn classifier, in the place of a model of ours in the trial sketch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hardware_labs.compiler.program import Layer, Program, Sample

STEP, START = 37, 5
HEADER = """\
#ifndef MODEL_H
#define MODEL_H
#include <stdint.h>
#define MODEL_INPUTS {inputs}
#ifdef __cplusplus
extern "C" {{
#endif
int32_t model_predict(const int16_t x[MODEL_INPUTS]) __attribute__((noinline));
#ifdef __cplusplus
}}
#endif
#endif
"""


@dataclass(frozen=True)
class EstimatorProgram(Program):
    """C whose model_predict returns the index of a class.

    Attributes:
        kind: The kind of estimator.
        files: Text of each file but model.h, by name.
        x: One sample, as `sample_of` makes it.
        span: The smallest and the largest integer of a feature.
        answer: What the peer itself says to it in Python.
    """

    kind: str
    files: Mapping[str, str]
    x: tuple[int, ...]
    span: tuple[int, int]
    answer: int

    @property
    def layers(self) -> tuple[Layer, ...]:
        """One, of unknown size."""
        return (Layer(self.kind, (1,), 0, 0, 0),)

    @property
    def ram(self) -> int:
        """Unknown before it is built."""
        return 0

    def write(self, folder: Path, provenance: Sequence[str], *, probes: bool = False) -> list[Path]:
        """Write the C."""
        texts = {"model.h": HEADER.format(inputs=len(self.x)), **self.files}
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        return [folder / name for name in texts]

    def sample(self) -> Sample:
        """The sample it was made with, which the compiler does not know beforehand."""
        low, high = self.span
        declarations = (
            "static volatile uint8_t zero;\nstatic int16_t x[MODEL_INPUTS];\n" + 'extern "C" void probe(void);'
        )
        value = f"{low} + ({STEP} * (int32_t)i + {START} + zero) % {high - low + 1}"
        fill = f"for (uint16_t i = 0; i < MODEL_INPUTS; i++) x[i] = {value};"
        call = "const int32_t answer = model_predict(x);\n  probe();"
        return Sample(declarations, fill, call, "Serial.print(',');\n  Serial.print(answer);", (self.answer,))


def sample_of(features: int, span: tuple[int, int]) -> tuple[int, ...]:
    """Return one sample of integers of a range, all over it."""
    low, high = span
    return tuple(low + (STEP * i + START) % (high - low + 1) for i in range(features))
