"""A process that can compute and do nothing else.

`enter` is called in a process that has been forked for one picture. After it the process may read
and write what is already open, manage memory up to a limit, and exit. It cannot open a file, reach
a network, start or signal another process, or gain a privilege. `held` then tries to do each of
these things and says which attempts were stopped; nothing is believed because it was asked for.

Rules kept here:
 * System calls are allowed by a list, not forbidden by one. What is not on it fails.
 * Every step is attempted even when another fails; what is missing shows in `held`.
 * `REQUIRED` names what must hold before a hostile picture is opened at all.

Linux on x86-64 and 64-bit Arm. Elsewhere the limits on memory and time may hold and the rest does
not; `held` says so.
"""

import contextlib
import ctypes
import mmap
import os
import platform
import resource
import signal
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["REQUIRED", "SandboxLimits", "enter", "held"]

REQUIRED = frozenset({"memory", "cpu-time", "no-network", "no-files", "no-processes"})
"""Without all of these, media are refused unless the operator accepts the risk by name."""

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP = 1, 4, 22
_PR_SET_NO_NEW_PRIVS, _PR_GET_NO_NEW_PRIVS, _PR_GET_SECCOMP = 38, 39, 21
_SECCOMP_MODE_FILTER = 2
_NOBODY = 65534


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """Most address space in bytes and most processor time in seconds of one decoder.

    `threads` lets it start threads of its own, under the same limits, for a library that does not
    work without; never a process.
    """

    memory: int = 1024 * 1024 * 1024
    seconds: int = 10
    threads: bool = False


def enter(limits: SandboxLimits, parent: int | None = None) -> None:
    """Give up everything that decoding a picture does not need, in this process, for good.

    `parent`: who forked it, and with whom it ends, also where that one is gone already.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    for kind, most in (
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        # This one counts threads too, of every process of the user; the filter stops forks alone.
        *(() if limits.threads else ((resource.RLIMIT_NPROC, 0),)),
        (resource.RLIMIT_NOFILE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            # One second more at the hard end: the soft one tells why the process ended.
            spare = 1 if kind == resource.RLIMIT_CPU else 0
            resource.setrlimit(kind, (most, most + spare))
    if os.geteuid() == 0:
        # Root is not bound by a limit on processes; nobody is.
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    # After the change of user, which would undo both.
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)  # else it would go on writing where others look for their pixels by now
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    machine = platform.machine()
    if machine in _ARCHITECTURES:
        architecture, allowed, clone = _ARCHITECTURES[machine]
        _filter_calls(libc, architecture, allowed, clone if limits.threads else None)


def held(limits: SandboxLimits) -> dict[str, bool]:
    """Which limits hold in this process, found by trying to break each. Call it after `enter`."""
    libc = ctypes.CDLL(None, use_errno=True)
    return {
        "memory": _fails(lambda: mmap.mmap(-1, limits.memory)),
        "cpu-time": resource.getrlimit(resource.RLIMIT_CPU)[0] == limits.seconds,
        "no-network": _fails(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        and _fails(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)),
        "no-files": _fails(lambda: os.open("/", os.O_RDONLY))
        and _fails(lambda: os.open("probe", os.O_RDWR | os.O_CREAT, 0o600)),
        "no-processes": _fails(_forked),
        "no-signals": _fails(lambda: os.kill(os.getppid(), 0)),
        "unprivileged": os.geteuid() != 0,
        "no-new-privileges": libc.prctl(_PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1
        or _fails(lambda: _checked(libc.prctl(_PR_GET_SECCOMP, 0, 0, 0, 0))),
        "file-size": resource.getrlimit(resource.RLIMIT_FSIZE) == (0, 0),
        "open-files": resource.getrlimit(resource.RLIMIT_NOFILE) == (0, 0),
    }


def _fails(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, MemoryError):
        return True
    return False


def _checked(answer: int) -> None:
    if answer < 0:
        raise OSError(ctypes.get_errno(), "refused")


def _forked() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


# The numbers of the calls that stay: read write close fstat lseek mmap mprotect munmap brk
# rt_sigaction rt_sigprocmask rt_sigreturn pread64 mremap madvise sched_yield nanosleep getpid
# getppid geteuid getrlimit/prlimit64 exit gettimeofday sigaltstack gettid futex clock_gettime
# clock_nanosleep exit_group restart_syscall getrandom rseq set_robust_list. The number
# of clone stands last.
_X86_64 = (
    0xC000003E,
    (0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 17, 25, 28, 24, 35, 39, 110, 107, 97, 302, 60, 96,
     131, 186, 202, 228, 230, 231, 219, 318, 334, 273),
    56,
)  # fmt: skip
_AARCH64 = (
    0xC00000B7,
    (63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 67, 216, 233, 124, 101, 172, 173, 175,
     163, 261, 93, 169, 132, 178, 98, 113, 115, 94, 128, 278, 293, 99),
    220,
)  # fmt: skip
_ARCHITECTURES = {"x86_64": _X86_64, "aarch64": _AARCH64}

# Classic BPF, linux/filter.h and linux/seccomp.h.
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 1, 0x80000000  # refuse: EPERM
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4
_FIRST_ARGUMENT_AT = 16
_X32_BIT = 0x40000000
_CLONE3, _NO_SUCH_CALL = 435, 0x00050000 | 38  # ENOSYS: the library then asks by clone
# What glibc asks for a thread, and nothing else: VM FS FILES SIGHAND THREAD SYSVSEM SETTLS
# PARENT_SETTID CHILD_CLEARTID (linux/sched.h).
_A_THREAD = 0x003D0F00


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _filter_calls(
    libc: ctypes.CDLL, architecture: int, allowed: tuple[int, ...], clone: int | None
) -> None:
    """Let the kernel refuse every system call that is not on the list; `clone` for threads only."""
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_JUMP_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JUMP_AT_LEAST, 0, 1, _X32_BIT),
        (_RETURN, 0, 0, _KILL),
    ]
    if clone is not None:
        steps += [
            (_JUMP_EQUAL, 0, 1, _CLONE3),
            (_RETURN, 0, 0, _NO_SUCH_CALL),
            (_JUMP_EQUAL, 0, 4, clone),
            (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),
            (_JUMP_EQUAL, 0, 1, _A_THREAD),
            (_RETURN, 0, 0, _ALLOW),
            (_RETURN, 0, 0, _REFUSE),
        ]
    for place, number in enumerate(allowed):
        steps.append((_JUMP_EQUAL, len(allowed) - place, 0, number))
    steps += [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    held_code = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(steps), ctypes.addressof(held_code))
    libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
