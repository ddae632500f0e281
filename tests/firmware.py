"""The simulator tests' firmware for an Uno, built by the real compiler (tests/simulator/fixtures.ts)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from hardware_labs.toolchain.find import find_node

FIXTURES = Path(__file__).parent / "simulator" / "fixtures.ts"


def avr_firmware(name: str) -> str:
    """Return tests/simulator/firmware/<name>.c as Intel HEX."""
    module, argument = json.dumps(FIXTURES.as_uri()), json.dumps(name)
    script = f"import({module}).then((m) => process.stdout.write(m.firmware({argument})))"
    command = [str(find_node()), "--input-type=module", "--eval", script]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
