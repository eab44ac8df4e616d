"""Small feeds for tests, and reading them as the site does."""

import datetime

from fetching.feeds import ParsedEntry, ParsedFeed, parse_feed

BASE = "https://blog.example/feeds/all.xml"


def read(document: str | bytes, content_type: str = "application/xml", url: str = BASE) -> ParsedFeed:
    body = document.encode() if isinstance(document, str) else document
    return parse_feed(body, content_type=content_type, url=url, seconds=30)


def rss(items: str, *, channel: str = "", root: str = "") -> str:
    return f'<rss version="2.0" {root}><channel><title>Blog</title>{channel}{items}</channel></rss>'


def atom(entries: str, *, head: str = "", root: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {root}><title>Blog</title>{head}{entries}</feed>'


def one(document: str | bytes, **rest: str) -> ParsedEntry:
    (entry,) = read(document, **rest).entries
    return entry


def utc(year: int, month: int, day: int, *clock: int) -> datetime.datetime:
    hour, minute, second, micro = (*clock, 0, 0, 0, 0)[:4]
    return datetime.datetime(year, month, day, hour, minute, second, micro, tzinfo=datetime.UTC)
