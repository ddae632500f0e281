"""Back end: a graph as model.h and model.c, one C function a layer, with the kernels they call beside them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from hardware_labs.compiler.allocate import FLOAT_BYTES, Allocation, allocate, runs
from hardware_labs.compiler.c_layer import CWriter, comment
from hardware_labs.compiler.edges import Edges, shape_text
from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Graph, Operator, Tensor
from hardware_labs.compiler.ops.depthwise import DepthwiseConvolution
from hardware_labs.runtime import RUNTIME_FOLDER

UINT16_MAX = 2**16 - 1

# No generated name may look like B0 or B1: Arduino.h defines those as macros.
HEADER = """\
{provenance}
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

{tensors}
#define MODEL_RAM {arena} /* bytes that model_predict works in */

{scales}#ifdef __cplusplus
extern "C" {{
#endif

/* Fills {results} from {sources}, which may not overlap.
 * Never inlined, so that its size and its cycles can be told apart from its caller's. */
void model_predict({parameters}) __attribute__((noinline));

{extra}#ifdef __cplusplus
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

void model_predict({parameters})
{{
{arena}{calls}
}}
{extra}"""


class Extra(NamedTuple):
    """What a front end adds to the functions of a model.

    Attributes:
        header: Declarations for model.h.
        source: Definitions for model.c, which may call the layers' functions.
    """

    header: str
    source: str


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
    largest_array: int | None = None,
    probes: bool = False,
    extra: Callable[[CWriter], Extra] | None = None,
) -> Source:
    """Write a graph as C.

    Args:
        graph: The model.
        rounding: Whose rounding the C follows.
        provenance: Lines saying what the model was made from; no dates, so that the same model always gives the
            same files.
        largest_array: Most bytes of one array; None where the board's compiler sets no limit.
        probes: Call `void probe(void)`, which the caller of model_predict has, after each layer.
        extra: Gives further functions, once all layers are written.

    Raises:
        CompileError: A tensor is larger than 16 bits count, or a table takes more than `largest_array`.
    """
    allocation = allocate(graph)
    writer = CWriter(largest_array)
    edges = Edges(graph)
    functions, calls, layers = [], [], {}
    for step, operator in enumerate(graph.operators):
        if not runs(operator, allocation):
            continue
        _check_sizes(operator, step)
        writer.layer = f"layer_{step}"
        before = writer.flash
        body = operator.c_call(writer, rounding)
        layers[operator] = writer.flash - before
        name = function_name(step, operator)
        functions.append(_function(name, operator, body))
        calls.append(f"    {name}({_arguments(operator, allocation, edges)});")
        if probes:
            calls.append("    probe();")
    more = extra(writer) if extra else Extra("", "")
    about = comment(provenance)
    header = HEADER.format(
        provenance=about,
        tensors=edges.sizes(),
        arena=allocation.plan.size,
        scales=edges.scales(),
        results=edges.named(graph.outputs),
        sources=edges.named(graph.inputs),
        parameters=edges.parameters(),
        extra=more.header and f"{more.header}\n",
    )
    source = SOURCE.format(
        provenance=about,
        defines=_defines(graph) + ("void probe(void);\n" if probes else ""),
        includes="\n".join(f'#include "{name}"' for name in writer.headers),
        declarations="\n\n".join(writer.declarations),
        functions="\n\n".join(functions),
        parameters=edges.parameters(),
        arena=_arena(allocation),
        calls="\n".join(calls),
        extra=more.source and f"\n{more.source}",
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


def function_name(step: int, operator: Operator) -> str:
    """Return the C name of the function that runs an operator of the graph."""
    return f"layer_{step}_{_identifier(operator.kind)}"


def _function(name: str, operator: Operator, body: str) -> str:
    parameters = [
        f"const {_stored(tensor)} *x{index if index > 1 else ''}"
        for index, tensor in enumerate(operator.inputs, start=1)
    ]
    if operator.scratch:
        parameters.append(f"{_stored(operator.output)} *scratch")
    parameters.append(f"{_stored(operator.output)} *y")
    shapes = " and ".join(shape_text(tensor.shape) for tensor in operator.inputs)
    text = operator.output.name.replace("*/", "* /").replace("/*", "/ *")
    return (
        f"/* {text[:80]}: {shapes} to {shape_text(operator.output.shape)} */\n"
        f"static void {name}({', '.join(parameters)})\n{{\n    {body}\n}}"
    )


def _arguments(operator: Operator, allocation: Allocation, edges: Edges) -> str:
    places = [_address(tensor, allocation, edges) for tensor in operator.inputs]
    if operator.scratch:
        places.append(_place(allocation.scratch_offset(operator), _stored(operator.output), allocation))
    return ", ".join([*places, _address(operator.output, allocation, edges)])


def _address(tensor: Tensor, allocation: Allocation, edges: Edges) -> str:
    offset = allocation.offset(tensor)
    if offset is None:
        return edges.address(allocation.stored[tensor])
    return _place(offset, _stored(tensor), allocation)


def _place(offset: int, ctype: str, allocation: Allocation) -> str:
    arena, at = "arena", offset
    if allocation.floats and ctype == "float":
        at //= FLOAT_BYTES
    elif allocation.floats:
        arena = "(int8_t *)arena"
    return f"{arena} + {at}" if at else arena


def _arena(allocation: Allocation) -> str:
    if not allocation.plan.size:
        return ""
    kind, size = ("float", f"MODEL_RAM / {FLOAT_BYTES}") if allocation.floats else ("int8_t", "MODEL_RAM")
    return f"    static {kind} arena[{size}];\n"


def _stored(tensor: Tensor) -> str:
    """Layers see the bytes of a uint8 tensor as int8."""
    return "float" if tensor.dtype == "float32" else "int8_t"


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
        if tensor.bytes > UINT16_MAX:
            raise CompileError(
                f"{operator.kind} (operator {step}) has {tensor.name!r} of {tensor.bytes} B, and a tensor may have "
                f"{UINT16_MAX}: make the layer's input smaller."
            )


def _identifier(kind: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind)
    return re.sub(r"\W+", "_", words).lower()
