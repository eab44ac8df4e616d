"""JSON Feed, versions 1 and 1.1. Runs in the limited child.

The values have the names and meanings of fetching/feed_entries.py. The standard is short and often not
kept: wrong types count as absent.
"""

import json
from datetime import UTC, datetime
from typing import Any

from feedparser.urls import resolve_relative_uris

from .feed_entries import MAX_PICTURES, MAX_TAGS, MAX_TITLE, dicts, guid, language, text, unique
from .feed_markup import from_text, plain, tags_and_pictures, web_address
from .feed_text import FeedRefused, storable

_VERSION = "https://jsonfeed.org/version/"


def load(document: str) -> dict[str, Any]:
    """The feed as JSON; refuses what is no JSON, nested too deeply, or no feed."""
    try:
        feed = storable(json.loads(document))
    except RecursionError as error:
        raise FeedRefused("deep") from error
    except ValueError as error:
        raise FeedRefused("json") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise FeedRefused("not-a-feed")
    return feed


def format_name(feed: dict[str, Any]) -> str:
    version = text(feed.get("version"))
    return f"JSON Feed {version.removeprefix(_VERSION)[:10]}" if version.startswith(_VERSION) else "JSON Feed"


def feed_values(feed: dict[str, Any], base: str) -> dict[str, Any]:
    return {
        "title": plain(text(feed.get("title"), MAX_TITLE), markup=False),
        "site_url": web_address(feed.get("home_page_url"), base),
        "language": language(feed.get("language")),
    }


def entry_values(item: dict[str, Any], feed: dict[str, Any], base: str) -> dict[str, Any]:
    """One item. `base` is the address of the feed."""
    url = web_address(item.get("url"), base) or web_address(item.get("external_url"), base)
    identity = text(item.get("id"))
    if not url and identity.startswith(("http://", "https://")):
        url = web_address(identity)
    content, is_summary = _content(item, url or base)
    title = plain(text(item.get("title"), MAX_TITLE), markup=False)
    tags, pictures = tags_and_pictures(content, url or base)
    published, updated = _when(item.get("date_published")), _when(item.get("date_modified"))
    given = item.get("tags")
    terms = [plain(text(tag, 100), markup=False) for tag in given] if isinstance(given, list) else []
    return {
        "guid": guid(identity, url, title, content),
        "title": title,
        "url": url,
        "author": _author(item) or _author(feed),
        "published": published or updated,
        "updated": updated or published,
        "language": language(item.get("language"), feed.get("language")),
        "html": content,
        "is_summary": is_summary,
        "tags": unique([*terms, *(plain(tag, markup=False)[:100] for tag in tags)], MAX_TAGS),
        "pictures": unique([*_pictures(item, url or base), *pictures], MAX_PICTURES),
        "comments_url": "",
    }


def _content(item: dict[str, Any], base: str) -> tuple[str, bool]:
    """HTML, and whether it is only a summary."""
    value = item.get("content_html")
    if isinstance(value, str) and value.strip():
        return resolve_relative_uris(value, base, "utf-8", "text/html").strip(), False
    for name in ("content_text", "summary"):
        value = item.get(name)
        if isinstance(value, str) and value.strip():
            return from_text(value), name == "summary"
    return "", True


def _author(source: dict[str, Any]) -> str:
    """Version 1.1 has a list of authors, version 1 one author."""
    authors = [*dicts(source.get("authors")), *dicts([source.get("author")])]
    return ", ".join(unique((plain(text(author.get("name"), 100), markup=False) for author in authors), 5))


def _pictures(item: dict[str, Any], base: str) -> list[str]:
    found = [item.get("image"), item.get("banner_image")]
    found += [
        attachment.get("url")
        for attachment in dicts(item.get("attachments"))
        if text(attachment.get("mime_type")).startswith("image/")
    ]
    return [address for address in (web_address(value, base) for value in found) if address]


def _when(value: object) -> str | None:
    """RFC 3339, in UTC; a time without a zone is taken as UTC."""
    try:
        moment = datetime.fromisoformat(text(value, 40))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return None
