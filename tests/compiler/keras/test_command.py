"""`lab compile` on a `.keras` file."""

from pathlib import Path

import numpy as np
import pytest

from tests.compiler.keras.conftest import Golden
from tests.compiler.test_compile_command import compile_model, numbers


@pytest.mark.parametrize(
    ("name", "layer", "board"),
    [("temperature-gru", "GRU", "uno"), ("digits-rnn", "SimpleRNN", "esp32-c3"), ("digits-lstm", "LSTM", "esp32")],
)
def test_the_board_agrees_with_the_reference(
    goldens: dict[str, Golden], name: str, layer: str, board: str, tmp_path: Path
) -> None:
    golden = goldens[name]
    np.save(tmp_path / "samples.npy", golden.train.x)
    options = ("--samples", tmp_path / "samples.npy", "--board", board, "-o", tmp_path / "new", "--explain")
    made = compile_model(golden.path, *options)
    assert made.returncode == 0, made.stderr
    macs, flash, ram, predicted, simulated = numbers(made.stdout, layer)[-5:]
    assert macs == golden.graph.operators[0].macs
    assert predicted == pytest.approx(simulated, rel=0.15)
    assert "outputs on the board equal the reference" in made.stdout  # of the sequence, and of its steps
    assert f"model_step, one of {golden.train.x.shape[1]} time steps: " in made.stdout
    header = (tmp_path / "new" / "model.h").read_text()
    assert "void model_step(const int8_t x[MODEL_STEP_INPUTS], int8_t y[MODEL_STEP_OUTPUTS])" in header
    assert f"#define MODEL_STEPS {golden.train.x.shape[1]} " in header
    if board == "uno":
        # 23,000 cycles an hour's step: 1.5 ms of a microcontroller that sleeps for the rest
        assert simulated < 24 * 26_000
        assert flash < 1_200
        assert ram < 64


def test_mistakes_end_in_one_sentence(goldens: dict[str, Golden], tmp_path: Path) -> None:
    path = goldens["digits-gru"].path
    text = tmp_path / "text.keras"
    text.write_text("not a model")
    np.save(tmp_path / "x.npy", np.zeros((2, 9, 8)))
    for arguments, said in (
        ((path,), "is quantized to int8: give --samples FILE.npy"),
        ((path, "--samples", tmp_path / "none.npy"), "is no .npy file of numbers"),
        ((path, "--samples", tmp_path / "x.npy"), "give numbers of shape (samples, 8, 8)"),
        ((text, "--samples", tmp_path / "x.npy"), "is no .keras file, or damaged"),
    ):
        refused = compile_model(*arguments, "-o", tmp_path / "out")
        assert refused.returncode == 1
        assert said in refused.stderr
        assert refused.stderr.count("\n") == 1
        assert not (tmp_path / "out").exists()
