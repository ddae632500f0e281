"""The command `lab`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence

from hardware_labs.boards import Board, find_board, load_boards
from hardware_labs.errors import LabError
from hardware_labs.openboard import Where
from hardware_labs.progress import say
from hardware_labs.toolchain.find import ROUTES
from hardware_labs.toolchain.system import PARTS, set_up
from hardware_labs.units import Lab, find_lab, list_labs

EXAMPLES = """\
examples:
  lab list                                     units and boards
  lab run linear-regression                    build, play the scenario on a simulated Uno, print the budget
  lab run linear-regression --port /dev/ttyACM0    upload it to a real Uno and do the same there
  lab train linear-regression                  fit the model from readings.csv and write its C
  lab verify linear-regression                 compare every output of the board with NumPy
  lab monitor ./my-sketch --board esp32-c3     any sketch folder will do in place of a unit
  lab compile model.tflite -o my-sketch        a trained model (also .keras, .skops) to C
  lab bench model.tflite                       the same beside TensorFlow Lite Micro and others
"""
INTERRUPTED = 130
EVERY_BOARD = "all"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        command: Callable[[argparse.Namespace], None] = chosen.command
        command(chosen)
    except LabError as error:
        sys.stdout.flush()
        print(f"lab: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nlab: stopped.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # whoever read our output has gone; let the interpreter's last flush go nowhere too
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lab",
        description="Machine learning on boards: collect, train, build, flash, run, measure.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], None], text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog=f"example:\n  {_EXAMPLE[name]}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.set_defaults(command=run)
        return command

    add("list", _list, "list units and boards")
    collect = add("collect", _collect, "take a lab's readings on its board and write readings.csv")
    train = add("train", _train, "fit a lab's model and write its C, collecting readings first where there are none")
    train.add_argument("--compile-only", action="store_true", help="take the trained model as it is: only write its C")
    build = add("build", _build, "compile a lab's sketch into a firmware image that fits the board")
    run = add("run", _run, "play a lab's scenario and print its budget table")
    run.add_argument("--only-stale", action="store_true", help="skip labs whose budget table is up to date")
    run.add_argument(
        "--trace",
        dest="traces",
        action="append",
        default=[],
        metavar="PART.CONTROL=FILE.csv",
        help="let a recorded trace (CSV: time,value) drive a control from power-on; may be given again "
        "(PART=FILE.csv where the columns name several controls)",
    )
    run.add_argument("--no-upload", action="store_true", help="with --port: the board already carries the sketch")
    flash = add("flash", _flash, "build a lab's firmware and upload it to a real board")
    flash.add_argument("--port", help="serial port of the board, such as /dev/ttyACM0 or COM3")
    monitor = add("monitor", _monitor, "run any sketch, show what it prints and send it what is typed")
    monitor.add_argument("--seconds", type=_seconds, help="board time to run for (default: until Ctrl-C)")
    monitor.add_argument("--no-upload", action="store_true", help="with --port: the board already carries the sketch")
    verify = add("verify", _verify, "compare every output of the board with the NumPy reference")
    for command in (collect, train, build, run, flash, monitor, verify):
        _add_unit(command, every=command in (train, build, run))
    for command in (collect, train, run, monitor, verify):
        _add_place(command)
    for command in (build, flash):
        command.add_argument(
            "--toolchain",
            choices=ROUTES,
            help="which tools (default: what is there; our Arduino layer first for ESP boards, arduino-cli for others)",
        )

    compiled = add("compile", _compile, "turn a trained model into C, and tell what every layer costs on a board")
    compiled.add_argument("model", metavar="MODEL", help="a .tflite, .keras or .skops file")
    compiled.add_argument("--board", default="uno", help="the board's id (default: uno)")
    compiled.add_argument("-o", dest="folder", required=True, metavar="DIR", help="where the C goes")
    compiled.add_argument(
        "--rounding",
        choices=("tflm", "litert"),
        default="tflm",
        help="whose outputs to equal bit for bit: TensorFlow Lite Micro's or LiteRT's (default: tflm)",
    )
    compiled.add_argument("--explain", action="store_true", help="tell and draw (memory.svg) where each tensor lies")
    compiled.add_argument("--json", dest="as_json", action="store_true", help="print all figures as one JSON object")
    compiled.add_argument(
        "--samples",
        metavar="FILE",
        help="of .keras and .skops: samples (CSV or .npy) to take the ranges of inputs and layers from",
    )
    classical = compiled.add_argument_group("scikit-learn (.skops), whose file does not say what the board gives")
    classical.add_argument(
        "--range", nargs=2, type=int, metavar=("LOW", "HIGH"), help="the smallest and largest integer of a feature"
    )
    classical.add_argument(
        "--input-scale", type=float, default=1.0, metavar="STEP", help="what one step of these integers stands for"
    )
    classical.add_argument(
        "--output-scale", type=int, default=100, metavar="N", help="what a number is multiplied by (default: 100)"
    )
    classical.add_argument("--probabilities", action="store_true", help="answer each class's probability too")
    benched = add("bench", _bench, "measure a model on all boards, beside what others make of it")
    benched.add_argument(
        "model", metavar="MODEL", help="a .tflite or .keras file, or a classifier of scikit-learn as .skops"
    )
    benched.add_argument(
        "--board", dest="boards", action="append", metavar="BOARD", help="only this board; may be given again"
    )
    benched.add_argument(
        "--samples",
        metavar="FILE",
        help="for int8 .tflite: .npz of inputs x and labels y (default: bytes by chance); for .keras: .npy to scale by;"
        " for .skops: .npz of x and y, or CSV with the label last",
    )
    benched.add_argument(
        "--range",
        nargs=2,
        type=int,
        metavar=("LOW", "HIGH"),
        help="for .skops: smallest and largest integer of a feature (default: of the samples)",
    )
    benched.add_argument("--onnx", metavar="FILE.onnx", help="the same model in ONNX, for onnx2c")
    simulator = add("simulator", _simulator, "run the local simulator for your own wokwi-client scripts")
    simulator.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    setup = add("setup", _setup, "install the toolchains and what the tests need where they are missing")
    setup.add_argument("--with", dest="parts", action="append", choices=PARTS, help="only this part (default: all)")
    return parser


_EXAMPLE = {
    "list": "lab list",
    "collect": "lab collect linear-regression --port /dev/ttyACM0",
    "train": "lab train linear-regression",
    "build": "lab build --all",
    "run": "lab run linear-regression --board uno --simulator local",
    "flash": "lab flash linear-regression --board uno --port /dev/ttyACM0",
    "monitor": "lab monitor ./my-sketch --board esp32-c3 --seconds 5",
    "verify": "lab verify linear-regression",
    "compile": "lab compile digits.tflite --board uno -o my-sketch --explain",
    "bench": "lab bench digits.tflite\n  lab bench digits.tflite --board uno --board esp32-c3 --samples digits.npz\n"
    "  lab bench forest.skops --range 0 1023 --samples held-out.csv --board mega\n"
    "  lab bench weather.keras --samples weather.npy\n"
    "  TFLM_DIR=~/tflite-micro ONNX2C=~/onnx2c/build/onnx2c lab bench digits.tflite --onnx digits.onnx",
    "simulator": "lab simulator",
    "setup": "lab setup --with avr",
}


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a time above 0")
    return seconds


def _add_unit(command: argparse.ArgumentParser, *, every: bool) -> None:
    if every:
        choice = command.add_mutually_exclusive_group(required=True)
        choice.add_argument("unit", nargs="?", metavar="UNIT", help="a unit's id (see `lab list`) or a sketch folder")
        choice.add_argument("--all", action="store_true", help="every unit")
    else:
        command.add_argument("unit", metavar="UNIT", help="a unit's id (see `lab list`) or a sketch folder")
    several = ", or all of the lab that this machine has a toolchain for" if every else ""
    command.add_argument("--board", help=f"the board's id{several} (default: the lab's first, mostly uno)")


def _add_place(command: argparse.ArgumentParser) -> None:
    place = command.add_mutually_exclusive_group()
    place.add_argument("--port", help="serial port of a real board, such as /dev/ttyACM0 or COM3")
    place.add_argument(
        "--simulator",
        choices=("local", "cloud"),
        help="which simulator (default: Wokwi's cloud where WOKWI_CLI_TOKEN is set, else the local one)",
    )


def _labs(chosen: argparse.Namespace) -> list[tuple[Lab, Board]]:
    labs = list_labs() if getattr(chosen, "all", False) else [find_lab(chosen.unit)]
    if chosen.board == EVERY_BOARD and hasattr(chosen, "all"):
        return [(lab, board) for lab in labs for board in _buildable(lab)]
    return [(lab, find_board(chosen.board) if chosen.board else lab.boards()[0]) for lab in labs]


def _buildable(lab: Lab) -> Iterator[Board]:
    """Give the lab's boards that this machine can build for and run; say which ones it cannot."""
    from hardware_labs.toolchain.find import ArduinoCli, find_toolchain

    for board in lab.boards():
        toolchain = find_toolchain(board)
        if toolchain is None or (board.toolchain == "esp" and isinstance(toolchain, ArduinoCli)):
            say(f"{lab.unit} for {board.name}: left out, `lab setup --with {board.toolchain_part}` brings its compiler")
        else:
            yield board


def _where(chosen: argparse.Namespace) -> Where:
    return Where(chosen.port, chosen.simulator)


def _list(_: argparse.Namespace) -> None:
    say("units")
    for lab in list_labs():
        say(f"  {lab.unit:24}{lab.folder}")
    say("boards")
    for board in load_boards().values():
        say(
            f"  {board.id:24}{board.name}: {board.mcu}, {board.clock.value / 1e6:g} MHz, "
            f"{board.flash.value} B flash, {board.ram.value} B RAM"
        )


def _collect(chosen: argparse.Namespace) -> None:
    from hardware_labs.collect import collect

    for lab, board in _labs(chosen):
        collect(lab, board, _where(chosen))


def _train(chosen: argparse.Namespace) -> None:
    from hardware_labs.train import train

    for lab, board in _labs(chosen):
        train(lab, board, _where(chosen), compile_only=chosen.compile_only)


def _build(chosen: argparse.Namespace) -> None:
    from hardware_labs.toolchain.build import build

    for lab, board in _labs(chosen):
        build(lab, board, chosen.toolchain)


def _run(chosen: argparse.Namespace) -> None:
    from hardware_labs.run import run_lab

    for lab, board in _labs(chosen):
        run_lab(
            lab,
            board,
            _where(chosen),
            only_stale=chosen.only_stale,
            upload_first=not chosen.no_upload,
            traces=chosen.traces,
        )


def _flash(chosen: argparse.Namespace) -> None:
    from hardware_labs.flash import flash

    for lab, board in _labs(chosen):
        flash(lab, board, chosen.port, chosen.toolchain)


def _monitor(chosen: argparse.Namespace) -> None:
    from hardware_labs.monitor import monitor

    for lab, board in _labs(chosen):
        monitor(lab, board, _where(chosen), chosen.seconds, upload_first=not chosen.no_upload)


def _verify(chosen: argparse.Namespace) -> None:
    from hardware_labs.run import verify_lab

    for lab, board in _labs(chosen):
        verify_lab(lab, board, _where(chosen))


def _compile(chosen: argparse.Namespace) -> None:
    from pathlib import Path

    from hardware_labs.compile import compile_model
    from hardware_labs.compiler.fixed_point import Rounding
    from hardware_labs.compiler.program import Options

    low, high = chosen.range or (None, None)
    classical = {
        "input_low": low,
        "input_high": high,
        "input_scale": chosen.input_scale,
        "output_scale": chosen.output_scale,
        "probabilities": chosen.probabilities,
    }
    more = {"sklearn": classical, "samples": Path(chosen.samples) if chosen.samples else None}
    options = Options(find_board(chosen.board), Rounding(chosen.rounding), more)
    compile_model(Path(chosen.model), Path(chosen.folder), options, explain=chosen.explain, as_json=chosen.as_json)


def _bench(chosen: argparse.Namespace) -> None:
    from pathlib import Path

    from hardware_labs.bench.command import bench, bench_estimator

    boards = [find_board(name) for name in chosen.boards] if chosen.boards else list(load_boards().values())
    samples, onnx = (Path(name) if name else None for name in (chosen.samples, chosen.onnx))
    if chosen.range or Path(chosen.model).suffix == ".skops":
        bench_estimator(Path(chosen.model), boards, tuple(chosen.range) if chosen.range else None, samples)
    else:
        bench(Path(chosen.model), boards, samples, onnx)


def _simulator(chosen: argparse.Namespace) -> None:
    from hardware_labs.server import local_server

    with local_server(chosen.port, os.environ.get("LAB_SIMULATOR_TOKEN")) as server:
        say("The local simulator listens. In another terminal, before your wokwi-client script:")
        say(f"  export WOKWI_CLI_SERVER={server.url}")
        say(f"  export WOKWI_CLI_TOKEN={server.token}")
        say("Ctrl-C ends it.")
        if server.process.wait() != 0:
            raise LabError("The local simulator has ended by itself: start it again.")


def _setup(chosen: argparse.Namespace) -> None:
    set_up(chosen.parts or PARTS)
