"""The whole site behind its page cache, and staff at the pages' editor."""

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from pagecache.link import link_to
from tests.factories import make_marketer
from tests.pagecache.conftest import Site


@pytest.fixture
def site() -> Iterator[Site]:
    """The site as its server asks it; it leaves the test's database connection open."""
    # Not above: it names the settings to the processes that pytest starts before they have a world.
    from config.wsgi import application

    link_to.cache_clear()
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield Site(application)
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def marketer(db: None) -> Client:
    """A browser in which a marketer is signed in."""
    client = Client()
    client.force_login(make_marketer())
    return client
