"""Placing: a marketer features a post or a page, or pins it to a slot, for a time."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from community.models import Member, Post
from feeds.actions.syncing import lock_sources, sync_source
from feeds.actions.telling import tell_of_fallback, tell_of_placements
from feeds.models import Feed, Placement, PlacementChange
from pagecache import raise_generations

MARKETER, AUTHOR, ALLOWED_AGAIN = "marketer", "author", "author, allowed again"
"""Why a placement was taken back."""
What = PlacementChange.What


class PlacementRefused(Exception):
    """A placement cannot be made; `str()` says why and what to do."""


class SlotTaken(PlacementRefused):
    """`holder` is the pin that stands there, None where it is gone again."""

    def __init__(self, slot: int, holder: Placement | None = None) -> None:
        self.slot, self.holder = slot, holder
        super().__init__(
            _("Slot %(slot)d is taken for part of that time. Choose another slot or another time.")
            % {"slot": slot}
        )


class NotPublic(PlacementRefused):
    def __init__(self) -> None:
        super().__init__(_("Only something that is public can be placed."))


class AuthorDeclined(PlacementRefused):
    def __init__(self) -> None:
        super().__init__(
            _("Its author took it down from there, so it is not placed again unless they allow it.")
        )


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
    """Feature a source in one feed, pinned to `slot` (from 1) if given; as `place_in` does it."""
    return place_in(
        [feed], by=by, post=post, page=page, slot=slot, starts_at=starts_at, ends_at=ends_at
    )[0]  # fmt: skip


@transaction.atomic
def place_in(
    feeds: Iterable[Feed],
    *,
    by: Member,
    post: Post | None = None,
    page: Page | None = None,
    slot: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    fallback: Post | Page | None = None,
) -> list[Placement]:
    """Feature a source in these feeds, in all of them or in none. The author of a post is told at once.

    `fallback` takes a pin's slot when the source was taken down, and after the pin ended. Raises `SlotTaken`,
    `NotPublic`, `AuthorDeclined`.
    """
    sources = [row for row in (post, page, fallback) if row is not None]
    lock_sources(
        [row.pk for row in sources if isinstance(row, Post)],
        [row.pk for row in sources if isinstance(row, Page)],
    )
    if post is not None:
        post = lock_post(post.pk)
    # After the sources, as everybody does: two who lock in different orders would wait for each other.
    feeds = lock_feeds(feeds)
    if (post is not None and not (post.is_public and post.in_feeds)) or (page is not None and not page.live):
        raise NotPublic
    placements = []
    for feed in feeds:
        if post is not None and is_declined(post, feed):
            raise AuthorDeclined
        placement = Placement(
            feed=feed,
            post=post,
            page=page,
            slot=slot,
            starts_at=starts_at or timezone.now(),
            ends_at=ends_at,
            fallback_post=fallback if isinstance(fallback, Post) else None,
            fallback_page=fallback if isinstance(fallback, Page) else None,
            seen_revision=post.public_revision if post else None,
            placed_by=by,
        )
        settle(placement)
        note_change(placement, What.PLACED, by=by)
        placements.append(placement)
    follow(*placements)
    if post is not None:
        tell_of_placements(post, placements, by=by)
    if isinstance(fallback, Post):
        tell_of_fallback(fallback, placements, by=by)
    return placements


def lock_post(pk: int) -> Post:
    rows = Post.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("author", "public_revision", "product").get(pk=pk)


def lock_feeds(feeds: Iterable[Feed]) -> list[Feed]:
    """Lock these feeds, in one order."""
    rows = Feed.objects.filter(pk__in=[feed.pk for feed in feeds]).order_by("pk")
    return list(rows.select_for_update(no_key=True, of=("self",)).select_related("product", "topic"))


def is_declined(post: Post, feed: Feed) -> bool:
    """Whether the author took it down from there."""
    return Placement.objects.filter(post=post, feed=feed, cancelled_why=AUTHOR).exists()


def settle(placement: Placement) -> None:
    """Save a placement. Raises `SlotTaken`: PostgreSQL refuses by its constraint, for SQLite we look."""
    is_pinned = placement.slot is not None and placement.cancelled_at is None
    if is_pinned and connection.vendor == "sqlite":
        _refuse_if_taken(placement)
    try:
        with transaction.atomic():
            placement.save()
    except IntegrityError:
        if is_pinned:
            _refuse_if_taken(placement)
        raise


def _refuse_if_taken(placement: Placement) -> None:
    if placement.slot is not None and (holder := overlapping(placement)):
        raise SlotTaken(placement.slot, holder)


def overlapping(placement: Placement) -> Placement | None:
    """Return a pin that holds the slot for part of the time."""
    others = Placement.objects.pins().filter(feed=placement.feed, slot=placement.slot, cancelled_at=None)
    others = others.exclude(pk=placement.pk).filter(Q(ends_at=None) | Q(ends_at__gt=placement.starts_at))
    if placement.ends_at is not None:
        others = others.filter(starts_at__lt=placement.ends_at)
    return others.for_staff().order_by("starts_at").first()


def note_change(
    placement: Placement,
    what: str,
    *,
    by: Member | None,
    before: dict[str, object] | None = None,
    undoes: PlacementChange | None = None,
) -> PlacementChange:
    """Add a line to the log; `before` is None where the placement is new."""
    return PlacementChange.objects.create(
        feed_id=placement.feed_id,
        placement=placement,
        what=what,
        by=by,
        before=before,
        after=placement.terms,
        undoes=undoes,
    )


@transaction.atomic
def cancel_placement(
    placement: Placement,
    *,
    by: Member | None = None,
    why: str = MARKETER,
    undoes: PlacementChange | None = None,
) -> Placement:
    """Take a placement back; the feed closes up with its next edition."""
    placement = lock_placement(placement.pk)
    if placement.cancelled_at is None:
        before = placement.terms
        placement.cancelled_at = timezone.now()
        placement.cancelled_why = why
        placement.save(update_fields=["cancelled_at", "cancelled_why"])
        what = What.DECLINED if why == AUTHOR else What.TAKEN_BACK
        note_change(placement, what, by=by, before=before, undoes=undoes)
        follow(placement)
    return placement


def lock_placement(pk: int) -> Placement:
    """Lock a placement, its sources and its feed before it: in the order everybody takes them."""
    found = Placement.objects.get(pk=pk)
    lock_sources([found.post_id, found.fallback_post_id], [found.page_id, found.fallback_page_id])
    lock_feeds([found.feed])
    rows = Placement.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("feed__product", "feed__topic", "post__public_revision", "page").get(pk=pk)


def follow(*placements: Placement) -> None:
    """Bring entries in line with placements that were made, began, changed or are over."""
    in_force = [placement.pk for placement in placements if placement.is_live]
    Placement.objects.filter(pk__in=[one.pk for one in placements]).update(is_in_force=False)
    Placement.objects.filter(pk__in=in_force).update(is_in_force=True)
    sources = {(one.post_id, one.page_id) for one in placements}
    sources |= {(one.fallback_post_id, one.fallback_page_id) for one in placements}
    for post_id, page_id in sorted(sources, key=lambda source: (source[0] or 0, source[1] or 0)):
        sync_source(post_id, page_id)
    raise_generations(*(f"member:{one.post.author_id}" for one in placements if one.post))


def follow_turning(limit: int = 200) -> int:
    """Have what began or ended by the clock stand as its placement says; returns how many there were."""
    rows = list(Placement.objects.turning().order_by("pk").values_list("pk", flat=True)[:limit])
    for pk in rows:
        with transaction.atomic():
            follow(lock_placement(pk))
    return len(rows)
