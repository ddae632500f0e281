"""Fills a lab's budget table: from its model, its image, its samples, and what the board has answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hardware_labs.accuracy import mean_error, share_right, worst_error
from hardware_labs.boards import Board
from hardware_labs.budget import Row, Value
from hardware_labs.lab_model import Int64, LabModel
from hardware_labs.runtime import RUNTIME_FOLDER
from hardware_labs.samples import Samples
from hardware_labs.settings import load_settings
from hardware_labs.toolchain.build import Firmware
from hardware_labs.units import Lab

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
# a function's name, or an array's
NAMED = re.compile(r"\b([A-Za-z_]\w*)(?=\s*[(\[])")
CONSTANT = re.compile(r"\b([A-Za-z_]\w*)(?:\[[^\]]*\])?\s+IN_(?:FAR_)?FLASH\b")
VARIABLES = {"modelX", "modelY", "modelProbability"}
LIBRARY = {"memcpy", "memcpy_P", "memset"}


@dataclass(frozen=True)
class Played:
    """What a board did.

    Attributes:
        answers: Its integers for each sample, of shape (samples, outputs).
        cycles: Of each run of the model, on an ESP board its instructions; empty where its pins cannot be watched.
        stack: The deepest stack in bytes, where the simulator tells it.
        simulator: Where it ran; empty on a real board.
    """

    answers: Int64
    cycles: Sequence[int]
    stack: int | None
    simulator: str

    @property
    def provenance(self) -> str:
        """Of what it answered."""
        return "simulated" if self.simulator else "measured"

    @property
    def where(self) -> str:
        """Where it ran, for people."""
        return f"in {self.simulator}" if self.simulator else "at the serial port"


def budget_rows(
    lab: Lab, board: Board, model: LabModel, firmware: Firmware, samples: Samples, played: Played
) -> list[Row]:
    """Return the budget table."""
    return [
        *_size_rows(lab, board, model, firmware, played),
        *_work_rows(board, model, played),
        *(_class_rows if samples.are_classes else _number_rows)(lab, model, samples, played),
    ]


@dataclass(frozen=True)
class ModelSizes:
    """Bytes of what is a model's in an image: constants, functions, variables."""

    constants: int
    code: int
    variables: int


def model_sizes(lab: Lab, firmware: Firmware) -> ModelSizes:
    """Add up the functions, constants and variables of an image that model.c, its kernels and model_serial.h define."""
    kernels = [path for path in lab.folder.glob("*.h") if (RUNTIME_FOLDER / path.name).is_file()]
    files = (lab.folder / "model.h", lab.folder / "model.c", *kernels)
    text = "\n".join(COMMENT.sub(" ", path.read_text(encoding="utf-8")) for path in files)
    constants = set(CONSTANT.findall(text))
    named = (set(NAMED.findall(text)) | constants | VARIABLES) - LIBRARY
    own = [symbol for symbol in firmware.symbols if plain_name(symbol.name) in named]
    # in flash are `t` on an AVR, `r` elsewhere
    flash = {symbol.name: symbol.size for symbol in own if symbol.kind in "tTrRwW"}
    fixed = sum(size for name, size in flash.items() if plain_name(name) in constants)
    return ModelSizes(fixed, sum(flash.values()) - fixed, sum(symbol.size for symbol in own if symbol.kind in "dDbB"))


def plain_name(symbol: str) -> str:
    """Return the C name behind a symbol's: compilers add .constprop.0 or $1, and C++ makes _ZL6modelX of modelX."""
    name = re.split(r"[.$]", symbol, maxsplit=1)[0]
    mangled = re.fullmatch(r"_ZL(\d+)(\w+)", name)
    return mangled[2][: int(mangled[1])] if mangled else name


def _size_rows(lab: Lab, board: Board, model: LabModel, firmware: Firmware, played: Played) -> list[Row]:
    sizes = model_sizes(lab, firmware)
    constants = sum(layer.flash for layer in model.program.layers)
    beside = "; without the constants that the code loads from beside it." if board.engine == "esp32" else "."
    by_name = f"nm -S on the image: functions and constants that model.c and its kernels define{beside}"
    counted = "The compiler's weights, thresholds and scales; of trees as code, what that code takes."
    predicted = Value(constants, "estimate", counted)
    whole = (
        "size on the image, which the chip copies to RAM when it starts."
        if board.toolchain == "esp"
        else "avr-size on the image, the sections that Arduino's platform.txt counts."
    )
    # a tree as code has none, and a single weight may be found in the code
    by_itself = Row(
        "model_constants",
        "Flash, the model's constants",
        "B",
        predicted,
        Value(sizes.constants, "measured", "nm -S on the image: what model.c declares IN_FLASH."),
        None,
    )
    rows = [
        *([by_itself] if sizes.constants else []),
        Row(
            "model_flash",
            "Flash, model with its code" if sizes.constants else "Flash, model",
            "B",
            None if sizes.constants else predicted,
            Value(sizes.constants + sizes.code, "measured", by_name),
            None,
        ),
        Row(
            "flash",
            "Flash, whole sketch",
            "B",
            None,
            Value(firmware.size.flash, "measured", whole),
            Value(board.flash.value, "datasheet", board.flash.source),
        ),
        Row(
            "model_ram",
            "RAM, model",
            "B",
            Value(model.ram, "estimate", "The compiler's plan: inputs, outputs, and what the model works in."),
            Value(sizes.variables, "measured", "nm -S on the image: variables of model.c and of model_serial.h."),
            None,
        ),
        Row(
            "ram",
            "Static RAM, whole sketch",
            "B",
            None,
            Value(firmware.size.ram, "measured", whole + " The stack comes on top."),
            Value(board.ram.value, "datasheet", board.ram.source),
        ),
    ]
    if played.stack:
        how = f"The lowest stack pointer {played.where}, from the end of RAM."
        rows.append(Row("stack", "Deepest stack", "B", None, Value(played.stack, "simulated", how), None))
    return rows


def _work_rows(board: Board, model: LabModel, played: Played) -> list[Row]:
    megahertz = board.clock.value / 1e6
    esp = board.toolchain == "esp"
    what = "a time step" if model.call.stepwise else "an inference"
    unit = "instructions" if esp else "cycles"
    runs = len(played.cycles)
    how = f"Largest of {runs} runs {played.where}: their pulse less the empty pulse; on average {{mean}}."
    rates = "By the compiler's rates for each layer, fitted to simulated runs of other models."
    predicted, measured = model.cycles, max(played.cycles, default=None)
    how = how.format(mean=f"{np.mean(played.cycles):.0f} {unit}" if runs else "")
    time = f"{unit.capitalize()} over {megahertz:g} MHz" + (
        ", one cycle each: what branches, loads and flash add is not simulated." if esp else "."
    )
    drawn = board.current.value / 1e3
    charge = f"{unit.capitalize()} over {megahertz:g} MHz times {drawn:g} mA, the chip at work. {board.current.source}."
    return [
        Row(
            unit,
            f"{unit.capitalize()} {what}",
            unit,
            None if predicted is None else Value(predicted, "estimate", rates),
            None if measured is None else Value(measured, "simulated", how),
            None,
        ),
        Row(
            "microseconds",
            f"Time {what}, {megahertz:g} MHz",
            "us",
            None if predicted is None else Value(round(predicted / megahertz, 2), "estimate", time),
            None
            if measured is None
            else Value(round(measured / megahertz, 2), "estimate" if esp else "simulated", time),
            None,
        ),
        Row(
            "charge",
            f"Charge {what}, {drawn:g} mA",
            "uC",
            None if predicted is None else Value(_charge(predicted, board), "estimate", charge),
            None if measured is None else Value(_charge(measured, board), "estimate", charge),
            None,
        ),
    ]


def _charge(cycles: int, board: Board) -> float:
    """Return microcoulombs."""
    return _rounded(cycles / board.clock.value * board.current.value)


def _class_rows(lab: Lab, model: LabModel, samples: Samples, played: Played) -> list[Row]:
    right = share_right(model.classes(played.answers), samples.y)
    before = share_right(samples.floats, samples.y)
    return [
        Row(
            "accuracy",
            f"Right answers, {len(samples)} samples",
            "%",
            Value(round(before, 2), "measured", _float_model(lab)),
            Value(round(right, 2), played.provenance, f"The board's answers {played.where}, to the same samples."),
            None,
        )
    ]


def _number_rows(lab: Lab, model: LabModel, samples: Samples, played: Played) -> list[Row]:
    numbers = model.numbers(played.answers)
    unit = load_settings(lab.folder).unit
    truth = np.isfinite(samples.y.reshape(len(samples), -1)).all(axis=1)
    known = f"{np.count_nonzero(truth)} samples"
    how = f"The board's answers {played.where}, to the same samples."
    rows = [
        Row(
            quantity,
            f"{label}, {known}",
            unit,
            Value(_rounded(error(samples.floats, samples.y)), "measured", _float_model(lab)),
            Value(_rounded(error(numbers, samples.y)), played.provenance, how),
            None,
        )
        for quantity, label, error in (
            ("mean_error", "Mean error", mean_error),
            ("worst_error", "Worst error", worst_error),
        )
    ]
    how = f"The board's answers {played.where}, to all {len(samples)} samples, beside the float model's."
    farthest = Value(_rounded(worst_error(numbers, samples.floats)), played.provenance, how)
    return [*rows, Row("integer_error", "Farthest from the float model", unit, None, farthest, None)]


def _rounded(value: float) -> float:
    """Return four digits that count."""
    return float(f"{value:.4g}")


def _float_model(lab: Lab) -> str:
    return f"The float model on this computer, to the held-out samples of {lab.unit}."
