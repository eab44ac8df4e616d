"""What a change to a feed would do: its next edition beside the present one. Nothing of it stays.

Other rules of planning are tried by reading alone. For another rule of what belongs in it a feed is made
that nobody knows, filled and rolled back: it locks no row that anybody else writes, and it is as large with
a million posts as with a thousand, for only the newest are brought in.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, cast
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page

from community.models import Post
from feeds.actions.filling import BLOCK, fill_for_trial
from feeds.actions.planning import plan_of
from feeds.models import Feed, FeedEntry, Placement
from feeds.planning import EDITORIAL, Slot, from_row
from feeds.rules import Rule

SHOWN = 20


@dataclass(frozen=True)
class Line:
    """An entry of an edition. Slots count from 1; `other` is its slot in the other edition, if any."""

    slot: int
    other: int | None
    title: str
    lang: str
    by: str
    is_editorial: bool


@dataclass(frozen=True)
class Front:
    """The first slots of an edition, and whose they are."""

    lines: list[Line]

    @property
    def editorial(self) -> int:
        return sum(line.is_editorial for line in self.lines)

    @property
    def customer(self) -> int:
        return len(self.lines) - self.editorial

    @property
    def percent(self) -> int:
        """The part of the brand."""
        return round(100 * self.editorial / max(1, len(self.lines)))


@dataclass(frozen=True)
class Preview:
    """The front of the present edition and that of the next.

    `newest` is how many of the newest posts it was computed on, None where it was on all there are.
    """

    present: Front
    coming: Front
    language: str
    at: datetime
    newest: int | None

    @property
    def moved(self) -> int:
        """How many of the first slots would hold something else."""
        return sum(line.slot != line.other for line in self.coming.lines)


def preview(
    feed: Feed | None, language: str, *, config: Mapping[str, Any], rule: Rule | None = None
) -> Preview:
    """Return what planning by `config`, and another `rule` if there is one, would do to a feed.

    `feed` is its row in this language, None for one that is not made yet. Raises ValidationError where
    `config` cannot be met.
    """
    edition = feed.current_edition if feed else None
    present = [from_row(row) for row in edition.slots] if edition else []
    now, is_all = _Read.of(present), True
    tried = copy(feed) if feed else Feed(kind=Feed.Kind.CUSTOM, language=language)
    is_filled = feed is not None and feed.fill_asked_at is None
    tried.config = dict(config)
    if rule is None or (is_filled and Rule.read(tried.rule) == rule):
        tried.clean()
        then = _Read.of(plan_of(tried))
    else:
        tried.rule = rule.as_json()
        tried.clean()
        with transaction.atomic():
            is_all = _fill_a_twin(tried, rule)
            then = _Read.of(plan_of(tried))
            transaction.set_rollback(True)
    return Preview(
        present=_front(now, then),
        coming=_front(then, now),
        language=language,
        at=timezone.now(),
        newest=None if is_all else BLOCK,
    )


def _fill_a_twin(feed: Feed, rule: Rule) -> bool:
    """Store a feed under a name that nobody asks for, with its placements, and fill it by a rule."""
    placed = list(Placement.objects.filter(feed=feed, cancelled_at=None)) if feed.pk else []
    feed.pk, feed.slug, feed.fill_after, feed.current_edition = None, f"preview-{uuid4()}", 0, None
    feed._state.adding = True
    feed.save()
    for placement in placed:
        placement.pk, placement.feed = None, feed
    Placement.objects.bulk_create(placed)
    return fill_for_trial(feed, rule)


@dataclass(frozen=True)
class _Read:
    """An edition with what stands in it: of all slots which post or page, of the first ones the entries."""

    slots: list[Slot]
    sources: dict[int, tuple[int | None, int | None]]
    entries: dict[int, FeedEntry]

    @classmethod
    def of(cls, slots: list[Slot]) -> Self:
        rows = FeedEntry.objects.filter(pk__in=[slot.id for slot in slots])
        sources = {pk: (post, page) for pk, post, page in rows.values_list("pk", F("post_id"), F("page_id"))}
        visible = FeedEntry.objects.visible().select_related("post__author", "post__public_revision", "page")
        return cls(slots, sources, visible.in_bulk([slot.id for slot in slots[:SHOWN]]))


def _front(one: _Read, other: _Read) -> Front:
    elsewhere = {other.sources.get(slot.id): number for number, slot in enumerate(other.slots, start=1)}
    lines = []
    for number, slot in enumerate(one.slots[:SHOWN], start=1):
        if entry := one.entries.get(slot.id):
            source: Post | Page = entry.post or cast(Page, entry.page)
            by = entry.post.author.name if entry.post else ""
            place = elsewhere.get(one.sources.get(slot.id))
            lines.append(Line(number, place, source.title, entry.language, by, slot.lane == EDITORIAL))
    return Front(lines)
