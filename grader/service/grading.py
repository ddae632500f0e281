"""The process that grades for a server: it has imported everything when the first submission comes.

It reads the ids of units from its standard input, a line each, runs `grader autograde` for each, and answers with the
exit code. When the server is gone it finishes what it has begun, and ends.
"""

import contextlib
import os
import sys


def main(options: list[str]) -> None:
    """Serve until the input ends.

    Args:
        options: those of the command, `--root DIR --course DIR`.
    """
    from grader import commands  # noqa: F401 (what takes seconds is done before it is needed)
    from grader.cli import main as run

    root, course = options[:2], options[2:]
    for line in sys.stdin:
        os.ftruncate(sys.stderr.fileno(), 0)  # the log is about the last unit
        with contextlib.redirect_stdout(sys.stderr):
            code = run([*root, "autograde", line.strip(), *course])
        print(code, flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        main(sys.argv[1:])
