"""One line for each request and task, and nothing about people in any of them."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog
from celery import shared_task
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from config.logging import configure, scrubbed
from pagecache.tasks import sweep_raises


@contextmanager
def logged(level: str = "INFO") -> Iterator[list[dict[str, object]]]:
    """Gather the lines written inside the block, as production writes them."""
    stream = io.StringIO()
    lines: list[dict[str, object]] = []
    root = logging.getLogger()
    before = root.handlers[:], root.level
    configure({"level": level, "json": True})
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    try:
        yield lines
    finally:
        root.handlers[:], level_before = before
        root.setLevel(level_before)
        lines += [json.loads(line) for line in stream.getvalue().splitlines()]


def letter(request: HttpRequest, key: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    structlog.get_logger("letters").warning("opened", by="ola@example.org", came_from="203.0.113.9")
    return HttpResponse("opened")


def lost(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404


def broken(request: HttpRequest, key: str) -> HttpResponse:
    body = request.POST["body"]
    raise ValueError(f"{len(body)} characters for kari@example.org from 2001:db8::7")


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse("nothing here", status=404)


handler404 = nothing_here
urlpatterns = [
    path("letters/<str:key>/", letter, name="letter"),
    path("lost/<str:key>/", lost),
    path("broken/<str:key>/", broken, name="broken"),
    path("healthz", healthz, name="healthz"),
]


@pytest.fixture
def client() -> Iterator[Client]:
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=["config.logging.RequestLog"]):
        yield Client(raise_request_exception=False)


@shared_task
def brew(pk: int) -> None:
    structlog.get_logger("kitchen").info("brewing")


@pytest.mark.django_db
class TestRequestLog:
    def test_a_request_has_one_line_with_its_route_and_its_cost(self, client):
        with logged() as lines:
            response = client.get("/letters/secret-key/?token=abc")
        line = lines[-1]

        assert (line["event"], line["method"], line["route"], line["status"]) == (
            "request",
            "GET",
            "letter",
            200,
        )
        assert (line["queries"], line["ms"] >= 0) == (1, True)
        assert line["request_id"] == response.headers["X-Request-Id"]

    def test_every_line_of_a_request_carries_its_id(self, client):
        with logged() as lines:
            client.get("/letters/one/")
            client.get("/letters/two/")
        ids = [line["request_id"] for line in lines]

        assert [line["event"] for line in lines] == ["opened", "request"] * 2
        assert (ids[0] == ids[1], ids[2] == ids[3], ids[0] == ids[2]) == (True, True, False)

    def test_an_id_from_outside_is_not_taken_over(self, client):
        response = client.get("/letters/one/", headers={"X-Request-Id": "forged"})
        assert response.headers["X-Request-Id"] != "forged"
        assert len(response.headers["X-Request-Id"]) == 16

    def test_a_route_without_a_name_is_its_pattern(self, client):
        with logged() as lines:
            client.get("/lost/secret-key/")
        assert lines[-1]["route"] == "lost/<str:key>/"

    def test_an_unknown_address_is_not_repeated(self, client):
        with logged() as lines:
            client.get("/reset/secret-key/")
        assert lines[-1]["route"] == "unresolved"
        assert "secret-key" not in json.dumps(lines)

    def test_a_failure_tells_where_and_not_who_or_what(self, client):
        with logged() as lines:
            response = client.post("/broken/secret-key/?token=abcdef", {"body": "my private words"})
        text = json.dumps(lines)

        assert (response.status_code, lines[-1]["status"]) == (500, 500)
        assert "ValueError: 16 characters for [mail] from [address]" in text
        assert "in broken" in text
        for private in ("secret-key", "abcdef", "kari@", "2001:db8", "my private words"):
            assert private not in text

    def test_health_checks_are_quiet(self, client):
        with logged() as lines:
            client.get("/healthz")
        assert lines == []


class TestScrubbed:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("mail to ola.nordmann+x@mail.example.org failed", "mail to [mail] failed"),
            ("from 203.0.113.9: refused", "from [address]: refused"),
            ("from 203.0.113.9:443", "from [address]:443"),
            ("from [2001:db8::1]:80 and ::ffff:10.0.0.1.", "from [[address]]:80 and [address]."),
            ("at 12:30:45 in 3.11.2, Django 5.2", "at 12:30:45 in 3.11.2, Django 5.2"),
            ("GET /posts/?after=abc&x=1 HTTP", "GET /posts/?[…] HTTP"),
            ("/confirm/Mg:1vXyZabcdefghijklmnopqrstuvw/ok", "/confirm/[…]/ok"),
            (
                'violates check constraint "x"\nDETAIL:  Failing row contains (1, my\n\nwords, …).',
                'violates check constraint "x"\nDETAIL: […]',
            ),
            ("feeds.tasks.plan_dirty_feeds took 4 ms", "feeds.tasks.plan_dirty_feeds took 4 ms"),
        ],
    )
    def test_people_are_taken_out_and_the_rest_stays(self, text, expected):
        assert scrubbed(text) == expected


@pytest.mark.django_db
class TestTaskLog:
    def test_a_task_has_one_line_and_its_id_in_every_other(self):
        with logged() as lines:
            brew.apply(args=[1])
        inside, end = lines

        assert (inside["event"], end["event"], end["state"]) == ("brewing", "task", "SUCCESS")
        assert end["task"] == brew.name
        assert end["task_id"] == inside["task_id"]
        assert end["ms"] >= 0

    def test_what_beat_sends_every_few_seconds_is_quiet(self):
        with logged() as lines:
            sweep_raises.apply()
        assert lines == []

    def test_nothing_of_the_task_is_left_for_the_next_line(self):
        with logged() as lines:
            brew.apply(args=[1])
            structlog.get_logger("kitchen").info("closed")
        assert "task" not in lines[-1]
