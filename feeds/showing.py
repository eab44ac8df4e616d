"""What a page of a feed prints: rows with all that their cards need, and each row on its card."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import OuterRef, Q, Subquery
from django.utils.formats import date_format

from community.cards import FACTS, PostCard, cards_of
from community.models.posts import card_facts
from content.brand import Brand
from content.cards import KINDS, PageCard, card_of, pictures_of, specific
from feeds import explain
from feeds.actions.syncing import NEW_EXPOSURES
from feeds.models import FeedEntry, Placement
from feeds.models.entries import FeedEntryQuerySet
from pagecache import note


@dataclass(frozen=True)
class Entry:
    """One entry as a template prints it; `slot` counts from 1, None outside an edition."""

    slot: int | None
    lane: str
    card: PageCard | PostCard
    why: str
    more: tuple[str, ...]
    reason: str
    pk: int
    published_at: datetime | None = None


@dataclass(frozen=True)
class Found:
    """A visible row and how it came to stand here."""

    row: FeedEntry
    slot: int | None
    why: explain.Why
    more: list[str]
    reason: str


def rows_of(entries: FeedEntryQuerySet) -> dict[int, FeedEntry]:
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


def print_entries(found: list[Found], brand: Brand, language: str) -> list[Entry]:
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
        entries.append(
            Entry(each.slot, row.lane, card, why, tuple(each.more), each.reason, row.pk, row.published_at)
        )
    return entries


def facts_of(row: FeedEntry, brand: Brand, share: Fraction) -> explain.Facts:
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
