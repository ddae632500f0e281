"""Repeated runs of each lab on each board give the same bytes and the same pin changes at the same nanoseconds."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterator

import pytest

from hardware_labs.boards import Board, load_boards
from hardware_labs.diagram import load_diagram
from hardware_labs.errors import LabError
from hardware_labs.player import play
from hardware_labs.scenario import load_scenario
from hardware_labs.server import LocalServer, local_server
from hardware_labs.simulated import simulated_board
from hardware_labs.toolchain.build import build
from hardware_labs.units import Lab, list_labs

THOROUGH = "linear-regression"  # five runs; two of the others


def on_every_board() -> list[tuple[Lab, Board]]:
    """Each lab with each board that it has a circuit for."""
    found = []
    for lab in list_labs():
        for board in load_boards().values():
            try:
                load_diagram(lab.diagram_for(board), board)
            except LabError:
                continue
            found.append((lab, board))
    return found


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    with local_server() as server:
        yield server


async def digest_of_a_run(server: LocalServer, lab: Lab, board: Board) -> tuple[str, int]:
    """Play the scenario; return a hash of all events with their nanoseconds, and how many bytes were printed."""
    events = hashlib.sha256()
    diagram = load_diagram(lab.diagram_for(board), board)
    scenario = load_scenario(lab.folder / "scenario.yaml", diagram)
    opened = simulated_board(
        server.url, server.token, board.name, diagram, lab.firmware(board), lab.elf(board), lambda *_: None
    )
    async with opened as link:
        for name in ("serial-monitor:data", "pin:change", "sim:pause"):
            link._client._transport.add_event_listener(
                name, lambda event: events.update(json.dumps(event, sort_keys=True).encode())
            )
        await link._client.listen_pin(diagram.board_part, "5")  # the labs' LED; the probe is listened to already
        await play(scenario, link)
        await link.advance(0.5)
        assert link.edges
        return events.hexdigest(), len(link.log.text)


@pytest.mark.parametrize(("lab", "board"), on_every_board(), ids=lambda one: getattr(one, "unit", None) or one.id)
def test_repeated_runs_are_one(server: LocalServer, lab: Lab, board: Board) -> None:
    build(lab, board)

    async def scenario() -> list[tuple[str, int]]:
        alone = [await digest_of_a_run(server, lab, board) for _ in range(3 if lab.unit == THOROUGH else 0)]
        # sessions that run beside one another see nothing of it
        return alone + await asyncio.gather(*(digest_of_a_run(server, lab, board) for _ in range(2)))

    runs = asyncio.run(scenario())
    assert len(set(runs)) == 1
    assert runs[0][1] > 0
