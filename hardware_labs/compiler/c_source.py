"""Back end: a compiled model as readable C99 in a sketch folder."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from hardware_labs.compiler.linear import FixedPointLinear
from hardware_labs.runtime import RUNTIME_FOLDER

# the kernel a linear model calls, and what that kernel includes
KERNEL_HEADERS = ("linear.h", "flash.h")
WEIGHTS_A_LINE = 12

# No generated name may look like B0 or B1: Arduino.h defines those as macros.
HEADER = """\
{provenance}
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

#define MODEL_INPUTS {inputs}
#define MODEL_INPUT_MIN ({low})
#define MODEL_INPUT_MAX {high}
#define MODEL_OUTPUT_SCALE {scale}

#ifdef __cplusplus
extern "C" {{
#endif

/* The prediction times MODEL_OUTPUT_SCALE, for inputs from MODEL_INPUT_MIN to MODEL_INPUT_MAX.
 * Never inlined, so that its size and its cycles can be told apart from its caller's. */
int32_t model_predict(const int16_t x[MODEL_INPUTS]) __attribute__((noinline));

#ifdef __cplusplus
}}
#endif

#endif
"""

SOURCE = """\
{provenance}
#include "model.h"

#include "linear.h"

static const int16_t model_weights[MODEL_INPUTS] IN_FLASH = {{
{weights}
}};

int32_t model_predict(const int16_t x[MODEL_INPUTS])
{{
    return linear(model_weights, x, MODEL_INPUTS, {bias}, {shift});
}}
"""


def header_text(model: FixedPointLinear, provenance: Sequence[str]) -> str:
    """Return model.h: the model's sizes and its one function."""
    return HEADER.format(
        provenance=_comment(provenance),
        inputs=len(model.weights),
        low=model.input_low,
        high=model.input_high,
        scale=model.output_scale,
    )


def source_text(model: FixedPointLinear, provenance: Sequence[str]) -> str:
    """Return model.c: the weights in flash and the call of the kernel."""
    lines = [
        "    " + ", ".join(str(weight) for weight in model.weights[start : start + WEIGHTS_A_LINE]) + ","
        for start in range(0, len(model.weights), WEIGHTS_A_LINE)
    ]
    # INT32_MIN has no literal of its own in C
    bias = f"({model.bias + 1} - 1)" if model.bias == -(2**31) else str(model.bias)
    return SOURCE.format(
        provenance=_comment(provenance), weights="\n".join(lines), bias=bias, shift=model.shift
    )


def write_c(model: FixedPointLinear, folder: Path, provenance: Sequence[str]) -> list[Path]:
    """Write model.h and model.c into a sketch folder, with the kernel headers they include beside them.

    Args:
        model: The compiled model.
        folder: The sketch folder.
        provenance: Lines saying what the model was made from and by which command; no dates, so that the same
            model always gives the same files.

    Returns:
        The paths written.
    """
    files = {"model.h": header_text(model, provenance), "model.c": source_text(model, provenance)}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    for name in KERNEL_HEADERS:
        shutil.copyfile(RUNTIME_FOLDER / name, folder / name)
    return [folder / name for name in (*files, *KERNEL_HEADERS)]


def _comment(lines: Sequence[str]) -> str:
    return "/* " + "\n * ".join(line.replace("*/", "* /") for line in lines) + " */"
