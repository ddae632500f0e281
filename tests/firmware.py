"""The simulator tests' firmware, built by the real compilers (tests/simulator/fixtures.ts)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from hardware_labs.toolchain.find import find_node

FIXTURES = Path(__file__).parent / "simulator"


def avr_firmware(name: str) -> str:
    """Return tests/simulator/firmware/<name>.c for an Uno as Intel HEX."""
    module = json.dumps((FIXTURES / "fixtures.ts").as_uri())
    script = f"import({module}).then((m) => process.stdout.write(m.firmware({json.dumps(name)})))"
    command = [str(find_node()), "--input-type=module", "--eval", script]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
