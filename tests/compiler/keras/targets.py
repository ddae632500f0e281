"""Recurrent models built for a target by the compilers of every board, and run there: at once, and step by step."""

import hashlib
import json
import subprocess
from pathlib import Path

import numpy as np

from hardware_labs.boards import find_board
from hardware_labs.compiler.fixed_point import to_int8
from hardware_labs.compiler.graph import Graph
from hardware_labs.compiler.keras import RecurrentProgram
from hardware_labs.compiler.program import Options
from tests.compiler.targets import CACHE, HERE, NODE, compile_image

# makes firmware/main.c, which calls model_predict, run the steps too, and keep their answers behind the others
SAMPLES = """\
#include "far_flash.h"
typedef int8_t number;
enum {{ OUTPUTS = MODEL_OUTPUTS }};
static void predict_and_step(const int8_t *x, int8_t *y)
{{
    model_predict(x, y);
    y += OUTPUTS;
    model_reset();
    for (uint16_t t = 0; t < MODEL_STEPS; t++) model_step(x + t * MODEL_STEP_INPUTS, y + t * {row});
}}
#undef MODEL_OUTPUTS
#define MODEL_OUTPUTS (2 * OUTPUTS)
#define model_predict predict_and_step
#define SAMPLES {count}
static const int8_t samples[SAMPLES][MODEL_INPUTS] IN_FLASH = {{{samples}}};
"""
BOARDS = {"host": "esp32", "uno": "uno", "mega": "mega", "riscv": "esp32-c3", "xtensa": "esp32"}


def quantized(graph: Graph, x: np.ndarray) -> np.ndarray:
    """Return sequences of shape (samples, steps, features) as the int8 that model_predict takes."""
    q = graph.input.q
    return to_int8(np.rint(x / q.scale).astype(np.int64) + q.zero_point)[:, None]


def real(graph: Graph, y: np.ndarray) -> np.ndarray:
    q = graph.output.q
    return q.scale * (y.astype(np.float64) - q.zero_point).reshape(len(y), *graph.output.shape[1:])


def run(target: str, graph: Graph, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what model_predict answers for int8 samples, and what model_step does at each step or the last one."""
    image = build(target, RecurrentProgram(graph, Options(find_board(BOARDS[target]))), x)
    size = 2 * graph.output.size
    if target == "host":
        answer = subprocess.run([image], check=True, capture_output=True).stdout
    else:
        command = [NODE, HERE / "run-model.ts", target, image, str(size * len(x))]
        answer = bytes(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["bytes"])
    both = np.frombuffer(answer, dtype=np.int8).reshape(len(x), 2, *graph.output.shape)
    return both[:, 0], both[:, 1]


def build(target: str, program: RecurrentProgram, x: np.ndarray) -> Path:
    row = "MODEL_STEP_OUTPUTS" if len(program.graph.output.shape) == 3 else "0"
    samples = SAMPLES.format(row=row, count=len(x), samples=",".join(str(value) for value in x.ravel()))
    new = CACHE / "new" / hashlib.sha256(samples.encode()).hexdigest()[:16]
    new.mkdir(parents=True, exist_ok=True)
    written = program.write(new, ["test"])
    parts = [target.encode(), samples.encode(), *(path.read_bytes() for path in (*written, Path(__file__)))]
    parts += [path.read_bytes() for path in (HERE / "firmware" / "main.c", HERE / "targets.py")]
    folder = CACHE / hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]
    image = folder / ("model.hex" if target in ("uno", "mega") else "model")
    if not image.exists():
        folder.mkdir(parents=True, exist_ok=True)
        program.write(folder, ["test"])
        (folder / "samples.h").write_text(samples)
        compile_image(target, folder)
    return image
