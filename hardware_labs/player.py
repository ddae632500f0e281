"""Plays a scenario on a board, step by step."""

from __future__ import annotations

from collections.abc import Sequence

from hardware_labs.errors import LabError
from hardware_labs.link import BoardLink, NotOnThisBoardError
from hardware_labs.progress import say
from hardware_labs.scenario import (
    Delay,
    ExpectPin,
    Scenario,
    SetControl,
    Step,
    TakeScreenshot,
    WaitSerial,
    WriteSerial,
)
from hardware_labs.screenshot import check_picture
from hardware_labs.trace import PlayTrace


async def play(scenario: Scenario, board: BoardLink) -> None:
    """Play every step and print its result; a step that this board cannot do is skipped with a note.

    Raises:
        LabError: A step fails; the message names file, step number, what was expected and what was seen.
    """
    total = len(scenario.steps)
    for number, step in enumerate(scenario.steps, start=1):
        result = "ok"
        try:
            await _play_step(step, board)
        except NotOnThisBoardError as reason:
            result = f"skipped, {reason}"
        except LabError as error:
            raise LabError(f"{scenario.path}, step {number} ({step}): {error}") from error
        say(f"{board.seconds:8.3f} s  step {number}/{total}  {step}: {result}")


async def play_traces(traces: Sequence[PlayTrace], board: BoardLink) -> None:
    """Let traces drive their controls from now on.

    Raises:
        LabError: This board cannot play them.
    """
    for trace in traces:
        try:
            await board.play_trace(trace.part, trace.control, trace.path)
        except NotOnThisBoardError as reason:
            raise LabError(f"{trace.path} cannot be played: {reason}.") from reason
        say(f"{board.seconds:8.3f} s  {trace}")


async def _play_step(step: Step, board: BoardLink) -> None:
    match step:
        case SetControl(part, control, value):
            await board.set_control(part, control, value)
        case WaitSerial(text):
            await board.expect_text(text)
        case WriteSerial(text):
            await board.write(text)
        case Delay(nanoseconds):
            await board.advance(nanoseconds / 1e9)
        case ExpectPin(part, pin, value):
            level = int(await board.read_pin(part, pin))
            if level != value:
                raise LabError(f"expected {value} and read {level}; last it printed {board.log.last_lines()}.")
        case PlayTrace(part, control, path):
            await board.play_trace(part, control, path)
        case TakeScreenshot(part, save_to, compare_with):
            check_picture(await board.read_screen(part), save_to, compare_with)
