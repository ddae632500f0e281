"""`lab run` and `lab verify`: a lab's scenario, its measurements, its budget table."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hardware_labs.boards import Board
from hardware_labs.diagram import load_diagram
from hardware_labs.digest import files_digest
from hardware_labs.link import BoardLink
from hardware_labs.openboard import Where, open_board
from hardware_labs.player import play, play_traces
from hardware_labs.progress import say
from hardware_labs.scenario import load_scenario
from hardware_labs.toolchain.build import build
from hardware_labs.trace import parse_traces
from hardware_labs.units import Lab

if TYPE_CHECKING:
    # they take longer to import than the rest
    from hardware_labs.lab_model import Int64, LabModel
    from hardware_labs.samples import Samples

PACKAGE = Path(__file__).parent
# what a budget table depends on besides the lab's own folder
CODE = (
    *("*.py", "*.toml", "compiler/**/*.py", "runtime/*.h", "toolchain/*.py", "simulator/**/*.ts"),
    *(f"arduino_esp/**/*.{ending}" for ending in ("c", "cpp", "h", "S", "ld")),
)


def run_lab(
    lab: Lab,
    board: Board,
    where: Where,
    *,
    only_stale: bool = False,
    upload_first: bool = True,
    traces: Sequence[str] = (),
) -> None:
    """Build if needed, play the scenario, measure, print the budget table and write budget.json.

    Args:
        lab: The lab.
        board: The board.
        where: A simulator, or a real board's serial port.
        only_stale: Do nothing where the table is newer than all it depends on.
        upload_first: Upload the firmware to a real board.
        traces: Recorded traces to play from power-on, as PART.CONTROL=FILE.csv.

    Raises:
        LabError: The build, a step of the scenario, or the comparison with the reference fails.
    """
    stamp = lab.output(board) / "run.sha256"
    inputs = _digest(lab)
    budget = lab.budget(board)
    made = budget.exists() and stamp.exists() and lab.firmware(board).exists()
    if only_stale and made and stamp.read_text(encoding="utf-8") == inputs:
        say(f"{lab.unit} for {board.name}: budget table is up to date")
        return
    asyncio.run(_run(lab, board, where, budget, upload_first, traces))
    if not where.port and not traces:
        stamp.write_text(inputs, encoding="utf-8")


async def _run(lab: Lab, board: Board, where: Where, budget: Path, upload_first: bool, traces: Sequence[str]) -> None:
    from hardware_labs.budget import table, write_budget
    from hardware_labs.flash import upload
    from hardware_labs.lab_model import load_lab_model
    from hardware_labs.measure import Played, budget_rows
    from hardware_labs.pulses import inference_cycles
    from hardware_labs.samples import load_samples
    from hardware_labs.simulated import SimulatedBoard

    diagram = load_diagram(lab.diagram_for(board), board)
    scenario = load_scenario(lab.folder / "scenario.yaml", diagram)
    playing = parse_traces(traces, diagram)
    model, samples = load_lab_model(lab, board), load_samples(lab.folder)
    firmware = build(lab, board)
    if where.port and upload_first:
        upload(lab.firmware(board), board, where.port)
    cycles, stack = [], None
    async with open_board(lab, board, diagram, where) as link:
        await play_traces(playing, link)
        await play(scenario, link)
        answers = await _answers(link, model, samples)
        if isinstance(link, SimulatedBoard):
            cycles = inference_cycles(link.edges, board.clock.value)
            stack = (await link.counters())["stackPeak"]
    played = Played(answers, cycles, stack, where.simulator_name)
    rows = budget_rows(lab, board, model, firmware, samples, played)
    say(f"\nBudget of {lab.unit} on {board.name}\n{table(rows)}")
    if where.port:
        say("\nA real board's cycles cannot be seen over the serial line, so budget.json stays as it was.")
    elif traces:
        say("\nTraces were played, so budget.json stays as it was.")
    else:
        write_budget(budget, lab.unit, board, rows)
        say(f"\nWritten to {budget}")


def verify_lab(lab: Lab, board: Board, where: Where) -> None:
    """Compare the board's answer to every sample with the NumPy reference.

    Raises:
        LabError: They differ, or the board does not answer.
    """
    asyncio.run(_verify(lab, board, where))


async def _verify(lab: Lab, board: Board, where: Where) -> None:
    from hardware_labs.lab_model import load_lab_model
    from hardware_labs.samples import load_samples

    diagram = load_diagram(lab.diagram_for(board), board)
    model, samples = load_lab_model(lab, board), load_samples(lab.folder)
    build(lab, board)
    async with open_board(lab, board, diagram, where) as link:
        # by then setup() has opened the serial line
        await link.advance(0.1)
        await _answers(link, model, samples)


async def _answers(link: BoardLink, model: LabModel, samples: Samples) -> Int64:
    from hardware_labs.verify import ask, compare

    say(f"{link.seconds:8.3f} s  asking for the answers to {len(samples)} samples ...")
    x = model.integers(samples.x)
    answers = await ask(link, x, model.outputs)
    say(f"{link.seconds:8.3f} s  {compare(model, x, answers)}")
    return answers


def _digest(lab: Lab) -> str:
    files = [path for pattern in CODE for path in PACKAGE.glob(pattern)]
    files += [path for path in lab.folder.iterdir() if path.is_file()]
    return files_digest(files)
