"""Fills the budget table of a thermistor lab from its model, its image and what the board has answered."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hardware_labs import accuracy
from hardware_labs.boards import Board
from hardware_labs.budget import Row, Value
from hardware_labs.compiler.cost import Cost, estimate_avr
from hardware_labs.compiler.cost_esp import RV32IMC, XTENSA, estimate_esp
from hardware_labs.compiler.linear import FixedPointLinear
from hardware_labs.compiler.model_file import ModelFile
from hardware_labs.readings import load_readings
from hardware_labs.toolchain.build import Firmware
from hardware_labs.units import Lab

# libgcc's routines for int16 x int16 -> int32: the model's kernel calls them, the rest of the sketch does not
INSTRUCTION_SETS = {"esp32c3": RV32IMC, "esp32": XTENSA}
MULTIPLICATION = ("__mulhisi3", "__umulhisi3", "__usmulhisi3", "__usmulhisi3_tail")


def budget_rows(
    lab: Lab,
    board: Board,
    model: ModelFile,
    firmware: Firmware,
    outputs: NDArray[np.int64],
    cycles: Sequence[int],
    simulator: str,
) -> list[Row]:
    """Return the budget table.

    Args:
        lab: The lab, for its readings.
        board: The board it ran on.
        model: The model it ran.
        firmware: The image it ran.
        outputs: The board's output for every input, shape (inputs,).
        cycles: Cycles (on an ESP board: instructions) of each inference measured; empty on a board whose pins cannot
            be watched.
        simulator: Where it ran, for the provenance; empty on a real board.
    """
    cost = estimate(model.integer, board)
    return [
        *_size_rows(board, firmware, cost),
        *(_instruction_rows if board.engine in INSTRUCTION_SETS else _time_rows)(board, cost, cycles, simulator),
        *_error_rows(lab, model, outputs, simulator),
    ]


def estimate(model: FixedPointLinear, board: Board) -> Cost:
    """Predict a model's cost on a board."""
    instructions = INSTRUCTION_SETS.get(board.engine)
    return estimate_esp(model, instructions) if instructions else estimate_avr(model)


def _size_rows(board: Board, firmware: Firmware, cost: Cost) -> list[Row]:
    # constants in flash are `t` on an AVR and `r` elsewhere
    code = [s for s in firmware.symbols if s.kind in "tTrR" and s.name.startswith("model_")]
    multiplication = [s for s in firmware.symbols if s.name in MULTIPLICATION]
    in_ram = [s for s in firmware.symbols if s.kind in "dDbB" and s.name.startswith("model_")]
    flash = sum(symbol.size for symbol in code + multiplication)
    on_avr = board.engine not in INSTRUCTION_SETS
    by_name = "nm -S on the image: the symbols model_*" + (
        " and libgcc's 16-bit multiplication."
        if on_avr
        else "; on an ESP32 without the constants that the code loads from beside it."
    )
    whole = (
        "avr-size on the image, the sections that Arduino's platform.txt counts."
        if on_avr
        else "size on the image, which the chip copies to RAM when it starts."
    )
    return [
        Row(
            "model_flash",
            "Flash, model",
            "B",
            Value(cost.flash, "estimate", cost.how),
            Value(flash, "measured", by_name),
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
            "Static RAM, model",
            "B",
            Value(cost.ram, "estimate", "The weights stay in flash and the sum in registers."),
            Value(
                sum(symbol.size for symbol in in_ram),
                "measured",
                "nm -S on the image: variables model_*.",
            ),
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


def _time_rows(board: Board, cost: Cost, cycles: Sequence[int], simulator: str) -> list[Row]:
    megahertz = board.clock.value / 1e6
    how = f"Largest of {len(cycles)} inferences in {simulator}: their pulse less the empty pulse."
    measured = max(cycles) if cycles else None
    return [
        Row(
            "cycles",
            "Cycles an inference",
            "cycles",
            Value(cost.cycles, "estimate", cost.how),
            Value(measured, "simulated", how) if measured else None,
            None,
        ),
        Row(
            "microseconds",
            f"Time an inference, {megahertz:g} MHz",
            "us",
            Value(round(cost.cycles / megahertz, 2), "estimate", f"Estimated cycles over {megahertz:g} MHz."),
            Value(round(measured / megahertz, 2), "simulated", how) if measured else None,
            None,
        ),
    ]


def _instruction_rows(board: Board, cost: Cost, cycles: Sequence[int], simulator: str) -> list[Row]:
    """Return the rows of a board whose simulator counts instructions: their time can only be estimated."""
    megahertz = board.clock.value / 1e6
    how = (
        f"Largest of {len(cycles)} inferences in {simulator}: instructions in its pulse less those in the empty pulse."
    )
    time = f"Instructions over {megahertz:g} MHz, one cycle each: what branches, loads and flash add is not simulated."
    measured = max(cycles) if cycles else None
    return [
        Row(
            "instructions",
            "Instructions an inference",
            "instructions",
            Value(cost.cycles, "estimate", cost.how),
            Value(measured, "simulated", how) if measured else None,
            None,
        ),
        Row(
            "microseconds",
            f"Time an inference, {megahertz:g} MHz",
            "us",
            Value(round(cost.cycles / megahertz, 3), "estimate", time),
            Value(round(measured / megahertz, 3), "estimate", time) if measured else None,
            None,
        ),
    ]


def _error_rows(lab: Lab, model: ModelFile, outputs: NDArray[np.int64], simulator: str) -> list[Row]:
    count, celsius = load_readings(lab.readings)
    low, high = float(celsius.min()), float(celsius.max())
    fewest, most = int(count.min()), int(count.max())
    board = outputs / model.integer.output_scale
    readings = f"the {len(count)} rows of readings.csv"
    if simulator:
        ran, where = "simulated", f"all outputs of the board in {simulator}"
        error = accuracy.worst_error_on_grid(board, low, high)
        against = f"the simulated sensor's own temperature every {accuracy.TEMPERATURE_STEP} °C"
    else:
        ran, where = "measured", "all outputs of the board at the serial port"
        error = float(np.abs(board[count] - celsius).max())
        against = readings
    residual = float(np.abs(accuracy.float_predictions(model, count) - celsius).max())
    bound = accuracy.integer_error_bound(model, most)
    integer_error = accuracy.worst_integer_error(model, board, fewest, most)
    return [
        Row(
            "worst_error",
            f"Worst error, {low:g} to {high:g} °C",
            "°C",
            Value(round(residual, 3), "estimate", f"Largest residual of the float model on {readings}."),
            Value(round(error, 3), ran, f"Largest distance of {where} from {against}."),
            None,
        ),
        Row(
            "integer_error",
            "Worst error, integers against floats",
            "°C",
            Value(round(bound, 4), "estimate", "Half of the last digit, and half a step of weight and bias."),
            Value(round(integer_error, 4), ran, f"From {where}, for each count {fewest} to {most}."),
            None,
        ),
    ]
