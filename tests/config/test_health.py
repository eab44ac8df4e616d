from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import RequestFactory, override_settings
from django.utils import timezone

from config.health import healthz, readyz
from jobs.models import Heartbeat
from jobs.tasks import beat_heart


def ask(view):
    response = view(RequestFactory().get("/"))
    return response.status_code, response.content.decode()


class TestHealthz:
    def test_it_answers_without_asking_anybody(self, redis_away):
        # Without the `db` fixture a query would fail this test.
        assert ask(healthz) == (200, "ok")

    def test_it_is_never_kept(self):
        assert "no-store" in healthz(RequestFactory().get("/")).headers["Cache-Control"]


@pytest.mark.django_db
class TestReadyz:
    def test_all_is_well(self):
        beat_heart()
        assert ask(readyz) == (200, '{"database": "ok", "redis": "ok", "worker": "ok"}')

    def test_redis_is_named(self, redis_away):
        beat_heart()
        assert ask(readyz) == (503, '{"database": "ok", "redis": "unreachable", "worker": "ok"}')

    def test_redis_is_no_fault_where_none_is_configured(self):
        beat_heart()
        with override_settings(REDIS_URL=""):
            assert ask(readyz) == (200, '{"database": "ok", "redis": "not configured", "worker": "ok"}')

    def test_a_worker_that_never_was_is_named(self):
        assert ask(readyz) == (503, '{"database": "ok", "redis": "ok", "worker": "never seen"}')

    def test_a_worker_that_died_is_named(self):
        Heartbeat.objects.create(name=Heartbeat.WORKER, at=timezone.now() - timedelta(seconds=90))
        status, body = ask(readyz)
        assert (status, '"worker": "last seen 90 s ago"' in body) == (503, True)

    def test_the_database_is_named(self):
        def fail(*args):
            raise DatabaseError

        with connection.execute_wrapper(fail):
            assert ask(readyz) == (503, '{"database": "unreachable", "redis": "ok", "worker": "unknown"}')

    def test_only_reading_is_allowed(self):
        assert readyz(RequestFactory().post("/")).status_code == 405
