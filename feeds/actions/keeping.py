"""Keeping editions for as long as somebody may ask for them."""

from datetime import tzinfo

from content.models import BrandSettings
from feeds.models import Edition, Feed

BATCH = 200


def drop_old_editions() -> int:
    """Delete what is kept no longer, in small transactions; returns how many. It may stop anywhere."""
    brand = BrandSettings.objects.first() or BrandSettings()
    return sum(_drop(feed, brand.zone) for feed in Feed.objects.order_by("pk").iterator())


def _drop(feed: Feed, zone: tzinfo) -> int:
    gone = list(feed.editions.expired(zone).values_list("pk", flat=True))
    for start in range(0, len(gone), BATCH):
        Edition.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    return len(gone)
