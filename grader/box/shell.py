"""IPython as Jupyter's kernel runs it, without the kernel: a cell in, its outputs out."""

import ast
import builtins
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from .drawing import draw, text_of
from .outputs import Descriptor, Output, Outputs, Stream

HERE = os.path.dirname(__file__)  # noqa: PTH120 - compared with file names in tracebacks


class Hook(DisplayHook):
    """Collects the value of a cell's last expression."""

    def write_output_prompt(self) -> None:
        """Write no prompt: the output's number is in the notebook."""

    def write_format_data(self, format_dict: Output, md_dict: Output | None = None) -> None:
        """Collect the value in all its formats."""
        shell: Any = self.shell
        shell.outputs.show("execute_result", format_dict, md_dict or {}, execution_count=self.prompt_count)

    def finish_displayhook(self) -> None:
        """Add nothing behind it."""
        self._is_active = False


class Publisher(DisplayPublisher):
    """Collects what `display` shows."""

    def publish(self, data: Output, metadata: Output | None = None, *_: Any, **__: Any) -> None:
        """Collect the object in all its formats."""
        self.shell.outputs.show("display_data", data, metadata or {})

    def clear_output(self, wait: bool = False) -> None:
        """Forget what the cell has shown so far."""
        self.shell.outputs.all.clear()


class StdinNotImplementedError(RuntimeError):
    """Jupyter's error for `input` where nobody sits in front of the notebook."""


def no_input(prompt: object = "") -> str:
    """Refuse `input()`."""
    raise StdinNotImplementedError("input() was called, but nobody is there to answer when work is graded.")


def no_frames(error: BaseException) -> list[str]:
    """Return the frames of an error that has come from nowhere else."""
    return []


class ParsingOnce(CachingCompiler):
    """IPython's compiler, which need not parse again what was parsed to look for magics."""

    kept: tuple[str, str, int, ast.Module] | None = None

    def keep(self, source: str, filename: str) -> bool:
        """Parse a cell and keep the tree; say whether it is plain Python."""
        try:
            tree: Any = super().ast_parse(source, filename)
        except (SyntaxError, ValueError):
            return False
        self.kept = source, filename, self.flags, tree
        return True

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        """Return the tree of a cell; a kept one once, as its owner may change it."""
        kept, self.kept = self.kept, None
        if kept and symbol == "exec" and kept[:3] == (source, filename, self.flags):
            return kept[3]
        return super().ast_parse(source, filename, symbol)


class Shell(InteractiveShell):
    """IPython's shell, whose outputs are collected."""

    compile: ParsingOnce
    compiler_class = Type(ParsingOnce)
    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)
    outputs = Outputs()
    frames_of_the_other_side = staticmethod(no_frames)

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing for `%matplotlib`: there are no windows."""

    def init_sys_modules(self) -> None:
        """Make the cells' names the module `__main__`, as in a kernel."""
        super().init_sys_modules()  # type: ignore[no-untyped-call]
        self._main_mod_cache["__main__"] = self.user_module

    def ask_exit(self) -> None:
        """End Python, as `exit` in a notebook does."""
        os._exit(0)

    def showtraceback(self, *args: Any, **kwargs: Any) -> None:
        """Collect the error that is being handled."""
        error = sys.exc_info()[1]
        if error is None or args or isinstance(error, SyntaxError | UsageError):
            super().showtraceback(*args, **kwargs)
            return
        drawn = draw(error, self, HERE)
        frames = self.frames_of_the_other_side(error)
        self.outputs.fail(type(error).__name__, text_of(error), [*drawn[:-1], *frames, *drawn[-1:]])

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.outputs.fail(etype.__name__, text_of(evalue), stb)

    def _format_exception_for_storage(self, *_: Any, **__: Any) -> dict[str, str]:
        """Keep no second, slowly drawn traceback for IPython's history, which is off."""
        return {}

    def start(self) -> None:
        """Take over the streams of this process; call it once, in the fork."""
        self.streams = (Stream("stdout", 1), Stream("stderr", 2))
        sys.stdout, sys.stderr = self.streams
        self.descriptors = (Descriptor("stdout", 1), Descriptor("stderr", 2))
        builtins.input = no_input
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.collect_in(Outputs())

    def transform_cell(self, raw_cell: str) -> str:
        """Take IPython's magics out, where there are any: looking for them takes as long as running most cells."""
        if not self.input_transformers_post:  # a notebook may have added its own
            cell = raw_cell if raw_cell.endswith("\n") else f"{raw_cell}\n"
            if self.compile.keep(cell, self.compile.get_code_name(raw_cell, cell, self.execution_count)):
                return cell
        return str(super().transform_cell(raw_cell))  # type: ignore[no-untyped-call]

    def should_run_async(self, raw_cell: str, *, transformed_cell: str | None = None, **known: Any) -> bool:
        """Say whether a cell awaits something, which takes one of two words."""
        if transformed_cell is not None and "await" not in transformed_cell and "async" not in transformed_cell:
            return False
        return bool(super().should_run_async(raw_cell, transformed_cell=transformed_cell, **known))

    def stream(self, name: str) -> Any:
        """Return `sys.stdout` or `sys.stderr`, or what a cell has put in its place."""
        return getattr(sys, name)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Let an interrupt stop what runs, and nothing else."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def collect_in(self, outputs: Outputs) -> None:
        """Let everything that is shown from now on go there."""
        self.outputs = outputs
        for stream in self.streams:
            stream.outputs = outputs

    def collect_rest(self) -> None:
        """Add what was written past Python's streams."""
        for descriptor in self.descriptors:
            descriptor.collect(self.outputs)

    def run(self, code: str, count: int) -> list[Output]:
        """Run a cell; return its outputs, with an error among them if it did not run to its end."""
        self.collect_in(Outputs())
        self.execution_count = count
        result = InteractiveShell.run_cell(self, code, store_history=True)  # type: ignore[no-untyped-call]
        self.collect_rest()
        error = result.error_before_exec or result.error_in_exec
        if error is not None and not self.outputs.failed:
            # IPython shows no error for some, such as bdb.BdbQuit; they are no way past a check
            self.outputs.fail(type(error).__name__, str(error), [f"{type(error).__name__}: {error}"])
        return self.outputs.all


def new_shell() -> Shell:
    """Return this process's shell; without a history, whose thread would not survive a fork."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "neutral"
    shell: Shell = Shell.instance(config=config)
    return shell
