"""What is still to be done in feeds, as rows. A message to the worker only says "look now"."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

import jobs
from feeds.models import Feed, PendingSync
from feeds.models.feed import SETTLING

# Editions that follow each other within so long are announced as one.
TOGETHER = timedelta(seconds=5)


@transaction.atomic
def request_sync(*, post_id: int | None = None, page_id: int | None = None) -> None:
    """Note that a source's entries are to be brought in line, and hurry the worker."""
    # Tasks run actions, and actions ask for tasks: this is the one import made late.
    from feeds import tasks

    row = PendingSync(post_id=post_id, page_id=page_id)
    # Written also where it is asked for already: a sync under way may be deleting that very row, and then we
    # wait for it and ask anew.
    PendingSync.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["post" if post_id else "page"],
        update_fields=["asked_at"],
    )
    jobs.enqueue(tasks.catch_up)


def request_sync_below(page_id: int) -> None:
    """The same for a page and everything under it."""
    page = Page.objects.filter(pk=page_id).first()
    for pk in page.get_descendants(inclusive=True).values_list("pk", flat=True) if page else ():
        request_sync(page_id=pk)


@transaction.atomic
def mark_dirty(feeds: Iterable[Feed]) -> None:
    """Have these feeds planned; one that is waiting already keeps its place in the queue.

    The rows are locked, in one order: planning clears `dirty_at` under the same lock, so a change that comes
    while it plans waits for it and is planned next, never lost. What follows at once is planned with it.
    """
    from feeds import tasks

    rows = Feed.objects.filter(pk__in=[feed.pk for feed in feeds]).order_by("pk")
    clean = [
        pk for pk, since in rows.select_for_update(no_key=True).values_list("pk", "dirty_at") if not since
    ]
    if clean:
        Feed.objects.filter(pk__in=clean).update(dirty_at=timezone.now())
        jobs.enqueue(tasks.plan_dirty_feeds, delay=SETTLING.total_seconds())


def look_again() -> None:
    """Have somebody sync again soon, if something is left: more than one go, or locked just now."""
    from feeds import tasks

    if PendingSync.objects.exists():
        jobs.enqueue(tasks.catch_up, delay=SETTLING.total_seconds())


def plan_again() -> None:
    """The same of planning."""
    from feeds import tasks

    if Feed.objects.due().exists():
        jobs.enqueue(tasks.plan_dirty_feeds, delay=SETTLING.total_seconds())


def go_on_reconciling(after: int) -> None:
    """Have the posts after this id compared with their entries."""
    from feeds import tasks

    jobs.enqueue(tasks.reconcile_feeds, after)


def request_announcement(feed: Feed) -> None:
    """Have a hub, where there is one, told of a feed's new edition; the caller saves `announce_at`."""
    from feeds import tasks

    if settings.WEBSUB_HUB and feed.announce_at is None:
        feed.announce_at = timezone.now() + TOGETHER
        jobs.enqueue(tasks.announce_feeds, delay=TOGETHER.total_seconds())


@transaction.atomic
def request_fill(feed: Feed) -> None:
    """Have a marketer's own feed filled by its rule, from the beginning."""
    from feeds import tasks

    Feed.objects.own().filter(pk=feed.pk).update(fill_asked_at=timezone.now(), fill_after=0)
    jobs.enqueue(tasks.fill_feeds)
