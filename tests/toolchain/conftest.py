"""Machines that have only some of the tools: folders to put on the PATH in place of the real one."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """An empty folder: the only place a fake machine finds programs in."""
    folder = tmp_path / "tools"
    folder.mkdir()
    return folder


@pytest.fixture
def record(tools: Path) -> Callable[..., Path]:
    """Put a shell script into `tools` that writes down what it is called with, then runs `then`."""

    def add(name: str, then: str = "") -> Path:
        calls = tools / f"{name}.calls"
        script = tools / name
        script.write_text(f'#!/bin/sh\necho "$*" >> "{calls}"\n{then}\n')
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        return calls

    return add


@pytest.fixture
def only_tools(tools: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let this process find programs in `tools` only."""
    monkeypatch.setenv("PATH", str(tools))
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)
    assert os.environ["PATH"] == str(tools)
    return tools
