"""Contenders built, run and measured: on this computer, and on the simulated ESP32-C3 without a system."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from hardware_labs.bench.compilers import Compilers, build, c3, host, sections
from hardware_labs.bench.contender import HARNESS, Asked, Contender, differing, sizes_header
from hardware_labs.bench.instructions import instructions
from hardware_labs.bench.row import Missing, Row
from hardware_labs.toolchain.find import find_node

C3_SAMPLES = 3
COUNTED = 10  # samples that instructions are counted on
NOTHING = Contender("nothing", (HARNESS / "nothing.c",))


def on_host(contender: Contender, asked: Asked) -> Row:
    """Compare all samples, count instructions. Sizes are those of a 64-bit machine and stay away.

    Raises:
        Missing: A tool is.
    """
    compilers = host()
    with tempfile.TemporaryDirectory(prefix="lab-") as name:
        folder = Path(name)
        (folder / "sizes.h").write_text(sizes_header(asked))
        image = build(compilers, contender, HARNESS / "host.c", folder)
        ran = subprocess.run([image, "0"], input=asked.x.tobytes(), capture_output=True, check=False)
        if ran.returncode != 0 or len(ran.stdout) != asked.y.size:
            raise Missing(f"{contender.who} ends with code {ran.returncode} on this computer")
        row = Row(
            contender.who,
            compilers.where,
            differing=differing(ran.stdout, asked.y),
            compared=asked.y.size,
            provenance=f"measured: callgrind{contender.about}",
        )
        try:
            return replace(row, work=instructions([image], asked.x[:COUNTED].tobytes(), 2 * COUNTED))
        except Missing as missing:
            return replace(row, provenance="measured", note=str(missing))


def on_c3(contender: Contender, asked: Asked) -> Row:
    """Compare some samples, count instructions, flash, RAM with stack: what the image without a model lacks.

    Raises:
        Missing: A tool is.
    """
    compilers = c3()
    few = Asked(asked.x[:C3_SAMPLES], asked.y[:C3_SAMPLES])
    flash, static, stack, work, answers = _run_on_c3(compilers, contender, few)
    base_flash, base_static, base_stack, *_ = _run_on_c3(compilers, NOTHING, few)
    return Row(
        contender.who,
        compilers.where,
        work=work,
        flash=flash - base_flash,
        ram=static - base_static + stack - base_stack,
        stack=stack - base_stack,
        differing=differing(answers, few.y),
        compared=few.y.size,
        provenance=f"simulated instructions; sizes of ELF; stack painted{contender.about}",
    )


def _run_on_c3(compilers: Compilers, contender: Contender, asked: Asked) -> tuple[int, int, int, float, bytes]:
    """Return bytes of flash, static RAM and stack, instructions of an inference, outputs."""
    with tempfile.TemporaryDirectory(prefix="lab-") as name:
        folder = Path(name)
        (folder / "sizes.h").write_text(sizes_header(asked))
        rows = ",".join("{" + ",".join(str(value) for value in row) + "}" for row in asked.x.reshape(len(asked.x), -1))
        (folder / "samples.h").write_text(f"static const int8_t samples[][BENCH_INPUT] = {{{rows}}};\n")
        image = build(compilers, contender, HARNESS / "c3.c", folder)
        text, data, bss = sections(compilers, image)
        command = [find_node(), HARNESS / "c3.ts", image]
        ran = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    written = bytes(ran["bytes"])
    if not ran["ended"] or len(written) != asked.y.size + 8:
        raise Missing(f"{contender.who} does not come to its end on the simulated ESP32-C3")
    stack, spare = (int.from_bytes(four, "little") for four in (written[-8:-4], written[-4:]))
    work = sum(ran["instructions"]) / len(ran["instructions"])
    return text + data, data + bss - spare, stack, work, written[:-8]
