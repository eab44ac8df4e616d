"""Catching up with what changed: sources are brought in line, then the feeds they touched are planned.

A message names nothing: whoever reads one takes the next from the database. So a burst of ten thousand posts
keeps nobody waiting: of each batch one half is what changed last and the other what has waited longest, and
between two batches what has settled is planned, home first.
"""

from django.db import transaction
from wagtail.models import Page

from feeds import outbox
from feeds.actions.planning import plan_due_feeds
from feeds.actions.syncing import sync_free_posts, sync_page
from feeds.models import PendingSync

# Sources and feeds in one go: a quarter of a second of work. Planning is the larger part of it.
SOURCES, FEEDS = 50, 10


def catch_up() -> None:
    """Bring the next sources in line and plan what has settled; ask for another go if there is more."""
    # Two transactions: what cannot be synced, and so waits longest, holds up no other half.
    halves = _next(SOURCES)
    if not halves:
        return  # Another message was there before: of many at once the first ones do it all.
    for half in halves:
        sync_free_posts([post_id for post_id, _page in half if post_id])
        for _post, page_id in half:
            if page_id:
                _sync_page(page_id)
    plan_due_feeds(FEEDS, settled=True)
    outbox.look_again()


def plan_next_feeds() -> None:
    """Plan what is due; ask for another go if there is more, or a feed was locked just now."""
    plan_due_feeds(FEEDS)
    outbox.plan_again()


def _next(count: int) -> list[list[tuple[int | None, int | None]]]:
    """Return what is to be synced next, the latest and what waits longest: posts and pages, of each pair one
    None."""
    rows = PendingSync.objects.values_list("pk", "post", "page")
    latest = list(rows.order_by("-pk")[: count // 2])
    longest = rows.exclude(pk__in=[row[0] for row in latest]).order_by("pk")[: count - len(latest)]
    return [[(post_id, page_id) for _pk, post_id, page_id in half] for half in (latest, longest) if half]


@transaction.atomic
def _sync_page(page_id: int) -> None:
    """Sync a page, unless another worker has done it, or somebody holds it and will ask again."""
    pages = Page.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).filter(pk=page_id)
    if pages.values("pk").first() and PendingSync.objects.filter(page=page_id).exists():
        sync_page(page_id)
