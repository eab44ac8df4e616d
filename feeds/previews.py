"""What a change to a feed would do: its next edition beside the present one. Nothing of it stays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from django.db import transaction
from wagtail.models import Page

from community.models import Post
from feeds.actions.filling import fill_block
from feeds.actions.planning import plan_of
from feeds.models import Feed, FeedEntry
from feeds.planning import EDITORIAL, Slot, from_row

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
    """The front of the present edition and that of the next."""

    present: Front
    coming: Front

    @property
    def moved(self) -> int:
        """How many of the first slots would hold something else."""
        return sum(line.slot != line.other for line in self.coming.lines)


def preview(feed: Feed | None, change: Callable[[], Sequence[Feed]], language: str) -> Preview:
    """Return what `change` would do to `feed`, None for one that is not made yet.

    `change` is an action that returns the feeds it changed; that of this language is shown. It is really
    done, filled (with its newest posts) and planned, and then taken back: what is shown is what saving does.
    What it raises is passed on.
    """
    edition = feed.current_edition if feed else None
    present = [from_row(row) for row in edition.slots] if edition else []
    with transaction.atomic():
        before = _entries(present)
        changed = next(one for one in change() if one.language == language)
        fill_block(changed.pk)
        coming = plan_of(changed)
        after = _entries(coming)
        transaction.set_rollback(True)
    return Preview(_front(present, coming, before), _front(coming, present, after))


def _entries(slots: list[Slot]) -> dict[int, FeedEntry]:
    rows = FeedEntry.objects.visible().select_related("post__author", "post__public_revision", "page")
    return rows.in_bulk([slot.id for slot in slots[:SHOWN]])


def _front(slots: list[Slot], others: list[Slot], entries: dict[int, FeedEntry]) -> Front:
    elsewhere = {slot.id: number for number, slot in enumerate(others, start=1)}
    lines = []
    for number, slot in enumerate(slots[:SHOWN], start=1):
        if entry := entries.get(slot.id):
            source: Post | Page = entry.post or cast(Page, entry.page)
            by = entry.post.author.name if entry.post else ""
            is_editorial, other = slot.lane == EDITORIAL, elsewhere.get(slot.id)
            lines.append(Line(number, other, source.title, entry.language, by, is_editorial))
    return Front(lines)
