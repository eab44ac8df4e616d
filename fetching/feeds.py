"""Reading a feed: bytes of a stranger's in, entries of ours out, whatever the bytes are."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from .child import ChildFailed, ChildOutOfMemory, ChildRefused, ChildTimedOut, run_limited
from .errors import FeedUnreadable

# A feed has 15 seconds in all: ask `fetch` for the first part and keep the second for reading.
FETCH_SECONDS = 10.0
PARSE_SECONDS = 5.0
# The child's whole address space in MiB, so that with our own copy of body and result it stays below 128 MB.
CHILD_MEMORY_MB = 112

_REFUSALS: dict[str, str | Promise] = {
    "deep": gettext_lazy("The feed is nested too deeply to be read."),
    "doctype": gettext_lazy(
        "The feed holds a DOCTYPE or ENTITY declaration, which we do not read. Please take it out."
    ),
    "empty": gettext_lazy("The address answers with an empty page."),
    "json": gettext_lazy("The feed looks like JSON, but is not valid JSON."),
    "not-a-feed": gettext_lazy("The address answers, but not with an RSS, Atom or JSON feed."),
    "web-page": gettext_lazy(
        "The address answers with a web page, not with a feed. Please give the address of the feed itself."
    ),
}


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One entry. Texts are "" and lists empty where the feed says nothing.

    `guid` tells it from the others of its feed, always. `url` is the canonical link, absolute http or https.
    Times are aware and in UTC; an entry that gives only one of the two has it in both. `html` is as the
    feed has it, links made absolute, NOT sanitised. `tags` are as written, categories first.
    """

    guid: str
    title: str
    url: str
    author: str
    published: datetime | None
    updated: datetime | None
    language: str
    html: str
    is_summary: bool
    tags: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    comments_url: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed and its entries, in the feed's own order, at most 1,000. `total_entries` counts all it holds;
    `notes` are sentences for the import log, in the language active when it was read."""

    title: str
    site_url: str
    language: str
    format: str
    entries: list[ParsedEntry]
    total_entries: int
    notes: list[str]


def parse_feed(body: bytes, *, content_type: str, url: str, seconds: float = PARSE_SECONDS) -> ParsedFeed:
    """Read `body`, fetched from `url` (the address after redirects), in a limited child.

    RSS 0.9x to 2.0, RSS 1.0, Atom and JSON Feed. Raises FeedUnreadable with one plain sentence.
    """
    head = json.dumps({"content_type": content_type, "url": url}).encode()
    try:
        answer = run_limited(
            "fetching.feed_parser:parse",
            head + b"\n" + body,
            memory_mb=CHILD_MEMORY_MB,
            seconds=seconds,
        )
    except ChildRefused as refusal:
        raise FeedUnreadable(_REFUSALS.get(str(refusal))) from refusal
    except ChildTimedOut as error:
        raise FeedUnreadable(
            gettext_lazy("The feed took too long to read. Please offer a shorter one.")
        ) from error
    except ChildOutOfMemory as error:
        raise FeedUnreadable(
            gettext_lazy("The feed needs too much memory to be read. Please offer a shorter one.")
        ) from error
    except ChildFailed as error:
        raise FeedUnreadable from error
    return _feed(json.loads(answer))


def _feed(values: dict[str, Any]) -> ParsedFeed:
    return ParsedFeed(
        **values
        | {
            "entries": [_entry(entry) for entry in values["entries"]],
            "notes": [_note(*note) for note in values["notes"]],
        }
    )


def _entry(values: dict[str, Any]) -> ParsedEntry:
    times = {
        name: datetime.fromisoformat(values[name]) if values[name] else None
        for name in ("published", "updated")
    }
    return ParsedEntry(**values | times)


def _note(word: str, count: int, total: int) -> str:
    if word == "first":
        return _("Only the first %(count)d of %(total)d entries were read.") % {
            "count": count,
            "total": total,
        }
    if word == "skipped":
        return ngettext(
            "%(count)d of %(total)d entries could not be read and was left out.",
            "%(count)d of %(total)d entries could not be read and were left out.",
            count,
        ) % {"count": count, "total": total}
    return _("The feed is not well-formed XML; we read what could be read.")
