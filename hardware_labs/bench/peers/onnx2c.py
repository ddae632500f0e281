"""What onnx2c makes of the float model, from which the int8 one was converted."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from hardware_labs.bench.contender import HARNESS, Contender
from hardware_labs.bench.row import Missing
from hardware_labs.compiler.graph import Tensor
from hardware_labs.toolchain.find import on_path

WHO = "onnx2c, float"
VARIABLE = "ONNX2C"
HOW = f"onnx2c is not on the PATH: build https://github.com/kraiskil/onnx2c, or name the program by {VARIABLE}"


def onnx2c(onnx: Path | None, source: Tensor, target: Tensor, folder: Path) -> Contender:
    """Return onnx2c's C of a model.

    Args:
        onnx: The same model in ONNX.
        source: The int8 model's input, whose scale says what the float model is asked.
        target: Its output.
        folder: Where the C goes.

    Raises:
        Missing: There is no onnx2c or no ONNX file, or it refuses that.
    """
    program = os.environ.get(VARIABLE) or on_path("onnx2c")
    if program is None:
        raise Missing(HOW)
    if onnx is None:
        raise Missing("it reads ONNX: export the float model and name the file by --onnx")
    made = folder / "onnx2c_generated.c"
    try:
        written = subprocess.run([program, str(onnx)], capture_output=True, text=True, check=False)
    except OSError as error:
        raise Missing(f"{program} cannot be run ({error.strerror})") from error
    if written.returncode != 0 or "entry(" not in written.stdout:
        complaint = (written.stderr.strip() or "no entry() in its output").splitlines()[-1]
        raise Missing(f"onnx2c refuses {onnx.name}: {complaint[:160]}")
    made.write_text(written.stdout, encoding="utf-8")
    if source.q is None or target.q is None:
        raise Missing("it is compared with int8 models only")
    (folder / "onnx2c_model.h").write_text(
        f"#define INPUT_SCALE {source.q.scale!r}f\n#define INPUT_ZERO_POINT {source.q.zero_point}\n"
        f"#define OUTPUT_SCALE {target.q.scale!r}f\n#define OUTPUT_ZERO_POINT {target.q.zero_point}\n",
        encoding="utf-8",
    )
    return Contender(WHO, (HARNESS / "onnx2c.c", made), (folder,), hosted=True, about="; float arithmetic")
