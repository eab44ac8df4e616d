"""What an author says to being placed: the licence permits it, and they may decline at any time."""

from django.db import transaction
from django.db.models import Q

from community.actions import cancel_notifications
from community.models import Notification, Post
from feeds.actions.placing import (
    ALLOWED_AGAIN,
    AUTHOR,
    cancel_placement,
    follow,
    lock_placement,
)
from feeds.models import Placement
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
    author allows it.
    """
    rows = list(standing_of(post))
    for row in rows:
        if row.post_id == post.pk:
            cancel_placement(row, why=AUTHOR)
        else:
            placement = lock_placement(row.pk)
            placement.fallback_post = None
            placement.save(update_fields=["fallback_post"])
            follow(placement)
    unsent = Notification.objects.filter(post=post, kind=Notification.Kind.FEATURED, mailed_at=None)
    cancel_notifications(*unsent.values_list("pk", flat=True))
    return len(rows)


@transaction.atomic
def allow_again(post: Post) -> int:
    """Let the brand choose a post again for where its author had taken it down; returns for how many."""
    return Placement.objects.filter(post=post, cancelled_why=AUTHOR).update(cancelled_why=ALLOWED_AGAIN)
