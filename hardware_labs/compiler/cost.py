"""What a compiled linear model should cost on an AVR, counted from the instruction set before any build.

Cycles and sizes of instructions: Microchip, AVR Instruction Set Manual (DS40002198), column AVRe+, 16-bit
program counter. What is counted is the shortest straightforward translation of runtime/linear.h; how a given
compiler moves registers about is not, which is why the figures are estimates.
"""

from __future__ import annotations

from dataclasses import dataclass

from hardware_labs.compiler.linear import FixedPointLinear

# cycles of one instruction
ALU = 1  # add, adc, sub, sbc, subi, sbci, asr, ror, dec, ldi, mov, movw, clr, tst, a branch not taken
MUL = 2
LOAD = 2  # ld, ldd from RAM
LOAD_FLASH = 3  # lpm
TAKEN = 2  # a branch taken
JUMP = 3
CALL = 4
RETURN = 4

WORD = 2  # bytes of one instruction; call, jmp take two words


@dataclass(frozen=True)
class Cost:
    """Predicted cost of a model.

    Attributes:
        cycles: Clock cycles of one call of model_predict, its call and return included.
        flash: Bytes of weights, model_predict and the 16-bit multiplication it calls.
        ram: Bytes of static RAM.
        how: One sentence on how the figures came about.
    """

    cycles: int
    flash: int
    ram: int
    how: str


def multiply_cycles() -> int:
    """Return the cycles of int16 x int16 -> int32, a call of libgcc's `__mulhisi3`.

    Unsigned product first: four byte products, two of them moved in place, two added in the middle (add, adc,
    clear, adc). Then for each operand: test its sign, and subtract the other one from the upper half if it is
    negative. The signed routine calls the unsigned one and jumps to a tail shared with the mixed one.
    """
    unsigned = 4 * MUL + 2 * ALU + 2 * 4 * ALU + RETURN
    signs = 2 * (2 * ALU + 2 * ALU)
    return CALL + CALL + unsigned + signs + JUMP + RETURN


def estimate_avr(model: FixedPointLinear) -> Cost:
    """Predict what a linear model costs on an AVR with a hardware multiplier."""
    inputs = len(model.weights)
    looped = inputs > 1

    load = 2 * LOAD_FLASH + 2 * LOAD + ALU  # weight, input, and the pointer moved to Z
    add = 4 * ALU
    step = 4 * ALU + TAKEN if looped else 0  # two pointers advanced, the end compared, back
    a_bit = 5 * ALU + TAKEN  # asr, ror, ror, ror, dec, brne: gcc shifts 32 bits bit by bit
    shift = ALU + model.shift * a_bit - ALU if model.shift else 0
    frame = 10 * (LOAD + LOAD) if looped else 0  # registers saved and restored around the loop: push, pop
    address = 2 * ALU
    bias = 0 if not looped else 4 * ALU  # alone, the bias is the constant that `add` adds
    cycles = CALL + frame + address + bias + inputs * (load + multiply_cycles() + add + step) + shift + RETURN

    multiply_bytes = (
        27 * WORD + 2 * WORD + WORD
    )  # the instructions of multiply_cycles, two of them two words long
    code = (2 + 5 + 2 + 4 + 1) * WORD  # address, loads, call, add, ret
    code += 7 * WORD if model.shift else 0
    code += (20 + 4 + 6) * WORD if looped else 0
    return Cost(
        cycles=cycles,
        flash=2 * inputs + code + multiply_bytes,
        ram=0,
        how="Counted from the AVR instruction set manual: loads, 16-bit product, 32-bit sum and shift.",
    )
