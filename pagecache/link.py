"""One connection to Redis for each thread, quick to give up.

The client of redis-py costs 30 µs a call more than its own connections do, a third of what a cached page
may cost; so this speaks through the connections directly. A page must never wait for a cache that does
not answer: 0.2 s, then nobody asks for two seconds.
"""

import threading
import time
from functools import cache
from hashlib import sha1
from typing import Any

import structlog
from redis import ConnectionPool
from redis.connection import ConnectionInterface
from redis.exceptions import ConnectionError as ClosedConnection, NoScriptError, RedisError

log = structlog.get_logger(__name__)

TIMEOUT = 0.2
PAUSE_AFTER_FAILURE = 2.0


class Unreachable(Exception):
    """Redis did not answer in time, refused, or was asked too soon after it did not."""


class Script:
    """A Lua script and the digest Redis knows it by."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.digest = sha1(source.encode(), usedforsecurity=False).hexdigest()


class Link:
    """Commands to the Redis at one address, safe to share between threads."""

    def __init__(self, url: str) -> None:
        self._pool = ConnectionPool.from_url(
            url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, protocol=2, retry=None
        )
        self._mine = threading.local()
        self._paused_until = 0.0

    def run(self, script: Script, keys: list[str], *args: str | bytes | int) -> Any:
        """Run the script and return its reply: int, bytes, or a list of them. Unreachable if Redis is."""
        if time.monotonic() < self._paused_until:
            raise Unreachable
        connection: ConnectionInterface | None = getattr(self._mine, "connection", None)
        try:
            if connection is not None:
                try:
                    return self._send(connection, script, keys, args)
                except ClosedConnection:
                    # An old connection that a restart of Redis has closed: ask once more on a new one.
                    connection.disconnect()
            # Not `make_connection()`: the pool counts every attempt, and refuses after a long outage.
            fresh = self._pool.connection_class(**self._pool.connection_kwargs)
            connection = self._mine.connection = fresh
            fresh.connect()
            return self._send(fresh, script, keys, args)
        except (RedisError, OSError) as error:
            if connection is not None:
                connection.disconnect()
            self._mine.connection = None
            self._paused_until = time.monotonic() + PAUSE_AFTER_FAILURE
            log.warning("page cache away", error=type(error).__name__)
            raise Unreachable from error

    @staticmethod
    def _send(
        connection: ConnectionInterface, script: Script, keys: list[str], args: tuple[str | bytes | int, ...]
    ) -> Any:
        try:
            connection.send_command("EVALSHA", script.digest, len(keys), *keys, *args, check_health=False)
            return connection.read_response()
        except NoScriptError:
            connection.send_command("EVAL", script.source, len(keys), *keys, *args, check_health=False)
            return connection.read_response()


@cache
def link_to(url: str) -> Link:
    """Return this process's link to the Redis at `url`."""
    return Link(url)
