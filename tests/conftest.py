"""What every test stands on: a world of its own, a clone of the migrated database, no way to the network."""

import functools
import gc
import os
import socket
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from itertools import groupby, islice
from typing import Any

import pytest

from tests.environment import world

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
# Playwright runs an event loop in our thread, which makes Django believe that we are asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django
import redis
from django.conf import settings
from hypothesis import settings as hypothesis_settings

# A real hasher takes a quarter of a second by design, for every member a test makes.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Work that was enqueued runs at once, when the test's transaction "commits" (see `no_worker`).
settings.CELERY_TASK_ALWAYS_EAGER = True
settings.CELERY_TASK_EAGER_PROPAGATES = True
django.setup()
# Else pytest-xdist's workers inherit it, and read the settings before they have a world of their own.
del os.environ["DJANGO_SETTINGS_MODULE"]

from django.db import connections  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402
from django.utils import translation  # noqa: E402

from script.services import find_chromium  # noqa: E402

# Two busy cores make single examples slow now and then; a deadline would only make tests flicker.
hypothesis_settings.register_profile("alongside", deadline=None, database=None, print_blob=True)
hypothesis_settings.load_profile("alongside")


DATABASE = {"db", "transactional_db", "django_db_setup"}


def _is_test_case(item: pytest.Item) -> bool:
    return issubclass(getattr(item, "cls", None) or object, TransactionTestCase)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on SQLite what only PostgreSQL can do; mark what asks the database or opens a browser."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if {"browser", "browser_type"} & set(fixtures):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("django_db") or DATABASE & set(fixtures) or _is_test_case(item):
            item.add_marker(pytest.mark.database)
    if not world.database.url.startswith("postgres"):
        postgres_only = [item for item in items if item.get_closest_marker("postgres")]
        items[:] = [item for item in items if not item.get_closest_marker("postgres")]
        config.hook.pytest_deselected(items=postgres_only)
    items[:] = _spread(items)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what lives to the end, thousands of tests and all of Django; and let it
    come less often than after every 700 new objects, of which one page makes many times as many."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _spread(items: list[pytest.Item]) -> list[pytest.Item]:
    """Put the browser's tests evenly between the modules of the others: they wait more than they work, so
    that one process with all of them would leave a core idle."""
    browsers = [item for item in items if item.get_closest_marker("browser")]
    others = [item for item in items if not item.get_closest_marker("browser")]
    spread: list[pytest.Item] = []
    due, done = iter(browsers), 0
    for _path, module in groupby(others, key=lambda item: item.path):
        spread += module
        target = len(browsers) * len(spread) // len(items)
        spread += islice(due, max(0, target - done))
        done = max(done, target)
    return [*spread, *due]


# --- The database ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> None:
    """Give this process its clone of the migrated database (instead of pytest-django's way)."""
    world.database.renew()


def _take_a_new_clone(self: TransactionTestCase) -> None:
    """End a test with real transactions: Django would truncate, and lose what migrations made."""
    connections.close_all()
    world.database.renew()


TransactionTestCase._fixture_teardown = _take_a_new_clone  # type: ignore[attr-defined]  # its own


# --- Redis, cache and language --------------------------------------------------------------------


@functools.cache
def _redis() -> "redis.Redis":
    """The one connection that empties Redis: to make one for each test costs more than the emptying."""
    return redis.from_url(world.redis.url, health_check_interval=0)


@pytest.fixture(autouse=True)
def _clean_slate() -> Iterator[None]:
    """Start every test with an empty Redis and in the default language."""
    if world.redis.process is not None:
        _redis().flushall()
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate_all()


@pytest.fixture
def redis_away() -> Iterator[None]:
    """Run the test while Redis is gone, as when its machine is restarted."""
    world.redis.stop()
    yield
    world.redis.start()


@pytest.fixture
def no_worker() -> Iterator[None]:
    """Run the test as if no worker lived: messages are sent, and nobody ever reads them."""
    from celery import current_app

    current_app.conf.task_always_eager = False
    yield
    current_app.conf.task_always_eager = True


# --- The network ----------------------------------------------------------------------------------


class NetworkRefused(RuntimeError):
    """A test tried to reach another machine. Serve what it needs from this one, or fake the outside."""


def _is_local(address: Any) -> bool:
    """Say whether a socket's address is a unix path, a name of this machine or a loopback address."""
    if not isinstance(address, tuple) or address[0] in ("localhost", ""):
        return True
    try:
        return ip_address(address[0]).is_loopback
    except ValueError:  # a name, which somebody would have to be asked about
        return False


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def connect_on_this_machine(self: socket.socket, address: Any) -> Any:
        if not _is_local(address):
            raise NetworkRefused(f"a test connects to {address[0]}")
        return connect(self, address)

    return connect_on_this_machine


socket.socket.connect = _guarded(socket.socket.connect)  # type: ignore[method-assign]
socket.socket.connect_ex = _guarded(socket.socket.connect_ex)  # type: ignore[method-assign]


# --- The browser ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the machine's Chromium, which asks nobody outside for anything."""
    chromium = find_chromium()
    assert chromium is not None, "found no Chromium: script/setup --dev says how to get one"
    return browser_type_launch_args | {
        "executable_path": str(chromium),
        "args": [
            "--no-sandbox",  # containers rarely allow Chromium's own
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        ],
    }
