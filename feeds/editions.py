"""What a feed showed at a time, as far as its editions are kept."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from feeds.models import Edition, Feed, FeedEntry
from feeds.planning import Slot, from_row


@dataclass(frozen=True)
class Stood:
    """An edition that stood at a time, or the nearest one that is kept; `lost` are no longer kept between."""

    edition: Edition
    is_exact: bool
    lost: int


@dataclass(frozen=True)
class Shown:
    """A slot of an edition; `title` is None where the entry is gone or hidden since: its words are untold."""

    number: int
    slot: Slot
    title: str | None


def edition_at(feed: Feed, at: datetime, zone: tzinfo) -> Stood | None:
    """Return what stood in a feed at a time; None where it had no edition yet.

    The last edition of a day in `zone` is kept longest. So it stood until the day on which another was made,
    and on that day until the next number.
    """
    before = feed.editions.filter(created_at__lte=at).order_by("-number").first()
    after = feed.editions.filter(created_at__gt=at).order_by("number").first()
    if before is None:
        return Stood(after, is_exact=False, lost=after.number - 1) if after and after.number > 1 else None
    lost = after.number - before.number - 1 if after else 0
    if after is None or not lost or at.astimezone(zone).date() < after.created_at.astimezone(zone).date():
        return Stood(before, is_exact=True, lost=0)
    nearest = min(before, after, key=lambda edition: abs(edition.created_at - at))
    return Stood(nearest, is_exact=False, lost=lost)


def slots_of(edition: Edition) -> list[Shown]:
    """Return an edition's slots, counted from 1, with the titles of what is public still: three queries."""
    slots = [from_row(row) for row in edition.slots]
    rows = FeedEntry.objects.visible().filter(feed=edition.feed_id, pk__in=[slot.id for slot in slots])
    titles = {
        row.pk: (row.post or row.page).title  # type: ignore[union-attr]  # A constraint: there is one.
        for row in rows.select_related("post__public_revision", "page")
    }
    return [Shown(number, slot, titles.get(slot.id)) for number, slot in enumerate(slots, start=1)]
