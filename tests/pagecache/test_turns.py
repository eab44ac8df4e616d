"""Of those who come at once to a page that was kept and no longer is, one draws it."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import override_settings

from pagecache import store, wsgi
from tests.pagecache.content import publish
from tests.pagecache.urls import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "pages:page:http\ntestserver\n\n/notices/soup/"


@pytest.fixture
def forgotten(site):
    """A page that was kept until a moment ago."""
    publish("soup", 1)
    site.get("/notices/soup/")
    redis.from_url(settings.REDIS_URL).delete(KEY)


def ask(site):
    answer = site.get("/notices/soup/")
    connection.close()
    return answer


def meet(pool: ThreadPoolExecutor, site, count: int) -> list[Future]:
    """Let others come while this page is being drawn, and see that they have asked before it is done."""
    others: list[Future] = []
    asked = Event()
    looked = store.look_up

    def arrive() -> None:
        others.extend(pool.submit(ask, site) for _ in range(count))
        assert asked.wait(5)

    def look_up(*args, **options):
        found = looked(*args, **options)
        if found is None:
            asked.set()
        return found

    meanwhile.append(arrive)
    store.look_up = look_up
    try:
        assert site.get("/notices/soup/").cache == "miss"
    finally:
        store.look_up = looked
    return others


class TestTurn:
    def test_one_draws_and_the_others_get_what_was_drawn(self, site, forgotten):
        with ThreadPoolExecutor(4) as pool:
            others = meet(pool, site, 4)
            assert {other.result().cache for other in others} == {"hit"}

    def test_whoever_waits_is_never_shown_what_changed_meanwhile(self, site, forgotten):
        with ThreadPoolExecutor(1) as pool:
            meanwhile.append(lambda: publish("soup", 2))  # after the row was read, before the others come
            (other,) = meet(pool, site, 1)
            assert other.result().body == b"soup 2"
        assert site.get("/notices/soup/").body == b"soup 2"

    def test_nobody_waits_for_what_was_never_kept(self, site):
        publish("soup", 1)
        first = store.look_up(KEY, coding="identity", if_none_match="", may_wait=True)
        second = store.look_up(KEY, coding="identity", if_none_match="", may_wait=True)
        assert isinstance(first, int)
        assert isinstance(second, int)

    def test_nobody_waits_longer_than_their_patience(self, site, forgotten, monkeypatch):
        monkeypatch.setattr(wsgi, "PATIENCE", 0)
        assert isinstance(store.look_up(KEY, coding="identity", if_none_match="", may_wait=True), int)

        assert site.get("/notices/soup/").cache == "miss"

    def test_a_visitor_who_never_finishes_keeps_the_turn_for_a_while_only(self, site, forgotten, monkeypatch):
        monkeypatch.setattr(store, "TURN_SECONDS", 0)
        for _ in range(2):
            assert isinstance(store.look_up(KEY, coding="identity", if_none_match="", may_wait=True), int)

    def test_nobody_waits_for_a_page_that_is_kept_no_longer(self, site, forgotten):
        publish("soup", 1)
        assert site.get("/notices/soup/", method="HEAD").cache == "bypass"

        for _ in range(2):
            assert isinstance(store.look_up(KEY, coding="identity", if_none_match="", may_wait=True), int)

    def test_nobody_waits_for_one_query_more_than_is_kept(self, site, monkeypatch):
        publish("soup", 1)
        key = "pages:page:http\ntestserver\nafter=1\n/notices/soup/"
        monkeypatch.setattr(store, "QUERIED_PAGES", 1)
        site.get("/notices/soup/?after=1")
        redis.from_url(settings.REDIS_URL).delete(key)
        site.get("/notices/soup/?after=1")  # one too many: drawn, not kept

        for _ in range(2):
            assert isinstance(store.look_up(key, coding="identity", if_none_match="", may_wait=True), int)

    def test_without_redis_nobody_waits(self, site, redis_away):
        publish("soup", 1)
        assert site.get("/notices/soup/").cache == "bypass"
        with override_settings(REDIS_URL=""):
            assert site.get("/notices/soup/").cache == "bypass"
