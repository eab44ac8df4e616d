"""Feeds of every kind and oddity give as many entries as feedparser itself finds in them."""

import io

import feedparser
import pytest

from tests.fetching.documents import read
from tests.fetching.odd_feeds import FEEDS, JSON_FEED


class TestOddFeeds:
    @pytest.mark.parametrize("body", FEEDS.values(), ids=FEEDS)
    def test_give_as_many_entries_as_feedparser_finds(self, body):
        assert len(read(body, "").entries) == len(feedparser.parse(io.BytesIO(body)).entries)

    def test_are_at_least_forty(self):
        assert len(FEEDS) > 40

    def test_of_json_give_what_feedparser_cannot(self):
        assert (len(read(JSON_FEED, "").entries), feedparser.parse(io.BytesIO(JSON_FEED)).entries) == (1, [])


class TestKnownDocumentTypes:
    def test_are_left_out_and_html_names_still_mean_something(self):
        feed = read(FEEDS["rss 0.91 with its doctype"], "")
        assert (feed.format, feed.entries[0].html) == ("RSS 0.91", "Frédéric")

    def test_may_stand_before_a_feed_in_a_page(self):
        page = FEEDS["atom with a doctype of xhtml"].decode().replace("<feed", "<html><body><feed")
        assert [entry.title for entry in read(page + "</body></html>").entries] == ["Entry 1"]
