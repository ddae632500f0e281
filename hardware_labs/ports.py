"""Serial ports: which are here, and why one does not open."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import serial

from hardware_labs.errors import LabError

BAUD = 115200
IN_USE = {errno.EBUSY, errno.EAGAIN}
FORBIDDEN = {errno.EACCES, errno.EPERM}


@contextlib.contextmanager
def open_port(port: str) -> Iterator[serial.Serial]:
    """Open a serial port for ourselves alone, until the block ends; this resets most boards.

    Raises:
        LabError: There is no such port, we may not open it, or another program has it.
    """
    try:
        opened = serial.serial_for_url(port, baudrate=BAUD, timeout=0, exclusive=True)
    except (serial.SerialException, OSError, ValueError) as error:
        raise LabError(_problem(port, error)) from error
    with opened:
        yield opened


def require_port(port: str | None) -> str:
    """Return the port that was given.

    Raises:
        LabError: None was; the message names those that are here.
    """
    if port:
        return port
    raise LabError(f"No serial port was given{_ports_here()}; give one with --port.")


def _problem(port: str, error: Exception) -> str:
    number = getattr(error, "errno", None)
    # Windows tells of both in words only, and there nobody has to join a group
    denied = os.name == "nt" and "PermissionError" in str(error)
    if number in IN_USE or denied:
        return f"The serial port {port} is in use by another program: close the serial monitor or IDE that has it open."
    if number in FORBIDDEN:
        return f"The serial port {port} cannot be opened by this user: {_advice_to_join(port)}."
    return f"The serial port {port} cannot be opened ({_reason(error)}){_ports_here()}."


def _advice_to_join(port: str) -> str:
    try:
        group = Path(port).group()
    except (KeyError, OSError, NotImplementedError):
        group = "dialout"
    if group == "root":
        return "ask who looks after this machine for access to it"
    return f"join the group {group} (`sudo usermod -a -G {group} $USER`) and log in again"


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _ports_here() -> str:
    from serial.tools.list_ports import comports

    found = [port.device for port in comports()]
    return f": ports here are {', '.join(found)}" if found else ": no port is there, so plug the board in"
