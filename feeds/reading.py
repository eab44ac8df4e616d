"""Reading a feed: one page of entries from the edition a reader started in, then the archive.

Everything goes through `FeedEntry.objects.visible()`, so what is public no longer is skipped, whatever an
edition says. A page costs a fixed number of queries, however long the feed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from html import escape
from typing import cast

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.translation import get_language
from wagtail.models import Page

from community.cards import FACTS, PostCard, cards_of
from community.models.posts import card_facts
from community.parts import html_of
from community.photos import body_of_revision
from content.brand import Brand
from content.cards import KINDS, PageCard, card_of, pictures_of, specific
from content.models import EditorialPage
from feeds import cursor as cursors, explain
from feeds.actions.syncing import NEW_EXPOSURES
from feeds.exposures import name_of
from feeds.models import Edition, Feed, FeedEntry, Placement
from feeds.models.entries import FeedEntryQuerySet
from feeds.planning import from_row
from pagecache import note, tally

PAGE = 20
# Slots read beyond a page, so that a few that are public no longer cost no second query.
SPARE = 4
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
    if entries:
        tally(name_of(entry.pk for entry in entries))
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
    edition, at = _edition_at(feed, cursor)
    if edition is None:
        return [], None
    slots = [from_row(row) for row in edition.slots]
    share = feed.plan_config.editorial_share
    found: list[Found] = []
    visible = FeedEntry.objects.visible().filter(feed=feed)
    # Asked in the query that reads the edition's last slots, for it says whether more follows them.
    archive = _archived(visible, edition)
    has_archive: bool | None = None
    while at < len(slots) and len(found) < PAGE:
        ahead = slots[at : at + PAGE + SPARE]
        entries = visible.filter(pk__in=[slot.id for slot in ahead])
        if at + len(ahead) == len(slots):
            entries = entries.annotate(has_archive=Exists(archive))
        rows = _rows(entries)
        has_archive = next((vars(row).get("has_archive") for row in rows.values()), None)
        for slot in ahead:
            at += 1
            if row := rows.get(slot.id):
                facts = _facts(row, brand, share)
                found.append(Found(row, at, explain.why(slot, facts), explain.more(slot, facts), slot.reason))
            if len(found) == PAGE:
                break
    if at < len(slots):
        return found, cursors.EditionCursor(edition.pk, at, slots[at - 1].id)
    if has_archive is None:
        has_archive = archive.exists()
    return found, cursors.ArchiveCursor(edition=edition.pk) if has_archive else None


def _edition_at(feed: Feed, cursor: cursors.Cursor | None) -> tuple[Edition | None, int]:
    """Return the edition a reader is in and where; one no longer kept goes on after the same entry."""
    current = feed.current_edition
    if not isinstance(cursor, cursors.EditionCursor) or current is None:
        return current, 0
    if cursor.edition == current.pk:
        return current, cursor.offset
    if edition := Edition.objects.filter(pk=cursor.edition, feed=feed).first():
        return edition, cursor.offset
    return current, cursors.offset_after((from_row(row).id for row in current.slots), cursor.after)


def _facts(row: FeedEntry, brand: Brand, share: Fraction) -> explain.Facts:
    until = ""
    if ends_at := vars(row)["placed_until"]:
        until = date_format(ends_at.astimezone(brand.settings.zone), "MONTH_DAY_FORMAT")
    return explain.Facts(
        brand=brand.name,
        editorial_share=share,
        is_chosen=row.standing == FeedEntry.Standing.FEATURED,
        chosen_until=until,
        approvals=row.post.approvals if row.post else 0,
        raters=row.post.ratings if row.post else 0,
        views=row.exposures,
        views_wanted=NEW_EXPOSURES,
    )


def _archive(feed: Feed, cursor: cursors.ArchiveCursor) -> tuple[list[Found], cursors.Cursor | None]:
    """What the edition did not hold, newest first."""
    kept = Edition.objects.filter(feed=feed, pk=cursor.edition) if cursor.edition else Edition.objects.none()
    edition = kept.first() or feed.current_edition
    visible = FeedEntry.objects.visible().filter(feed=feed)
    found, last = _chronological(_archived(visible, edition), cursor, explain.ARCHIVE)
    return found, cursors.ArchiveCursor(_stamp(last), last.pk, cursor.edition) if last else None


def _archived(visible: FeedEntryQuerySet, edition: Edition | None) -> FeedEntryQuerySet:
    """Return what of these follows an edition: everything in standing that it did not hold."""
    held = [from_row(row).id for row in edition.slots] if edition else []
    return visible.exclude(standing=FeedEntry.Standing.PLAIN).exclude(pk__in=held)


def _newest(feed: Feed, cursor: cursors.Cursor | None) -> tuple[list[Found], cursors.Cursor | None]:
    """Every public entry, newest first: no gate."""
    place = cursor if isinstance(cursor, cursors.NewestCursor) else None
    found, last = _chronological(FeedEntry.objects.visible().filter(feed=feed), place, explain.NEWEST)
    return found, cursors.NewestCursor(_stamp(last), last.pk) if last else None


def _chronological(
    rows: FeedEntryQuerySet, place: cursors.ArchiveCursor | cursors.NewestCursor | None, reason: str
) -> tuple[list[Found], FeedEntry | None]:
    """Return a page by keyset, and its last row if more follow."""
    if place is not None and place.published is not None and place.entry is not None:
        rows = rows.before(EPOCH + timedelta(microseconds=place.published), place.entry)
    page = list(_rows(rows.newest_first()[: PAGE + 1]).values())
    found = [Found(row, None, explain.Why(reason), [], reason) for row in page[:PAGE]]
    return found, page[PAGE - 1] if len(page) > PAGE else None


def _stamp(row: FeedEntry) -> int:
    return (row.published_at - EPOCH) // timedelta(microseconds=1)


def _rows(entries: FeedEntryQuerySet) -> dict[int, FeedEntry]:
    """Return rows by id with all that their cards print, in one query.

    `placed_until` is the end of a live placement. A post is handed the facts its card needs, as
    `Post.objects.for_cards()` would.
    """
    placements = Placement.objects.live().filter(feed=OuterRef("feed"))
    placements = placements.filter(Q(post=OuterRef("post")) | Q(page=OuterRef("page")))
    entries = entries.annotate(
        placed_until=Subquery(placements.values("ends_at")[:1]), **card_facts("post__")
    )
    entries = entries.select_related(
        "post__author__picture",
        "post__product",
        "post__public_revision",
        *(f"page__{kind}__picture" for kind in KINDS),
    )
    rows: dict[int, FeedEntry] = {row.pk: row for row in entries}
    for row in rows.values():
        if row.post:
            vars(row.post).update({name: vars(row)[name] for name in FACTS})
    return rows


def _entries(found: list[Found], brand: Brand, language: str) -> list[Entry]:
    """Print every found row on its card: two queries, however many there are."""
    posts = [each.row.post for each in found if each.row.post]
    cards = cards_of(posts, language=language, brand_name=brand.name)
    cards_by_post = {card.id: card for card in cards}
    pages = {each.row.page_id: specific(each.row.page) for each in found if each.row.page}
    pictures = pictures_of(page.picture for page in pages.values() if page)
    note(*(f"page:{pk}" for pk in pages))
    entries = []
    for each in found:
        row = each.row
        if row.post_id:
            card: PageCard | PostCard = cards_by_post[row.post_id]
        elif page := pages[row.page_id]:
            card = card_of(page, pictures.get(page.picture_id), brand_name=brand.name, language=row.language)
        else:
            continue
        why = explain.sentence(each.why)
        entries.append(Entry(each.slot, row.lane, card, why, each.more, each.reason, row.pk))
    return entries


def front(feed: Feed, brand: Brand) -> list[tuple[Entry, str, datetime]]:
    """Return what a file of the feed holds: the first page's entries, their words, when they last changed."""
    note(feed.generation)
    found, _following = _planned(feed, None, brand)
    entries = {entry.pk: entry for entry in _entries(found, brand, get_language() or "en")}
    return [(entries[each.row.pk], *_words(each.row)) for each in found if each.row.pk in entries]


def _words(row: FeedEntry) -> tuple[str, datetime]:
    """Return an entry's words as HTML for a file, and when they last changed."""
    if row.post:
        revision = row.post.shown_revision
        parts = html_of(revision, revision.get_owned_for_display())
        return body_of_revision(revision) + parts, row.post.edited_at or row.published_at
    page = cast(EditorialPage, specific(cast(Page, row.page)))
    words = escape(page.summary or page.search_description)
    return f"<p>{words}</p>", page.last_published_at or row.published_at
