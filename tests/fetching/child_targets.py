"""What the limited child is asked to do in tests. Imported there, so nothing of Django here."""

import os
import resource
import signal
import socket
import subprocess
import sys


def reverse(payload: bytes) -> bytes:
    return payload[::-1]


def chatter(payload: bytes) -> bytes:
    print("on stdout")
    os.write(1, b"on the descriptor")
    os.write(2, b"x" * 1_000_000)
    return payload


def refuse(_payload: bytes) -> bytes:
    raise ValueError("not this one, blåbær")


def fail(payload: bytes) -> bytes:
    raise LookupError(payload)


def return_nothing(_payload: bytes) -> None:
    return None


def fill_memory(_payload: bytes) -> bytes:
    return bytes(300 * 1024 * 1024)


def fill_memory_in_small_pieces(_payload: bytes) -> bytes:
    kept: list[object] = []
    while True:
        kept.append([kept])


def spin(_payload: bytes) -> bytes:
    while True:
        pass


def wait(_payload: bytes) -> bytes:
    while True:
        signal.pause()


def use_up_the_processor(_payload: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGXCPU)
    return spin(_payload)


def leave(_payload: bytes) -> bytes:
    os._exit(3)


def stop_in_the_middle(_payload: bytes) -> bytes:
    # The answer's own descriptor: the first above stdin, stdout and stderr.
    os.write(3, b"D" + (100).to_bytes(8, "big") + b"only a part")
    os._exit(0)


def answer_nonsense(_payload: bytes) -> bytes:
    os.write(3, b"?" + bytes(8))
    os._exit(0)


def repeat(payload: bytes) -> bytes:
    return b"a" * int(payload)


def connect(payload: bytes) -> bytes:
    socket.create_connection(("127.0.0.1", int(payload)))
    return b"connected"


def look_up(_payload: bytes) -> bytes:
    return str(socket.getaddrinfo("localhost", 80)).encode()


def start_something(_payload: bytes) -> bytes:
    return subprocess.run(["/bin/true"], check=True).args


def fork(_payload: bytes) -> bytes:
    return str(os.fork()).encode()


def write_file(payload: bytes) -> bytes:
    with open(payload, "wb", buffering=0) as file:
        return str(file.write(b"hello")).encode()


def open_many(_payload: bytes) -> bytes:
    return str([open(os.devnull) for _ in range(100)]).encode()


def tell_environment(_payload: bytes) -> bytes:
    return "\n".join([*os.environ, os.getcwd()]).encode()


def tell_modules(_payload: bytes) -> bytes:
    import fetching.feed_parser  # noqa: F401

    return "\n".join(sys.modules).encode()


def tell_path(_payload: bytes) -> bytes:
    return "\n".join(sys.path).encode()


def tell_limits(_payload: bytes) -> bytes:
    names = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE")
    return str([resource.getrlimit(getattr(resource, name)) for name in names]).encode()


def tell_session(_payload: bytes) -> bytes:
    return f"{os.getpid()} {os.getsid(0)} {os.getpgrp()}".encode()
