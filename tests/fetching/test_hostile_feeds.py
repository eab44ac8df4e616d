"""Feeds made to hurt: each ends in time and within its memory, with one plain line."""

import gzip
import json

import pytest

from fetching import TooLarge, child, feed_parser, feeds
from fetching.errors import FeedUnreadable
from fetching.feeds import parse_feed

from .documents import atom, read, rss

ROUND = "<item><title>{}</title></item>"

DEEP = {
    "rss": rss("<item>" + "<a>" * 200_000 + "</a>" * 200_000 + "</item>"),
    "never closed": rss("<item>" + "<a>" * 200_000),
    "all different": rss("<item>" + "".join(f"<a{number}>" for number in range(100_000))),
    "items": rss("<item>" * 100_000),
    "xhtml": atom("<entry><content type='xhtml'>" + "<div>" * 200_000 + "</content></entry>"),
    "before the items": rss("", channel="<a>" * 200_000),
    "json": '{"items": [{"a": ' + "[" * 200_000,
    "json objects": '{"items": ' + '{"a": ' * 200_000,
}

KNOWN = 'PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd"'

DECLARED = {
    "known, with a subset": f"<!DOCTYPE rss {KNOWN} [<!ENTITY a 'b'>]>"
    + rss("<item><title>&a;</title></item>"),
    "known, with an empty subset": f"<!DOCTYPE rss {KNOWN} []>" + rss(""),
    "known, twice": f"<!DOCTYPE rss {KNOWN}>" * 2 + rss(""),
    "known, and an entity": f"<!DOCTYPE rss {KNOWN}><!ENTITY a 'b'>" + rss(""),
    "known, in the middle": rss(f"<!DOCTYPE rss {KNOWN}>"),
    "known, at another place": '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN">'
    + rss(""),
    "known, around another": f"<!DOCTYPE rss <!DOCTYPE rss {KNOWN}> []>" + rss(""),
    "known, in a comment that is none": f"<!-- > <!DOCTYPE rss {KNOWN}>" + rss(""),
    "known, of a root that is none": f"<!DOCTYPE rss {KNOWN}><a>" + rss("") + "</a>",
    "laughs": '<!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>' + rss("<item>&b;</item>"),
    "quadratic": f'<!DOCTYPE a [<!ENTITY a "{"a" * 50_000}">]>' + rss("&a;" * 50_000),
    "external": '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + rss("<item>&a;</item>"),
    "parameter": '<!DOCTYPE a [<!ENTITY % a SYSTEM "http://127.0.0.1/"> %a;]>' + rss(""),
    "external subset": '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd">' + rss(""),
    "harmless": '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://x.example/">' + rss(ROUND),
    "lower case": "<!doctype a []>" + rss(ROUND),
    "a feed in a page": "<!DOCTYPE html><html><body>" + atom("<entry/>") + "</body></html>",
    "after a comment": "<?xml version='1.0'?>" + "<!-- x -->\n" * 10_000 + "<!DOCTYPE a>" + rss(ROUND),
    "in a comment before the root": '<!-- \n<!DOCTYPE a>\n<!ENTITY b "b"> -->' + rss(ROUND),
    "among the items": rss(ROUND + "<!DOCTYPE a>" + ROUND),
    "in an item": rss("<item><title><!DOCTYPE a [<!ENTITY b 'c'>]></title></item>"),
    "at the end": rss(ROUND) + "<!DOCTYPE a>",
    "an entity alone": rss(ROUND + "<!ENTITY a 'b'>"),
}

# More than a parser should have to bear; what comes of it does not matter, as long as it ends.
HEAVY = {
    "open brackets": rss("<item><description>" + "<" * 2_000_000),
    "ampersands": rss("<item><description>" + "&" * 2_000_000),
    "open tags": rss("<item><description>" + "<a " * 600_000),
    "open comments": rss("<item><description>" + "<!--" * 500_000),
    "open cdata": rss("<item><description>" + "<![CDATA[" * 200_000),
    "quotes": rss("<item><description><![CDATA[" + "<a '" * 500_000 + "]]></description></item>"),
    "open paragraphs": rss("<item>" + "<p>" * 600_000),
    "attributes": rss("<item " + " ".join(f'a{number}=""' for number in range(150_000)) + "></item>"),
    "namespaces": rss(
        "<item>a & b</item>" * 30_000,
        root=" ".join(f'xmlns:a{number}="u{number}"' for number in range(30_000)),
    ),
    "categories": rss(
        f"<item>{''.join(f'<category>{number}</category>' for number in range(60_000))}</item>"
    ),
    "a long base": atom(
        f"<entry><content type='html'>{'&lt;a href=b>' * 100_000}</content></entry>",
        root=f'xml:base="https://x.example/{"y" * 100_000}/"',
    ),
    "a long name": rss(f"<item><author>{'a' * 200_000}</author></item>"),
    "a long time": rss(f"<item><pubDate>{'1' * 1_000_000}</pubDate></item>"),
    "pictures": rss("<item><description><![CDATA[" + "<img src=x>" * 180_000 + "]]></description></item>"),
}


class TestDepth:
    @pytest.mark.parametrize("document", DEEP.values(), ids=DEEP)
    def test_is_refused_before_it_is_parsed(self, document):
        with pytest.raises(FeedUnreadable, match="nested too deeply"):
            read(document)

    def test_of_honest_feeds_is_not(self):
        content = "<div>" * 200 + "x" + "</div>" * 200
        assert len(read(atom(f"<entry><content type='xhtml'>{content}</content></entry>" * 20)).entries) == 20
        unclosed = "<br>" * 3000 + "<p>x" * 3000
        assert len(read(rss(f"<item><description>{unclosed}</description></item>")).entries) == 1


class TestDeclarations:
    @pytest.mark.parametrize("document", DECLARED.values(), ids=DECLARED)
    def test_are_refused_wherever_they_stand(self, document):
        with pytest.raises(FeedUnreadable, match="DOCTYPE or ENTITY"):
            read(document)

    @pytest.mark.parametrize(
        "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "utf-8-sig"]
    )
    def test_are_refused_in_every_encoding(self, encoding):
        with pytest.raises(FeedUnreadable, match="DOCTYPE or ENTITY"):
            read(DECLARED["laughs"].encode(encoding))

    def test_hidden_in_another_encoding_are_nothing(self):
        # Were it read as UTF-7, as it says, this would be a DOCTYPE with an entity.
        hidden = "+ADwAIQ-DOCTYPE a [+ADwAIQ-ENTITY b 'boom'>]>" + rss("<item><title>&b;</title></item>")
        feed = read(f'<?xml version="1.0" encoding="utf-7"?>{hidden}', "text/xml; charset=utf-7")
        assert "boom" not in str(feed.entries)

    def test_that_are_only_talked_about_are_text(self):
        talk = "<item><title>&lt;!DOCTYPE html></title><!-- <!DOCTYPE a> --></item>"
        assert read(rss(talk)).entries[0].title == "<!DOCTYPE html>"


class TestNumbers:
    @pytest.mark.parametrize(
        "document",
        [
            rss(ROUND * 65_000),
            json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"title": "{}"}] * 65_000}),
        ],
        ids=["rss", "json"],
    )
    def test_of_entries_are_held_to_the_first_thousand(self, document):
        feed = read(document)
        assert (len(feed.entries), feed.total_entries) == (1000, 65_000)
        assert feed.notes == ["Only the first 1000 of 65000 entries were read."]

    def test_keep_the_order_of_the_feed(self):
        feed = read(rss("".join(ROUND.format(number) for number in range(1200)), channel="<ttl>60</ttl>"))
        assert [entry.title for entry in feed.entries] == [str(number) for number in range(1000)]

    def test_a_hundred_thousand_empty_items_are_a_thousand_that_say_nothing(self):
        for document in (rss("<item/>" * 100_000), rss("<item></item>" * 100_000)):
            assert {(entry.title, entry.html) for entry in read(document).entries} == {("", "")}
            assert len(read(document).entries) == 1000

    def test_hold_when_the_feed_is_broken_too(self):
        feed = read(rss("<item><title>a</title>&</item>" * 60_000))
        assert (len(feed.entries), feed.total_entries) == (1000, 60_000)


class TestWeight:
    @pytest.mark.parametrize("document", HEAVY.values(), ids=HEAVY)
    def test_ends_in_an_answer_or_one_plain_line(self, document):
        body = document.encode()
        assert len(body) <= 2 * 1024 * 1024
        try:
            said = str(parse_feed(body, content_type="", url="https://blog.example/", seconds=1).notes)
        except FeedUnreadable as error:
            said = str(error)
        assert "\n" not in said

    def test_is_limited_in_time(self):
        with pytest.raises(FeedUnreadable, match="took too long"):
            parse_feed(rss("").encode(), content_type="", url="https://blog.example/", seconds=0.001)

    def test_is_limited_in_memory(self, monkeypatch):
        monkeypatch.setattr(feeds, "CHILD_MEMORY_MB", 40)
        with pytest.raises(FeedUnreadable, match="too much memory"):
            read(rss(f"<item><description>{'x' * 2_000_000}</description></item>"))

    def test_stays_below_128_megabytes_with_the_interpreter(self):
        assert feeds.CHILD_MEMORY_MB <= 120
        assert feeds.FETCH_SECONDS + feeds.PARSE_SECONDS <= 15

    def test_leaves_room_for_large_honest_feeds(self):
        content = f"<description><![CDATA[{'<p>Blåbær &amp; ski</p>' * 80}]]></description>"
        feed = read(rss(f"<item><title>x</title>{content}</item>" * 950))
        assert len(feed.entries) == 950

    def test_unpacked_is_never_seen(self, site):
        bomb = gzip.compress(rss(ROUND * 200_000).encode())
        with pytest.raises(TooLarge):
            site.fetch(site.answer("/", bomb, Content_Encoding="gzip"), max_bytes=2 * 1024 * 1024)


class TestFailures:
    def test_of_the_child_are_told_plainly(self, monkeypatch):
        def fails(*_arguments, **_options):
            raise child.ChildFailed("the child ended with -11 and no whole answer")

        monkeypatch.setattr(feeds, "run_limited", fails)
        with pytest.raises(FeedUnreadable, match="could not be read as a feed") as caught:
            read(rss(ROUND))
        assert "-11" not in str(caught.value)

    def test_of_a_kind_nobody_thought_of_are_told_plainly(self, monkeypatch):
        monkeypatch.setattr(feeds, "_REFUSALS", {})
        with pytest.raises(FeedUnreadable, match="could not be read as a feed"):
            read("")

    def test_of_the_parser_lose_one_entry_only(self, monkeypatch):
        parse = feed_parser.feedparser.parse

        def stumbles(stream, **options):
            if b"stumble" in stream.getvalue():
                raise LookupError("nobody thought of this")
            return parse(stream, **options)

        monkeypatch.setattr(feed_parser.feedparser, "parse", stumbles)
        items = "".join(ROUND.format(title) for title in ("One", "stumble", "Three"))
        head = json.dumps({"content_type": "", "url": "https://blog.example/"}).encode()
        result = json.loads(feed_parser.parse(head + b"\n" + rss(items).encode()))
        assert [entry["title"] for entry in result["entries"]] == ["One", "Three"]
        assert result["title"] == "Blog"
        assert ["skipped", 1, 3] in result["notes"]

    def test_of_our_own_reading_lose_one_entry_only(self, monkeypatch):
        values = feed_parser.feed_entries.entry_values

        def stumbles(entry, feed, base):
            if entry["title"] == "stumble":
                raise TypeError("nobody thought of this")
            return values(entry, feed, base)

        monkeypatch.setattr(feed_parser.feed_entries, "entry_values", stumbles)
        items = "".join(ROUND.format(title) for title in ("One", "stumble", "Three"))
        head = json.dumps({"content_type": "", "url": "https://blog.example/"}).encode()
        result = json.loads(feed_parser.parse(head + b"\n" + rss(items).encode()))
        assert [entry["title"] for entry in result["entries"]] == ["One", "Three"]
        assert result["notes"] == [["skipped", 1, 3]]

    def test_of_the_head_leave_the_entries(self, monkeypatch):
        parse = feed_parser.feedparser.parse

        def stumbles(stream, **options):
            if b"<ttl>" in stream.getvalue():
                raise ValueError("nobody thought of this")
            return parse(stream, **options)

        monkeypatch.setattr(feed_parser.feedparser, "parse", stumbles)
        head = json.dumps({"content_type": "", "url": "https://blog.example/"}).encode()
        document = rss(ROUND.format("One"), channel="<ttl>60</ttl>")
        result = json.loads(feed_parser.parse(head + b"\n" + document.encode()))
        assert [entry["title"] for entry in result["entries"]] == ["One"]
        assert result["title"] == ""
