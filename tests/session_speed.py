"""How much one session of the local simulator slows another down, on a machine with at least two cores."""

import asyncio
import contextlib
import time
from dataclasses import dataclass

from wokwi_client import WokwiClient

from hardware_labs.boards import find_board
from hardware_labs.server import LocalServer, local_server
from hardware_labs.units import Lab


@dataclass(frozen=True)
class SessionSpeed:
    """Real seconds for the same simulated time, medians of a few rounds; provenance: measured on the host."""

    alone: float
    beside_another: float


def session_speed(lab: Lab, board_id: str, seconds: float = 30, rounds: int = 3) -> SessionSpeed:
    """Run a lab's image, which must be built, in one session and then in two at once, in turn."""
    with local_server() as server:
        alone, beside = [], []
        for _ in range(rounds):
            alone.append(asyncio.run(_run(server, lab, board_id, seconds, sessions=1)))
            beside.append(asyncio.run(_run(server, lab, board_id, seconds, sessions=2)))
    return SessionSpeed(sorted(alone)[rounds // 2], sorted(beside)[rounds // 2])


async def _run(server: LocalServer, lab: Lab, board_id: str, seconds: float, sessions: int) -> float:
    """Return the real seconds until all sessions have run so long."""
    board = find_board(board_id)
    async with contextlib.AsyncExitStack() as stack:
        clients = []
        for _ in range(sessions):
            client = WokwiClient(server.token, server.url)
            await client.connect()
            stack.push_async_callback(client.disconnect)
            await client.upload_file("diagram.json", lab.diagram_for(board))
            await client.upload_file("firmware", lab.firmware(board))
            await client.start_simulation(firmware="firmware", pause=True)
            await client.wait_until_simulation_time(1)  # warms the engine up
            clients.append(client)
        started = time.perf_counter()
        await asyncio.gather(*(client.wait_until_simulation_time(1 + seconds) for client in clients))
        return time.perf_counter() - started
