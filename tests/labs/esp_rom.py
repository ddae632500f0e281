"""The serial bootloader of an ESP chip, as far as esptool uses it: SLIP frames, commands, and a flash.

A stand-in: written from Espressif's description of the serial protocol, checks sequence numbers, checksums and
sizes, and answers like the mask ROM and then like the flasher stub that esptool loads into RAM (it is not executed).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pty
import struct
import threading
import tty
import zlib
from collections.abc import Iterator
from enum import IntEnum

# SLIP (RFC 1055)
END, ESC, ESC_END, ESC_ESC = 0xC0, 0xDB, 0xDC, 0xDD


class Command(IntEnum):
    """Commands of the serial protocol."""

    FLASH_BEGIN = 0x02
    FLASH_DATA = 0x03
    FLASH_END = 0x04
    MEM_BEGIN = 0x05
    MEM_END = 0x06
    MEM_DATA = 0x07
    SYNC = 0x08
    WRITE_REG = 0x09
    READ_REG = 0x0A
    SPI_SET_PARAMS = 0x0B
    SPI_ATTACH = 0x0D
    CHANGE_BAUD = 0x0F
    FLASH_DEFL_BEGIN = 0x10
    FLASH_DEFL_DATA = 0x11
    FLASH_DEFL_END = 0x12
    SPI_FLASH_MD5 = 0x13
    GET_SECURITY_INFO = 0x14


BEGINNINGS = {Command.FLASH_BEGIN, Command.FLASH_DEFL_BEGIN, Command.MEM_BEGIN}
DATA_HEADER = 16
CHECKSUM_SEED = 0xEF
SYNC_ANSWERS = 8
# any value: 0 would say that the stub is running already
ROM_VERSION = 0x20120707
INVALID = 0x05

# what GET_SECURITY_INFO tells; the ROM of the first ESP32 does not know that command
CHIP_IDS = {"esp32c3": 5}
FLASH_BYTES = 4 << 20
# JEDEC id of a 4 MB W25Q32, which the flash leaves in the register SPI_W0 after RDID
FLASH_ID = 0x1640EF
SPI_W0 = {"esp32": 0x3FF42080, "esp32c3": 0x60002058}
# CHIP_DETECT_MAGIC_REG of every chip, and what the ROM of a revision has there
MAGIC_REGISTER = 0x40001000
MAGIC = {"esp32": 0x00F01D83, "esp32c3": 0x1B31506F}


class EspRom:
    """A chip in download mode behind a pseudo-terminal.

    Attributes:
        port: Name of its serial port.
        flash: What is in its flash.
    """

    def __init__(self, chip: str) -> None:
        self.flash = bytearray(b"\xff" * FLASH_BYTES)
        self._chip = chip
        self._stub = False
        self._next = 0
        self._offset = 0
        self._packed = bytearray()
        self._terminal, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def unplug(self) -> None:
        os.close(self._slave)
        self._thread.join()
        os.close(self._terminal)

    def _serve(self) -> None:
        frame: bytearray | None = None
        escaped = False
        with contextlib.suppress(OSError):
            while received := os.read(self._terminal, 4096):
                for byte in received:
                    if byte == END:
                        if frame:
                            self._answer(bytes(frame))
                        frame = bytearray()
                    elif frame is not None:
                        if escaped:
                            frame.append({ESC_END: END, ESC_ESC: ESC}[byte])
                        elif byte != ESC:
                            frame.append(byte)
                        escaped = byte == ESC and not escaped

    def _answer(self, frame: bytes) -> None:
        direction, command, length, checksum = struct.unpack_from("<BBHI", frame)
        body = frame[8:]
        if direction != 0 or length != len(body):
            return
        value, data, error = 0, b"", False
        match command:
            case Command.SYNC:
                value = ROM_VERSION
                for _ in range(SYNC_ANSWERS - 1):
                    self._reply(command, value, b"", 0)
            case Command.READ_REG:
                (address,) = struct.unpack("<I", body)
                value = {SPI_W0[self._chip]: FLASH_ID, MAGIC_REGISTER: MAGIC[self._chip]}.get(address, 0)
            case Command.GET_SECURITY_INFO if self._chip in CHIP_IDS:
                data = struct.pack("<IB7sII", 0, 0, bytes(7), CHIP_IDS[self._chip], 0)
            case Command.MEM_DATA:
                error = self._checked(body, checksum) is None
            case Command.FLASH_DATA:
                if (block := self._checked(body, checksum)) is not None:
                    self.flash[self._offset : self._offset + len(block)] = block
                    self._offset += len(block)
                error = block is None
            case Command.FLASH_DEFL_DATA:
                if (block := self._checked(body, checksum)) is not None:
                    self._packed += block
                    plain = zlib.decompressobj().decompress(bytes(self._packed))
                    self.flash[self._offset : self._offset + len(plain)] = plain
                error = block is None
            case Command.SPI_FLASH_MD5:
                offset, size = struct.unpack_from("<II", body)
                digest = hashlib.md5(self.flash[offset : offset + size])
                data = digest.digest() if self._stub else digest.hexdigest().encode()
            case _ if command in BEGINNINGS:
                self._offset = struct.unpack_from("<IIII", body)[3]
                self._next, self._packed = 0, bytearray()
            case _:
                error = command not in set(Command) - {Command.GET_SECURITY_INFO}
        self._reply(command, value, data, INVALID if error else 0)
        if command == Command.MEM_END:
            self._stub = True
            self._send(b"OHAI")

    def _checked(self, body: bytes, checksum: int) -> bytes | None:
        """Return a block of data, unless it is damaged or out of order."""
        size, number = struct.unpack_from("<II", body)
        block = body[DATA_HEADER:]
        expected = CHECKSUM_SEED
        for byte in block:
            expected ^= byte
        if len(block) != size or number != self._next or checksum != expected:
            return None
        self._next += 1
        return block

    def _reply(self, command: int, value: int, data: bytes, error: int) -> None:
        # the ROM ends its answers in four bytes of status, the stub in two
        status = bytes([error != 0, error]) + (b"" if self._stub else bytes(2))
        self._send(struct.pack("<BBHI", 1, command, len(data) + len(status), value) + data + status)

    def _send(self, content: bytes) -> None:
        escaped = content.replace(bytes([ESC]), bytes([ESC, ESC_ESC])).replace(bytes([END]), bytes([ESC, ESC_END]))
        os.write(self._terminal, bytes([END]) + escaped + bytes([END]))


@contextlib.contextmanager
def esp_rom(chip: str) -> Iterator[EspRom]:
    """Plug a chip in for the duration of a block."""
    rom = EspRom(chip)
    try:
        yield rom
    finally:
        rom.unplug()
