"""Sending "look now" messages without ever making a request fail or wait.

Celery's own `delay_on_commit` raises after the commit when the broker is away: the row is saved and the
request fails all the same. Here a message that cannot be sent at once is dropped, because the sweep of
its room finds the row within a minute anyway.
"""

import time
from functools import cache
from typing import TYPE_CHECKING, Any

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import ChannelError, KombuError
from kombu.pools import producers
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from celery.app.task import Task
    from kombu import Connection

log = structlog.get_logger(__name__)

# Seconds a request may wait for a broker that does not answer, and the pause after it did not.
BROKER_TIMEOUT = 0.2
PAUSE_AFTER_FAILURE = 5.0
# Everything a broker that is away, full or restarting makes the transports raise.
BROKER_AWAY = (KombuError, ChannelError, RedisError, ConnectionError, TimeoutError)


class Pause:
    """Remembers that the broker did not answer, so that the next requests need not find out again."""

    def __init__(self) -> None:
        self._until = 0.0

    @property
    def is_on(self) -> bool:
        return time.monotonic() < self._until

    def begin(self) -> None:
        self._until = time.monotonic() + PAUSE_AFTER_FAILURE

    def end(self) -> None:
        self._until = 0.0


pause = Pause()


def enqueue(task: "Task[..., Any]", *args: int | str, delay: float = 0) -> None:
    """Ask a worker to run `task(*args)` once the current transaction has committed, `delay` seconds later.

    `args` are ids and short words, never model instances: what is true is read when the task runs.
    Returns nothing and promises nothing: the message may be lost, late or doubled. Nothing is sent when
    the transaction rolls back. TypeError for an argument that is not an id or a word.
    """
    for argument in args:
        if not isinstance(argument, int | str):
            raise TypeError(f"{task.name} was enqueued with {type(argument).__name__}: enqueue ids only")
    transaction.on_commit(lambda: publish(task, *args, delay=delay), robust=True)


def publish(task: "Task[..., Any]", *args: int | str, delay: float = 0) -> None:
    """Send the message now, or drop it with one line in the log."""
    if pause.is_on:
        return
    try:
        with producers[_connection()].acquire(block=True, timeout=BROKER_TIMEOUT) as producer:
            task.apply_async(args=args, producer=producer, retry=False, countdown=delay or None)
    except BROKER_AWAY as error:
        # One request in five seconds pays for asking again; the others do not wait at all.
        pause.begin()
        log.warning("broker away", task=task.name, error=type(error).__name__)


@cache
def _connection() -> "Connection":
    """Return what identifies our own pool of connections, with shorter timeouts than the worker's.

    The worker waits for messages on its connections and may be patient; a request may not.
    """
    return current_app.connection_for_write(
        connect_timeout=BROKER_TIMEOUT,
        transport_options={
            "socket_timeout": BROKER_TIMEOUT,
            "socket_connect_timeout": BROKER_TIMEOUT,
            "max_retries": 0,
        },
    )
