"""Compiled scikit-learn models built for a target by the compilers of every board, and run there."""

import hashlib
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hardware_labs.compiler.network import with_included
from hardware_labs.compiler.sklearn import ClassicalModel
from hardware_labs.compiler.sklearn.model import Classifier
from hardware_labs.runtime import RUNTIME_FOLDER
from tests.compiler.targets import CACHE, HERE, NODE, compile_image

# makes firmware/main.c, which knows bytes, ask for features and write what is answered as bytes
SAMPLES = """\
#include "far_flash.h"
enum {{ FEATURES = MODEL_INPUTS }};
static void predict_bytes(const int8_t *x, int8_t *y)
{{
#ifdef __AVR__
    const {ctype} *const features = (const {ctype} *)x;
#else
    {ctype} features[FEATURES]; /* aligned */
    for (uint16_t i = 0; i < sizeof(features); i++) ((int8_t *)features)[i] = x[i];
#endif
{call}
    for (uint8_t i = 0; i < 4; i++) *y++ = (int8_t)((uint32_t)answer >> 8 * i);
{rest}
}}
#undef MODEL_INPUTS
#define MODEL_INPUTS {input_bytes}
#define MODEL_OUTPUTS {output_bytes}
#define model_predict predict_bytes
#define SAMPLES {count}
typedef int8_t number;
static const number samples[SAMPLES][MODEL_INPUTS] IN_FLASH = {{{samples}}};
"""


@dataclass(frozen=True)
class Run:
    """What a target answered, and cycles of each inference (on ESP chips instructions).

    Attributes:
        answers: What model_predict returned, of shape (samples,).
        shares: The probabilities, of shape (samples, classes); none for a regressor.
        cycles: One for each sample.
    """

    answers: np.ndarray
    shares: np.ndarray
    cycles: list[int]


def run(target: str, model: ClassicalModel, x: np.ndarray) -> Run:
    """Compile a model to C, build it for a target (host, uno, mega, riscv, xtensa), run it on samples."""
    image = build(target, model, x)
    size = answer_bytes(model)
    if target == "host":
        answer, cycles = subprocess.run([image], check=True, capture_output=True).stdout, []
    else:
        command = [NODE, HERE / "run-model.ts", target, image, str(size * len(x))]
        printed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        answer, cycles = bytes(printed["bytes"]), printed["cycles"]
    rows = np.frombuffer(answer, dtype=np.uint8).reshape(-1, size)
    answers = np.ascontiguousarray(rows[:, :4]).view("<i4")[:, 0]
    return Run(answers, np.ascontiguousarray(rows[:, 4:]).view("<u2"), cycles)


def answer_bytes(model: ClassicalModel) -> int:
    return 4 + (2 * len(model.classes) if isinstance(model, Classifier) and model.probabilities else 0)


def build(target: str, model: ClassicalModel, x: np.ndarray) -> Path:
    files, headers, _ = model.files(["test"])
    samples = samples_header(model, x)
    kernels = [RUNTIME_FOLDER / name for name in with_included(headers)]
    own = [HERE / "firmware" / "main.c", HERE / "targets.py"]
    inputs = [target.encode(), samples.encode(), *(text.encode() for text in files.values())]
    inputs += [path.read_bytes() for path in (*kernels, *own)]
    folder = CACHE / hashlib.sha256(b"\0".join(inputs)).hexdigest()[:16]
    image = folder / ("model.hex" if target in ("uno", "mega") else "model")
    if not image.exists():
        folder.mkdir(parents=True, exist_ok=True)
        model.write(folder, ["test"])
        for name in ("far_flash.h", "flash.h"):
            shutil.copyfile(RUNTIME_FOLDER / name, folder / name)
        (folder / "samples.h").write_text(samples)
        compile_image(target, folder)
    return image


def samples_header(model: ClassicalModel, x: np.ndarray) -> str:
    features = model.features
    call, rest = "    const int32_t answer = model_predict(features);", ""
    if isinstance(model, Classifier) and model.probabilities:
        call = (
            "    uint16_t probability[MODEL_CLASSES];\n    const int32_t answer = model_predict(features, probability);"
        )
        rest = (
            "    for (uint8_t i = 0; i < MODEL_CLASSES; i++, y += 2) {\n"
            "        y[0] = (int8_t)probability[i];\n        y[1] = (int8_t)(probability[i] >> 8);\n    }"
        )
    return SAMPLES.format(
        ctype=features.ctype,
        call=call,
        rest=rest,
        input_bytes=features.count * features.size,
        output_bytes=answer_bytes(model),
        count=len(x),
        samples=",".join(str(byte) for byte in features.to_bytes(x.ravel())),
    )
