"""The site, served on this machine as production serves it: the page cache first, then Django."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.test.testcases import QuietWSGIRequestHandler

from pagecache.wsgi import PageCache


class Server(ThreadedWSGIServer):
    """Ends when every request has: an editor that is closed still tells that nobody edits there any more."""

    daemon_threads = False


@contextmanager
def serving() -> Iterator[str]:
    """Serve the site on a free port while the block runs; yields its address, without a slash at the end."""
    # Each thread closes its connections: the test's database is thrown away afterwards.
    server = Server(("localhost", 0), QuietWSGIRequestHandler, connections_override={})
    server.set_app(PageCache(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        # Passkeys, and cookies of one name for all of us, want a name instead of a number.
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
