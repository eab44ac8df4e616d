"""What a page of a feed prints: what it must know of each entry, and each entry on its card."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from django.db.models import BooleanField, Exists, F, OuterRef, Q, Subquery, Value
from django.utils.formats import date_format

from community.cards import FACTS, PostCard, cards_of
from community.models.posts import card_facts
from content.brand import Brand
from content.cards import KINDS, PageCard, card_of, pictures_of, specific
from feeds import explain
from feeds.actions.syncing import NEW_EXPOSURES
from feeds.models import FeedEntry, Placement
from feeds.models.entries import FeedEntryQuerySet
from feeds.planning import Slot
from pagecache import note


class Listed(NamedTuple):
    """What a page must know of a visible entry: where it stands, why, and which version of it is public.

    `card` changes with what a card prints of the post's own row; the rest of a card is named by `note`.
    `has_archive` says, where it was asked, whether anything follows the edition.
    """

    pk: int
    post_id: int | None
    page_id: int | None
    lane: str
    standing: str
    language: str
    published_at: datetime
    exposures: int
    placed_until: datetime | None
    approvals: int | None
    ratings: int | None
    has_archive: bool | None
    card: tuple[Any, ...]


# The columns of a `Listed`, up to its version, and those of the version.
COLUMNS = (
    *("pk", "post", "page", "lane", "standing", "language", "published_at", "exposures", "placed_until"),
    *("post__approvals", "post__ratings", "has_archive"),
)
VERSION = (*("post__public_revision", "post__comment_count", "post__answered_at", "page__live_revision"),)


@dataclass(frozen=True)
class Found:
    """A visible entry and how it came to stand here; `slot` counts from 1, None outside an edition."""

    row: Listed
    slot: int | None
    why: explain.Why
    more: tuple[str, ...]
    reason: str

    @property
    def sentence(self) -> str:
        """Why it stands here, in the active language."""
        return explain.sentence(self.why)


@dataclass(frozen=True)
class Entry:
    """One entry with its card, as files print it; `slot` as of `Found`."""

    slot: int | None
    lane: str
    card: PageCard | PostCard
    why: str
    more: tuple[str, ...]
    reason: str
    pk: int
    published_at: datetime


def list_rows(entries: FeedEntryQuerySet, *, archive: FeedEntryQuerySet | None = None) -> list[Listed]:
    """Return what a page must know of these, and whether there is any of `archive`, in one query.

    `placed_until` is the end of the placement that ends last of those that made the entry a featured one.
    """
    rows = entries.annotate(
        placed_until=_placed_until(),
        has_archive=Value(None, output_field=BooleanField()) if archive is None else Exists(archive),
    )
    known = len(COLUMNS)
    return [Listed._make((*row[:known], row[known:])) for row in rows.values_list(*COLUMNS, *VERSION)]


@cache
def _placed_until() -> Subquery:
    """Return the expression of `placed_until`: put together once, for every page asks it."""
    placements = Placement.objects.filter(is_in_force=True, cancelled_at=None, feed=OuterRef("feed"))
    placements = placements.filter(Q(post=OuterRef("post")) | Q(page=OuterRef("page")))
    return Subquery(placements.order_by(F("ends_at").desc(nulls_first=True)).values("ends_at")[:1])


def rows_of(pks: Iterable[int]) -> dict[int, FeedEntry]:
    """Return by id those of these entries that are visible, with all that their cards print, in one query.

    A post is handed the facts its card needs, as `Post.objects.for_cards()` would.
    """
    entries = FeedEntry.objects.visible().filter(pk__in=pks).annotate(**card_facts("post__"))
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


def card_of_row(row: FeedEntry, brand: Brand, language: str) -> PageCard | PostCard | None:
    """Return the card of a row from `rows_of`: no query. None of a page that has none."""
    if row.post:
        return next(iter(cards_of([row.post], language=language, brand_name=brand.name)))
    page = specific(row.page) if row.page else None
    if page is None:
        return None
    note(f"page:{page.pk}")
    picture = pictures_of([page.picture]).get(page.picture_id or 0)
    return card_of(page, picture, brand_name=brand.name, language=row.language)


def print_entries(
    found: Sequence[Found], rows: Mapping[int, FeedEntry], brand: Brand, language: str
) -> list[Entry]:
    """Print every found entry on its card, from `rows_of` them: no query."""
    entries = []
    for each in found:
        row = rows.get(each.row.pk)
        if row and (card := card_of_row(row, brand, language)):
            place = each.row
            entries.append(
                Entry(
                    slot=each.slot,
                    lane=place.lane,
                    card=card,
                    why=each.sentence,
                    more=each.more,
                    reason=each.reason,
                    pk=place.pk,
                    published_at=place.published_at,
                )
            )
    return entries


def found_at(slot: Slot, number: int, row: Listed, brand: Brand, share: Fraction) -> Found:
    """Return an entry as it was found in an edition, in the slot of that number (from 1)."""
    facts = _facts(row, brand, share)
    return Found(row, number, explain.why(slot, facts), tuple(explain.more(slot, facts)), slot.reason)


def _facts(row: Listed, brand: Brand, share: Fraction) -> explain.Facts:
    until = ""
    if row.placed_until:
        until = date_format(row.placed_until.astimezone(brand.settings.zone), "MONTH_DAY_FORMAT")
    return explain.Facts(
        brand=brand.name,
        editorial_share=share,
        is_chosen=row.standing == FeedEntry.Standing.FEATURED,
        chosen_until=until,
        approvals=row.approvals or 0,
        raters=row.ratings or 0,
        is_new=row.standing == FeedEntry.Standing.NEW,
        views=row.exposures,
        views_wanted=NEW_EXPOSURES,
    )
