from collections.abc import Iterator

import pytest

from jobs.publishing import pause
from tests.jobs.restarting import RestartableRedis


@pytest.fixture(autouse=True)
def _no_memory_of_outages() -> Iterator[None]:
    """Begin and end each test with the broker thought to be well, whatever the last one did to it."""
    pause.end()
    yield
    pause.end()


@pytest.fixture
def redis_server() -> Iterator[RestartableRedis]:
    """The Redis of this process, to stop and start; it runs again afterwards in any case."""
    server = RestartableRedis()
    yield server
    server.stop()
    server.start()
