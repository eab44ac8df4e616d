"""Reads a feed: the function the limited child runs. No Django here, and no network.

In: one line of JSON with the content type and the address, then the bytes of the feed. Out: JSON with the
fields of ParsedFeed (fetching/feeds.py). Refusals are FeedRefused with one word, notes are a word and
numbers; the parent has the sentences.
"""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import feedparser

from . import feed_entries, json_feed
from .feed_text import (
    FeedRefused,
    Outline,
    decode,
    mend_references,
    outline,
    pieces,
    storable,
    without_known_doctype,
)

MAX_ENTRIES = 1000
# What feedparser (or our own reading of what it found) raises on input nobody thought of.
FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

_ROOT = re.compile(r"<(\w+)")
_FEED = re.compile(r"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")
_FORMATS = {
    "rss090": "RSS 0.90",
    "rss091n": "RSS 0.91",
    "rss091u": "RSS 0.91",
    "rss092": "RSS 0.92",
    "rss093": "RSS 0.93",
    "rss094": "RSS 0.94",
    "rss20": "RSS 2.0",
    "rss10": "RSS 1.0",
    "rss": "RSS",
    "atom01": "Atom 0.1",
    "atom02": "Atom 0.2",
    "atom03": "Atom 0.3",
    "atom10": "Atom 1.0",
    "atom": "Atom",
    "cdf": "CDF",
}


def parse(payload: bytes) -> bytes:
    """The child's entry point; see the module's docstring."""
    head, _newline, body = payload.partition(b"\n")
    given = json.loads(head)
    document = decode(body, given["content_type"])
    if not document:
        raise FeedRefused("empty")
    read = _read_json if document.startswith("{") else _read_xml
    return json.dumps(storable(read(document, given["url"])), ensure_ascii=False).encode()


def _read_json(document: str, base: str) -> dict[str, Any]:
    feed = json_feed.load(document)
    items = feed["items"]
    return _result(
        json_feed.feed_values(feed, base),
        json_feed.format_name(feed),
        [_speaking(_converted(json_feed.entry_values, item, feed, base)) for item in items[:MAX_ENTRIES]],
        total=len(items),
    )


def _read_xml(document: str, base: str) -> dict[str, Any]:
    root = _ROOT.search(document)
    if root and root[1].lower() == "html" and not _FEED.search(document):
        raise FeedRefused("web-page")
    document = mend_references(without_known_doctype(document))
    found = outline(document)
    total = len(found.items)
    if total > MAX_ENTRIES:
        document = document[: found.items[MAX_ENTRIES][0]] + document[found.items[-1][1] :]
    try:
        parsed = _feedparser(document, base)
    except FAULTS:
        parsed = feedparser.FeedParserDict(bozo=True, entries=[], feed={}, version="")
    # An entry that says nothing is an entry all the same: its author is told that it does.
    entries = [_converted(feed_entries.entry_values, entry, parsed.feed, base) for entry in parsed.entries]
    repaired = bool(parsed.bozo)
    if repaired and total:
        head = _head(document, found, base) or parsed
        mended = [
            _speaking(_converted(feed_entries.entry_values, entry, head.feed, base))
            for entry in _one_by_one(document, found, base)
        ]
        if sum(entry is not None for entry in mended) >= len(entries):
            entries, parsed = mended, head
    if not parsed.version and not entries:
        raise FeedRefused("not-a-feed")
    return _result(
        feed_entries.feed_values(parsed.feed, base),
        _FORMATS.get(parsed.version, "XML"),
        entries[:MAX_ENTRIES],
        total=max(total, len(entries)),
        repaired=repaired,
    )


def _feedparser(document: str, base: str) -> feedparser.FeedParserDict:
    """feedparser, given a stream: bytes it would take for the name of a file first, text for an address to
    fetch. Its sanitising is off: only the room that stores the HTML knows what may stay."""
    return feedparser.parse(
        io.BytesIO(document.encode()),
        sanitize_html=False,
        resolve_relative_uris=True,
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": base},
    )


def _one_by_one(document: str, found: Outline, base: str) -> list[feedparser.FeedParserDict | None]:
    """The items of a document that is not well-formed, each read on its own; None for one beyond reading."""
    entries: list[feedparser.FeedParserDict | None] = []
    for piece in pieces(document)[:MAX_ENTRIES]:
        try:
            inside = _feedparser(found.opening + piece + found.closing, base).entries
        except FAULTS:
            inside = []
        entries.append(inside[0] if inside else None)
    return entries


def _head(document: str, found: Outline, base: str) -> feedparser.FeedParserDict | None:
    """What a document says of itself before its first item."""
    try:
        return _feedparser(document[: found.items[0][0]] + found.closing, base)
    except FAULTS:
        return None


def _converted(
    convert: Callable[..., dict[str, Any]], entry: Any, feed: Any, base: str
) -> dict[str, Any] | None:
    """One entry's values, None for one that cannot be read: it never stops the others."""
    if not isinstance(entry, dict):
        return None
    try:
        return convert(entry, feed, base)
    except FAULTS:
        return None


def _speaking(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """The values, None for those that say nothing."""
    return values if values and (values["title"] or values["html"] or values["url"]) else None


def _result(
    feed: dict[str, Any],
    format_name: str,
    entries: list[dict[str, Any] | None],
    *,
    total: int,
    repaired: bool = False,
) -> dict[str, Any]:
    read = [entry for entry in entries if entry is not None]
    notes: list[tuple[str, int, int]] = []
    if total > MAX_ENTRIES:
        notes.append(("first", MAX_ENTRIES, total))
    if repaired:
        notes.append(("repaired", 0, 0))
    if len(read) < len(entries):
        notes.append(("skipped", len(entries) - len(read), len(entries)))
    return {**feed, "format": format_name, "entries": read, "total_entries": total, "notes": notes}
