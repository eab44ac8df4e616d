"""Catching up with what changed: sources are brought in line, then the feeds they touched are planned.

A message names nothing: whoever reads one takes the next from the database. So a burst of ten thousand posts
keeps nobody waiting: of each batch one half is what changed last and the other what has waited longest, and
between two batches what has settled is planned, home first.
"""

from django.db import transaction
from wagtail.models import Page

from community.models import Post
from feeds import outbox
from feeds.actions.planning import plan_due_feeds
from feeds.actions.syncing import sync_page, sync_post
from feeds.models import PendingSync

# Sources and feeds in one go: about half a second of work.
SOURCES, FEEDS = 20, 10


def catch_up() -> None:
    """Bring the next sources in line and plan what has settled; ask for another go if there is more."""
    for post_id, page_id in _next(SOURCES):
        if post_id:
            _sync_post(post_id)
        elif page_id:
            _sync_page(page_id)
    plan_due_feeds(FEEDS, settled=True)
    outbox.look_again()


def plan_next_feeds() -> None:
    """Plan what is due; ask for another go if there is more, or a feed was locked just now."""
    plan_due_feeds(FEEDS)
    outbox.plan_again()


def _next(count: int) -> list[tuple[int | None, int | None]]:
    """Return what is to be synced next, the latest first: posts and pages, of each pair one None."""
    rows = PendingSync.objects.values_list("pk", "post", "page")
    latest = list(rows.order_by("-pk")[: count // 2])
    longest = rows.exclude(pk__in=[row[0] for row in latest]).order_by("pk")[: count - len(latest)]
    return [(post_id, page_id) for _pk, post_id, page_id in (*latest, *longest)]


@transaction.atomic
def _sync_post(post_id: int) -> None:
    """Sync a post, unless another worker has done it, or somebody holds it and will ask again."""
    posts = Post.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).filter(pk=post_id)
    if posts.values("pk").first() and PendingSync.objects.filter(post=post_id).exists():
        sync_post(post_id)


@transaction.atomic
def _sync_page(page_id: int) -> None:
    """The same of a page."""
    pages = Page.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).filter(pk=page_id)
    if pages.values("pk").first() and PendingSync.objects.filter(page=page_id).exists():
        sync_page(page_id)
