"""What a compiled linear model should cost on an ESP32-C3 or an ESP32, in instructions, counted before any build.

Instructions and their sizes: The RISC-V Instruction Set Manual, volume I (RV32IMC); Xtensa Instruction Set Architecture
Reference Manual (with the Code Density, 16-bit and 32-bit Multiply Options). What is counted is the shortest
straightforward translation of runtime/linear.h. How long an instruction takes is another matter: on these chips it
depends on what stands around it.
"""

from __future__ import annotations

from dataclasses import dataclass

from hardware_labs.compiler.cost import Cost
from hardware_labs.compiler.linear import FixedPointLinear


@dataclass(frozen=True)
class InstructionSet:
    """How many instructions, and bytes of code, the steps of the kernel take.

    Attributes:
        name: What to call it.
        constant: Instructions that bring a 32-bit constant into a register.
        constant_bytes: Their bytes, with the constant's own.
        load_bytes: Bytes of a 16-bit load.
        multiply_bytes: Bytes of a multiplication.
        branch_bytes: Bytes of a conditional branch.
        shift_bytes: Bytes of an arithmetic shift to the right.
    """

    name: str
    constant: int
    constant_bytes: int
    load_bytes: int
    multiply_bytes: int
    branch_bytes: int
    shift_bytes: int


# lui and addi; a load of 16 bits and mul have no short form
RV32IMC = InstructionSet("RV32IMC", 2, 8, 4, 4, 4, 2)
# l32r and the word that it reads
XTENSA = InstructionSet("Xtensa LX6", 1, 7, 3, 3, 3, 3)

SHORT = 2  # bytes of add, of an increment, of a return
PASS_AND_RETURN = 4  # the input's address, the call, the return, the result put aside


def estimate_esp(model: FixedPointLinear, instructions: InstructionSet) -> Cost:
    """Predict a linear model's instructions (as `cycles`, at one cycle each), bytes of flash and of static RAM.

    A single weight becomes a constant in the code; several are an array that a loop walks through.
    """
    inputs, has = len(model.weights), instructions
    shift, shift_bytes = (1, has.shift_bytes) if model.shift else (0, 0)
    if inputs == 1:
        count = 2 * has.constant + 1 + 1 + 1  # weight and bias, the input loaded, product, sum
        code = 2 * has.constant_bytes + has.load_bytes + has.multiply_bytes + SHORT
        weights = 0
    else:
        step = 2 + 2 + 1 + 1 + 1 + 1  # two addresses, two loads, product, sum, the index advanced, back
        count = 2 * has.constant + 2 + inputs * step  # bias and the array's address, the index and its end
        loop = 3 * SHORT + 2 * has.load_bytes + has.multiply_bytes + SHORT + has.branch_bytes
        code = 2 * has.constant_bytes + 2 * SHORT + loop
        weights = 2 * inputs
    return Cost(
        cycles=PASS_AND_RETURN + count + shift,
        flash=weights + code + shift_bytes + SHORT,
        ram=0,
        how=f"Counted from the {has.name} instruction set: loads, product, sum and shift, with call and return.",
    )
