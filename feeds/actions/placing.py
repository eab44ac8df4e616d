"""Placing: a marketer features a post or a page, or pins it to a slot, for a time."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from community.actions.repeating import repeated_on_deadlock
from community.models import Member, Post
from feeds.actions.syncing import lock_sources, own_pages, sync_source
from feeds.actions.telling import call_off_news, tell_of_fallback, tell_of_placements
from feeds.models import Feed, FeedEntry, Placement, PlacementChange
from feeds.models.placements import DECLINED
from pagecache import raise_generations

MARKETER, AUTHOR, ALLOWED_AGAIN = "marketer", DECLINED, "author, allowed again"
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
    """`fallback` is what was named to follow, where that is what was declined."""

    def __init__(self, fallback: Post | None = None) -> None:
        words = _("Its author took it down from there, so it is not placed again unless they allow it.")
        if fallback:
            words = _("The author of “%(title)s” took it down from there: choose something else to follow.")
            words %= {"title": fallback.title}
        super().__init__(words)


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


@repeated_on_deadlock
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
    feeds = lock_all(
        feeds,
        posts=[row.pk for row in sources if isinstance(row, Post)],
        pages=[row.pk for row in sources if isinstance(row, Page)],
    )
    # Read anew under the locks: what was taken down since is not placed.
    if post is not None:
        post = _read_post(post.pk)
    if isinstance(fallback, Post):
        fallback = _read_post(fallback.pk)
    for source in (post, page, fallback):
        refuse_unless_shown(source)
    placements = []
    for feed in feeds:
        if post is not None and is_declined(post, feed):
            raise AuthorDeclined
        if isinstance(fallback, Post) and is_declined(fallback, feed):
            raise AuthorDeclined(fallback)
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


def _read_post(pk: int) -> Post:
    return Post.objects.select_related("author", "public_revision", "product").get(pk=pk)


def lock_all(
    feeds: Iterable[Feed], *, posts: Iterable[int | None], pages: Iterable[int | None]
) -> list[Feed]:
    """Lock these sources, then these feeds and all that the sources stand in; return these feeds, read anew.

    Sources before feeds and each by their ids, as everybody does. Bringing a source in line marks every feed
    it stands in: locked only then, they would be out of order, and two would wait for each other.
    """
    post_ids, page_ids = ({pk for pk in ids if pk} for ids in (posts, pages))
    lock_sources(post_ids, page_ids)
    chosen = {feed.pk for feed in feeds}
    standing = FeedEntry.objects.filter(Q(post__in=post_ids) | Q(page__in=page_ids)).values("feed")
    rows = Feed.objects.filter(Q(pk__in=chosen) | Q(pk__in=standing)).order_by("pk")
    locked = rows.select_for_update(no_key=True, of=("self",)).select_related("product", "topic")
    return [feed for feed in locked if feed.pk in chosen]


def is_shown(source: Post | Page) -> bool:
    """Whether readers see a page, or a post as it was read, in feeds."""
    if isinstance(source, Post):
        return source.is_public and source.in_feeds
    return own_pages().filter(pk=source.pk).exists()


def refuse_unless_shown(source: Post | Page | None) -> None:
    """Raise `NotPublic` for what readers do not see in feeds."""
    if source is not None and not is_shown(source):
        raise NotPublic


def is_declined(post: Post, feed: Feed) -> bool:
    """Whether the author took it down from there."""
    return Placement.objects.declined().filter(post=post, feed=feed).exists()


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


@repeated_on_deadlock
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
        call_off_news(placement)
    return placement


def lock_placement(pk: int) -> Placement:
    """Lock a placement, and before it what `lock_with` locks."""
    lock_with([Placement.objects.select_related("feed").get(pk=pk)])
    rows = Placement.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("feed__product", "feed__topic", "post__public_revision", "page").get(pk=pk)


def lock_with(rows: Collection[Placement]) -> None:
    """Lock what these placements touch, their sources and feeds, before any of them is changed."""
    lock_all(
        [row.feed for row in rows],
        posts=[pk for row in rows for pk in (row.post_id, row.fallback_post_id)],
        pages=[pk for row in rows for pk in (row.page_id, row.fallback_page_id)],
    )


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
