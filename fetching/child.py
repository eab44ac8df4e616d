"""A limited child process for reading what strangers sent: feeds and pictures.

The child is a fresh interpreter that knows no settings, no secrets and no database. It may use so much
memory and time and no more, write no file and open no connection; whatever it does, the parent gets its
bytes, or one of the errors below, in time.
"""

import math
import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path

from .child_process import DONE, NO_MEMORY, REFUSED

# Longest answer taken from a child, unless the caller says otherwise.
MAX_RESULT = 16 * 1024 * 1024

_ROOT = Path(__file__).resolve().parent.parent
_PROGRAM = Path(__file__).with_name("child_process.py")
_HEAD = 9  # a letter and eight bytes of length
_PIECE = 64 * 1024


class ChildFailed(Exception):
    """The child ended without an answer. The message is for logs: it names an error, never the content."""


class ChildTimedOut(ChildFailed):
    """The time was up; the child has been killed."""


class ChildOutOfMemory(ChildFailed):
    """The work needed more memory than it was given."""


class ChildRefused(ChildFailed):
    """The function raised ValueError; `str(error)` is its message."""


def run_limited(
    target: str, payload: bytes, *, memory_mb: int, seconds: float, max_result: int = MAX_RESULT
) -> bytes:
    """Call `target`, a function of bytes to bytes written "package.module:function", in a limited child.

    `memory_mb` bounds the child's whole address space in MiB, interpreter and libraries included (about 30
    are gone before the function starts). `seconds` is wall time, with the start of the interpreter. The
    module and its package are imported without Django. Raises a ChildFailed. Safe in threads and in
    Celery's prefork workers.
    """
    started = time.monotonic()
    # A second later than our own clock: these two are for a child whose parent has been killed.
    last_resort = math.ceil(seconds) + 1
    try:
        process = subprocess.Popen(  # noqa: S603 - our own program, no shell, nothing of the payload in it
            # -I: no environment, no user's packages; -B: it may not write bytecode; -S would lose the venv.
            [sys.executable, "-I", "-B", _PROGRAM, _ROOT, target, str(memory_mb), str(last_resort)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
    except OSError as error:
        raise ChildFailed("the child could not be started") from error
    try:
        answer = _converse(process, payload, until=started + seconds, at_most=max_result + _HEAD)
    finally:
        _end(process)
    return _read_answer(answer, process.returncode)


def _converse(process: subprocess.Popen[bytes], payload: bytes, *, until: float, at_most: int) -> bytes:
    """Hand over the payload and collect the answer, both at once: neither side waits for the other."""
    assert process.stdin is not None  # noqa: S101 - it is a pipe
    assert process.stdout is not None  # noqa: S101
    os.set_blocking(process.stdin.fileno(), False)
    rest = memoryview(payload)
    answer = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdin, selectors.EVENT_WRITE)
        selector.register(process.stdout, selectors.EVENT_READ)
        while selector.get_map():
            left = until - time.monotonic()
            if left <= 0:
                raise ChildTimedOut("no answer in time")
            for key, _events in selector.select(left):
                if key.fileobj is process.stdout:
                    piece = os.read(key.fd, _PIECE)
                    answer += piece
                    if len(answer) > at_most:
                        raise ChildFailed("the answer is too long")
                    if not piece:
                        selector.unregister(process.stdout)
                    continue
                try:
                    rest = rest[os.write(key.fd, rest[:_PIECE]) :]
                except BrokenPipeError:
                    rest = rest[:0]  # it stopped listening; its answer says why
                if not rest:
                    selector.unregister(process.stdin)
                    process.stdin.close()
    return bytes(answer)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left of the child's group, and leave no zombie and no open pipe behind."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # it is gone already
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
    process.wait()


def _read_answer(answer: bytes, returncode: int) -> bytes:
    kind, body = answer[:1], answer[_HEAD:]
    if len(answer) < _HEAD or len(body) != int.from_bytes(answer[1:_HEAD], "big"):
        if returncode in (-signal.SIGXCPU, -signal.SIGALRM):
            raise ChildTimedOut("no answer in time")
        raise ChildFailed(f"the child ended with {returncode} and no whole answer")
    if kind == DONE:
        return body
    message = body.decode("utf-8", "replace")
    if kind == REFUSED:
        raise ChildRefused(message)
    if kind == NO_MEMORY:
        raise ChildOutOfMemory("out of memory")
    raise ChildFailed(f"the child failed with {message}")
