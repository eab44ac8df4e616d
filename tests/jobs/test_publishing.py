"""Asking for later work never fails a request and never makes it wait."""

import json
import socket
import time
from collections.abc import Iterator

import pytest
import redis
from celery import current_app, shared_task
from django.conf import settings
from django.db import transaction

from jobs import enqueue, publishing
from jobs.models import Heartbeat
from jobs.tasks import beat_heart


@shared_task(slow=True)
def work_slowly(pk: int) -> None:
    """Stand for a task of a room above."""


def waiting(queue: str) -> list[str]:
    """Return the names of the tasks that wait in Redis for a worker."""
    messages = redis.from_url(settings.REDIS_URL).lrange(queue, 0, -1)
    return [json.loads(message)["headers"]["task"] for message in messages]


@pytest.fixture
def hung_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A broker that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(
            current_app.conf, "broker_write_url", f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        )
        publishing._connection.cache_clear()
        yield
    publishing._connection.cache_clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_worker")
class TestEnqueue:
    def test_a_message_is_sent_after_the_commit_and_not_before(self):
        with transaction.atomic():
            enqueue(beat_heart)
            assert waiting("now") == []
        assert waiting("now") == ["jobs.tasks.beat_heart"]

    def test_a_roll_back_sends_nothing(self):
        with transaction.atomic():
            enqueue(beat_heart)
            transaction.set_rollback(True)
        assert waiting("now") == []

    def test_slow_work_has_a_queue_of_its_own(self):
        enqueue(work_slowly, 1)
        assert (waiting("now"), waiting("slow")) == ([], [work_slowly.name])

    @pytest.mark.parametrize("argument", [Heartbeat(name="x"), None, [1], 1.5])
    def test_only_ids_and_words_are_taken(self, argument):
        with pytest.raises(TypeError, match="enqueue ids only"):
            enqueue(work_slowly, argument)

    def test_a_broker_that_is_away_fails_nothing(self, redis_away):
        with transaction.atomic():
            Heartbeat.objects.create(name="row", at="2026-01-01T00:00Z")
            enqueue(beat_heart)
        assert Heartbeat.objects.filter(name="row").exists()

    def test_not_even_a_broker_that_was_configured_wrongly_fails_a_request(self, monkeypatch):
        monkeypatch.setattr(current_app.conf, "broker_write_url", "nonsense://")
        publishing._connection.cache_clear()
        with transaction.atomic():
            Heartbeat.objects.create(name="row", at="2026-01-01T00:00Z")
            enqueue(beat_heart)
        publishing._connection.cache_clear()
        assert Heartbeat.objects.filter(name="row").exists()

    def test_after_a_failure_nobody_asks_for_a_while(self, redis_server):
        redis_server.stop()
        enqueue(beat_heart)
        redis_server.start()
        enqueue(beat_heart)
        assert waiting("now") == []

        publishing.pause.end()
        enqueue(beat_heart)
        assert waiting("now") == ["jobs.tasks.beat_heart"]

    def test_a_restart_of_redis_is_not_noticed(self, redis_server):
        enqueue(beat_heart)
        redis_server.stop()
        redis_server.start()
        enqueue(beat_heart)
        assert waiting("now") == ["jobs.tasks.beat_heart"]

    def test_failures_do_not_use_up_the_pool(self, redis_server):
        redis_server.stop()
        for _ in range(30):
            publishing.pause.end()
            enqueue(beat_heart)
        redis_server.start()
        publishing.pause.end()
        enqueue(beat_heart)
        assert waiting("now") == ["jobs.tasks.beat_heart"]

    def test_a_broker_that_hangs_delays_one_request_by_its_timeout_at_most(self, hung_broker):
        started = time.monotonic()
        for _ in range(100):
            enqueue(beat_heart)
        assert time.monotonic() - started < 5 * publishing.BROKER_TIMEOUT
