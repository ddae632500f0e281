"""What a user is told about a model that cannot be compiled."""

from hardware_labs.errors import LabError


class CompileError(LabError):
    """A model that this compiler cannot turn into exact integer code."""
