"""What one process of a box may use (getrlimit(2)); the warden watches what all of them use together."""

import contextlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

RESERVED = 8  # times the memory limit that addresses may be reserved for


@dataclass(frozen=True)
class Limits:
    """Limits of one box.

    Attributes:
        memory: megabytes, for all its processes together, on top of what the zygote had loaded.
        disk: megabytes in /tmp.
        processes: processes and threads.
        seconds: of wall-clock time for the whole box.
    """

    memory: int = 1024
    disk: int = 64
    processes: int = 64
    seconds: int = 900


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def apply(limits: Limits) -> None:
    """Set the limits of this process and of all that it starts."""
    import resource  # Unix only, and so is this function

    megabyte = 2**20
    mapped, data = address_space()
    values = {
        resource.RLIMIT_DATA: data + limits.memory * megabyte,
        # TensorFlow's threads reserve gigabytes of addresses that they never fill
        resource.RLIMIT_AS: mapped + RESERVED * limits.memory * megabyte,
        resource.RLIMIT_NPROC: limits.processes,
        resource.RLIMIT_FSIZE: limits.disk * megabyte,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: limits.seconds,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for name, value in values.items():
        resource.setrlimit(name, (value, value))


def address_space() -> tuple[int, int]:
    """Return the bytes of address space in use, and of those what is writable and this process's own."""
    fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(fields[0]) * os.sysconf("SC_PAGE_SIZE"), int(fields[5]) * os.sysconf("SC_PAGE_SIZE")


def own_memory() -> int:
    """Return the megabytes that this process fills, what it shares with forks included."""
    return megabytes([Path("/proc/self/statm").read_text(encoding="ascii")])


def memory_at_most() -> int:
    """Return the megabytes that all processes of the box fill, what forks share counted for each: quick to find."""
    return megabytes(read_each("statm"))


def megabytes(statms: Iterable[str]) -> int:
    """Return what processes fill, files left out (proc_pid_statm(5))."""
    fields = [statm.split() for statm in statms]
    return sum(int(field[1]) - int(field[2]) for field in fields) * os.sysconf("SC_PAGE_SIZE") // 2**20


def memory_in_use() -> int:
    """Return the megabytes that all processes of the box fill, what forks share counted once: slow to find."""
    kilobytes = 0
    for rollup in read_each("smaps_rollup"):
        fields = (line.split() for line in rollup.splitlines())
        kilobytes += sum(int(field[1]) for field in fields if field[0] in ("Pss_Anon:", "Pss_Shmem:"))
    return kilobytes // 1024


def read_each(name: str) -> Iterator[str]:
    """Return a file of /proc for each process of the box."""
    for process in os.listdir("/proc"):  # noqa: PTH208 - every box asks, and pathlib takes four times as long
        if process.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{process}/{name}", "rb") as file:  # noqa: PTH123
                yield file.read().decode("ascii")
