"""A small web server on this machine that answers exactly what a test tells it to, however wrong."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from fetching import Response, fetch


@dataclass
class Conversation:
    """One connection to the server, for a route that wants to do more than answer."""

    handler: socketserver.StreamRequestHandler
    over: threading.Event

    def send(self, data: bytes) -> bool:
        """Send, and say whether the other side still listens."""
        try:
            self.handler.wfile.write(data)
        except OSError:
            return False
        return not self.over.is_set()

    def drip(self, data: bytes) -> None:
        """Send byte by byte, each soon enough to keep any single wait short."""
        for byte in data:
            if not self.send(bytes([byte])) or self.over.wait(0.02):
                return

    def hang(self) -> None:
        """Say nothing more until the other side goes away."""
        while not self.over.is_set() and self.handler.connection.recv(1024):
            pass


Route = bytes | Callable[[Conversation], None]


@dataclass
class Site:
    """What the server answers, by path, and the requests that came, each as its lines in lower case."""

    port: int = 0
    routes: dict[str, Route] = field(default_factory=dict)
    requests: list[list[str]] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def answer(self, path: str, body: bytes = b"", *, status: str = "200 OK", **headers: str) -> str:
        """Answer `path` so, and return its address."""
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines, "", ""])
        self.routes[path] = head.encode("latin-1") + body
        return self.url(path)

    def redirect(self, path: str, to: str, status: str = "302 Found") -> str:
        return self.answer(path, status=status, Location=to)

    def fetch(self, url: str, *, deadline: float = 5, max_bytes: int = 100_000, **rest: Any) -> Response:
        """Fetch as a developer would who has allowed this machine."""
        return fetch(url, deadline=deadline, max_bytes=max_bytes, **({"allow_loopback": True} | rest))


@pytest.fixture
def site() -> Iterator[Site]:
    site, over = Site(), threading.Event()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            lines = [line.decode("latin-1").strip() for line in iter(self.rfile.readline, b"\r\n") if line]
            site.requests.append([line.lower() for line in lines])
            path = lines[0].split(" ")[1]
            route = site.routes.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone")
            conversation = Conversation(self, over)
            if callable(route):
                route(conversation)
            else:
                conversation.send(route)

    with serving(Handler) as server:
        site.port = server.server_address[1]
        yield site
        over.set()


class serving:
    """Run a threading server with this handler on a free port of this machine."""

    def __init__(self, handler: type[socketserver.BaseRequestHandler]):
        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that went away is what many tests are about."""

        self.server = Server(("127.0.0.1", 0), handler)

    def __enter__(self) -> socketserver.ThreadingTCPServer:
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self.server

    def __exit__(self, *_exception: object) -> None:
        self.server.shutdown()
        self.server.server_close()
