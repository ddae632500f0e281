"""Linux namespaces and privileges by system call, for the forks of one zygote that bubblewrap has boxed in.

See unshare(2), mount(2), capabilities(7) and user_namespaces(7). Python 3.11 has none of these calls.
"""

import contextlib
import ctypes
import os
import sys
from pathlib import Path

NEW_NS, NEW_UTS, NEW_IPC, NEW_USER, NEW_PID, NEW_NET = (
    0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000,
)  # fmt: skip
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
CAPABILITY_VERSION_3 = 0x20080522
NOBODY = 65534  # user and group that own nothing
STUDENT = 1000  # user and group inside a box
SHARED = (b"/dev/mqueue", b"/run", b"/var/tmp")  # what all boxes of a container could write to

libc = ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> None:
    """Raise the C library's error.

    Raises:
        OSError: `result` is not 0.
    """
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def keep_niceness() -> None:
    """Be as nice to other sessions as to one's own: Linux gives each session its own share, see sched(7), autogroup."""
    with contextlib.suppress(OSError):  # a kernel without that, or asked too often
        Path("/proc/self/autogroup").write_text(str(os.nice(0)), encoding="ascii")


def become_nobody() -> None:
    """Give up root, if the box was started by root: limits on processes do not hold for root."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    # /proc/self/uid_map must be writable for the forks; changing the user had cleared this
    check(libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl")


def enter_new_namespaces() -> None:
    """Leave every namespace of the parent; the next fork is the first process of the new ones."""
    user, group = os.getuid(), os.getgid()
    check(libc.unshare(NEW_USER | NEW_NS | NEW_IPC | NEW_PID | NEW_NET | NEW_UTS), "unshare")
    process = Path("/proc/self")
    (process / "setgroups").write_text("deny", encoding="ascii")
    (process / "uid_map").write_text(f"{STUDENT} {user} 1", encoding="ascii")
    (process / "gid_map").write_text(f"{STUDENT} {group} 1", encoding="ascii")


def mount_private_folders(megabytes: int) -> None:
    """Mount a /tmp and a /dev/shm that end with the box, and a /proc that shows only the box."""
    check(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None), "mount /")
    check(libc.mount(b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, None), "mount /proc")
    for folder, size in ((b"/tmp", megabytes), (b"/dev/shm", 16)):
        options = f"size={size}m,nr_inodes=4096,mode=700".encode()
        check(libc.mount(b"tmpfs", folder, b"tmpfs", MS_NOSUID | MS_NODEV, options), "mount tmpfs")
    for folder in filter(os.path.isdir, SHARED):
        check(libc.mount(b"tmpfs", folder, b"tmpfs", MS_NOSUID | MS_NODEV | MS_RDONLY, b"size=4k"), "mount tmpfs")
    Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")


def drop_privileges() -> None:
    """Give up every capability for good, also those that a program with special bits would bring."""
    for capability in range(64):
        if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
            break  # the kernel knows no more
    check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    check(libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")


def die_with_parent() -> None:
    """Let the kernel kill this process when its parent ends; on macOS its closed line tells it."""
    if sys.platform != "linux":
        return
    check(libc.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0), "prctl")
