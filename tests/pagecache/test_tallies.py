"""How often a page was shown is counted without the database, whoever answered."""

import pytest

from pagecache import store, taken_tallies
from pagecache.requests import is_for_a_person
from tests.pagecache.urls import PERSON

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestTally:
    def test_counts_what_django_drew_and_what_the_cache_answered(self, site, django_assert_num_queries):
        assert site.get("/shelf/", **PERSON).cache == "miss"
        with django_assert_num_queries(0):
            assert [site.get("/shelf/", **PERSON).cache for _ in range(3)] == ["hit"] * 3
        assert site.get("/shelf/", HTTP_COOKIE="sessionid=x", **PERSON).cache == "bypass"

        assert taken_tallies() == {"entries:1,2": 5}
        assert taken_tallies() == {}

    def test_a_copy_that_is_still_right_was_looked_at_too(self, site):
        tag = site.get("/shelf/", **PERSON).headers["ETag"]
        assert site.get("/shelf/", HTTP_IF_NONE_MATCH=tag, **PERSON).status == 304
        assert taken_tallies() == {"entries:1,2": 2}

    def test_robots_heads_and_prefetches_are_no_views(self, site):
        for _drawn_then_kept in range(2):
            site.get("/shelf/")
            site.get("/shelf/", HTTP_USER_AGENT="Mozilla/5.0 (compatible; Googlebot/2.1)")
            site.get("/shelf/", HTTP_SEC_PURPOSE="prefetch;prerender", **PERSON)
            site.get("/shelf/", method="HEAD", **PERSON)
        assert taken_tallies() == {}

    def test_a_page_that_tallies_nothing_any_more_is_not_counted(self, site):
        key = "pages:page:http\nx\n\n/"
        page = store.Page.of([], b"x")
        kept = {"names": ["a"], "seconds": 9, "has_query": False}
        store.keep(key, page, as_of=1, tallies=["old"], **kept)
        store.keep(key, page, as_of=2, **kept)
        store.look_up(key, coding="gzip", if_none_match="", counts=True)
        assert taken_tallies() == {}

    def test_names_cannot_fill_the_memory(self, monkeypatch):
        store.count_shown(str(number) for number in range(store.TALLIES_KEPT))
        store.count_shown(["one too many", "7"])
        taken = taken_tallies()
        assert len(taken) == store.TALLIES_KEPT
        assert taken["7"] == 2

    def test_redis_away_fails_nothing(self, site, redis_server):
        redis_server.stop()
        assert site.get("/shelf/", **PERSON).status == 200
        assert taken_tallies() == {}


class TestPerson:
    @pytest.mark.parametrize(
        "agent",
        [
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 15; CUBOT P80) AppleWebKit/537.36 Chrome/137.0 Mobile Safari/537.36",
        ],
    )
    def test_browsers_are(self, agent):
        assert is_for_a_person({"REQUEST_METHOD": "GET", "HTTP_USER_AGENT": agent})

    @pytest.mark.parametrize(
        "agent",
        [
            "",
            "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
            "GPTBot/1.2",
            "Feedly/1.0",
            "NetNewsWire (RSS Reader; https://netnewswire.com/)",
            "curl/8.5",
            "python-requests/2.32",
        ],
    )
    def test_robots_and_readers_of_feeds_are_not(self, agent):
        assert not is_for_a_person({"REQUEST_METHOD": "GET", "HTTP_USER_AGENT": agent})
