"""TensorFlow Lite Micro linked from a library that the user has built.

TFLM_DIR names a checkout of its sources that holds gen/<target>/lib/libtensorflow-microlite.a, which is where its own
makefile leaves it: a target that begins with `linux` is for this computer, one with `riscv32` for the ESP32-C3. Only
the model's operators are registered, so that the linker leaves the others out.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from hardware_labs.bench.compilers import Compilers, c_library_headers
from hardware_labs.bench.contender import HARNESS, Contender
from hardware_labs.bench.row import Missing

WHO = "TFLM, linked library"
VARIABLE = "TFLM_DIR"
LIBRARY = "lib/libtensorflow-microlite.a"
DOWNLOADS = "tensorflow/lite/micro/tools/make/downloads"
FLAGS = (
    *("-DTF_LITE_STATIC_MEMORY", "-DNDEBUG", "-DTF_LITE_STRIP_ERROR_STRINGS"),
    # without streams and locales, which a microcontroller's library has no place for
    *("-DFLATBUFFERS_PREFER_PRINTF", "-DFLATBUFFERS_LOCALE_INDEPENDENT=0"),
)
ARENA = 64 * 1024
# what its resolver calls operators
METHODS = {
    "CONV_2D": "Conv2D",
    "DEPTHWISE_CONV_2D": "DepthwiseConv2D",
    "FULLY_CONNECTED": "FullyConnected",
    "MAX_POOL_2D": "MaxPool2D",
    "AVERAGE_POOL_2D": "AveragePool2D",
    "MEAN": "Mean",
    "ADD": "Add",
    "MUL": "Mul",
    "CONCATENATION": "Concatenation",
    "PAD": "Pad",
    "RESHAPE": "Reshape",
    "SOFTMAX": "Softmax",
    "LOGISTIC": "Logistic",
    "TANH": "Tanh",
    "RELU": "Relu",
    "RELU6": "Relu6",
    "QUANTIZE": "Quantize",
    "DEQUANTIZE": "Dequantize",
}


def tflm_linked(model: bytes, operators: Sequence[str], compilers: Compilers, folder: Path) -> Contender:
    """Return TFLM with a model.

    Args:
        model: The .tflite file.
        operators: Names of its operators, such as CONV_2D.
        compilers: Of the target.
        folder: Where the model's source goes.

    Raises:
        Missing: There is no library for the target, no C++ library, or `METHODS` lacks an operator.
    """
    target = "riscv32" if compilers.link else "linux"
    root = Path(os.environ.get(VARIABLE) or os.devnull).expanduser().absolute()
    library = next(iter(sorted(root.glob(f"gen/{target}*/{LIBRARY}"))), None)
    if library is None:
        raise Missing(
            f"{VARIABLE} names no checkout of tflite-micro with a built gen/{target}*/{LIBRARY}: "
            "build it as its documentation says and set the variable"
        )
    kinds = sorted(set(operators))
    unknown = next((kind for kind in kinds if kind not in METHODS), None)
    if unknown:
        raise Missing(f"`lab bench` does not know what TFLM's resolver calls {unknown}")
    library_headers = c_library_headers(compilers) if compilers.link else ()
    call = [*compilers.cxx, *library_headers, "-E", "-x", "c++", "-"]
    asked = subprocess.run(call, input="#include <type_traits>", capture_output=True, text=True, check=False)
    if asked.returncode != 0:
        raise Missing(f"{Path(compilers.cxx[0]).name} has no C++ library: put one on the PATH that has")
    calls = "; resolver".join(f".Add{METHODS[kind]}()" for kind in kinds)
    data = ",".join(str(byte) for byte in model)
    (folder / "tflm_model.h").write_text(
        f"#define BENCH_OPERATORS {len(kinds)}\n#define BENCH_ARENA {ARENA}\n#define BENCH_RESOLVER {calls}\n"
        f"alignas(16) static const unsigned char tflm_model[] = {{{data}}};\n"
    )
    headers = (folder, root, *(root / DOWNLOADS / name for name in ("flatbuffers/include", "gemmlowp", "ruy")))
    return Contender(
        WHO, (HARNESS / "tflm.cc",), headers, FLAGS, (library,), hosted=True, about=f"; {library.parent.parent.name}"
    )
