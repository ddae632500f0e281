"""`.tflite` files as programs."""

from __future__ import annotations

from pathlib import Path

from hardware_labs.compiler.graph_program import GraphProgram
from hardware_labs.compiler.program import Options
from hardware_labs.compiler.tflite.load import load_tflite


def load(path: Path, options: Options) -> GraphProgram:
    """Read a model."""
    return GraphProgram(load_tflite(path), options)
