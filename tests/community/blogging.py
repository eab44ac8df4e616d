"""A small web site on this machine, and the feeds a member's blog might have."""

import http.server
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from xml.sax.saxutils import escape

from django.utils import timezone
from django.utils.http import http_date

from community.models import Blog


class Site:
    """A small web site on this machine: what stands at each path, and what was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[dict[str, str]] = []
        # A path that answers only once another path was asked for.
        self.waits: dict[str, str] = {}
        self.came: dict[str, threading.Event] = defaultdict(threading.Event)

    def put(self, path: str, body: str, *, status: int = 200, **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, named, body.encode())
        return f"{self.address}{path}"


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers while the block runs."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.came[self.path].set()
            if self.path in here.waits and not here.came[here.waits[self.path]].wait(5):
                here.asked.append({"waited": "in vain"})
            here.asked.append({name.lower(): value for name, value in self.headers.items()})
            status, headers, body = here.pages.get(self.path, (404, {}, b"nothing"))
            if headers.get("ETag") and headers["ETag"] == self.headers.get("If-None-Match"):
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = Site(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()


def item(
    number: int, *, tags: tuple[str, ...] = ("Morgenro", "Kvern"), minutes: int = 60, body: str = ""
) -> str:
    """One RSS item, dated so many minutes from now."""
    when = http_date((timezone.now() + timedelta(minutes=minutes)).timestamp())
    words = body or f"<p>Entry {number}: I grind coarser for the press, and the sludge is gone.</p>"
    categories = "".join(f"<category>{tag}</category>" for tag in tags)
    return (
        f"<item><title>Entry {number}</title><link>https://blog.example/{number}</link>"
        f"<guid>tag:blog,{number}</guid><pubDate>{when}</pubDate>{categories}"
        f"<description>{escape(words)}</description></item>"
    )


def rss(*items: str) -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Slow mornings</title>'
        f"<link>https://blog.example/</link>{''.join(items)}</channel></rss>"
    )


def fresh(blog: Blog) -> Blog:
    return Blog.objects.select_related("member").get(pk=blog.pk)
