"""model.json: written, read back, refused when it is something else."""

from pathlib import Path

import pytest

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.linear import quantize_linear
from hardware_labs.compiler.model_file import ModelFile, load_model, save_model


def test_round_trip(tmp_path: Path) -> None:
    integer = quantize_linear([-0.09], 71.3, input_low=0, input_high=1023, output_scale=100)
    model = ModelFile(integer, (-0.09,), 71.3)
    save_model(model, tmp_path / "model.json")
    assert load_model(tmp_path / "model.json") == model


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"kind": "forest"}', '{"kind": "linear", "weights": 3}'])
def test_anything_else_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "model.json"
    path.write_text(content)
    with pytest.raises(CompileError, match="is not a compiled model"):
        load_model(path)


def test_missing_file_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(CompileError, match="lab train"):
        load_model(tmp_path / "model.json")
