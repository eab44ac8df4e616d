"""Telling a WebSub hub which feeds have a new edition, so that whoever follows their files has it at once.

The row is the queue (`Feed.announce_at`). A feed is taken for a minute, told of outside any transaction, and
crossed out only if it is still at the edition that was told: planning never waits for a hub.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from feeds.models import Feed
from feeds.syndication import WRITERS
from fetching import FetchError, post_form

log = structlog.get_logger(__name__)

# Feeds in one go, seconds for each, and bytes of an answer nobody reads.
BATCH, SECONDS, ANSWER = 20, 5.0, 16 * 1024
# Whoever takes a feed has it for so long.
TAKEN = timedelta(minutes=1)
# A hub that does not answer is asked again after 1, 2, 4 ... minutes, an hour at most, and then no more:
# what it would hear is old by then, and the next edition is announced anew.
TRIES, LONGEST_PAUSE = 8, timedelta(hours=1)


def announce_feeds() -> int:
    """Tell the hub of what changed and return of how many feeds; the first failure ends the round."""
    if not settings.WEBSUB_HUB:
        return 0
    told = 0
    for feed in iter(_take, None):
        if not _tell(feed):
            _put_off(feed)
            break
        _cross_out(feed)
        told += 1
        if told == BATCH:
            break
    return told


@transaction.atomic
def _take() -> Feed | None:
    """Take the feed that has waited longest; what another worker has is left to it."""
    rows = Feed.objects.to_announce().select_for_update(no_key=True, skip_locked=True)
    feed = rows.first()
    if feed:
        feed.announce_at = timezone.now() + TAKEN
        feed.save(update_fields=["announce_at"])
    return feed


def _tell(feed: Feed) -> bool:
    topics = [("hub.url", address) for address in addresses_of(feed)]
    try:
        answer = post_form(
            settings.WEBSUB_HUB, [("hub.mode", "publish"), *topics], deadline=SECONDS, max_bytes=ANSWER
        )
    except FetchError as error:
        log.warning("hub away", feed=feed.pk, error=type(error).__name__)
        return False
    if not 200 <= answer.status < 300:
        log.warning("hub refused", feed=feed.pk, status=answer.status)
        return False
    return True


def addresses_of(feed: Feed) -> Iterator[str]:
    """Yield the addresses of a feed's files, as these name themselves."""
    for form in WRITERS:
        with override(feed.language):
            yield settings.SITE_URL + reverse("feeds:file", args=[feed.slug, form])


def _cross_out(feed: Feed) -> None:
    rows = Feed.objects.filter(pk=feed.pk)
    if not rows.filter(current_edition=feed.current_edition_id).update(announce_at=None, announce_tries=0):
        # Planned again meanwhile: the hub has come for the older edition.
        rows.update(announce_at=timezone.now(), announce_tries=0)


def _put_off(feed: Feed) -> None:
    tries = feed.announce_tries + 1
    again: datetime | None = timezone.now() + min(timedelta(minutes=2 ** (tries - 1)), LONGEST_PAUSE)
    if tries >= TRIES:
        again, tries = None, 0
    Feed.objects.filter(pk=feed.pk).update(announce_at=again, announce_tries=tries)
