"""What an author says to being placed: the licence permits it, and they may decline at any time."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from community.actions import cancel_notifications
from community.models import Notification, Post
from feeds.actions.placing import (
    ALLOWED_AGAIN,
    AUTHOR,
    cancel_placement,
    follow,
    is_declined,
    lock_placement,
    note_change,
    settle,
)
from feeds.models import Placement, PlacementChange
from feeds.models.placements import PlacementQuerySet


def standing_of(post: Post) -> PlacementQuerySet:
    """Return where a post stands by choice, is to stand, or waits to take another's place."""
    own = Placement.objects.live().filter(post=post) | Placement.objects.coming().filter(post=post)
    held = Placement.objects.filter(cancelled_at=None).filter(
        Q(fallback_post=post) | Q(pk__in=own.values("pk"))
    )
    return held.select_related("feed__product", "feed__topic").order_by("starts_at", "pk")


@transaction.atomic
def decline(post: Post) -> int:
    """Take a post down from everywhere it was placed, for its author; returns from how many places.

    It stays on the site, and in the feeds it belongs to by rule. It is not placed there again unless its
    author allows it. What was named to follow a pin takes its slot.
    """
    rows = list(standing_of(post))
    for row in rows:
        if row.post_id == post.pk:
            cancel_placement(row, why=AUTHOR)
            _let_fallback_in(row)
        else:
            placement = lock_placement(row.pk)
            placement.fallback_post = None
            placement.save(update_fields=["fallback_post"])
            follow(placement)
    unsent = Notification.objects.filter(post=post, kind=Notification.Kind.FEATURED, mailed_at=None)
    cancel_notifications(*unsent.values_list("pk", flat=True))
    return len(rows)


def _let_fallback_in(left: Placement) -> None:
    """Let what was named to follow a pin hold its slot, as long as that would have; it may have left, too."""
    fallback = left.fallback_post
    is_gone = fallback and (
        not (fallback.is_public and fallback.in_feeds) or is_declined(fallback, left.feed)
    )
    if left.slot is None or not (fallback or left.fallback_page) or is_gone:
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
    return Placement.objects.filter(post=post, cancelled_why=AUTHOR).update(cancelled_why=ALLOWED_AGAIN)
