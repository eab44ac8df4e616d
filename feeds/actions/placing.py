"""Placing: a marketer features a post or a page, or pins it to a slot, for a time."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from community.actions import notify
from community.models import Member, Notification, Post
from feeds.actions.syncing import sync_source
from feeds.models import Feed, Placement
from pagecache import raise_generations


class PlacementRefused(Exception):
    """A placement cannot be made; `str()` says why and what to do."""


class SlotTaken(PlacementRefused):
    def __init__(self, slot: int) -> None:
        super().__init__(
            _("Slot %(slot)d is taken for part of that time. Choose another slot or another time.")
            % {"slot": slot}
        )


class NotPublic(PlacementRefused):
    def __init__(self) -> None:
        super().__init__(_("Only something that is public can be placed."))


@transaction.atomic
def place(
    feed: Feed,
    *,
    by: Member,
    post: Post | None = None,
    page: Page | None = None,
    slot: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Placement:
    """Feature a source in a feed, pinned to `slot` (from 1) if given. Raises `SlotTaken`, `NotPublic`.

    The author of a post is told at once.
    """
    if post is not None:
        post = (
            Post.objects.select_for_update(no_key=True, of=("self",)).select_related("author").get(pk=post.pk)
        )
    # After the post, as everybody does: two who lock in different orders would wait for each other.
    Feed.objects.select_for_update(no_key=True).get(pk=feed.pk)
    if (post is not None and not (post.is_public and post.in_feeds)) or (page is not None and not page.live):
        raise NotPublic
    placement = Placement(
        feed=feed, post=post, page=page, slot=slot, starts_at=starts_at or timezone.now(), ends_at=ends_at,
        placed_by=by,
    )  # fmt: skip
    if slot is not None and connection.vendor == "sqlite" and _overlaps(placement):
        raise SlotTaken(slot)
    try:
        with transaction.atomic():
            placement.save()
    except IntegrityError as clash:
        if slot is None or not _overlaps(placement):
            raise
        raise SlotTaken(slot) from clash
    sync_source(placement.post_id, placement.page_id)
    if post is not None:
        raise_generations(f"member:{post.author_id}")
    if post is not None and post.author_id != by.pk:
        notify(post.author, Notification.Kind.FEATURED, post=post, facts={"feed": feed.slug})
    return placement


def _overlaps(placement: Placement) -> bool:
    """Whether a live pin already holds the slot for part of the time."""
    others = Placement.objects.pins().filter(feed=placement.feed, slot=placement.slot, cancelled_at=None)
    others = others.exclude(pk=placement.pk).filter(Q(ends_at=None) | Q(ends_at__gt=placement.starts_at))
    if placement.ends_at is not None:
        others = others.filter(starts_at__lt=placement.ends_at)
    return others.exists()


@transaction.atomic
def cancel_placement(placement: Placement, *, why: str = "") -> Placement:
    """Take a placement back; the feed closes up with its next edition."""
    placement = Placement.objects.select_for_update(no_key=True, of=("self",)).get(pk=placement.pk)
    if placement.cancelled_at is None:
        placement.cancelled_at = timezone.now()
        placement.cancelled_why = why
        placement.save(update_fields=["cancelled_at", "cancelled_why"])
        sync_source(placement.post_id, placement.page_id)
    return placement
