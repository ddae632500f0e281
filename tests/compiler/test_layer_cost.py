"""What whole layers cost, with set-up, gathering and scaling: at most six instructions a product on the ESP chips."""

from math import prod
from pathlib import Path

import pytest

from hardware_labs.boards import find_board
from hardware_labs.compiler.front_ends import load_program
from hardware_labs.compiler.program import Options
from hardware_labs.trial import try_out

MODELS = Path(__file__).parent / "models"
LAYERS = ("Convolution", "FullyConnected")
TERMS = 64  # a sum of fewer terms costs more by its scaling than by its products


@pytest.mark.parametrize("board", ["esp32-c3", "esp32"])
@pytest.mark.parametrize("model", ["digits-dense", "digits-cnn"])
def test_six_instructions_a_product(model: str, board: str) -> None:
    program = load_program(MODELS / f"{model}.tflite", Options(find_board(board)))
    cycles = try_out(program, find_board(board)).cycles
    held = {}
    for index, (layer, count) in enumerate(zip(program.layers, cycles, strict=True)):
        if layer.kind in LAYERS and layer.macs >= TERMS * prod(layer.output):
            held[index] = count / layer.macs
    assert held
    assert max(held.values()) <= 6, held
