"""Boxes made by podman or docker, where there is no bubblewrap.

On Linux a container shows this machine's system and Python, as bubblewrap does, in an image of empty folders that is
made here. Elsewhere containers run in a Linux of their own, with an image that holds Python and the packages of
requirements.lock: `grader setup-container` builds it, once.

Inside, the zygote makes the same namespaces for each submission as in a box of bubblewrap, and the same filter of
system calls holds for it. For this an engine's own filter has to let it pass, so it is left out, together with the
covers on /proc, which the kernel wants whole before it mounts another. The container itself has no rights at all.
"""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from grader.errors import UserError
from grader.walls import Walls, python_inside, system_walls

ENGINES = ("podman", "docker")
ROOT = Path(__file__).resolve().parents[1]
RECIPE = Path(__file__).with_name("Containerfile")
LOCK = ROOT / "requirements.lock"
PROCESSES, FILES, DISK = 4096, 1024, 64  # of a container; its boxes have limits of their own
MEMORY = 0.75  # of this machine's
NOBODY = "65534:65534"
SETUP = "run `grader setup-container` once, which builds the image (3 GB)"


class NoContainer(Exception):
    """Containers cannot be used here; the text says why, as a part of a sentence."""


class Engine:
    """Podman or docker.

    Args:
        path: of the command.
    """

    def __init__(self, path: str) -> None:
        self.path, self.name = path, Path(path).name.removesuffix(".exe")
        self.native = sys.platform == "linux"  # containers share this machine's kernel and files

    @property
    def image(self) -> str:
        """Return the name of the image; another one for each content."""
        content = skeleton() if self.native else LOCK.read_bytes() + RECIPE.read_bytes()
        return f"grader-box:{hashlib.sha256(content).hexdigest()[:12]}"

    def run(self, *arguments: str, given: bytes = b"") -> None:
        """Run one command of the engine.

        Raises:
            NoContainer: it fails.
        """
        ended = subprocess.run([self.path, *arguments], input=given, capture_output=True, check=False)
        if ended.returncode:
            said = ended.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
            raise NoContainer(f"{self.name} fails ({said[-1]})")

    def has_image(self) -> bool:
        """Say whether the image is there.

        Raises:
            NoContainer: the engine itself does not work, for example because docker has not been started.
        """
        self.run("version")
        try:
            self.run("image", "inspect", self.image)
        except NoContainer:
            return False
        return True

    def prepare(self) -> None:
        """Make sure that there is an image.

        Raises:
            NoContainer: there is none.
        """
        if self.has_image():
            return
        if not self.native:
            raise NoContainer(f"{self.name} has no image for it yet: {SETUP}")
        self.run("import", "-", self.image, given=skeleton())

    def command(self, walls: Walls, disk: int = DISK, makes_boxes: bool = True) -> list[str]:
        """Return the command that runs another command in a new container, without a network.

        Args:
            walls: what it shows.
            disk: megabytes of its /tmp.
            makes_boxes: whether what runs in it makes boxes of its own.
        """
        command = [self.path, "run", "--rm", "--interactive", "--pull", "never", "--log-driver", "none"]
        command += ["--network", "none", "--read-only", "--cap-drop", "ALL", "--user", NOBODY]
        options = ["no-new-privileges", "label=disable"]  # labels would hide this machine's files
        if makes_boxes:
            covers = "unmask=ALL" if self.name == "podman" else "systempaths=unconfined"
            options += ["seccomp=unconfined", "apparmor=unconfined", covers]
        for option in options:
            command += ["--security-opt", option]
        command += ["--pids-limit", str(PROCESSES), "--memory", f"{memory()}m"]
        command += ["--ulimit", f"nofile={FILES}:{FILES}", "--ulimit", f"nproc={PROCESSES}:{PROCESSES}"]
        # podman would fill a tmpfs with what it hides
        plain = ",notmpcopyup" if self.name == "podman" else ""
        command += ["--tmpfs", f"/tmp:rw,nosuid,nodev,mode=1777,size={disk}m{plain}", "--workdir", "/tmp"]
        for place, source in walls.folders.items():
            command += ["--mount", f"type=bind,source={source},target={place},readonly"]
        for place in walls.hidden:
            command += ["--tmpfs", f"{place}:ro,size=1m{plain}"]
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", **walls.environment}
        # env: the engine adds variables of its own
        return [*command, self.image, "/usr/bin/env", "-i", *(f"{key}={value}" for key, value in environment.items())]

    def zygote(self, own: dict[str, Path]) -> tuple[list[str], str]:
        """Return the command of a container for a zygote, and the Python in it.

        Args:
            own: what it shows besides system and Python.
        """
        if self.native:
            return self.command(system_walls(own, {})), python_inside()
        return self.command(Walls(own)), "python3"


def find_engine() -> Engine:
    """Return the first engine that is installed.

    Raises:
        NoContainer: none is.
    """
    found = next((path for name in ENGINES if (path := shutil.which(name))), None)
    if found is None:
        raise NoContainer("neither podman nor docker is installed")
    return Engine(found)


def skeleton() -> bytes:
    """Return the archive of an image with nothing in it but the folders that things are mounted in."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for name in ("dev", "etc", "proc", "run", "sys", "tmp", "usr"):
            entry = tarfile.TarInfo(name)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o1777 if name == "tmp" else 0o755  # runc hands its mode on
            archive.addfile(entry)
        for place, target in system_walls({}, {}).links.items():
            entry = tarfile.TarInfo(place.lstrip("/"))
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            archive.addfile(entry)
    return content.getvalue()


def memory() -> int:
    """Return the megabytes that all boxes of a container may fill together."""
    return int(MEMORY * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")) // 2**20


def build_image() -> str:
    """Build the image for machines that are no Linux; return its name.

    Raises:
        UserError: there is nothing to build it with, or building fails.
    """
    try:
        engine = find_engine()
        engine.run("version")
    except NoContainer as error:
        raise UserError(f"No image can be built ({error}): install and start podman, then call it again.") from error
    if engine.native:
        return "On Linux no image is needed: containers show this machine's own Python."
    command = [engine.path, "build", "--tag", engine.image, "--file", str(RECIPE), str(ROOT)]
    if subprocess.run(command, check=False).returncode:
        raise UserError(f"{engine.name} could not build the image; it says why above.")
    return f"{engine.image} is ready: `grader autograde` uses it from now on."
