"""The guarded fetch: what it brings back, where it refuses to go, and when it stops."""

import gzip
import zlib

import pytest
from django.utils import translation

from fetching import (
    MAX_BYTES,
    MAX_SECONDS,
    BadAddress,
    BadAnswer,
    FetchError,
    ForbiddenAddress,
    TooLarge,
    TooManyRedirects,
    Unreachable,
    fetch,
    post_form,
)


class Names:
    """A resolver that knows what it was told, and counts how often it was asked."""

    def __init__(self, **known: list[str] | list[list[str]]):
        self.known = {name.replace("_", "."): answers for name, answers in known.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, seconds: float) -> list[str]:
        assert 0 < seconds <= MAX_SECONDS == 15
        answers = self.known[host]
        self.asked.append(host)
        if isinstance(answers[0], list):
            return answers.pop(0)
        return answers


class TestResponse:
    def test_has_body_status_and_headers(self, site):
        url = site.answer("/feed", b"<rss/>", Content_Type="text/xml", ETag='"7"')
        response = site.fetch(url)
        assert (response.url, response.status, response.body) == (url, 200, b"<rss/>")
        assert response.headers["content-type"] == response.headers["Content-Type"] == "text/xml"
        assert response.headers["ETAG"] == '"7"'
        assert 0 < response.elapsed < 5

    def test_repeated_headers_are_joined(self, site):
        site.routes["/"] = b"HTTP/1.1 200 OK\r\nLink: <a>\r\nLink: <b>\r\nContent-Length: 0\r\n\r\n"
        assert site.fetch(site.url()).headers["link"] == "<a>, <b>"

    @pytest.mark.parametrize(
        "status", ["404 Not Found", "410 Gone", "500 Oh", "304 Not Modified", "300 Choose"]
    )
    def test_is_one_whatever_the_status(self, site, status):
        response = site.fetch(site.answer("/", status=status))
        assert response.status == int(status[:3])

    def test_has_no_body_when_the_answer_is_a_refusal(self, site):
        url = site.answer("/", b"x" * 1000, status="404 Not Found", Content_Encoding="br")
        assert site.fetch(url, max_bytes=10).body == b""

    def test_may_come_in_chunks_or_until_the_end(self, site):
        site.routes["/c"] = (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        )
        site.routes["/e"] = b"HTTP/1.0 200 OK\r\n\r\nabcde"
        assert site.fetch(site.url("/c")).body == b"abcde"
        assert site.fetch(site.url("/e")).body == b"abcde"

    @pytest.mark.parametrize("window", [zlib.MAX_WBITS, -zlib.MAX_WBITS, 16 + zlib.MAX_WBITS])
    @pytest.mark.parametrize("size", [0, 1, 99_000])
    def test_is_unpacked(self, site, window, size):
        packer = zlib.compressobj(wbits=window)
        packed = packer.compress(b"a" * size) + packer.flush()
        encoding = "x-gzip" if window > zlib.MAX_WBITS else "Deflate"
        assert site.fetch(site.answer("/", packed, Content_Encoding=encoding)).body == b"a" * size

    def test_may_say_that_nothing_is_packed(self, site):
        assert site.fetch(site.answer("/", b"abc", Content_Encoding="identity")).body == b"abc"

    def test_what_follows_the_packed_part_is_dropped(self, site):
        packed = gzip.compress(b"abc") + b"\0" * 100
        assert site.fetch(site.answer("/", packed, Content_Encoding="gzip")).body == b"abc"

    @pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "nonsense"])
    def test_packed_as_we_did_not_ask_is_refused(self, site, encoding):
        with pytest.raises(BadAnswer):
            site.fetch(site.answer("/", b"abc", Content_Encoding=encoding))

    @pytest.mark.parametrize("body", [b"not packed", gzip.compress(b"abc" * 99, mtime=0)[:-9]])
    def test_broken_packing_is_refused(self, site, body):
        with pytest.raises(BadAnswer):
            site.fetch(site.answer("/", body, Content_Encoding="gzip"))

    @pytest.mark.parametrize(
        "answer",
        [
            b"hello\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
            b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"SSH-2.0-OpenSSH_9.2\r\n",
            b"",
        ],
    )
    def test_what_is_no_http_is_refused(self, site, answer):
        site.routes["/"] = answer
        with pytest.raises(BadAnswer):
            site.fetch(site.url())


class TestRequest:
    def test_says_who_we_are_and_nothing_else(self, site, settings):
        settings.SITE_URL = "https://club.example"
        site.fetch(site.answer("/feed?a=b"))
        (lines,) = site.requests
        assert lines[0] == "get /feed?a=b http/1.1"
        assert {line.partition(":")[0] for line in lines[1:]} == {
            *("host", "user-agent", "accept", "accept-encoding", "connection"),
        }
        assert f"host: 127.0.0.1:{site.port}" in lines
        (agent,) = (line for line in lines if line.startswith("user-agent"))
        assert agent.startswith("user-agent: alongside/")
        assert agent.endswith("(+https://club.example; fetches what members asked us to follow or link to)")

    def test_may_be_conditional(self, site):
        url = site.answer("/", status="304 Not Modified")
        conditions = {"If-None-Match": '"\xe6"', "if-modified-since": "Tue, 01 Sep 2026 00:00:00 GMT"}
        assert site.fetch(url, headers=conditions).status == 304
        assert 'if-none-match: "\xe6"' in site.requests[0]
        assert "if-modified-since: tue, 01 sep 2026 00:00:00 gmt" in site.requests[0]

    @pytest.mark.parametrize(
        "name", ["Host", "Cookie", "Authorization", "Connection", "Content-Length", "X-A"]
    )
    def test_other_headers_are_not_the_callers_to_set(self, site, name):
        with pytest.raises(ValueError, match=name):
            site.fetch(site.url(), headers={name: "x"})
        assert site.requests == []

    @pytest.mark.parametrize("value", ["a\r\nHost: x", "a\nb", "\x00", "\u0100"])
    def test_a_header_is_one_line(self, site, value):
        with pytest.raises(ValueError, match="If-None-Match"):
            site.fetch(site.url(), headers={"If-None-Match": value})
        assert site.requests == []

    def test_sends_back_no_cookies(self, site):
        site.redirect("/a", "/b")
        site.routes["/a"] = site.routes["/a"].replace(b"Location", b"Set-Cookie: a=b\r\nLocation")
        site.answer("/b")
        site.fetch(site.url("/a"))
        assert len(site.requests) == 2
        assert not any("cookie" in line for request in site.requests for line in request)

    def test_takes_no_proxy_from_the_environment(self, site, monkeypatch):
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        assert site.fetch(site.answer("/")).status == 200


class TestWhereItGoes:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1",
            "10.0.0.1",
            "169.254.169.254",
            "::1",
            "::ffff:127.0.0.1",
            "fe80::1%eth0",
            "fd00:ec2::254",
        ],
    )
    def test_a_name_must_not_lead_to_a_special_address(self, address):
        names = Names(blog_example=[address])
        with pytest.raises(ForbiddenAddress):
            fetch("http://blog.example/", deadline=5, max_bytes=1000, resolver=names)
        assert names.asked == ["blog.example"]

    @pytest.mark.parametrize(
        "answers", [["1.1.1.1", "10.0.0.1"], ["10.0.0.1", "1.1.1.1"], ["127.0.0.1", "::"]]
    )
    def test_one_special_address_among_others_is_enough(self, site, answers):
        with pytest.raises(ForbiddenAddress):
            site.fetch("http://blog.example/", resolver=Names(blog_example=answers))

    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1/", "http://10.0.0.1/", "https://[::1]/", "http://[::]/"]
    )
    def test_a_special_address_is_refused_when_written_out(self, url):
        with pytest.raises(ForbiddenAddress):
            fetch(url, deadline=5, max_bytes=1000)

    def test_the_name_of_this_machine_is_refused(self):
        with pytest.raises(ForbiddenAddress):
            fetch("http://localhost/", deadline=5, max_bytes=1000)

    def test_a_name_nobody_knows_is_unreachable(self, site):
        with pytest.raises(Unreachable):
            site.fetch("http://blog.example/", resolver=lambda *_: [])

    def test_connects_to_the_checked_address_and_asks_for_the_name(self, site):
        # Rebinding: whoever asked a second time would be sent somewhere else.
        names = Names(blog_example=[["127.0.0.1"], ["10.0.0.1"]])
        site.answer("/feed", b"ok")
        response = site.fetch(site.url("/feed", host="blog.example"), resolver=names)
        assert response.body == b"ok"
        assert names.asked == ["blog.example"]
        assert f"host: blog.example:{site.port}" in site.requests[0]

    def test_tries_the_next_address_when_one_is_dead(self, site):
        site.answer("/", b"ok")
        names = Names(blog_example=["::1", "127.3.2.1", "127.0.0.1"])
        assert site.fetch(site.url(host="blog.example"), resolver=names).body == b"ok"

    def test_says_so_when_nobody_answers(self, site):
        port, site.port = site.port, 1
        with pytest.raises(Unreachable):
            site.fetch(site.url())
        site.port = port

    @pytest.mark.parametrize("port", [22, 25, 6379, 8000])
    def test_calls_only_the_ports_of_the_web(self, site, port):
        with pytest.raises(ForbiddenAddress, match="80 and 443"):
            site.fetch(f"http://blog.example:{port}/", resolver=Names(blog_example=["1.1.1.1"]))

    def test_nothing_is_looked_up_for_an_address_we_cannot_use(self, site):
        with pytest.raises(BadAddress):
            site.fetch("http://user:password@blog.example/", resolver=Names())


class TestLoopback:
    def test_is_closed_unless_a_setting_opens_it(self, site, settings):
        url = site.answer("/", b"ok")
        settings.FETCHING_ALLOW_LOOPBACK = False
        with pytest.raises(ForbiddenAddress):
            fetch(url, deadline=5, max_bytes=1000)
        settings.FETCHING_ALLOW_LOOPBACK = True
        assert fetch(url, deadline=5, max_bytes=1000).body == b"ok"
        assert len(site.requests) == 1

    def test_is_closed_where_the_setting_is_missing(self, site, settings):
        del settings.FETCHING_ALLOW_LOOPBACK
        with pytest.raises(ForbiddenAddress):
            fetch(site.url(), deadline=5, max_bytes=1000)

    def test_is_closed_in_production_whatever_is_asked(self, site, settings):
        settings.PRODUCTION = settings.FETCHING_ALLOW_LOOPBACK = True
        for asked in (None, True):
            with pytest.raises(ForbiddenAddress):
                fetch(site.url(), deadline=5, max_bytes=1000, allow_loopback=asked)
        assert site.requests == []

    @pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "0.0.0.0", "::"])
    def test_opens_nothing_else(self, site, address):
        with pytest.raises(ForbiddenAddress):
            site.fetch("http://blog.example/", resolver=Names(blog_example=[address]))


class TestRedirects:
    @pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Again", "308 Moved"])
    def test_are_followed(self, site, status):
        site.redirect("/a", "b", status)
        site.answer("/b", b"ok")
        response = site.fetch(site.url("/a"))
        assert (response.url, response.body) == (site.url("/b"), b"ok")

    def test_without_an_address_are_an_answer(self, site):
        assert site.fetch(site.answer("/", status="302 Found")).status == 302

    def test_are_followed_three_times(self, site):
        for number in range(3):
            site.redirect(f"/{number}", f"/{number + 1}")
        site.answer("/3", b"ok")
        assert site.fetch(site.url("/0")).body == b"ok"
        assert len(site.requests) == 4

    def test_are_not_followed_a_fourth_time(self, site):
        for number in range(4):
            site.redirect(f"/{number}", f"/{number + 1}")
        site.answer("/4", b"ok")
        with pytest.raises(TooManyRedirects):
            site.fetch(site.url("/0"))
        assert len(site.requests) == 4

    @pytest.mark.parametrize(
        ("location", "error"),
        [
            ("http://10.0.0.1/", ForbiddenAddress),
            ("http://169.254.169.254/latest/meta-data/", ForbiddenAddress),
            ("//[::ffff:127.0.0.1]/", ForbiddenAddress),
            ("http://[64:ff9b::7f00:1]/", ForbiddenAddress),
            ("http://2130706433/", BadAddress),
            ("http://0x7f.1/", BadAddress),
            ("file:///etc/passwd", BadAddress),
            ("http://a:b@example.com/", BadAddress),
        ],
    )
    def test_are_checked_like_the_first_address(self, site, location, error):
        with pytest.raises(error):
            site.fetch(site.redirect("/", location))

    def test_have_their_names_looked_up_and_checked_anew(self, site):
        names = Names(first_example=["127.0.0.1"], second_example=["192.168.0.1"])
        site.redirect("/", "http://second.example/")
        with pytest.raises(ForbiddenAddress):
            site.fetch(site.url(host="first.example"), resolver=names)
        assert names.asked == ["first.example", "second.example"]

    def test_to_the_same_name_are_looked_up_and_checked_anew(self, site):
        names = Names(blog_example=[["127.0.0.1"], ["10.0.0.1"]])
        site.redirect("/a", "/b")
        with pytest.raises(ForbiddenAddress):
            site.fetch(site.url("/a", host="blog.example"), resolver=names)
        assert len(site.requests) == 1


class TestSentences:
    @pytest.mark.parametrize("error", [FetchError, *FetchError.__subclasses__()])
    def test_every_error_says_one_plain_thing(self, error):
        sentence = str(error())
        assert sentence.endswith((".", "?"))
        assert "\n" not in sentence

    def test_are_put_into_the_language_of_the_reader(self):
        # The sentence is chosen when it is read: a worker raises it, a member reads it.
        error = FetchError(translation.gettext_lazy("Yes"))
        with translation.override("nb"):
            assert str(error) == "Ja"


class TestLimits:
    def test_nobody_may_ask_for_more_than_the_house_allows(self, site):
        with pytest.raises(TooLarge):
            site.fetch(site.answer("/", b"a" * (MAX_BYTES + 1)), max_bytes=10 * MAX_BYTES)
        with pytest.raises(ForbiddenAddress):  # the resolver looks at the time it is given
            site.fetch("http://blog.example/", deadline=1000, resolver=Names(blog_example=["10.0.0.1"]))


class TestPostForm:
    def test_sends_the_fields_and_brings_back_what_was_answered(self, site):
        site.answer("/hub", status="202 Accepted")
        fields = [("hub.url", "http://a/?x=1&y"), ("hub.url", "é")]
        answer = post_form(site.url("/hub"), fields, deadline=5, max_bytes=100, allow_loopback=True)
        assert (answer.status, answer.body) == (202, b"")
        (sent,) = site.requests
        assert sent[0] == "post /hub http/1.1"
        assert "content-length: 52" in sent
        assert "content-type: application/x-www-form-urlencoded" in sent

    def test_follows_no_redirect(self, site):
        site.redirect("/hub", to=site.answer("/other"))
        answer = post_form(site.url("/hub"), [("a", "b")], deadline=5, max_bytes=100, allow_loopback=True)
        assert (answer.status, len(site.requests)) == (302, 1)

    def test_goes_where_a_fetch_may_go_and_nowhere_else(self, site):
        with pytest.raises(ForbiddenAddress):
            post_form(site.url("/hub"), [("a", "b")], deadline=5, max_bytes=100, allow_loopback=False)
        assert site.requests == []
