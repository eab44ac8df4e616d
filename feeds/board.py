"""The board of a feed: the edition readers see now, and the next one as it would be with changed pins."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from content.brand import Brand
from content.cards import KINDS, specific
from feeds import explain
from feeds.actions.arranging import Wishes
from feeds.actions.planning import plan_of
from feeds.forms import LAST_SLOT
from feeds.membership import languages
from feeds.models import Edition, Feed, FeedEntry, Placement, PlacementChange
from feeds.pins import Held, held_slots
from feeds.planning import Slot, from_row

SHOWN, MORE = 20, 60
"""Slots of an edition on the board, at first and on demand."""


@dataclass(frozen=True)
class Line:
    """A slot of an edition as the board prints it. `pin` holds it, `was` is the slot it is pinned to now.

    It `is_stopped` where another stands in the slot that is wished for it.
    """

    entry: int
    slot: int
    title: str
    url: str
    lang: str
    who: str
    kind: str
    lane: str
    why: str
    pin: Placement | None = None
    is_fallback: bool = False
    was: int | None = None
    wished: int | None = None
    is_wished: bool = False
    is_stopped: bool = False
    came_from: int | None = None


@dataclass
class Draft:
    """What a marketer changed on a board and has not saved: by entry the slot, None to unpin."""

    wishes: dict[int, int | None] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Board:
    """Both editions of a feed side by side; `conflicts` are pins that stand in each other's way."""

    now: list[Line]
    then: list[Line]
    conflicts: list[str]
    unseen: list[tuple[int, int | None]]
    """Wishes about entries the next edition does not show."""
    known: int
    lost: list[Placement]
    """Pins whose source is in the feed no more, with nothing to take their place."""


@dataclass(frozen=True)
class BoardState:
    """What is pinned on a board now; `expired` are slots whose pin ended lately and that nobody holds now.

    `feed` is None where it is not there yet in this language.
    """

    language: str
    feed: Feed | None
    pins: list[Placement]
    expired: int

    @property
    def stale(self) -> int:
        return sum(pin.is_stale for pin in self.pins)


class FeedBoards(NamedTuple):
    """A feed and its board in every language."""

    feed: Feed
    boards: list[BoardState]


def boards_of(feeds: Iterable[Feed]) -> list[FeedBoards]:
    """Return the boards of these feeds in their order, those of one feed together: two queries."""
    pins: dict[int, list[Placement]] = defaultdict(list)
    for pin in Placement.objects.live().pins().for_staff().order_by("slot"):
        pins[pin.feed_id].append(pin)
    ended: dict[int, set[int | None]] = defaultdict(set)
    for feed, slot in Placement.objects.ended().lately().pins().values_list("feed", "slot"):
        ended[feed].add(slot)
    found: dict[str, dict[str, Feed]] = defaultdict(dict)
    for one in feeds:
        found[one.slug][one.language] = one
    return [
        FeedBoards(
            next(iter(rows.values())), [_state(code, rows.get(code), pins, ended) for code in languages()]
        )
        for rows in found.values()
    ]


def _state(
    code: str, feed: Feed | None, pins: Mapping[int, list[Placement]], ended: Mapping[int, set[int | None]]
) -> BoardState:
    held = pins.get(feed.pk, []) if feed else []
    expired = ended.get(feed.pk, set()) - {pin.slot for pin in held} if feed else set()
    return BoardState(code, feed, held, len(expired))


def read_draft(data: QueryDict) -> Draft:
    """Return what a posted board asks for: `slot-<entry>` where it differs from `was-<entry>`."""
    draft = Draft()
    for name in data:
        entry = _id_in(name.removeprefix("slot-")) if name.startswith("slot-") else None
        if entry is None:
            continue
        typed = str(data[name]).strip()
        if typed == data.get(f"was-{entry}", "").strip():
            continue
        slot = _slot_in(typed)
        if typed and slot is None:
            draft.errors.append(_("A slot is a number from 1 to %(last)d.") % {"last": LAST_SLOT})
            continue
        draft.wishes[entry] = slot
    for name, act in (("pin", _pinned), ("unpin", _unpinned)):
        if press := data.get(name):
            act(draft, press)
    return draft


def _pinned(draft: Draft, press: str) -> None:
    """Take up a press on "Pin here", which says "entry:slot"."""
    first, _colon, second = press.partition(":")
    entry, slot = _id_in(first), _slot_in(second)
    if entry is not None and slot is not None:
        draft.wishes[entry] = slot


def _unpinned(draft: Draft, press: str) -> None:
    entry = _id_in(press)
    if entry is not None:
        draft.wishes[entry] = None


def _id_in(typed: str) -> int | None:
    """Return the id that is written there; None for what none can be."""
    return int(typed) if typed.isdecimal() and len(typed) < 19 else None


def _slot_in(typed: str) -> int | None:
    number = _id_in(typed)
    return number if number is not None and 1 <= number <= LAST_SLOT else None


def board_of(feed: Feed, brand: Brand, draft: Draft, *, ends_at: datetime | None, shown: int) -> Board:
    """Return the board of a feed with these changes; nothing is written. The queries do not grow."""
    held = held_slots(feed, for_staff=True)
    pinned = {one.entry: slot for slot, one in held.items() if one.entry and not one.is_fallback}
    # What somebody else has done already, or an entry that left, is no wish any more.
    wishes = {entry: slot for entry, slot in draft.wishes.items() if pinned.get(entry) != slot}
    pins = {slot: one.entry for slot, one in held.items() if one.entry and one.entry not in wishes}
    conflicts = [*draft.errors, *_conflicts(feed, held, pins, wishes, ends_at)]
    pins |= {slot: entry for entry, slot in wishes.items() if slot is not None and slot not in pins}
    stopped = {entry for entry, slot in wishes.items() if slot is not None and pins.get(slot) != entry}
    then = plan_of(feed, pins=pins, without=_leaving(feed, wishes))
    now = _slots(feed.current_edition)
    rows = _rows(feed, [slot.id for slot in (*now[:shown], *then[:shown])])
    places = {slot.id: number for number, slot in enumerate(now, start=1)}
    facts = _Facts(held, pinned, wishes, stopped, places, rows, brand)
    shown_then = _lines(then[:shown], facts)
    seen = {line.entry for line in shown_then}
    return Board(
        now=_lines(now[:shown], facts),
        then=shown_then,
        conflicts=conflicts,
        unseen=[(entry, slot) for entry, slot in wishes.items() if entry not in seen],
        known=PlacementChange.objects.filter(feed=feed).order_by("-pk").values_list("pk", flat=True).first()
        or 0,
        lost=[one.placement for one in held.values() if one.entry is None],
    )


def _slots(edition: Edition | None) -> list[Slot]:
    return [from_row(row) for row in edition.slots] if edition else []


def _conflicts(
    feed: Feed, held: Mapping[int, Held], pins: Mapping[int, int], wishes: Wishes, ends_at: datetime | None
) -> list[str]:
    """Say which wishes cannot be: two for one slot, a slot somebody holds, one that is promised."""
    found, taken = [], set()
    wanted = [slot for slot in wishes.values() if slot is not None]
    for slot in wanted:
        if slot in taken:
            found.append(_("Two entries are to stand in slot %(slot)d.") % {"slot": slot})
        elif slot in pins:
            title = held[slot].placement.title
            said = {"slot": slot, "title": title}
            found.append(_("Slot %(slot)d is held by “%(title)s”: move or unpin that first.") % said)
        taken.add(slot)
    coming = (
        Placement.objects.coming().pins().filter(feed=feed, slot__in=wanted).for_staff() if wanted else []
    )
    for row in coming:
        if ends_at is None or row.starts_at < ends_at:
            said = {"slot": row.slot, "title": row.title}
            found.append(_("Slot %(slot)d is promised to “%(title)s” before your pin ends.") % said)
    return found


def _leaving(feed: Feed, wishes: Wishes) -> frozenset[int]:
    """Return what is in the plan by its pin alone, and leaves with it."""
    unpinned = [entry for entry, slot in wishes.items() if slot is None]
    if not unpinned:
        return frozenset()
    rows = feed.entries.filter(pk__in=unpinned, lane=FeedEntry.Lane.CUSTOMER, post__eligible_at=None)
    return frozenset(rows.exclude(post=None).values_list("pk", flat=True))


def _rows(feed: Feed, entries: Iterable[int]) -> dict[int, FeedEntry]:
    rows = FeedEntry.objects.visible().filter(feed=feed, pk__in=set(entries))
    rows = rows.select_related("post__author", "post__public_revision", *(f"page__{kind}" for kind in KINDS))
    return {row.pk: row for row in rows}


@dataclass(frozen=True)
class _Facts:
    """What both editions are printed from: who holds slots, what is pinned, wished, stopped, and where."""

    held: Mapping[int, Held]
    pinned: Mapping[int, int]
    wishes: Wishes
    stopped: Set[int]
    places: Mapping[int, int]
    rows: Mapping[int, FeedEntry]
    brand: Brand


def _lines(slots: Iterable[Slot], facts: _Facts) -> list[Line]:
    lines = []
    for number, slot in enumerate(slots, start=1):
        row = facts.rows.get(slot.id)
        if row is None:
            continue
        holder = facts.held.get(number)
        is_held = holder is not None and holder.entry == row.pk
        pin = holder.placement if holder and is_held else None
        why = explain.why(slot, explain.Facts(brand=facts.brand.name, is_chosen=row.standing == "featured"))
        lines.append(
            Line(
                entry=row.pk,
                slot=number,
                pin=pin,
                is_fallback=bool(holder and is_held and holder.is_fallback),
                was=facts.pinned.get(row.pk),
                wished=facts.wishes.get(row.pk, facts.pinned.get(row.pk)),
                is_wished=row.pk in facts.wishes,
                is_stopped=row.pk in facts.stopped,
                came_from=facts.places.get(row.pk),
                lane=row.lane,
                why=explain.sentence(why),
                **_printed(row, facts.brand),
            )
        )
    return lines


def _printed(row: FeedEntry, brand: Brand) -> dict[str, Any]:
    if row.post:
        return {
            "title": row.post.title,
            "url": row.post.get_absolute_url(),
            "lang": row.post.language,
            "who": row.post.author.name,
            "kind": row.post.get_kind_display(),
        }
    page = specific(row.page) if row.page else None
    return {
        "title": row.page.title if row.page else "",
        "url": row.page.url or "" if row.page else "",
        "lang": row.language,
        "who": brand.name,
        "kind": str(page._meta.verbose_name) if page else "",
    }
