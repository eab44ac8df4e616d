"""From what feedparser found to plain values of ours. Runs in the limited child.

Feeds hold anything under any name, so every value is looked at before it is used; the results are strings,
lists of strings and times, ready for JSON.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from .feed_markup import from_text, plain, tags_and_pictures, web_address

MAX_TITLE = 500
MAX_TAGS = 50
MAX_PICTURES = 20
_MAIL = re.compile(r"[<(\[]?[^\s<>()\[\],;]+@[^\s<>()\[\],;]+[>)\]]?")
_MARKUP = {"text/html", "application/xhtml+xml"}


def text(value: object, at_most: int = 2000) -> str:
    """A string, cut; numbers as they are written; anything else is nothing."""
    if isinstance(value, str):
        return value.strip()[:at_most]
    return str(value)[:at_most] if isinstance(value, int | float) and not isinstance(value, bool) else ""


def unique(values: Iterable[str], at_most: int) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))[:at_most]


def language(*values: object) -> str:
    """The first language code among the values, as BCP 47 writes it."""
    for value in values:
        if code := text(value, 35).replace("_", "-"):
            return code
    return ""


def dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def guid(identity: str, url: str, *content: str) -> str:
    """What tells an entry from the others of its feed: its own id, else its address, else what it says."""
    digest = hashlib.sha256("\0".join(content).encode("utf-8", "replace")).hexdigest()
    return identity or url or f"sha256:{digest}"


def when(value: object) -> str | None:
    """A time as feedparser gives it, nine numbers in UTC, in ISO 8601."""
    if not isinstance(value, tuple) or len(value) < 6:
        return None
    year, month, day, hour, minute, second = value[:6]
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC).isoformat()
    except (ValueError, TypeError, OverflowError):
        return None


def feed_values(feed: dict[str, Any], base: str) -> dict[str, Any]:
    return {
        "title": _title(feed),
        "site_url": web_address(feed.get("link"), base),
        "language": language(feed.get("language"), (feed.get("title_detail") or {}).get("language")),
    }


def entry_values(entry: dict[str, Any], feed: dict[str, Any], base: str) -> dict[str, Any]:
    """One entry. `base` is the address of the feed."""
    content, is_summary, spoken = _content(entry)
    url = _address(entry, base)
    title = _title(entry)
    tags, pictures = tags_and_pictures(content, url or base)
    published, updated = (when(dict.get(entry, f"{name}_parsed")) for name in ("published", "updated"))
    return {
        "guid": guid(text(entry.get("id")), url, title, content),
        "title": title,
        "url": url,
        "author": _author(entry) or _author(feed),
        # Many feeds (RDF, old Atom) say only when an entry was changed.
        "published": published or when(entry.get("created_parsed")) or updated,
        "updated": updated or published,
        "language": language(
            entry.get("language"),
            spoken,
            (entry.get("title_detail") or {}).get("language"),
            feed.get("language"),
        ),
        "html": content,
        "is_summary": is_summary,
        "tags": unique([*_terms(entry), *(plain(tag, markup=False)[:100] for tag in tags)], MAX_TAGS),
        "pictures": unique([*_media(entry, base), *pictures], MAX_PICTURES),
        "comments_url": _comments(entry, base),
    }


def _title(source: dict[str, Any]) -> str:
    detail = source.get("title_detail") or {}
    return plain(text(source.get("title"), 20_000), markup=detail.get("type") in _MARKUP)[:MAX_TITLE]


def _content(entry: dict[str, Any]) -> tuple[str, bool, object]:
    """HTML, whether it is only a summary, and the language it is in. Of several contents, the longest."""
    contents = [item for item in dicts(entry.get("content")) if text(item.get("value"))]
    if contents:
        best = max(contents, key=lambda item: (item.get("type") in _MARKUP, len(item["value"])))
        return _as_html(best["value"], best), False, best.get("language")
    detail = entry.get("summary_detail") or {}
    summary = entry.get("summary")
    return _as_html(summary, detail) if isinstance(summary, str) else "", True, detail.get("language")


def _as_html(value: str, detail: dict[str, Any]) -> str:
    return from_text(value) if detail.get("type") == "text/plain" else value.strip()


def _address(entry: dict[str, Any], base: str) -> str:
    """The canonical address: before feedburner's detours, then the alternate link, then a permalink id."""
    links = dicts(entry.get("links"))
    candidates = [
        entry.get("feedburner_origlink"),
        *(
            link.get("href")
            for link in links
            if link.get("rel") == "alternate" and text(link.get("type")) in ("", *_MARKUP)
        ),
        entry.get("link"),
        *(link.get("href") for link in links if link.get("rel") == "self"),
        entry.get("id") if text(entry.get("id")).startswith(("http://", "https://")) else "",
    ]
    return next(filter(None, (web_address(candidate, base) for candidate in candidates)), "")


def _author(source: dict[str, Any]) -> str:
    """Names only: a mail address in a feed is not ours to show. (feedparser looks for one too, but cuts those
    of longer top-level domains in the middle: what it left as it was is better.)"""
    names = [author.get("name") for author in dicts(source.get("authors"))]
    if len(names) < 2:
        names = [source.get("author")]
    return ", ".join(unique((_name(text(name, 200)) for name in names), 5))


def _name(written: str) -> str:
    """The name in "anna@example.com (Anna)", "Anna <anna@example.com>" and the like."""
    left = plain(_MAIL.sub(" ", written), markup=True)
    return left[1:-1].strip() if left.startswith("(") and left.endswith(")") else left


def _terms(entry: dict[str, Any]) -> list[str]:
    """What the entry is filed under: the term, and the label where a feed has both."""
    return [
        plain(text(tag.get(name), 100), markup=False)
        for tag in dicts(entry.get("tags"))
        for name in ("term", "label")
    ]


def _media(entry: dict[str, Any], base: str) -> list[str]:
    """Pictures that come beside the text: Media RSS, enclosures, iTunes."""
    found = [
        item.get("url")
        for item in dicts(entry.get("media_content"))
        if item.get("medium") == "image" or text(item.get("type")).startswith("image/")
    ]
    found += [item.get("url") for item in dicts(entry.get("media_thumbnail"))]
    found += [
        link.get("href")
        for link in dicts(entry.get("links"))
        if link.get("rel") == "enclosure" and text(link.get("type")).startswith("image/")
    ]
    image = entry.get("image")
    found.append(image.get("href") if isinstance(image, dict) else None)
    return [address for address in (web_address(value, base) for value in found) if address]


def _comments(entry: dict[str, Any], base: str) -> str:
    replies = [
        link.get("href")
        for link in dicts(entry.get("links"))
        if link.get("rel") == "replies" and link.get("type") in _MARKUP
    ]
    return next(filter(None, (web_address(value, base) for value in [entry.get("comments"), *replies])), "")
