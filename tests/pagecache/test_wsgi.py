"""What is answered from the cache, how, and what must always reach Django."""

import gzip

import pytest
from django.test import override_settings

from pagecache import store
from tests.pagecache.urls import PERSONAL

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestHit:
    def test_the_second_visitor_is_answered_without_django(self, site, notice, django_assert_num_queries):
        first = site.get("/notices/soup/")
        with django_assert_num_queries(0):
            second = site.get("/notices/soup/")

        assert (first.cache, second.cache) == ("miss", "hit")
        assert (first.status, second.status) == (200, 200)
        assert first.body == second.body == b"soup 1"

    def test_every_header_is_replayed_but_those_of_one_answer(self, site, notice):
        first, second = site.get("/notices/soup/"), site.get("/notices/soup/")

        own = {"X-Cache", "X-Request-Id"}
        assert {k: v for k, v in first.headers.items() if k not in own} == {
            k: v for k, v in second.headers.items() if k not in own
        }
        assert second.headers["Content-Security-Policy"] == "default-src 'none'"
        assert second.headers["Cache-Control"] == "no-cache"
        assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]

    def test_gzip_is_sent_to_who_accepts_it_under_a_tag_of_its_own(self, site, notice):
        site.get("/notices/soup/")
        plain = site.get("/notices/soup/")
        zipped = site.get("/notices/soup/", HTTP_ACCEPT_ENCODING="br, gzip")
        refused = site.get("/notices/soup/", HTTP_ACCEPT_ENCODING="gzip;q=0")

        assert gzip.decompress(zipped.body) == plain.body == refused.body
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert zipped.headers["Content-Length"] == str(len(zipped.body))
        assert "Content-Encoding" not in refused.headers
        assert zipped.headers["ETag"] != plain.headers["ETag"]
        assert "Accept-Encoding" in zipped.headers["Vary"]

    def test_the_first_visitor_is_sent_gzip_as_the_next_ones_are(self, site, notice):
        first = site.get("/notices/soup/", HTTP_ACCEPT_ENCODING="gzip")
        second = site.get("/notices/soup/", HTTP_ACCEPT_ENCODING="gzip")

        assert (first.cache, second.cache) == ("miss", "hit")
        assert gzip.decompress(first.body) == b"soup 1"
        assert first.body == second.body
        for name in ("Content-Encoding", "Content-Length", "ETag", "Vary"):
            assert first.headers[name] == second.headers[name]

    def test_head_is_a_get_without_its_body(self, site, notice):
        shown = site.get("/notices/soup/")
        head = site.get("/notices/soup/", method="HEAD")

        assert (head.cache, head.status, head.body) == ("hit", 200, b"")
        assert head.headers["Content-Length"] == str(len(shown.body))

    def test_a_head_request_keeps_nothing(self, site, notice):
        assert site.get("/notices/soup/", method="HEAD").cache == "bypass"
        assert site.get("/notices/soup/").cache == "miss"

    @pytest.mark.parametrize("coding", ["", "gzip"])
    def test_a_copy_that_is_still_right_gets_304(self, site, notice, coding):
        site.get("/notices/soup/")
        tag = site.get("/notices/soup/", HTTP_ACCEPT_ENCODING=coding).headers["ETag"]
        again = site.get(
            "/notices/soup/", HTTP_ACCEPT_ENCODING=coding, HTTP_IF_NONE_MATCH=f'"other", W/{tag}'
        )

        assert (again.cache, again.status, again.body) == ("hit", 304, b"")
        assert again.headers["ETag"] == tag
        assert "Content-Length" not in again.headers
        assert "Content-Type" not in again.headers

    def test_a_page_rendered_anew_and_found_the_same_gets_304_too(self, site, notice):
        tag = site.get("/notices/soup/").headers["ETag"]
        store.raise_names(["brand"])
        again = site.get("/notices/soup/", HTTP_IF_NONE_MATCH=tag)

        assert (again.status, again.body) == (304, b"")

    def test_looking_whether_somebody_is_signed_in_does_not_hinder(self, site):
        assert site.get("/who/").cache == "miss"
        assert site.get("/who/").cache == "hit"


class TestKey:
    """Requests that may differ in their answer never share one."""

    @pytest.mark.parametrize(
        "other",
        [
            {"HTTP_HOST": "localhost"},
            {"wsgi.url_scheme": "https"},
            {"QUERY_STRING": "after=abc"},
            {"QUERY_STRING": "order=newest"},
        ],
    )
    def test_host_scheme_and_query_have_pages_of_their_own(self, site, notice, other):
        site.get("/notices/soup/")
        assert site.get("/notices/soup/", **other).cache == "miss"
        assert site.get("/notices/soup/", **other).cache == "hit"

    def test_the_order_of_parameters_does_not_matter(self, site, notice):
        site.get("/notices/soup/?after=a%20b&order=newest")
        assert site.get("/notices/soup/?order=newest&after=a+b").cache == "hit"

    def test_a_question_mark_in_the_path_is_no_query(self, site, notice):
        site.get("/notices/soup/?after=1")
        odd = site.get("/notices/soup/", PATH_INFO="/notices/soup/?after=1")
        assert odd.status == 404

    @pytest.mark.parametrize("query", ["utm_source=x", "after=1&after=2", "after=" + "x" * 400, "&"])
    def test_other_query_strings_are_never_kept(self, site, notice, query):
        for _ in range(2):
            assert site.get(f"/notices/soup/?{query}").cache == "bypass"

    def test_a_proxys_word_on_the_scheme_counts_where_django_trusts_it(self, site, notice):
        with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
            assert site.get("/notices/soup/", HTTP_X_FORWARDED_PROTO="https").cache == "miss"
            assert site.get("/notices/soup/", **{"wsgi.url_scheme": "https"}).cache == "hit"
            assert site.get("/notices/soup/", HTTP_X_FORWARDED_PROTO="http").cache == "miss"

    def test_pages_with_a_query_string_are_kept_in_a_limited_number(self, site, notice, monkeypatch):
        monkeypatch.setattr(store, "QUERIED_PAGES", 2)
        for cursor in "abc":
            site.get(f"/notices/soup/?after={cursor}")

        assert [site.get(f"/notices/soup/?after={cursor}").cache for cursor in "abc"] == [
            "hit",
            "hit",
            "miss",
        ]
        site.get("/notices/soup/")
        assert site.get("/notices/soup/").cache == "hit"


class TestBypass:
    @pytest.mark.parametrize(
        "headers",
        [
            {"HTTP_COOKIE": "sessionid=abc"},
            {"HTTP_COOKIE": "theme=dark; sessionid=abc"},
            {"HTTP_COOKIE": "messages=abc"},
            {"HTTP_AUTHORIZATION": "Basic abc"},
            {"HTTP_HX_REQUEST": "true"},
            {"REQUEST_METHOD": "POST"},
        ],
    )
    def test_who_may_be_somebody_is_neither_read_nor_kept(self, site, notice, headers):
        site.get("/notices/soup/")
        assert site.get("/notices/soup/", **headers).cache == "bypass"
        assert site.get("/who/", **headers).cache == "bypass"
        assert site.get("/who/").cache == "miss"

    def test_a_csrf_cookie_alone_is_nobody(self, site, notice):
        site.get("/notices/soup/")
        assert site.get("/notices/soup/", HTTP_COOKIE="csrftoken=abc").cache == "hit"

    @pytest.mark.parametrize("view", [view.__name__ for view in PERSONAL])
    def test_what_is_personal_is_never_kept(self, site, view):
        for _ in range(2):
            assert site.get(f"/personal/{view}/").cache == "bypass"

    def test_a_form_is_not_kept_for_a_visitor_with_a_csrf_cookie_either(self, site):
        cookie = "csrftoken=" + "a" * 32
        for _ in range(2):
            assert site.get("/personal/form/", HTTP_COOKIE=cookie).cache == "bypass"

    def test_pages_that_are_not_kept_here_are_not_kept_on_the_way_either(self, site):
        assert site.get("/personal/plain/").headers["Cache-Control"] == "private, no-cache"
        assert site.get("/personal/is_private/").headers["Cache-Control"] == "private"

    def test_an_unknown_page_is_not_kept(self, site):
        assert [site.get("/nowhere/").cache for _ in range(2)] == ["bypass", "bypass"]


class TestWhenItChanged:
    """A page that says when it last changed is asked for by that time, too, in the cache and behind it."""

    @pytest.mark.parametrize(
        ("since", "status"),
        [
            ("Sun, 03 May 2026 10:00:00 GMT", 304),
            ("Mon, 04 May 2026 10:00:00 GMT", 304),
            ("Sun, 03 May 2026 09:59:59 GMT", 200),
            ("yesterday", 200),
        ],
    )
    def test_who_has_it_is_told_so(self, site, since, status):
        with override_settings(REDIS_URL=""):
            drawn = site.get("/dated/", HTTP_IF_MODIFIED_SINCE=since)
        first = site.get("/dated/", HTTP_IF_MODIFIED_SINCE=since)
        kept = site.get("/dated/", HTTP_IF_MODIFIED_SINCE=since)
        assert [drawn.status, first.status, kept.status] == [status] * 3
        assert kept.cache == "hit"
        assert kept.body == (b"" if status == 304 else b"said in May")

    def test_a_tag_says_more_than_a_time(self, site):
        asked = {"HTTP_IF_MODIFIED_SINCE": "Mon, 04 May 2026 10:00:00 GMT", "HTTP_IF_NONE_MATCH": '"old"'}
        assert [site.get("/dated/", **asked).status for _ in range(2)] == [200, 200]


class TestWithoutRedis:
    def test_pages_come_uncached(self, site, notice, redis_away):
        for _ in range(2):
            shown = site.get("/notices/soup/")
            assert (shown.status, shown.cache, shown.body) == (200, "bypass", b"soup 1")

    def test_and_so_they_do_without_any_configured(self, site, notice):
        with override_settings(REDIS_URL=""):
            assert [site.get("/notices/soup/").cache for _ in range(2)] == ["bypass", "bypass"]
