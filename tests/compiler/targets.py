"""Generated C built by the compilers of every board, and run: here, or in the project's simulator."""

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hardware_labs.compiler.c_layer import LARGEST_ARRAY, c_float
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Graph
from hardware_labs.compiler.network import generate, write_source
from hardware_labs.compiler.optimize import optimize
from hardware_labs.runtime import RUNTIME_FOLDER

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CACHE = ROOT / "build" / "compiler-tests"
SIMULATOR = ROOT / "tests" / "simulator"
NODE = Path(sys.executable).with_name("node")
HOST = next((name for name in ("cc", "gcc", "clang") if shutil.which(name)), "cc")
WARNINGS = ["-Wall", "-Wextra", "-Werror"]
HOST_FLAGS = ["-std=c99", "-pedantic", "-O1", "-g", "-fsanitize=undefined,address", "-fno-sanitize-recover=all"]
BARE = ["-nostdlib", "-nostartfiles", "-ffreestanding", "-O2"]
RISCV = ["riscv64-unknown-elf-gcc", "-march=rv32imc", "-mabi=ilp32", *BARE]
XTENSA = ["xtensa-lx106-elf-gcc", "-mlongcalls", *BARE]
XTENSA_PLACES = ["-Wl,--defsym=CODE=0x40080400", "-Wl,--defsym=DATA=0x3ffb0000"]


@dataclass(frozen=True)
class Run:
    """What a target answered: outputs of shape (samples, *output shape), and cycles of each inference."""

    outputs: np.ndarray
    cycles: list[int]


def run(target: str, graph: Graph, rounding: Rounding, x: np.ndarray) -> Run:
    """Compile a graph to C, build it for a target (host, uno, mega, "mega -O0", riscv, xtensa), run it on samples."""
    image = build(target, graph, rounding, x)
    count = len(x) * graph.output.bytes
    if target == "host":
        answer = subprocess.run([image], check=True, capture_output=True).stdout
        cycles: list[int] = []
    else:
        command = [NODE, HERE / "run-model.ts", target.split()[0], image, str(count)]
        printed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        answer, cycles = bytes(printed["bytes"]), printed["cycles"]
    return Run(np.frombuffer(answer, dtype=graph.output.dtype).reshape(-1, *graph.output.shape), cycles)


def build(target: str, graph: Graph, rounding: Rounding, x: np.ndarray) -> Path:
    largest = LARGEST_ARRAY if is_avr(target) else None
    source = generate(optimize(graph, rounding), rounding, ["test"], largest_array=largest)
    literal = c_float if x.dtype == np.float32 else str
    samples = ",".join(literal(value) for value in x.ravel().tolist())
    header = (
        f'#include "far_flash.h"\n#define SAMPLES {len(x)}\n'
        f"typedef {graph.input.ctype} number;\n"
        f"static const number samples[SAMPLES][MODEL_INPUTS] IN_FLASH = {{{samples}}};\n"
    )
    kernels = [RUNTIME_FOLDER / name for name in source.kernels]
    own = [HERE / "firmware" / "main.c", Path(__file__)]
    inputs = [target.encode(), header.encode(), *(text.encode() for text in source.files.values())]
    inputs += [path.read_bytes() for path in (*kernels, *own)]
    folder = CACHE / hashlib.sha256(b"\0".join(inputs)).hexdigest()[:16]
    image = folder / ("model.hex" if is_avr(target) else "model")
    if not image.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_source(source, folder)
        for name in ("far_flash.h", "flash.h"):
            shutil.copyfile(RUNTIME_FOLDER / name, folder / name)
        (folder / "samples.h").write_text(header)
        compile_image(target, folder)
    return image


def is_avr(target: str) -> bool:
    return target.startswith(("uno", "mega"))


def compile_image(target: str, folder: Path) -> None:
    sources = [folder / "model.c", HERE / "firmware" / "main.c", "-I", folder, "-Wno-missing-braces"]
    out = ["-o", folder / "model"]
    if target == "host":
        command = [HOST, *HOST_FLAGS, *WARNINGS]
    elif target == "riscv":
        firmware = SIMULATOR / "riscv-firmware"
        command = [*RISCV, *WARNINGS, "-T", firmware / "ram.ld", firmware / "start.S"]
    elif target == "xtensa":
        firmware = SIMULATOR / "xtensa-firmware"
        # what the LX106's libgcc lacks
        routines = [ROOT / "hardware_labs" / "arduino_esp" / "esp32" / name for name in ("divide.c", "soft_float.c")]
        command = [*XTENSA, *WARNINGS, *XTENSA_PLACES, "-T", firmware / "ram.ld", firmware / "start.S", *routines]
    else:
        board, *level = target.split()
        mcu = {"uno": "atmega328p", "mega": "atmega2560"}[board]
        command = ["avr-gcc", f"-mmcu={mcu}", "-std=gnu99", *(level or ["-Os"]), *WARNINGS]
    libraries = ["-lgcc"] if target in ("riscv", "xtensa") else []
    subprocess.run([*command, *out, *sources, *libraries], check=True)
    if is_avr(target):
        subprocess.run(["avr-objcopy", "-O", "ihex", folder / "model", folder / "model.hex"], check=True)
