"""What runs inside the limited child. Started by path, so that nothing of ours is imported before the limits
stand; see fetching/child.py for what it is told and how it answers.

The limits are set here, in the new interpreter, and not by `preexec_fn` between fork and exec: the parent
has threads, and Python code in that gap can deadlock.
"""

import importlib
import os
import resource
import signal
import sys

# Done, refused with a message, out of memory, failed with the name of the error.
DONE, REFUSED, NO_MEMORY, FAILED = b"D", b"R", b"M", b"F"

# Python's own notices of a way out of the process. The kernel's limits hold without this; it makes sure that
# a library which thinks of fetching or starting something fails at once.
_WAYS_OUT = {
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.system",
    "socket.bind",
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.sendmsg",
    "socket.sendto",
    "subprocess.Popen",
}


def main(root: str, target: str, memory_mb: int, seconds: int) -> None:
    answer_to = os.dup(1)
    os.dup2(2, 1)  # what a library prints goes where stderr goes: nowhere
    limit(memory_mb, seconds)
    sys.addaudithook(refuse_ways_out)
    sys.excepthook = lambda kind, _error, _traceback: answer(answer_to, FAILED, kind.__name__.encode())
    sys.path.insert(0, root)
    try:
        payload = sys.stdin.buffer.read()
        module, _, function = target.partition(":")
        result = getattr(importlib.import_module(module), function)(payload)
    except MemoryError:
        answer(answer_to, NO_MEMORY, b"")
    except ValueError as refusal:
        answer(answer_to, REFUSED, str(refusal).encode("utf-8", "replace"))
    else:
        answer(answer_to, DONE, result)


def limit(memory_mb: int, seconds: int) -> None:
    """Address space, processor time, wall time, no files written, few open, no core dump."""
    for what, soft, spare in (
        (resource.RLIMIT_AS, memory_mb * 1024 * 1024, 0),
        (resource.RLIMIT_CPU, seconds, 1),  # SIGXCPU first, which can be told from other deaths
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, 64, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = soft + spare if hard == resource.RLIM_INFINITY else min(soft + spare, hard)
        resource.setrlimit(what, (min(soft, most), most))
    # If the parent is killed it cannot end us: then this does.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)


def refuse_ways_out(event: str, _arguments: tuple[object, ...]) -> None:
    if event in _WAYS_OUT:
        raise PermissionError(event)


def answer(to: int, kind: bytes, body: bytes) -> None:
    """One letter, the length of the body in eight bytes, the body: so a torn answer is known as one."""
    message = memoryview(kind + len(body).to_bytes(8, "big") + body)
    while message:
        message = message[os.write(to, message) :]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
