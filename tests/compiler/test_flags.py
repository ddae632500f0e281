"""Generated C builds without a warning on every board's compiler, whatever that is told to optimize."""

import subprocess
from pathlib import Path

import pytest

from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.network import generate, write_source
from hardware_labs.compiler.optimize import optimize
from hardware_labs.compiler.tflite.load import load_tflite
from tests.compiler.targets import HOST

WARNINGS = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
LEVELS = (["-O0"], ["-Os"], ["-O3"], ["-Os", "-fno-omit-frame-pointer"])
COMPILERS = {
    "host": [HOST],
    "host without SSE2": [HOST, "-U__SSE2__"],
    "uno": ["avr-gcc", "-mmcu=atmega328p"],
    "mega": ["avr-gcc", "-mmcu=atmega2560"],
    "esp32-c3": ["riscv64-unknown-elf-gcc", "-march=rv32imc", "-mabi=ilp32", "-ffreestanding"],
    "esp32": ["xtensa-lx106-elf-gcc", "-mtext-section-literals", "-ffreestanding"],
}


@pytest.mark.parametrize("compiler", COMPILERS)
def test_no_warning(compiler: str, tmp_path: Path) -> None:
    graph = optimize(load_tflite(Path(__file__).parent / "models" / "digits-separable.tflite"), Rounding.TFLM)
    write_source(generate(graph, Rounding.TFLM, ["test"]), tmp_path)
    for level in LEVELS:
        command = [*COMPILERS[compiler], *WARNINGS, *level, "-c", "model.c", "-o", "model.o"]
        built = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert built.returncode == 0, f"{level}: {built.stderr[:2000]}"
