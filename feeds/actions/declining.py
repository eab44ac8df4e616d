"""What an author says to being placed: the licence permits it, and they may decline at any time."""

from django.db import transaction
from django.utils import timezone

from community.actions.repeating import repeated_on_deadlock
from community.models import Post
from feeds.actions.placing import (
    ALLOWED_AGAIN,
    AUTHOR,
    cancel_placement,
    follow,
    is_declined,
    is_shown,
    lock_placement,
    lock_with,
    note_change,
    settle,
)
from feeds.actions.syncing import sync_post
from feeds.actions.telling import call_off_news_of
from feeds.models import Feed, Placement, PlacementChange


@repeated_on_deadlock
@transaction.atomic
def decline(post: Post) -> int:
    """Take a post down from everywhere it was placed, for its author; returns from how many places.

    It stays on the site, and in the feeds it belongs to by rule. It is not placed there again unless its
    author allows it. What was named to follow a pin takes its slot.
    """
    held = Placement.objects.held_by(post).select_related("feed").order_by("starts_at", "pk")
    # All of them before the first is changed; then read anew, for some may be over.
    lock_with(list(held))
    rows = list(held.all())
    for row in rows:
        if row.post_id == post.pk:
            cancel_placement(row, why=AUTHOR)
            _let_fallback_in(row)
        else:
            _leave_as_fallback(post, row)
    return len(rows)


def _leave_as_fallback(post: Post, row: Placement) -> None:
    """Let a post follow a placement no more, nor be placed in that feed."""
    placement = lock_placement(row.pk)
    placement.fallback_post = None
    placement.save(update_fields=["fallback_post"])
    sync_post(post.pk)
    call_off_news_of(post)
    if not is_declined(post, row.feed):
        _note_refusal(post, row.feed)


def _note_refusal(post: Post, feed: Feed) -> None:
    """Keep that an author wants no place in a feed where none was given: as one over before it began."""
    now = timezone.now()
    refused = Placement.objects.create(
        feed=feed, post=post, starts_at=now, cancelled_at=now, cancelled_why=AUTHOR
    )
    note_change(refused, PlacementChange.What.DECLINED, by=None)


def _let_fallback_in(left: Placement) -> None:
    """Let what was named to follow a pin hold its slot, as long as that would have; it may have left, too."""
    fallback = left.fallback_post
    source = fallback or left.fallback_page
    if left.slot is None or source is None or not is_shown(source):
        return
    if fallback and is_declined(fallback, left.feed):
        return
    follower = Placement(
        feed=left.feed,
        post=fallback,
        page=left.fallback_page,
        slot=left.slot,
        starts_at=max(left.starts_at, timezone.now()),
        ends_at=left.ends_at,
        seen_revision=fallback.public_revision if fallback else None,
        placed_by=left.placed_by,
    )
    settle(follower)
    note_change(follower, PlacementChange.What.PLACED, by=None)
    follow(follower)


@transaction.atomic
def allow_again(post: Post) -> int:
    """Let the brand choose a post again for where its author had taken it down; returns for how many."""
    return Placement.objects.declined().filter(post=post).update(cancelled_why=ALLOWED_AGAIN)
