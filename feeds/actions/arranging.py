"""Arranging a feed on its board: several pins at once, and taking a change back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from community.actions.repeating import repeated_on_deadlock
from community.models import Member, PostRevision
from feeds.actions.placing import (
    MARKETER,
    AuthorDeclined,
    PlacementRefused,
    What,
    cancel_placement,
    follow,
    is_declined,
    lock_all,
    lock_placement,
    note_change,
    refuse_unless_shown,
    settle,
)
from feeds.actions.telling import call_off_news, tell_of_placements, tell_of_return
from feeds.models import Feed, FeedEntry, Placement, PlacementChange

Wishes = Mapping[int, int | None]
"""By entry, the slot (from 1) it is to be pinned to; None: no pin any more."""


class ChangedMeanwhile(PlacementRefused):
    """Somebody else changed the same thing since the board was opened; `changes` says what."""

    def __init__(self, changes: Iterable[PlacementChange]) -> None:
        self.changes = list(changes)
        super().__init__(_("Somebody else changed this meanwhile. Nothing of yours was saved yet."))


class CannotUndo(PlacementRefused):
    pass


@repeated_on_deadlock
@transaction.atomic
def arrange(
    feed: Feed, *, by: Member, wishes: Wishes, known: int, ends_at: datetime | None = None
) -> list[Placement]:
    """Pin entries of a feed to slots and unpin others, all of it or nothing; returns what was changed.

    `known` is the last line of the log the marketer has seen: what others changed since, on the same entries
    or slots, is not overwritten. `ends_at` is the end of new pins; one that is moved keeps its own. Raises
    `SlotTaken`, `ChangedMeanwhile`, `NotPublic`, `AuthorDeclined`.
    """
    entries = _entries(feed, wishes)
    held = [*entries, *Placement.objects.live().filter(feed=feed)]
    fallbacks = [(row.fallback_post_id, row.fallback_page_id) for row in held if isinstance(row, Placement)]
    sources = [*map(_source, held), *fallbacks]
    posts, pages = [post for post, _page in sources], [page for _post, page in sources]
    feed = lock_all([feed], posts=posts, pages=pages)[0]
    # Read anew under the locks: what was taken down since is gone from here.
    entries = _entries(feed, wishes)
    standing = _standing(feed)
    changed = {
        entry: wishes[entry.pk]
        for entry in entries
        if _slot_of(standing.get(_source(entry))) != wishes[entry.pk]
    }
    _refuse_what_others_changed(feed, changed, known)
    moved = [_lifted(standing.get(_source(entry)), feed, entry) for entry in changed]
    befores = [row.terms if row.pk else None for row in moved]
    for row in moved:
        if row.pk and row.slot is not None:
            # Lifted first, so that two may change places: the constraint looks at every row by itself.
            Placement.objects.filter(pk=row.pk).update(slot=None)
    for row, slot, before in zip(moved, changed.values(), befores, strict=True):
        _put(row, slot, by=by, before=before, ends_at=ends_at)
    follow(*moved)
    for row, before in zip(moved, befores, strict=True):
        if row.cancelled_at is not None:
            call_off_news(row)
        elif before is None and row.post is not None:
            tell_of_placements(row.post, [row], by=by)
    return moved


def _entries(feed: Feed, wishes: Wishes) -> list[FeedEntry]:
    rows = feed.entries.filter(pk__in=wishes)
    return list(rows.select_related("post__author", "post__public_revision", "page").order_by("pk"))


def _source(row: Any) -> tuple[int | None, int | None]:
    return row.post_id, row.page_id


def _slot_of(row: Placement | None) -> int | None:
    return row.slot if row else None


def _standing(feed: Feed) -> dict[tuple[int | None, int | None], Placement]:
    """Return what is placed now by its source, the pin where there is one."""
    rows = Placement.objects.live().filter(feed=feed).select_related("feed", "post__author", "page")
    return {_source(row): row for row in sorted(rows, key=lambda row: (row.slot is not None, row.pk))}


def _refuse_what_others_changed(feed: Feed, changed: Mapping[FeedEntry, int | None], known: int) -> None:
    sources, slots = {_source(entry) for entry in changed}, set(changed.values()) - {None}
    newer = PlacementChange.objects.filter(feed=feed, pk__gt=known).select_related(
        "placement__post__public_revision", "placement__page", "by"
    )
    clashes = [
        line
        for line in newer.order_by("pk")
        if _source(line.placement) in sources or (line.after["stands"] and line.after["slot"] in slots)
    ]
    if clashes:
        raise ChangedMeanwhile(clashes)


def _lifted(row: Placement | None, feed: Feed, entry: FeedEntry) -> Placement:
    return row or Placement(feed=feed, post=entry.post, page=entry.page)


def _put(
    row: Placement, slot: int | None, *, by: Member, before: dict[str, Any] | None, ends_at: datetime | None
) -> None:
    if slot is None:
        row.cancelled_at, row.cancelled_why = timezone.now(), MARKETER
        settle(row)
        note_change(row, What.TAKEN_BACK, by=by, before=before)
        return
    refuse_unless_shown(row.post or row.page)
    if before is None:
        if row.post is not None and is_declined(row.post, row.feed):
            raise AuthorDeclined
        row.ends_at, row.placed_by = ends_at, by
        row.seen_revision_id = row.post.public_revision_id if row.post else None
    row.slot = slot
    settle(row)
    note_change(row, What.MOVED if before else What.PLACED, by=by, before=before)


@repeated_on_deadlock
@transaction.atomic
def undo_change(change: PlacementChange, *, by: Member) -> Placement:
    """Make the reverse of a change. Raises `CannotUndo`, `SlotTaken`, `NotPublic`, `AuthorDeclined`.

    Refused where the placement was changed again since, also where that led back to the same place; for what
    its author did; and a second time.
    """
    placement = lock_placement(change.placement_id)
    if change.what == What.DECLINED:
        raise CannotUndo(_("Its author took it down: only they can allow it again."))
    line: Any = PlacementChange.objects.with_what_followed().get(pk=change.pk)
    if PlacementChange.objects.filter(undoes=change).exists():
        raise CannotUndo(_("This was undone already."))
    if placement.terms != change.after or line.is_followed:
        raise CannotUndo(_("It was changed again since: undo the later change first."))
    if change.before is None or not change.before["stands"]:
        return cancel_placement(placement, by=by, undoes=change)
    refuse_unless_shown(placement.post or placement.page)
    if line.is_declined:
        raise AuthorDeclined
    if placement.fallback_post is not None and is_declined(placement.fallback_post, placement.feed):
        placement.fallback_post = None
    before = placement.terms
    placement.slot = change.before["slot"]
    placement.starts_at = parse_datetime(change.before["starts_at"]) or placement.starts_at
    placement.ends_at = parse_datetime(change.before["ends_at"]) if change.before["ends_at"] else None
    placement.cancelled_at, placement.cancelled_why = None, ""
    settle(placement)
    what = What.MOVED if before["stands"] else What.RESTORED
    note_change(placement, what, by=by, before=before, undoes=change)
    follow(placement)
    if what == What.RESTORED:
        tell_of_return(placement, by=by)
    return placement


@transaction.atomic
def note_seen(placement: Placement, *, revision: int) -> Placement:
    """Note which words of the post a marketer has seen there; those of another post are none.

    Asked for by what the page showed, not by what is public now: that may be new words nobody has seen.
    """
    placement = lock_placement(placement.pk)
    if placement.is_edited and PostRevision.objects.filter(pk=revision, post=placement.post_id).exists():
        placement.seen_revision_id = revision
        placement.save(update_fields=["seen_revision"])
    return placement
