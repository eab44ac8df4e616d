"""Exposures: how often entries were shown, taken over from the page cache's counts (decision 0015)."""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from feeds.exposures import entries_of
from feeds.models import Feed, FeedEntry
from pagecache import taken_tallies

BATCH = 500
# New views alone have a feed planned again this long after it was planned last.
REPLAN_AFTER = timedelta(minutes=10)
OPEN = (FeedEntry.Standing.NEW, FeedEntry.Standing.PLAIN)


def count_exposures() -> int:
    """Add the views since last time to the entries that were seen; returns how many entries.

    Feeds with posts still owed a first chance are planned again, for the least shown stand first.
    """
    views: Counter[int] = Counter()
    for name, shown in taken_tallies().items():
        for pk in entries_of(name):
            views[pk] += shown
    seen = sorted(views)
    touched: set[int] = set()
    for start in range(0, len(seen), BATCH):
        touched |= _add(seen[start : start + BATCH], views)
    _plan_in_time(touched)
    return len(seen)


@transaction.atomic
def _add(entries: list[int], views: Counter[int]) -> set[int]:
    """Add views to these entries; return the feeds in which one of them may be waiting for its chance.

    An entry that is locked is being synced, and loses these few views: nobody waits for a count.
    """
    rows = FeedEntry.objects.filter(pk__in=entries).only("feed", "standing", "exposures")
    found = list(rows.select_for_update(no_key=True, skip_locked=True))
    for row in found:
        row.exposures += views[row.pk]
    FeedEntry.objects.bulk_update(found, ["exposures"])
    return {row.feed_id for row in found if row.standing in OPEN}


@transaction.atomic
def _plan_in_time(feeds: set[int]) -> None:
    rows = Feed.objects.filter(pk__in=feeds).order_by("pk").select_for_update(no_key=True)
    for feed in rows:
        at = (feed.planned_at or timezone.now()) + REPLAN_AFTER
        if feed.next_change_at is None or at < feed.next_change_at:
            feed.next_change_at = at
            feed.save(update_fields=["next_change_at"])
