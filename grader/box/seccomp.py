"""Forbids system calls that no exercise needs and that attacks on the kernel begin with (seccomp(2)).

A forbidden call fails with EPERM, as for any user without privileges. The filter is classic BPF: on another
architecture than the two that it knows, nothing is installed, and the namespaces alone hold.
"""

import ctypes
import platform
import struct

from .namespaces import check, libc

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
ALLOW, EPERM, KILL = 0x7FFF0000, 0x00050001, 0x80000000
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
X32_BIT = 0x40000000  # system calls of the x32 ABI carry it, and would pass by other numbers

# AUDIT_ARCH of each machine, and the numbers of: ptrace, mount, umount2, pivot_root, unshare, setns, bpf,
# perf_event_open, userfaultfd, io_uring_setup, keyctl, add_key, request_key, kexec_load, init_module,
# process_vm_readv, process_vm_writev, memfd_create, shmget, open_by_handle_at, personality
FORBIDDEN = {
    "x86_64": (
        0xC000003E,
        [101, 165, 166, 155, 272, 308, 321, 298, 323, 425, 250, 248, 249, 246, 175, 310, 311, 319, 29, 304, 135],
    ),
    "aarch64": (
        0xC00000B7,
        [117, 40, 39, 41, 97, 268, 280, 241, 282, 425, 219, 217, 218, 104, 105, 270, 271, 279, 194, 265, 92],
    ),
}


class Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def program(architecture: int, forbidden: list[int]) -> bytes:
    """Return the filter: `struct sock_filter` is (code, jump if true, jump if false, operand)."""
    tests = [(JUMP_AT_LEAST, X32_BIT), *((JUMP_EQUAL, number) for number in forbidden)]
    steps = [(LOAD, 0, 0, 4), (JUMP_EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    steps += [(code, len(tests) - index, 0, operand) for index, (code, operand) in enumerate(tests)]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, EPERM)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def forbid() -> None:
    """Install the filter for this process and all that it starts."""
    known = FORBIDDEN.get(platform.machine())
    if known is None:
        return
    code = program(*known)
    kept = ctypes.create_string_buffer(code, len(code))
    wanted = Program(len(code) // 8, ctypes.cast(kept, ctypes.c_void_p))
    check(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(wanted), 0, 0), "seccomp")
