"""A CDN that keeps our pages is told which to forget: those that show what changed, and no others."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from types import SimpleNamespace

import pytest
import redis
import requests
from django.conf import settings
from django.test import override_settings

from pagecache import store
from pagecache.purging import BATCH, address_of_page, purge_stale
from tests.pagecache.content import publish
from tests.pagecache.urls import meanwhile

pytestmark = pytest.mark.django_db
HTTP = "wagtail.contrib.frontend_cache.backends.HTTPBackend"


class Cdn:
    """A cache in front of the site; it notes what it is asked to forget."""

    def __init__(self) -> None:
        self.forgotten: list[tuple[str, str]] = []
        self.is_out_of_order = False
        forgotten, cdn = self.forgotten, self

        class Handler(BaseHTTPRequestHandler):
            def do_PURGE(self) -> None:
                if cdn.is_out_of_order:
                    self.connection.close()
                    return
                forgotten.append((self.headers["Host"], self.path))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def paths(self) -> list[str]:
        return sorted(path for _host, path in self.forgotten)


@pytest.fixture
def cdn() -> Iterator[Cdn]:
    cdn = Cdn()
    thread = Thread(target=cdn.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    with override_settings(WAGTAILFRONTENDCACHE={"http": {"BACKEND": HTTP, "LOCATION": cdn.address}}):
        yield cdn
    cdn.server.shutdown()
    thread.join()
    cdn.server.server_close()


@pytest.fixture
def change(django_capture_on_commit_callbacks):
    """Publish a notice and let everything happen that follows the commit."""

    def publish_and_commit(name: str, number: int) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            publish(name, number)

    return publish_and_commit


@pytest.fixture
def kept(site, cdn, change) -> None:
    change("soup", 1)
    change("stew", 1)
    for path in ("/notices/soup/", "/notices/soup/?order=newest", "/notices/stew/"):
        assert site.get(path).cache == "miss"
    assert cdn.forgotten == []


class TestPurge:
    def test_what_changed_is_forgotten_whatever_its_query_and_nothing_else(self, kept, cdn, change):
        change("soup", 2)

        assert cdn.paths() == ["/notices/soup/", "/notices/soup/?order=newest"]
        assert {host for host, _path in cdn.forgotten} == {"testserver"}

    def test_it_is_asked_once_until_the_page_is_shown_again(self, kept, cdn, change, site):
        change("soup", 2)
        cdn.forgotten.clear()
        change("soup", 3)
        assert cdn.paths() == []

        site.get("/notices/soup/")
        change("soup", 4)
        assert cdn.paths() == ["/notices/soup/"]

    def test_a_page_that_has_long_left_our_own_cache_is_forgotten_too(self, kept, cdn, change):
        client = redis.from_url(settings.REDIS_URL)
        client.delete(*client.keys("pages:page:*"))
        change("soup", 2)

        assert "/notices/soup/" in cdn.paths()

    def test_a_page_drawn_before_a_change_and_sent_after_it_is_forgotten(self, kept, cdn, change, site):
        change("soup", 2)
        cdn.forgotten.clear()
        meanwhile.append(lambda: change("soup", 3))
        assert site.get("/notices/soup/").body == b"soup 2"

        purge_stale()  # as the sweep does
        assert cdn.paths() == ["/notices/soup/"]

    def test_a_cdn_out_of_order_is_told_later(self, kept, cdn, change, no_worker):
        change("soup", 2)
        cdn.is_out_of_order = True
        with pytest.raises(OSError, match="closed connection"):
            purge_stale()
        assert cdn.forgotten == []

        cdn.is_out_of_order = False
        assert purge_stale() == 2
        assert cdn.paths() == ["/notices/soup/", "/notices/soup/?order=newest"]

    def test_many_are_told_in_batches(self, cdn):
        keys = [f"pages:page:http\ntestserver\n\n/notices/{n}/" for n in range(2 * BATCH + 1)]
        store.put_back_unpurged(keys)

        assert purge_stale() == 2 * BATCH + 1
        assert len(cdn.forgotten) == 2 * BATCH + 1

    def test_the_newest_addresses_of_a_name_are_remembered(self, site, cdn, change, monkeypatch):
        monkeypatch.setattr(store, "CDN_ADDRESSES", 2)
        change("soup", 1)
        for cursor in "abc":
            site.get(f"/notices/soup/?after={cursor}")
        change("soup", 2)

        assert cdn.paths() == ["/notices/soup/?after=b", "/notices/soup/?after=c"]

    def test_with_redis_away_the_change_succeeds(self, kept, cdn, change, redis_away):
        change("soup", 2)
        assert purge_stale() == 0


class TestWithoutCdn:
    def test_no_address_is_remembered_and_nobody_is_told(self, site, change):
        change("soup", 1)
        site.get("/notices/soup/")
        change("soup", 2)

        client = redis.from_url(settings.REDIS_URL)
        assert client.keys("pages:shown-on:*") == []
        assert client.exists(store.UNPURGED) == 0
        assert purge_stale() == 0


class TestAddress:
    @pytest.mark.parametrize(
        ("key", "address"),
        [
            ("https\nbrand.example\n\n/", "https://brand.example/"),
            ("https\nbrand.example\nafter=1\n/nb/", "https://brand.example/nb/?after=1"),
            ("http\nlocalhost:8000\n\n/a b/", "http://localhost:8000/a%20b/"),
            (
                "https\nbrand.example\n\n/" + "kjøkken".encode().decode("latin-1"),
                "https://brand.example/kj%C3%B8kken",
            ),
            ("https\nbrand.example\n\n/?a#b", "https://brand.example/%3Fa%23b"),
        ],
    )
    def test_is_that_of_the_request(self, key, address):
        assert address_of_page(f"pages:page:{key}") == address


class TestCloudflare:
    def test_is_told_with_its_token(self, monkeypatch):
        sent = []

        def post(url: str, **request: object) -> SimpleNamespace:
            sent.append((url, request))
            return SimpleNamespace(status_code=200, json=lambda: {"success": True})

        monkeypatch.setattr(requests, "post", post)
        backend = "wagtail.contrib.frontend_cache.backends.CloudflareBackend"
        known = {"cloudflare": {"BACKEND": backend, "ZONEID": "zone", "BEARER_TOKEN": "secret"}}
        with override_settings(WAGTAILFRONTENDCACHE=known):
            store.put_back_unpurged(["pages:page:https\nbrand.example\n\n/stories/"])
            assert purge_stale() == 1

        ((url, request),) = sent
        assert url == "https://api.cloudflare.com/client/v4/zones/zone/purge_cache"
        assert request["headers"]["Authorization"] == "Bearer secret"
        assert json.loads(json.dumps(request["json"])) == {"files": ["https://brand.example/stories/"]}
