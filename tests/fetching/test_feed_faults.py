"""Feeds that are wrong in honest ways: encodings, markup that is not well-formed, values of odd types."""

import json

import pytest

from fetching.errors import FeedUnreadable

from .documents import one, read, rss


class TestEncodings:
    DOCUMENT = rss("<item><title>Blåbærsyltetøy “€”</title></item>")

    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            (DOCUMENT.encode(), ""),
            (DOCUMENT.encode(), "text/xml"),
            (DOCUMENT.encode("utf-8-sig"), "text/xml; charset=iso-8859-1"),
            (DOCUMENT.encode("utf-16"), ""),
            (DOCUMENT.encode("utf-16-le"), ""),
            (DOCUMENT.encode("utf-16-be"), "text/xml; charset=utf-8"),
            (DOCUMENT.encode("utf-32"), ""),
            (DOCUMENT.encode("utf-32-be"), ""),
            (DOCUMENT.encode("cp1252"), ""),
            (DOCUMENT.encode("cp1252"), "text/xml; charset=utf-8"),
            (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + DOCUMENT.encode("cp1252"), ""),
            (b'<?xml version="1.0" encoding="utf-16"?>' + DOCUMENT.encode(), ""),
            (b'<?xml version="1.0" encoding="nonsense"?>' + DOCUMENT.encode(), "text/xml; charset=x"),
            (b'<?xml version="1.0" encoding="utf-7"?>' + DOCUMENT.encode(), "text/xml; charset=base64"),
            (b'\n\n <?xml version="1.0" encoding="utf-8"?>' + DOCUMENT.encode(), "text/xml; charset=latin-1"),
        ],
    )
    def test_declared_or_not_rightly_or_wrongly(self, body, content_type):
        feed = read(body, content_type)
        assert feed.entries[0].title == "Blåbærsyltetøy “€”"
        assert feed.notes == []

    def test_of_other_scripts_are_taken_at_their_word(self):
        body = rss("<item><title>Привет</title></item>").encode("koi8-r")
        assert one(body, content_type="text/xml; charset=KOI8-R").title == "Привет"
        assert one(b"<?xml version='1.0' encoding='koi8-r'?>" + body).title == "Привет"

    def test_that_fit_nothing_still_give_the_rest(self):
        body = rss("<item><title>a?b</title></item>").encode().replace(b"?", b"\xff\x81")
        assert one(body).title.startswith("a")

    def test_names_and_characters_xml_does_not_know_are_mended(self):
        numbers = f"&#x1f;&#xD800;&#99999999999;&#{'9' * 5000};\x08"
        item = f"<item><title>a&nbsp;&ndash;{numbers} b &unknown; &amp;</title></item>"
        assert one(rss(item)).title == "a – b &unknown; &"


class TestBrokenFeeds:
    def test_one_broken_entry_never_stops_the_others(self):
        items = [f"<item><title>{number}</title></item>" for number in range(5)]
        for broken in (
            "<item><title>x</title><description><![CDATA[never closed</description></item>",
            "<item><title>x</title><!-- never closed</item>",
            "<item><title>x</title><a><b></item>",
            "<item><title>x</title>a & b < c</item>",
            "<item><title>x</title><description>&#99999999999 </description></item>",
            "<item><title>x</title><u:nknown/></item>",
            "<item><title>x</title>",
        ):
            feed = read(rss("".join([*items[:2], broken, *items[2:]])))
            titles = [entry.title for entry in feed.entries]
            assert [title for title in titles if title.isdecimal()] == ["0", "1", "2", "3", "4"], broken
            assert len(titles) in (5, 6)
            assert "The feed is not well-formed XML; we read what could be read." in feed.notes
            assert feed.title == "Blog"

    def test_whichever_way_gives_more_is_taken(self):
        # Cut into pieces, the items that end in themselves would be missed.
        feed = read(rss("<item/>" * 3 + "<item><title>x</title>&</item>"))
        assert [entry.title for entry in feed.entries] == ["", "", "", "x"]

    def test_what_is_cut_off_gives_what_came(self):
        document = rss("".join(f"<item><title>{number}</title></item>" for number in range(5)))
        feed = read(document[: document.index("<title>4")])
        assert [entry.title for entry in feed.entries] == ["0", "1", "2", "3", ""]

    def test_what_was_left_out_is_counted(self):
        feed = read(json.dumps({"items": [{"title": "One"}, None, 3, {}, "x", {"title": "Two"}]}))
        assert [entry.title for entry in feed.entries] == ["One", "Two"]
        assert feed.total_entries == 6
        assert feed.notes == ["4 of 6 entries could not be read and were left out."]

    def test_wrong_types_count_as_absent(self):
        strange = [None, True, 3, 4.5, "x", "http://[", [], ["x"], {}, {"a": "b"}, [{"name": 3}]]
        names = [
            "id",
            "url",
            "external_url",
            "title",
            "content_html",
            "content_text",
            "summary",
            "image",
            "tags",
        ]
        names += [
            "banner_image",
            "date_published",
            "date_modified",
            "authors",
            "author",
            "language",
            "attachments",
        ]
        items = [{"summary": "Always here", name: value} for name in names for value in strange]
        feed = read(
            json.dumps({"title": {}, "version": 1, "home_page_url": [], "language": {}, "items": items})
        )
        assert len(feed.entries) >= len(items) - len(strange)
        assert all(entry.guid and entry.html for entry in feed.entries)

    def test_what_no_database_takes_is_gone(self):
        items = r'[{"id": "a\u0000\ud800b", "content_html": "<p>\u0000\udfffx</p>", "tags": ["\u0000y"]}]'
        entry = one(f'{{"items": {items}}}')
        assert (entry.guid, entry.html, entry.tags) == ("ab", "<p>x</p>", ["y"])

    @pytest.mark.parametrize(
        ("body", "sentence"),
        [
            ("", "empty page"),
            (" \n\t\ufeff", "empty page"),
            ("hello", "not with an RSS, Atom or JSON feed"),
            ("<p>hello</p>", "not with an RSS, Atom or JSON feed"),
            ("<opml><body/></opml>", "not with an RSS, Atom or JSON feed"),
            (bytes(range(256)) * 100, "not with an RSS, Atom or JSON feed"),
            ("<!doctype html><html><body>Hi</body></html>", "a web page, not with a feed"),
            ("<HTML><body>Hi</body></HTML>", "a web page, not with a feed"),
            ('{"a": ', "not valid JSON"),
            ("{}", "not with an RSS, Atom or JSON feed"),
            ('{"items": {}}', "not with an RSS, Atom or JSON feed"),
        ],
    )
    def test_what_is_no_feed_says_so_in_one_line(self, body, sentence):
        with pytest.raises(FeedUnreadable, match=sentence) as caught:
            read(body)
        assert "\n" not in str(caught.value)
