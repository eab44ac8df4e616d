"""Telling a WebSub hub of new editions: a real server on this machine answers as the hub."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qsl

import pytest
from django.utils import timezone

from feeds.actions.announcing import TRIES, announce_feeds
from feeds.models import Feed
from tests.factories import make_post, plan_feeds

pytestmark = pytest.mark.django_db


class Hub:
    """What the hub heard, and what it answers."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, list[tuple[str, str]]]] = []
        self.status = 204


@pytest.fixture
def hub(settings) -> Iterator[Hub]:
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            hub.heard.append((self.headers["Content-Type"], parse_qsl(body)))
            self.send_response(hub.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """The test says what happened."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.WEBSUB_HUB = f"http://127.0.0.1:{server.server_port}/"
    settings.FETCHING_ALLOW_LOOPBACK = True
    yield hub
    server.shutdown()
    server.server_close()


def change(title: str) -> None:
    """Something new stands on the front page of both languages."""
    make_post(title=title)
    plan_feeds()


def wait_over() -> None:
    Feed.objects.exclude(announce_at=None).update(announce_at=timezone.now())


class TestAnnouncing:
    def test_a_new_edition_is_told_with_all_addresses_of_its_files(self, hub):
        change("Rinse first")
        wait_over()
        assert announce_feeds() == 2
        kind, fields = hub.heard[0]
        assert kind == "application/x-www-form-urlencoded"
        assert fields == [
            ("hub.mode", "publish"),
            ("hub.url", "http://localhost:8000/feeds/home.atom"),
            ("hub.url", "http://localhost:8000/feeds/home.rss"),
            ("hub.url", "http://localhost:8000/feeds/home.json"),
        ]
        assert hub.heard[1][1][1] == ("hub.url", "http://localhost:8000/nb/feeds/home.atom")
        assert announce_feeds() == 0

    def test_editions_that_follow_each_other_are_told_once(self, hub):
        change("Rinse first")
        assert announce_feeds() == 0
        change("Then dry")
        wait_over()
        assert (announce_feeds(), len(hub.heard)) == (2, 2)

    def test_a_plan_that_changed_nothing_is_not_told(self, hub):
        change("Rinse first")
        wait_over()
        announce_feeds()
        Feed.objects.update(dirty_at=timezone.now())
        plan_feeds()
        assert not Feed.objects.exclude(announce_at=None).exists()

    @pytest.mark.parametrize("answer", [500, "away"])
    def test_a_dead_hub_is_asked_later_and_keeps_nobody_from_planning(self, hub, settings, answer):
        if answer == "away":
            settings.WEBSUB_HUB = "http://127.0.0.1:1/"
        else:
            hub.status = answer
        change("Rinse first")
        wait_over()
        assert announce_feeds() == 0
        feed = Feed.objects.get(announce_tries=1)
        assert feed.announce_at > timezone.now() + timedelta(seconds=50)
        assert feed.current_edition
        change("Then dry")
        assert Feed.objects.get(pk=feed.pk).announce_at == feed.announce_at
        assert Feed.objects.get(pk=feed.pk).current_edition != feed.current_edition

    def test_a_hub_that_stays_dead_is_given_up(self, hub):
        hub.status = 503
        change("Rinse first")
        for _round in range(2 * TRIES):
            wait_over()
            announce_feeds()
        assert not Feed.objects.exclude(announce_at=None, announce_tries=0).exists()
        assert len(hub.heard) == 2 * TRIES

    def test_without_a_hub_nothing_waits(self, settings):
        settings.WEBSUB_HUB = ""
        change("Rinse first")
        assert not Feed.objects.exclude(announce_at=None).exists()
        assert announce_feeds() == 0
