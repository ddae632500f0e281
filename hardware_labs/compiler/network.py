"""Back end: a graph as model.h and model.c, one C function a layer, with the kernels they call beside them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hardware_labs.compiler.allocate import Allocation, allocate, runs
from hardware_labs.compiler.c_layer import LARGEST_ARRAY, CWriter
from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Graph, Operator
from hardware_labs.compiler.ops.depthwise import DepthwiseConvolution
from hardware_labs.runtime import RUNTIME_FOLDER

UINT16_MAX = 2**16 - 1

# No generated name may look like B0 or B1: Arduino.h defines those as macros.
HEADER = """\
{provenance}
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

#define MODEL_INPUTS {inputs} /* {input_shape} */
#define MODEL_OUTPUTS {outputs} /* {output_shape} */
#define MODEL_RAM {arena} /* bytes that model_predict works in */

/* real = SCALE * (integer - ZERO_POINT) */
#define MODEL_INPUT_SCALE {input_scale}
#define MODEL_INPUT_ZERO_POINT ({input_zero})
#define MODEL_OUTPUT_SCALE {output_scale}
#define MODEL_OUTPUT_ZERO_POINT ({output_zero})

#ifdef __cplusplus
extern "C" {{
#endif

/* Fills y from x. Never inlined, so that its size and its cycles can be told apart from its caller's. */
void model_predict(const int8_t x[MODEL_INPUTS], int8_t y[MODEL_OUTPUTS]) __attribute__((noinline));

#ifdef __cplusplus
}}
#endif

#endif
"""

SOURCE = """\
{provenance}
#include "model.h"

{defines}{includes}

{declarations}

{functions}

void model_predict(const int8_t x[MODEL_INPUTS], int8_t y[MODEL_OUTPUTS])
{{
{arena}{calls}
}}
"""


@dataclass(frozen=True)
class Source:
    """Generated C.

    Attributes:
        files: Text of each generated file, by name.
        kernels: Names of the files of hardware_labs/runtime that it includes.
        layers: Bytes of constants of each operator that runs, in order.
        allocation: Where its tensors lie.
    """

    files: dict[str, str]
    kernels: tuple[str, ...]
    layers: dict[Operator, int]
    allocation: Allocation


def generate(
    graph: Graph,
    rounding: Rounding,
    provenance: Sequence[str],
    *,
    largest_array: int | None = LARGEST_ARRAY,
    probes: bool = False,
) -> Source:
    """Write a graph as C.

    Args:
        graph: The model.
        rounding: Whose rounding the C follows.
        provenance: Lines saying what the model was made from; no dates, so that the same model always gives the
            same files.
        largest_array: Most bytes of one layer's weights; None where the board's compiler sets no limit.
        probes: Call `void probe(void)`, which the caller of model_predict has, after each layer.

    Raises:
        CompileError: A tensor is larger than 16 bits count, or weights take more than `largest_array`.
    """
    allocation = allocate(graph)
    writer = CWriter(largest_array)
    functions, calls, layers = [], [], {}
    for step, operator in enumerate(graph.operators):
        if not runs(operator, allocation):
            continue
        _check_sizes(operator, step)
        writer.layer = f"layer_{step}"
        before = writer.flash
        body = operator.c_call(writer, rounding)
        layers[operator] = writer.flash - before
        name = f"layer_{step}_{_identifier(operator.kind)}"
        functions.append(_function(name, operator, body))
        calls.append(f"    {name}({_arguments(operator, allocation, graph)});")
        if probes:
            calls.append("    probe();")
    comment = "/* " + "\n * ".join(line.replace("*/", "* /") for line in provenance) + " */"
    header = HEADER.format(
        provenance=comment,
        inputs=graph.input.size,
        input_shape=_shape(graph.input.shape),
        outputs=graph.output.size,
        output_shape=_shape(graph.output.shape),
        arena=allocation.plan.size,
        input_scale=_c_float(graph.input.q.scale),
        input_zero=graph.input.q.zero_point,
        output_scale=_c_float(graph.output.q.scale),
        output_zero=graph.output.q.zero_point,
    )
    source = SOURCE.format(
        provenance=comment,
        defines=_defines(graph) + ("void probe(void);\n" if probes else ""),
        includes="\n".join(f'#include "{name}"' for name in writer.headers),
        declarations="\n\n".join(writer.declarations),
        functions="\n\n".join(functions),
        arena="    static int8_t arena[MODEL_RAM];\n" if allocation.plan.size else "",
        calls="\n".join(calls),
    )
    files = {"model.h": header, "model.c": source}
    return Source(files, tuple(with_included(writer.headers)), layers, allocation)


def write_source(source: Source, folder: Path) -> list[Path]:
    """Write generated C and its kernels into a folder; return the paths written."""
    for name, text in source.files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    for name in source.kernels:
        shutil.copyfile(RUNTIME_FOLDER / name, folder / name)
    return [folder / name for name in (*source.files, *source.kernels)]


def _function(name: str, operator: Operator, body: str) -> str:
    inputs = [f"const int8_t *x{index if index > 1 else ''}" for index in range(1, len(operator.inputs) + 1)]
    scratch = ["int8_t *scratch"] if operator.scratch else []
    shapes = " and ".join(_shape(tensor.shape) for tensor in operator.inputs)
    text = operator.output.name.replace("*/", "* /").replace("/*", "/ *")
    return (
        f"/* {text[:80]}: {shapes} to {_shape(operator.output.shape)} */\n"
        f"static void {name}({', '.join([*inputs, *scratch, 'int8_t *y'])})\n{{\n    {body}\n}}"
    )


def _arguments(operator: Operator, allocation: Allocation, graph: Graph) -> str:
    places = [allocation.address(tensor, graph) for tensor in operator.inputs]
    if operator.scratch:
        places.append(allocation.scratch_address(operator))
    return ", ".join([*places, allocation.address(operator.output, graph)])


def _defines(graph: Graph) -> str:
    kernels = [op.window.kernel for op in graph.operators if isinstance(op, DepthwiseConvolution)]
    points = max((height * width for height, width in kernels), default=0)
    return f"#define DEPTHWISE_POINTS {points}\n" if points else ""


def with_included(headers: Sequence[str]) -> list[str]:
    """Return the headers and all that they include."""
    found: list[str] = []
    waiting = list(headers)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            text = (RUNTIME_FOLDER / name).read_text(encoding="utf-8")
            waiting.extend(re.findall(r'#include "(\w+\.h)"', text))
    return found


def _check_sizes(operator: Operator, step: int) -> None:
    if operator.scratch > UINT16_MAX:
        raise CompileError(
            f"{operator.kind} (operator {step}) covers {operator.scratch} inputs at once, above {UINT16_MAX}: "
            "make its kernel smaller."
        )
    for tensor in (*operator.inputs, operator.output):
        if tensor.size > UINT16_MAX:
            raise CompileError(
                f"{operator.kind} (operator {step}) has {tensor.name!r} of {tensor.size} B, and a tensor may have "
                f"{UINT16_MAX}: make the layer's input smaller."
            )


def _identifier(kind: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind)
    return re.sub(r"\W+", "_", words).lower()


def _shape(shape: Sequence[int]) -> str:
    return " x ".join(str(size) for size in shape)


def _c_float(value: float) -> str:
    text = f"{value:.9g}"
    return f"{text}f" if "." in text or "e" in text else f"{text}.0f"
