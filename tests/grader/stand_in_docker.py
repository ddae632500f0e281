"""Stands in for docker: takes only options that docker has, and runs the container's command by bubblewrap.

Arguments: the path of bubblewrap, a file that gets a line for each call, and docker's own.
"""

import argparse
import json
import os
import sys
from pathlib import Path


def main(bubblewrap: str, calls: str, *arguments: str) -> None:
    """Be docker."""
    with Path(calls).open("a", encoding="utf-8") as file:
        file.write(json.dumps(arguments) + "\n")
    images = Path(f"{calls}.images")
    if arguments[0] == "version":
        return
    if arguments[:2] == ("image", "inspect"):
        if not images.is_file() or arguments[2] not in images.read_text(encoding="utf-8").split():
            raise SystemExit(f"Error response from daemon: No such image: {arguments[2]}")
    elif arguments[:2] == ("import", "-"):
        images.write_text(arguments[2], encoding="utf-8")
    elif arguments[0] == "run":
        run(bubblewrap, arguments[1:])
    else:
        raise SystemExit(f"docker: '{arguments[0]}' is not a docker command.")


def run(bubblewrap: str, arguments: tuple[str, ...]) -> None:
    """Run a container; a flag that docker does not know, or a value that it refuses, ends this with an error."""
    options = argparse.ArgumentParser(prog="docker", allow_abbrev=False)
    for flag in ("--rm", "--interactive", "--read-only"):
        options.add_argument(flag, action="store_true", required=True)
    options.add_argument("--pull", choices=["always", "missing", "never"])
    options.add_argument("--log-driver", choices=["none", "local", "json-file"])
    options.add_argument("--network", choices=["none"], required=True)
    options.add_argument("--pids-limit", type=int)
    for flag in ("--cap-drop", "--user", "--memory", "--ulimit", "--workdir", "--security-opt"):
        options.add_argument(flag, action="append", required=True)
    options.add_argument("--tmpfs", action="append", default=[])
    options.add_argument("--mount", action="append", default=[])
    options.add_argument("image")
    options.add_argument("command", nargs=argparse.REMAINDER)
    chosen = options.parse_args(arguments)
    box = [bubblewrap, "--unshare-all", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL", "--die-with-parent"]
    for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        if Path(name).is_symlink():
            box += ["--symlink", str(Path(name).readlink()), name]
    for mount in chosen.mount:
        parts = dict(part.partition("=")[::2] for part in mount.split(","))
        assert parts.pop("type") == "bind" and parts.pop("readonly") == ""
        box += ["--ro-bind", parts.pop("source"), parts.pop("target")]
        assert not parts
    for mount in chosen.tmpfs:
        box += ["--perms", "1777", "--tmpfs", mount.partition(":")[0]]
    proc = ["--bind", "/proc", "/proc"] if "systempaths=unconfined" in chosen.security_opt else ["--proc", "/proc"]
    box += ["--dev", "/dev", *proc, "--chdir", chosen.workdir[0], "--"]
    os.execv(bubblewrap, [*box, *chosen.command])


if __name__ == "__main__":
    main(*sys.argv[1:])
