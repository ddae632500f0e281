"""The simulator tests' firmware, built by the real compilers (tests/simulator/fixtures.ts, esp32c3-fixtures.ts)."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path

from hardware_labs.toolchain.find import find_node

FIXTURES = Path(__file__).parent / "simulator"


def avr_firmware(name: str) -> str:
    """Return tests/simulator/firmware/<name>.c for an Uno as Intel HEX."""
    return _printed("fixtures.ts", f"m.firmware({json.dumps(name)})")


def c3_firmware(name: str) -> bytes:
    """Return tests/simulator/esp32c3-firmware/<name>.c as the flash of an ESP32-C3."""
    image = f"Buffer.from(m.c3Image({json.dumps(name)})).toString('base64')"
    return base64.b64decode(_printed("esp32c3-fixtures.ts", image))


def _printed(fixtures: str, expression: str) -> str:
    module = json.dumps((FIXTURES / fixtures).as_uri())
    script = f"import({module}).then((m) => process.stdout.write({expression}))"
    command = [str(find_node()), "--input-type=module", "--eval", script]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
