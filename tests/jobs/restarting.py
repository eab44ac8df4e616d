"""The Redis of this test process, to stop and to start."""

import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from tests.environment import world


class RestartableRedis:
    """Stops at once; starts until it answers: its socket is there a moment before anybody listens."""

    def stop(self) -> None:
        world.redis.stop()

    def start(self) -> None:
        world.redis.start()
        redis.from_url(world.redis.url, retry=Retry(ConstantBackoff(0.05), 100)).ping()
