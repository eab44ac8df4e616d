"""A small load generator: one process, many kept-alive connections, one request in flight on each.

It runs as a process of its own (`python -m benchmarks.load PORT SECONDS CONNECTIONS`, the request on standard
input) and prints one JSON object. It is no faster than it must be: it takes about 30 µs of CPU a request,
from the same cores as the server, so read requests a second as ratios within one run.
"""

import json
import selectors
import socket
import sys
import time
from dataclasses import asdict, dataclass, field


@dataclass
class Tally:
    """What came back: answers by status and by X-Cache, seconds it took, milliseconds of each answer."""

    seconds: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)
    caches: dict[str, int] = field(default_factory=dict)
    body_bytes: int = 0
    p50_ms: float = 0.0
    p99_ms: float = 0.0

    @property
    def answers(self) -> int:
        return sum(self.statuses.values())


class Client:
    """One connection, and what has come of the answer it waits for."""

    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request = request
        self.ask()

    def ask(self) -> None:
        self.answer = bytearray()
        self.length = -1
        self.asked_at = time.perf_counter()
        self.socket.sendall(self.request)

    def receive(self) -> bool:
        """Take what has arrived; True once the answer is whole.

        ConnectionError if the server hung up, ValueError for an answer that does not say how long it is.
        """
        piece = self.socket.recv(262144)
        if not piece:
            raise ConnectionError("the server closed a connection")
        self.answer += piece
        if self.length < 0:
            end = self.answer.find(b"\r\n\r\n")
            if end < 0:
                return False
            self.head = bytes(self.answer[:end]).lower() + b"\r\n"
            length = value_of(self.head, b"content-length")
            if not length:
                raise ValueError("an answer without Content-Length cannot be measured")
            self.length = end + 4 + int(length)
        return len(self.answer) >= self.length


def value_of(head: bytes, name: bytes) -> bytes:
    """Return one header of a lower-cased head, b"" if it is missing."""
    _, found, rest = head.partition(b"\r\n" + name + b":")
    return rest.partition(b"\r\n")[0].strip() if found else b""


def run(port: int, seconds: float, connections: int, request: bytes) -> Tally:
    """Ask as fast as answers come, for so many seconds."""
    tally, times = Tally(), []
    selector = selectors.DefaultSelector()
    started = time.perf_counter()
    for _ in range(connections):
        client = Client(port, request)
        selector.register(client.socket, selectors.EVENT_READ, client)
    while (now := time.perf_counter()) - started < seconds:
        for key, _ in selector.select(timeout=seconds):
            client = key.data
            if client.receive():
                times.append(time.perf_counter() - client.asked_at)
                for counts, value in (
                    (tally.statuses, client.head[9:12]),
                    (tally.caches, value_of(client.head, b"x-cache")),
                ):
                    name = value.decode()
                    counts[name] = counts.get(name, 0) + 1
                tally.body_bytes = int(value_of(client.head, b"content-length") or 0)
                client.ask()
    tally.seconds = now - started
    times.sort()
    if times:
        tally.p50_ms = times[len(times) // 2] * 1000
        tally.p99_ms = times[len(times) * 99 // 100] * 1000
    return tally


if __name__ == "__main__":
    port, seconds, connections = sys.argv[1:]
    result = run(int(port), float(seconds), int(connections), sys.stdin.buffer.read())
    print(json.dumps(asdict(result)))
