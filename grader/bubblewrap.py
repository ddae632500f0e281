"""Boxes made by bubblewrap: Linux namespaces with nothing in them but what is shown."""

import os
import shutil
from pathlib import Path

from grader.walls import Walls


def bubblewrap() -> str | None:
    """Return the path of the command, if there is one."""
    return shutil.which("bwrap")


def zygote_identity() -> list[str]:
    """Return bubblewrap's options for a zygote: root, who becomes nobody by itself, or whoever grades."""
    # the host's /proc is for the zygote only: a fork can mount its own only where one is whole
    proc = ["--bind", "/proc", "/proc"]
    if os.geteuid() == 0:
        # limits on processes do not hold for root
        return [*proc, "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return [*proc, "--unshare-user"]


def guest_identity() -> list[str]:
    """Return bubblewrap's options for what is not trusted itself."""
    identity = ["--proc", "/proc", "--cap-drop", "ALL"]
    if os.geteuid() == 0:
        return [*identity, "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return [*identity, "--unshare-user"]


def bubblewrap_command(found: str, walls: Walls, identity: list[str], disk: int | None = None) -> list[str]:
    """Return the command that runs another command in a box, without a network.

    Args:
        found: bubblewrap's path.
        walls: what the box shows.
        identity: who runs in it, see above.
        disk: megabytes of its /tmp.
    """
    command = [found, "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--die-with-parent"]
    command += ["--new-session", "--clearenv", *identity]
    for name, value in walls.environment.items():
        command += ["--setenv", name, value]
    for place, target in walls.links.items():
        command += ["--symlink", target, place]
    for place, source in walls.folders.items():
        for parent in [*Path(place).parents][-2::-1]:  # nobody, too, must be able to pass through
            command += ["--perms", "0755", "--dir", str(parent)]
        command += ["--ro-bind", str(source), place]
    for place in walls.hidden:
        command += ["--tmpfs", place]
    command += ["--dev", "/dev", *(["--size", str(disk * 2**20)] if disk else []), "--perms", "1777", "--tmpfs", "/tmp"]
    return [*command, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--"]
