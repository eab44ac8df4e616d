"""Looking up names, within a time."""

import socket
import threading
import time
from collections.abc import Callable

from .errors import TooSlow, Unreachable

# Lookups that never come back keep their thread until the system gives up; more than this never pile up.
MAX_LOOKUPS = 32

Resolver = Callable[[str, int, float], list[str]]

_slots = threading.BoundedSemaphore(MAX_LOOKUPS)


def look_up(host: str, port: int, seconds: float) -> list[str]:
    """All addresses of `host`, in the order the system prefers. Asks once; raises TooSlow or Unreachable.

    `getaddrinfo` takes no timeout, so it runs in a thread that is left behind when the time is up.
    """
    until = time.monotonic() + seconds
    slots = _slots  # the thread gives back to the very one it took from
    if not slots.acquire(timeout=seconds):
        raise TooSlow
    addresses: list[str] = []
    done = threading.Event()

    def ask() -> None:
        try:
            # As bytes: given text, Python would run its own older idea of international names over it.
            found = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
            addresses.extend(dict.fromkeys(str(sockaddr[0]) for *_rest, sockaddr in found))
        except (OSError, UnicodeError):
            pass  # no such name: the list stays empty
        finally:
            slots.release()
            done.set()

    try:
        threading.Thread(target=ask, name="fetching-lookup", daemon=True).start()
    except RuntimeError:  # the machine has no thread to give
        slots.release()
        raise Unreachable from None
    if not done.wait(max(0.0, until - time.monotonic())):
        raise TooSlow
    if not addresses:
        raise Unreachable
    return addresses
