"""C kernels that generated models call, copied beside each model so that a sketch folder stands alone."""

from pathlib import Path

RUNTIME_FOLDER = Path(__file__).parent
