"""What all compiled scikit-learn models share: arithmetic in NumPy, and model.h and model.c around each one's C."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from hardware_labs.compiler.c_layer import CWriter, comment
from hardware_labs.compiler.fixed_point import Int64
from hardware_labs.compiler.network import with_included
from hardware_labs.compiler.sklearn.features import Features
from hardware_labs.compiler.sklearn.prediction import Work
from hardware_labs.runtime import RUNTIME_FOLDER

# No generated name may look like B0 or B1: Arduino.h defines those as macros.
HEADER = """\
{provenance}
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

#define MODEL_INPUTS {inputs}
#define MODEL_INPUT_MIN ({low})
#define MODEL_INPUT_MAX {high}{scale}
{answer}

#ifdef __cplusplus
extern "C" {{
#endif

/* {says}
 * Never inlined, so that its size and its cycles can be told apart from its caller's. */
{prototype} __attribute__((noinline));

#ifdef __cplusplus
}}
#endif

#endif
"""

SOURCE = """\
{provenance}
#include "model.h"

#define FEATURE {ctype}
{includes}

{declarations}{prototype}
{{
{body}
}}
"""
# with a call of probe(), which a trial counts cycles by, after the answer
PROBED = """\
void probe(void);

{prototype}
{{
    const int32_t answer = {call};
    probe();
    return {cast}answer;
}}
"""
PROBABILITY_BITS = 15
ONE = 1 << PROBABILITY_BITS  # a probability of 1


@dataclass(frozen=True, eq=False)
class ClassicalModel(ABC):
    """A compiled model.

    Attributes:
        features: What it is asked.
    """

    features: Features

    @abstractmethod
    def run(self, x: NDArray[Any]) -> Int64:
        """Answer as the board does, from integers of shape (samples, features)."""

    @abstractmethod
    def c_body(self, c: CWriter) -> str:
        """Return the statements of model_predict; constants and helpers are declared through `c`."""

    @abstractmethod
    def work(self, x: NDArray[Any]) -> Work:
        """Return what an inference of x, of shape (1, features), goes through."""

    @property
    @abstractmethod
    def answer(self) -> str:
        """The lines of model.h on what is answered."""

    @property
    @abstractmethod
    def says(self) -> str:
        """One sentence on what model_predict returns."""

    @property
    @abstractmethod
    def prototype(self) -> str:
        """The declaration of model_predict."""

    @property
    def flash(self) -> int:
        """Bytes of constants; of trees as code, an estimate of that code."""
        return self.files()[2]

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one inference."""
        return 0

    @property
    def locals(self) -> int:
        """Bytes of the arrays that model_predict keeps on the stack."""
        return 0

    @property
    def ram(self) -> int:
        """Bytes of the features and of `locals`."""
        return self.features.count * self.features.size + self.locals

    def files(self, provenance: Sequence[str] = (), *, probes: bool = False) -> tuple[dict[str, str], list[str], int]:
        """Return the generated files, the headers that they include, and the bytes of constants.

        Args:
            provenance: Lines saying what the model was made from; no dates, so that the same model always gives the
                same files.
        """
        c = CWriter()
        body = self.c_body(c)
        about = comment(provenance or ["A scikit-learn model, compiled to integers."])
        header = HEADER.format(
            provenance=about,
            inputs=self.features.count,
            low=self.features.low,
            high=self.features.high,
            scale=_scale(self.features.scales),
            answer=self.answer,
            says=self.says,
            prototype=self.prototype,
        )
        prototype = self.prototype
        source = SOURCE.format(
            provenance=about,
            ctype=self.features.ctype,
            includes="\n".join(f'#include "{name}"' for name in c.headers),
            declarations="".join(f"{text}\n\n" for text in c.declarations),
            prototype=f"static {prototype.replace('model_predict', 'model_answer')}" if probes else prototype,
            body=body,
        )
        if probes:
            call = f"model_answer(x{', probability' if 'probability' in prototype else ''})"
            cast = "" if prototype.startswith("int32_t") else "(uint8_t)"
            source += "\n" + PROBED.format(prototype=prototype, call=call, cast=cast)
        return {"model.h": header, "model.c": source}, c.headers, c.flash

    def write(self, folder: Path, provenance: Sequence[str] = (), *, probes: bool = False) -> list[Path]:
        """Write model.h, model.c and the kernels that they include into a folder; return the paths."""
        files, headers, _ = self.files(provenance, probes=probes)
        kernels = with_included(headers)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        for name in kernels:
            shutil.copyfile(RUNTIME_FOLDER / name, folder / name)
        return [folder / name for name in (*files, *kernels)]


@dataclass(frozen=True, eq=False)
class Classifier(ClassicalModel):
    """A model whose answer is the index of a class.

    Attributes:
        classes: The names of the classes, as scikit-learn's `classes_` has them.
        probabilities: Whether model_predict also fills in the probability of each class.
    """

    classes: tuple[str, ...]
    probabilities: bool

    @abstractmethod
    def shares(self, x: NDArray[Any]) -> Int64:
        """Return the probabilities in units of 1/32768, of shape (samples, classes)."""

    @property
    def answer(self) -> str:
        """Number and names of the classes."""
        names = ", ".join(f"{index}: {name}" for index, name in enumerate(self.classes))
        names = names.replace("*/", "* /").replace("/*", "/ *").replace("\n", " ")[:100]
        one = f"\n#define MODEL_PROBABILITY_ONE {ONE}" if self.probabilities else ""
        return f"#define MODEL_CLASSES {len(self.classes)} /* {names} */{one}"

    @property
    def says(self) -> str:
        """The index, and probabilities where asked for."""
        also = " and fills in each class's probability, times MODEL_PROBABILITY_ONE" if self.probabilities else ""
        return f"Returns the index of the class{also}."

    @property
    def prototype(self) -> str:
        """An index of 8 bits."""
        also = ", uint16_t probability[MODEL_CLASSES]" if self.probabilities else ""
        return f"uint8_t model_predict(const {self.features.ctype} x[MODEL_INPUTS]{also})"


@dataclass(frozen=True, eq=False)
class Regressor(ClassicalModel):
    """A model whose answer is a number.

    Attributes:
        output_scale: What the answer is multiplied by: 100 for hundredths.
    """

    output_scale: int

    @property
    def answer(self) -> str:
        """The scale."""
        return f"#define MODEL_OUTPUT_SCALE {self.output_scale}"

    @property
    def says(self) -> str:
        """The number at its scale."""
        return "Returns the prediction times MODEL_OUTPUT_SCALE."

    @property
    def prototype(self) -> str:
        """An int32."""
        return f"int32_t model_predict(const {self.features.ctype} x[MODEL_INPUTS])"


def _scale(scales: Sequence[float]) -> str:
    """Return the lines of model.h on what the integers stand for."""
    if not scales:
        return ""
    if len(set(scales)) == 1:
        return f"\n#define MODEL_INPUT_SCALE {float(scales[0]):.9g}f /* real = MODEL_INPUT_SCALE * integer */"
    return "\n/* one step of each feature: " + ", ".join(f"{scale:.9g}" for scale in scales) + " */"
