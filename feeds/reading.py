"""Reading a feed: one page of entries from the edition a reader started in, then the archive.

Everything goes through `FeedEntry.objects.visible()`, so what is public no longer is skipped, whatever an
edition says. A page costs a fixed number of queries, however long the feed.
"""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import NamedTuple, cast

from django.db.models import prefetch_related_objects
from django.utils.translation import get_language
from wagtail.models import Page

from community.models import Member
from community.parts import html_of
from community.photos import body_of_revision
from content.brand import Brand
from content.cards import specific
from content.models import EditorialPage
from feeds import cursor as cursors, explain
from feeds.exposures import name_of
from feeds.membership import HOME
from feeds.models import Edition, Feed, FeedEntry
from feeds.models.entries import FeedEntryQuerySet
from feeds.page import EMPTY, NEWEST, PLANNED, FeedPage, mix_of
from feeds.planning import Slot, from_row
from feeds.showing import Entry, Found, Listed, found_at, list_rows, print_entries, rows_of
from feeds.visits import Visit, with_reader
from feeds.weighting import followed_among, weighted
from pagecache import note, tally

PAGE = 20
# Slots read beyond a page, so that a few that are public no longer cost no second query.
SPARE = 4
# Nobody needs to know by how many more.
MANY = 100


class Step(NamedTuple):
    """What one page holds, where the next one begins, and the edition it was read from."""

    found: list[Found]
    following: cursors.Cursor | None
    edition: Edition | None = None


def find_feed(slug: str, language: str, *, reader: Member | None = None) -> Feed | None:
    """Return a feed with its current edition, in one query; None where nothing was ever put into it.

    For a `reader` it brings what `visits.visit_at` tells of.
    """
    rows = Feed.objects.select_related("current_edition").filter(slug=slug, language=language)
    return next(iter(with_reader(rows, reader.pk) if reader else rows), None)


def read_feed(
    feed: Feed | None,
    *,
    slug: str,
    title: str,
    brand: Brand,
    after: str = "",
    since: str = "",
    order: str = PLANNED,
    only_own: bool = False,
    visit: Visit | None = None,
) -> FeedPage:
    """Return the page of `feed` that follows `after` ("" for the first), in the edition the cursor names.

    A cursor that cannot be read begins anew. `since` is what the page before said, newest first; `title` is
    what the page calls the feed; `only_own` leaves out what is in another language than the feed's; `visit`
    is a member's, whose page nobody else is shown.
    """
    language = get_language() or "en"
    note(f"feed:{slug}:{language}", *([f"newest:{slug}:{language}"] if order == NEWEST else []))
    if feed is None:
        return FeedPage(slug, title, [], EMPTY, "", order, language, only_own=only_own)
    try:
        cursor = cursors.decode(after) if after else None
    except cursors.BadCursor:
        cursor = None
    is_weighted = slug == HOME and order == PLANNED and visit is not None and visit.prefers_followed
    if order == NEWEST:
        step = _newest(feed, cursor, only_own)
    elif isinstance(cursor, cursors.ArchiveCursor):
        step = _archive(feed, cursor, only_own)
    else:
        step = _planned(feed, cursor, brand, only_own, visit.member_id if visit and is_weighted else None)
    entries = step.found
    if entries:
        tally(name_of(entry.row.pk for entry in entries))
    since, arrived = _arrivals(feed, order, cursor, since, step, only_own)
    return FeedPage(
        slug=slug,
        title=title,
        entries=entries,
        mix=mix_of(entry.row.lane for entry in entries),
        next_cursor=cursors.encode(step.following) if step.following else "",
        order=order,
        lang=language,
        edition=feed.current_edition.number if feed.current_edition else None,
        edition_mix=mix_of(from_row(row).lane for row in step.edition.slots) if step.edition else None,
        is_first=not after,
        only_own=only_own,
        has_own_rules=bool(feed.config),
        is_weighted=is_weighted,
        seen_until=visit.before if visit else None,
        is_below_newer=_is_below_newer(cursor, visit),
        since=since,
        arrived=arrived,
    )


def _arrivals(
    feed: Feed, order: str, cursor: cursors.Cursor | None, since: str, step: Step, only_own: bool
) -> tuple[str, int]:
    """Return from which on what arrives is counted ("" for not at all), and how much has arrived already."""
    if order == NEWEST:
        if cursor is not None:
            return since, count_arrivals(feed, since, only_own=only_own) if since else 0
        first = step.found[0].row if step.found else None
        if first is None:
            return "", 0
        return cursors.encode(cursors.NewestCursor(cursors.to_micros(first.published_at), first.pk)), 0
    edition = step.edition or feed.current_edition
    if edition is None:
        return "", 0
    arrived = 0 if edition.pk == feed.current_edition_id else count_new_slots(feed, edition, only_own)
    return cursors.encode(cursors.EditionCursor(edition.pk, 0)), arrived


def count_arrivals(feed: Feed, since: str, *, only_own: bool = False) -> int:
    """Return how much came since a page was drawn, as its `since` says; 0 where that can no longer be told.

    Newest first it is no more than `MANY`.
    """
    try:
        cursor = cursors.decode(since)
    except cursors.BadCursor:
        return 0
    if isinstance(cursor, cursors.NewestCursor):
        top = cursors.to_moment(cursor.published)
        return _visible(feed, only_own).after(top, cursor.entry).newest_first()[:MANY].count()
    if not isinstance(cursor, cursors.EditionCursor) or cursor.edition == feed.current_edition_id:
        return 0
    edition = Edition.objects.filter(pk=cursor.edition, feed=feed).first()
    return count_new_slots(feed, edition, only_own) if edition else 0


def count_new_slots(feed: Feed, since: Edition, only_own: bool) -> int:
    """Return how much stands in the current edition that an older one did not hold."""
    held = {from_row(row).id for row in since.slots}
    slots = feed.current_edition.slots if feed.current_edition else []
    new = [slot.id for slot in map(from_row, slots) if slot.id not in held]
    return _visible(feed, only_own).filter(pk__in=new).count() if new else 0


def _is_below_newer(cursor: cursors.Cursor | None, visit: Visit | None) -> bool:
    """Whether the page before this one ended with something newer than a member's last visit."""
    if visit is None or visit.before is None or not isinstance(cursor, cursors.NewestCursor):
        return False
    return cursors.to_moment(cursor.published) > visit.before


def _visible(feed: Feed, only_own: bool) -> FeedEntryQuerySet:
    rows = FeedEntry.objects.visible().filter(feed=feed)
    return rows.filter(language=feed.language) if only_own else rows


def _planned(
    feed: Feed,
    cursor: cursors.Cursor | None,
    brand: Brand,
    only_own: bool = False,
    member_id: int | None = None,
) -> Step:
    """Walk the slots of the edition from the cursor on until a page is full; at its end comes the archive.

    `member_id` is of whoever wants what they follow to come more often.
    """
    edition = _edition_at(feed, cursor)
    if edition is None:
        return Step([], None)
    slots = [from_row(row) for row in edition.slots]
    if member_id is not None:
        slots = weighted(slots, followed_among([slot.id for slot in slots], member_id))
    at = _offset(slots, cursor, edition)
    visible = _visible(feed, only_own)
    left = list(range(at, len(slots)))
    if only_own:
        # What is in other languages may fill many slots: these are passed over without reading them.
        own = set(visible.filter(pk__in=[slots[i].id for i in left]).values_list("pk", flat=True))
        left = [i for i in left if slots[i].id in own]
    has_archive: bool | None = None
    share = feed.plan_config.editorial_share
    found: list[Found] = []
    while left and len(found) < PAGE:
        ahead, left = left[: PAGE + SPARE], left[PAGE + SPARE :]
        entries = visible.filter(pk__in=[slots[i].id for i in ahead])
        # Asked in the query that reads the edition's last slots: whether more follows them.
        archive = None if left else _archived(visible, edition)
        rows = {row.pk: row for row in list_rows(entries, archive=archive)}
        has_archive = next((row.has_archive for row in rows.values()), None)
        for place, i in enumerate(ahead, start=1):
            slot, at = slots[i], i + 1
            if row := rows.get(slot.id):
                found.append(found_at(slot, at, row, brand, share))
            if len(found) == PAGE:
                left = ahead[place:] + left
                break
    if left:
        return Step(found, cursors.EditionCursor(edition.pk, at, slots[at - 1].id), edition)
    if has_archive is False:
        return Step(found, None, edition)
    if not found:
        # Nothing of what was left is public any more: no page stands empty before the archive.
        return _archive(feed, cursors.ArchiveCursor(edition=edition.pk), only_own)
    if has_archive is None:
        has_archive = _archived(visible, edition).exists()
    return Step(found, cursors.ArchiveCursor(edition=edition.pk) if has_archive else None, edition)


def _edition_at(feed: Feed, cursor: cursors.Cursor | None) -> Edition | None:
    """Return the edition a reader is in; the current one for whoever begins, or is at what no older holds."""
    current = feed.current_edition
    if not isinstance(cursor, cursors.EditionCursor) or current is None or cursor.edition == current.pk:
        return current
    kept = _kept_from(feed, cursor.edition)
    is_at = kept and (kept.pk == cursor.edition or cursor.after in (from_row(row).id for row in kept.slots))
    return kept if is_at else current


def _kept_from(feed: Feed, edition: int) -> Edition | None:
    """Return this edition; where it is kept no longer the next that is, which holds most of the same."""
    editions = Edition.objects.filter(feed=feed)
    return editions.filter(pk=edition).first() or editions.filter(pk__gt=edition).order_by("pk").first()


def _offset(slots: Sequence[Slot], cursor: cursors.Cursor | None, edition: Edition) -> int:
    """Return where in these slots to go on: where the cursor says, or else after the same entry.

    Else: in another edition than the cursor's, or in the same one in another member's order.
    """
    if not isinstance(cursor, cursors.EditionCursor):
        return 0
    at = cursor.offset
    if cursor.edition == edition.pk and cursor.after is None:
        return at
    if cursor.edition == edition.pk and 0 < at <= len(slots) and slots[at - 1].id == cursor.after:
        return at
    return cursors.offset_after((slot.id for slot in slots), cursor.after)


def _archive(feed: Feed, cursor: cursors.ArchiveCursor, only_own: bool) -> Step:
    """What the edition did not hold, newest first."""
    edition = feed.current_edition
    if cursor.edition and (edition is None or cursor.edition != edition.pk):
        edition = _kept_from(feed, cursor.edition) or edition
    rows = _archived(_visible(feed, only_own), edition)
    found, last = _chronological(rows, cursor, explain.ARCHIVE)
    following = (
        cursors.ArchiveCursor(cursors.to_micros(last.published_at), last.pk, cursor.edition) if last else None
    )
    return Step(found, following, edition)


def _archived(visible: FeedEntryQuerySet, edition: Edition | None) -> FeedEntryQuerySet:
    """Return what of these follows an edition: everything in standing that it did not hold."""
    held = [from_row(row).id for row in edition.slots] if edition else []
    return visible.kept().exclude(pk__in=held)


def _newest(feed: Feed, cursor: cursors.Cursor | None, only_own: bool) -> Step:
    """Every public entry, newest first: no gate."""
    place = cursor if isinstance(cursor, cursors.NewestCursor) else None
    found, last = _chronological(_visible(feed, only_own), place, explain.NEWEST)
    return Step(found, cursors.NewestCursor(cursors.to_micros(last.published_at), last.pk) if last else None)


def _chronological(
    rows: FeedEntryQuerySet,
    place: cursors.ArchiveCursor | cursors.NewestCursor | None,
    reason: str,
) -> tuple[list[Found], Listed | None]:
    """Return a page by keyset, and its last row if more follow."""
    if place is not None and place.published is not None and place.entry is not None:
        rows = rows.before(cursors.to_moment(place.published), place.entry)
    page = list_rows(rows.newest_first()[: PAGE + 1])
    found = [Found(row, None, explain.Why(reason), (), reason) for row in page[:PAGE]]
    return found, page[PAGE - 1] if len(page) > PAGE else None


def front(feed: Feed, brand: Brand) -> list[tuple[Entry, str, datetime]]:
    """Return what a file of the feed holds: the first page's entries, their words, when they last changed."""
    note(feed.generation)
    return with_words(_planned(feed, None, brand).found, brand)


def with_words(found: list[Found], brand: Brand) -> list[tuple[Entry, str, datetime]]:
    """Print these with their whole words, and when these last changed."""
    rows = rows_of(each.row.pk for each in found)
    prefetch_related_objects(
        [row.post for row in rows.values() if row.post], "public_revision__photos__photo"
    )
    entries = print_entries(found, rows, brand, get_language() or "en")
    return [(entry, *_words(rows[entry.pk])) for entry in entries]


def _words(row: FeedEntry) -> tuple[str, datetime]:
    """Return an entry's words as HTML for a file, and when they last changed."""
    if row.post:
        revision = row.post.shown_revision
        parts = html_of(revision, revision.get_owned_for_display())
        return body_of_revision(revision) + parts, row.post.edited_at or row.published_at
    page = cast(EditorialPage, specific(cast(Page, row.page)))
    words = escape(page.summary or page.search_description)
    return f"<p>{words}</p>", page.last_published_at or row.published_at
