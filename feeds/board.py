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
"""Slots of an edition on the board, at first and on demand; what is pinned is shown wherever it stands."""


@dataclass(frozen=True)
class Line:
    """A slot of an edition as the board prints it. `pin` holds it, `was` is the slot it is pinned to now.

    It `is_stopped` where another stands in the slot that is wished for it, and `is_apart` where the slot
    before it is not shown.
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
    is_apart: bool = False
    came_from: int | None = None


@dataclass
class Draft:
    """What a marketer changed on a board and has not saved: by entry the slot, None to unpin."""

    wishes: dict[int, int | None] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


class Unseen(NamedTuple):
    """A wish about an entry that the next edition does not show; `was` is the slot it is pinned to now."""

    entry: int
    slot: int | None
    was: int | None
    title: str


@dataclass(frozen=True)
class Board:
    """Both editions of a feed side by side; `conflicts` are pins that stand in each other's way."""

    now: list[Line]
    then: list[Line]
    conflicts: list[str]
    unseen: list[Unseen]
    known: int
    """The last line of the log: what is shown is not older."""
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
    # Before the rest: a change that comes between is then one that was not seen.
    last = PlacementChange.objects.filter(feed=feed).order_by("-pk").values_list("pk", flat=True).first()
    held = held_slots(feed, for_staff=True)
    pinned = {one.entry: slot for slot, one in held.items() if one.entry and not one.is_fallback}
    # What somebody else has done already, or an entry that left, is no wish any more.
    wishes = {entry: slot for entry, slot in draft.wishes.items() if pinned.get(entry) != slot}
    firm = {slot: one.placement for slot, one in held.items() if _is_firm(one, wishes)}
    wanted = set(wishes.values())
    pins = {
        slot: one.entry
        for slot, one in held.items()
        if one.entry and one.entry not in wishes and (slot in firm or slot not in wanted)
    }
    conflicts = [*draft.errors, *_conflicts(feed, held, firm, wishes, ends_at)]
    stopped = set()
    for entry, slot in wishes.items():
        if slot is not None and (slot in firm or slot in pins):
            stopped.add(entry)
        elif slot is not None:
            pins[slot] = entry
    then, now = plan_of(feed, pins=pins, without=_leaving(feed, wishes)), _slots(feed.current_edition)
    marked = {*wishes, *(one.entry for one in held.values() if one.entry)}
    printed = [_printed_slots(slots, shown, marked) for slots in (now, then)]
    rows = _rows(feed, [*wishes, *(slot.id for slots in printed for slot in slots.values())])
    places = {slot.id: number for number, slot in enumerate(now, start=1)}
    facts = _Facts(_holders(held), pinned, wishes, stopped, places, rows, brand)
    shown_now, shown_then = (_lines(slots, facts) for slots in printed)
    seen = {line.entry for line in shown_then}
    return Board(
        now=shown_now,
        then=shown_then,
        conflicts=conflicts,
        unseen=[
            Unseen(entry, slot, pinned.get(entry), _title(rows.get(entry)))
            for entry, slot in wishes.items()
            if entry not in seen
        ],
        known=last or 0,
        lost=[one.placement for one in held.values() if one.entry is None],
    )


def _is_firm(held: Held, wishes: Wishes) -> bool:
    """Whether nobody else may stand in the slot.

    What follows an ended pin stands there only until somebody comes. A pin whose source is not there holds
    its slot all the same, until it is taken back.
    """
    return held.placement.is_live and (held.is_fallback or held.entry not in wishes)


def _holders(held: Mapping[int, Held]) -> dict[int, Held]:
    """Return by entry what holds it: in a short feed it does not stand in the slot of its pin."""
    found: dict[int, Held] = {}
    for one in held.values():
        if one.entry and (one.entry not in found or not one.is_fallback):
            found[one.entry] = one
    return found


def _printed_slots(slots: Iterable[Slot], shown: int, marked: Set[int]) -> dict[int, Slot]:
    """Return by its number (from 1) what is printed: the first `shown`, and what is pinned or wished."""
    numbered = enumerate(slots, start=1)
    return {number: slot for number, slot in numbered if number <= shown or slot.id in marked}


def _slots(edition: Edition | None) -> list[Slot]:
    return [from_row(row) for row in edition.slots] if edition else []


def _conflicts(
    feed: Feed,
    held: Mapping[int, Held],
    firm: Mapping[int, Placement],
    wishes: Wishes,
    ends_at: datetime | None,
) -> list[str]:
    """Say which wishes cannot be: two for one slot, a slot somebody holds, one that is promised."""
    found, taken = [], set()
    wanted = [slot for slot in wishes.values() if slot is not None]
    for slot in wanted:
        if slot in taken:
            found.append(_("Two entries are to stand in slot %(slot)d.") % {"slot": slot})
        elif slot in firm:
            said = {"slot": slot, "title": firm[slot].title}
            is_there = held[slot].entry is not None and not held[slot].is_fallback
            found.append(
                _("Slot %(slot)d is held by “%(title)s”: move or unpin that first.") % said
                if is_there
                else _("Slot %(slot)d is kept for “%(title)s”, not public now: take that back first.") % said
            )
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
    """What both editions are printed from: what holds an entry, what is pinned, wished and stopped."""

    holders: Mapping[int, Held]
    pinned: Mapping[int, int]
    wishes: Wishes
    stopped: Set[int]
    places: Mapping[int, int]
    rows: Mapping[int, FeedEntry]
    brand: Brand


def _lines(slots: Mapping[int, Slot], facts: _Facts) -> list[Line]:
    lines = []
    for number, slot in slots.items():
        row = facts.rows.get(slot.id)
        if row is None:
            continue
        holder = facts.holders.get(row.pk)
        why = explain.why(slot, explain.Facts(brand=facts.brand.name, is_chosen=row.standing == "featured"))
        lines.append(
            Line(
                entry=row.pk,
                slot=number,
                pin=holder.placement if holder else None,
                is_fallback=bool(holder and holder.is_fallback),
                was=facts.pinned.get(row.pk),
                wished=facts.wishes.get(row.pk, facts.pinned.get(row.pk)),
                is_wished=row.pk in facts.wishes,
                is_stopped=row.pk in facts.stopped,
                is_apart=number > 1 and number - 1 not in slots,
                came_from=facts.places.get(row.pk),
                lane=row.lane,
                why=explain.sentence(why),
                **_printed(row, facts.brand),
            )
        )
    return lines


def _title(row: FeedEntry | None) -> str:
    source = (row.post or row.page) if row else None
    return source.title if source else ""


def _printed(row: FeedEntry, brand: Brand) -> dict[str, Any]:
    if row.post:
        return {
            "title": _title(row),
            "url": row.post.get_absolute_url(),
            "lang": row.post.language,
            "who": row.post.author.name,
            "kind": row.post.get_kind_display(),
        }
    page = specific(row.page) if row.page else None
    return {
        "title": _title(row),
        "url": row.page.url or "" if row.page else "",
        "lang": row.language,
        "who": brand.name,
        "kind": str(page._meta.verbose_name) if page else "",
    }
