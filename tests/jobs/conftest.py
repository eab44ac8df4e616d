from collections.abc import Iterator

import pytest

from jobs.publishing import pause
from script.services import Redis
from tests.environment import world


@pytest.fixture(autouse=True)
def _no_memory_of_outages() -> Iterator[None]:
    """Begin and end each test with the broker thought to be well, whatever the last one did to it."""
    pause.end()
    yield
    pause.end()


@pytest.fixture
def redis_server() -> Iterator[Redis]:
    """The Redis of this process, to stop and start; it runs again afterwards in any case."""
    yield world.redis
    world.redis.stop()
    world.redis.start()
