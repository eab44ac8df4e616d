"""A site behind the page cache, asked as a server asks it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import override_settings

from jobs.models import Heartbeat
from pagecache.link import link_to
from pagecache.wsgi import PageCache
from tests.jobs.restarting import RestartableRedis
from tests.pagecache.content import publish
from tests.pagecache.urls import meanwhile


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def cache(self) -> str:
        return self.headers["X-Cache"]


class Site:
    """Asks the WSGI application; headers are given as WSGI names them (`HTTP_COOKIE="…"`)."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "testserver",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(),
            "wsgi.url_scheme": "http",
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        } | headers
        started: list[tuple[str, list[tuple[str, str]]]] = []
        result = self.application(environ, lambda status, headers: started.append((status, headers)))
        body = b"".join(result)
        if hasattr(result, "close"):
            result.close()
        status, pairs = started[0]
        return Answer(int(status.split()[0]), dict(pairs), body)


@pytest.fixture(autouse=True)
def _no_memory_of_outages() -> Iterator[None]:
    """Begin and end each test with Redis thought to be well, whatever the last one did to it."""
    link_to.cache_clear()
    meanwhile.clear()
    yield
    link_to.cache_clear()


@pytest.fixture
def site() -> Iterator[Site]:
    """The small site; like Django's test client, it leaves the test's database connection open."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    with override_settings(
        ROOT_URLCONF="tests.pagecache.urls",
        MIDDLEWARE=[
            "config.logging.RequestLog",
            "pagecache.middleware.StorePage",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
    ):
        yield Site(PageCache(get_wsgi_application()))
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def redis_server() -> Iterator[RestartableRedis]:
    """The Redis of this process, to stop and start; it runs again afterwards in any case."""
    server = RestartableRedis()
    yield server
    server.stop()
    server.start()


@pytest.fixture
def notice(db: None) -> Heartbeat:
    """A notice called "soup" that says 1."""
    publish("soup", 1)
    return Heartbeat.objects.get(name="soup")
