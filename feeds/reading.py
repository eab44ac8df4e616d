"""Reading a feed: one page of entries from the edition a reader started in, then the archive.

Everything goes through `FeedEntry.objects.visible()`, so what is public no longer is skipped, whatever an
edition says. A page costs a fixed number of queries, however long the feed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.utils.translation import get_language

from community.cards import PostCard, cards_of
from content.brand import Brand
from content.cards import KINDS, PageCard, card_of, pictures_of, specific
from feeds import cursor as cursors, explain
from feeds.models import Edition, Feed, FeedEntry, Placement
from feeds.planning import Slot, from_row
from pagecache import note

PAGE = 20
PLANNED, NEWEST = "planned", "newest"


@dataclass(frozen=True)
class MixCount:
    """How many entries of a page come from the brand and how many from customers."""

    editorial: int
    customer: int


@dataclass(frozen=True)
class Entry:
    """One entry as a template prints it; `slot` counts from 1, None outside an edition."""

    slot: int | None
    lane: str
    card: PageCard | PostCard
    why: str
    more: list[str]
    reason: str
    pk: int


@dataclass(frozen=True)
class FeedPage:
    """One page of a feed."""

    slug: str
    title: str
    entries: list[Entry]
    mix: MixCount
    next_cursor: str
    order: str
    lang: str
    edition: int | None = None


@dataclass(frozen=True)
class Found:
    """A visible row and how it came to stand here."""

    row: FeedEntry
    slot: int | None
    why: explain.Why
    more: list[str]
    reason: str


def find_feed(slug: str, language: str) -> Feed | None:
    """Return a feed with its current edition, in one query; None where nothing was ever put into it."""
    return Feed.objects.select_related("current_edition").filter(slug=slug, language=language).first()


def read_feed(
    feed: Feed | None, *, slug: str, title: str, brand: Brand, after: str = "", order: str = PLANNED
) -> FeedPage:
    """Return the page of `feed` that follows `after` ("" for the first), in the edition the cursor names.

    A cursor that cannot be read begins anew. `title` is what the page calls the feed.
    """
    language = get_language() or "en"
    note(f"feed:{slug}:{language}")
    if feed is None:
        return FeedPage(slug, title, [], MixCount(0, 0), "", order, language)
    try:
        cursor = cursors.decode(after) if after else None
    except cursors.BadCursor:
        cursor = None
    if order == NEWEST:
        found, following = _newest(feed, cursor)
    elif isinstance(cursor, cursors.ArchiveCursor):
        found, following = _archive(feed, cursor)
    else:
        found, following = _planned(feed, cursor, brand)
    entries = _entries(found, brand, language)
    editorial = sum(entry.lane == FeedEntry.Lane.EDITORIAL for entry in entries)
    return FeedPage(
        slug=slug,
        title=title,
        entries=entries,
        mix=MixCount(editorial, len(entries) - editorial),
        next_cursor=cursors.encode(following) if following else "",
        order=order,
        lang=language,
        edition=feed.current_edition.number if feed.current_edition else None,
    )


def _planned(
    feed: Feed, cursor: cursors.Cursor | None, brand: Brand
) -> tuple[list[Found], cursors.Cursor | None]:
    """Walk the slots of the edition from the cursor on until a page is full."""
    edition, start = _edition_at(feed, cursor)
    if edition is None:
        return [], None
    slots = [from_row(row) for row in edition.slots]
    placements = _placements(feed) if start == 0 else {}
    found: list[Found] = []
    at = start
    while at < len(slots) and len(found) < PAGE:
        ahead = slots[at : at + PAGE + 4]
        rows = _rows(FeedEntry.objects.visible().filter(pk__in=[slot.id for slot in ahead], feed=feed))
        for slot in ahead:
            at += 1
            if row := rows.get(slot.id):
                found.append(_found(row, slot, at, placements, brand))
            if len(found) == PAGE:
                break
    if at < len(slots):
        return found, cursors.EditionCursor(edition=edition.pk, offset=at, after=slots[at - 1].id)
    return found, cursors.ArchiveCursor(published=None, entry=None, edition=edition.pk)


def _edition_at(feed: Feed, cursor: cursors.Cursor | None) -> tuple[Edition | None, int]:
    """Return the edition a reader is in and where; an expired one goes on after the same entry."""
    current = feed.current_edition
    if not isinstance(cursor, cursors.EditionCursor):
        return current, 0
    if current is not None and cursor.edition == current.pk:
        return current, cursor.offset
    if edition := Edition.objects.filter(pk=cursor.edition, feed=feed).first():
        return edition, cursor.offset
    ids = [from_row(row).id for row in current.slots] if current else []
    return current, ids.index(cursor.after) + 1 if cursor.after in ids else 0


def _archive(feed: Feed, cursor: cursors.ArchiveCursor) -> tuple[list[Found], cursors.Cursor | None]:
    """What the edition did not hold, newest first."""
    edition = Edition.objects.filter(pk=cursor.edition, feed=feed).first()
    held = [from_row(row).id for row in edition.slots] if edition else []
    rows = FeedEntry.objects.visible().filter(feed=feed).exclude(standing=FeedEntry.Standing.PLAIN)
    rows = rows.exclude(pk__in=held)
    found, last = _chronological(rows, cursor.published, cursor.entry, explain.ARCHIVE)
    if last is None:
        return found, None
    return found, cursors.ArchiveCursor(_stamp(last.published_at), last.pk, cursor.edition)


def _newest(feed: Feed, cursor: cursors.Cursor | None) -> tuple[list[Found], cursors.Cursor | None]:
    """Every public entry, newest first: no gate."""
    rows = FeedEntry.objects.visible().filter(feed=feed)
    is_mine = isinstance(cursor, cursors.NewestCursor)
    found, last = _chronological(
        rows, cursor.published if is_mine else None, cursor.entry if is_mine else None, explain.NEWEST
    )
    return found, cursors.NewestCursor(_stamp(last.published_at), last.pk) if last else None


def _chronological(rows, published, entry, reason):
    """Return a page by keyset, and the last row if more follow."""
    if published is not None:
        rows = rows.before(datetime.fromtimestamp(published / 1_000_000, UTC), entry)
    page = list(_rows(rows.newest_first()[: PAGE + 1]).values())
    found = [Found(row, None, explain.Why(reason), [], reason) for row in page[:PAGE]]
    return found, page[PAGE - 1] if len(page) > PAGE else None
