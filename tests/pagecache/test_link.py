"""The link to Redis comes back after an outage, however long it was."""

import pytest

from pagecache.link import Link, Script, Unreachable
from tests.environment import world

ONE = Script("return 1")


class TestOutage:
    def test_a_long_one_does_not_use_the_connections_up(self, redis_away, monkeypatch):
        monkeypatch.setattr("pagecache.link.PAUSE_AFTER_FAILURE", 0)
        link = Link(world.redis.url)
        for _attempt in range(150):
            with pytest.raises(Unreachable):
                link.run(ONE, [])
        world.redis.start()
        assert link.run(ONE, []) == 1
