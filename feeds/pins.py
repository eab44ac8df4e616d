"""Which pin holds which slot of a feed: with its own source, or with the fallback of one that is gone."""

from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from feeds.models import Feed, Placement


class Held(NamedTuple):
    """A slot kept for a placement; `entry` is None where neither it nor its fallback is in the feed."""

    placement: Placement
    entry: int | None
    is_fallback: bool


def held_slots(feed: Feed, *, for_staff: bool = False) -> dict[int, Held]:
    """Return who holds which slot (from 1): the pins in force, and ended ones whose fallback stands on.

    Two queries, however many pins there are. `for_staff`: with all that a line about a placement prints.
    """
    now = timezone.now()
    begun = Placement.objects.pins().filter(feed=feed, cancelled_at=None, starts_at__lte=now)
    later = begun.filter(feed=OuterRef("feed"), slot=OuterRef("slot"), starts_at__gt=OuterRef("starts_at"))
    has_fallback = Q(fallback_post__isnull=False) | Q(fallback_page__isnull=False)
    stands = Q(ends_at=None) | Q(ends_at__gt=now) | has_fallback
    pins = begun.filter(stands).filter(~Exists(later)).order_by("slot", "pk")
    rows = list(pins.for_staff() if for_staff else pins)
    entries = _entries_of(feed, rows)
    held = {}
    for row in rows:
        own = entries.get((row.post_id, row.page_id)) if row.is_live else None
        other = entries.get((row.fallback_post_id, row.fallback_page_id))
        if row.slot is not None and (own or other or row.is_live):
            held[row.slot] = Held(row, own or other, own is None and other is not None)
    return held


def _entries_of(feed: Feed, rows: list[Placement]) -> dict[tuple[int | None, int | None], int]:
    posts = {pk for row in rows for pk in (row.post_id, row.fallback_post_id) if pk}
    pages = {pk for row in rows for pk in (row.page_id, row.fallback_page_id) if pk}
    if not rows:
        return {}
    found = feed.entries.filter(Q(post__in=posts) | Q(page__in=pages))
    return {(post, page): pk for pk, post, page in found.values_list("pk", F("post_id"), F("page_id"))}
