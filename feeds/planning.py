"""The planner: two lanes, editorial and customer, merged into one edition.

`plan()` is pure: no clock, no chance, no database; the same input gives the same edition, in whatever
order it arrives. `Candidate` has no field for stars or tone, so neither can move an entry.

The rules, strongest first:

1. A pin stands at its slot, and counts like any other entry in every rule below.
2. At most `max_run` entries of one lane in a row, while both lanes have entries.
3. No author twice within `author_gap` slots.
4. At most `author_page` entries by one author in any `page` slots in a row.
5. The lanes share the slots by their weights (smooth weighted round robin, as in nginx).
6. Every `newcomer_every`-th customer slot is the first chance of a new post, least shown first; and what is
   only to fill up comes when nothing else of its lane may stand there.
7. No product twice among `product_gap` + 1 entries of a lane; a post beside its product's page is wanted.
8. At most `topic_cap` entries of one topic in any `topic_window` slots in a row.
9. The higher key first, then the higher id.

They give way in the reverse order only; `Slot.relaxed` holds how far (see `RELAXED_RULES`).

Where this mends the method's sketch:
- A new post also fills a customer slot when an author rule bars every other customer entry; before, one
  author stood twice in a row while new posts were left.
- The author gap shrinks slot by slot when it must give way, for the same reason.
- A first chance that a pin or an author rule prevented is made up at the next customer slot.
- The run rule looks past free slots to the pins behind them, so as not to be cornered between two lanes.

Cost: O(size * (look_ahead + entries barred by an author rule)), however many posts the site has.
"""

from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Container, Hashable, Iterable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from itertools import chain, compress, count
from operator import attrgetter
from typing import Any, NamedTuple

from feeds.spacing import Spacing

EDITORIAL, CUSTOMER = LANES = ("editorial", "customer")
PIN, LANE, NEW = REASONS = ("pin", "lane", "new")
LANE_OF, REASON_OF = ({name[0]: name for name in names} for names in (LANES, REASONS))

# `Slot.relaxed` is an index here: the strongest rule the entry breaks; weaker ones were no longer looked at.
# The share between the lanes is no fact of one slot: it is read off the edition.
RELAXED_RULES = ("", "topic_cap", "product_gap", "author_page", "author_gap")
TOPIC_RELAXED, PRODUCT_RELAXED, AUTHOR_PAGE_RELAXED, AUTHOR_GAP_RELAXED = 1, 2, 3, 4


class Candidate(NamedTuple):
    """An entry that may be shown: a hashable, orderable id, and a sort key in ms.

    A None in `author`, `product` or `topic` never conflicts with anything.
    """

    id: Any
    lane: str
    key: int
    author: Hashable | None = None
    product: Hashable | None = None
    topic: Hashable | None = None


Newcomers = Iterable[tuple[Candidate, int]]  # with the times each was shown so far
Pins = Mapping[int, Candidate]  # by slot, from 0
_Room = dict[str, list[int]]  # for each lane and slot
_id, _author = attrgetter("id"), attrgetter("author")


class Slot(NamedTuple):
    """One place of an edition: what stands there and why.

    `skipped` counts the higher ranked entries of the same source passed over for it; `relaxed` is an index
    into `RELAXED_RULES`.
    """

    id: Any
    lane: str
    reason: str
    skipped: int = 0
    relaxed: int = 0


class CannotBeMet(ValueError):
    """A value of `PlanConfig` must be `least` or more; where `weights` are given, because of these."""

    def __init__(self, name: str, value: Any, least: int, weights: tuple[int, int] | None = None) -> None:
        self.name, self.value, self.least, self.weights = name, value, least, weights
        because = " with weights {} to {}".format(*weights) if weights else ""
        super().__init__(f"{name} must be a whole number, {least} or more{because}, not {value!r}")


@dataclass(frozen=True, slots=True)
class PlanConfig:
    """The planner's constants for one feed; 0 turns a gap, a cap or the first chances off.

    Raises CannotBeMet for a value that makes no sense, alone or with the others.
    """

    editorial_weight: int = 1
    customer_weight: int = 3
    max_run: int = 4
    size: int = 240
    page: int = 20
    author_gap: int = 2
    author_page: int = 2
    product_gap: int = 3
    topic_cap: int = 4
    topic_window: int = 8
    look_ahead: int = 12
    newcomer_every: int = 6

    def __post_init__(self) -> None:
        may_be_zero = {"size", "author_gap", "author_page", "product_gap", "topic_cap", "newcomer_every"}
        for field in fields(self):
            value = getattr(self, field.name)
            least = 0 if field.name in may_be_zero else 1
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                raise CannotBeMet(field.name, value, least)
        low, high = sorted((self.editorial_weight, self.customer_weight))
        needed = -(-high // low)
        if self.max_run < needed:
            raise CannotBeMet("max_run", self.max_run, needed, (self.editorial_weight, self.customer_weight))

    @property
    def editorial_share(self) -> Fraction:
        """The part of the slots meant for the editorial lane, in lowest terms."""
        return Fraction(self.editorial_weight, self.editorial_weight + self.customer_weight)


def plan(
    candidates: Iterable[Candidate],
    newcomers: Newcomers = (),
    pins: Pins | None = None,
    config: PlanConfig | None = None,
    fillers: Container[Any] = (),
) -> list[Slot]:
    """Return the edition: min(config.size, number of distinct ids) slots, no id twice.

    `newcomers` are (candidate, times shown so far) pairs. `pins` maps a slot, counted from 0, to what must
    stand there; when the entries run out the pins left close up, in order. An id given twice is used once:
    as a pin (its first slot) before a candidate before a newcomer. A pin at or beyond `size` is no pin: its
    entry takes part as a candidate, if it is one, and else closes up at the end of a short edition. A
    newcomer of the editorial lane needs no first chance and is an ordinary candidate. `fillers` are the ids
    of customers' entries that only fill up, such as those in another language than the reader's.

    Raises ValueError for an unknown lane or a negative slot.
    """
    return _Planner(candidates, newcomers, pins or {}, config or PlanConfig(), fillers).run()


def to_row(slot: Slot) -> list[Any]:
    """Return the slot as a short list for JSON: [id, lane initial, reason initial, skipped, relaxed]."""
    return [slot.id, slot.lane[0], slot.reason[0], slot.skipped, slot.relaxed]


def from_row(row: list[Any]) -> Slot:
    """Return the slot that `to_row` wrote, also after a round trip through JSON. ValueError if it is none."""
    try:
        entry, lane, reason, skipped, relaxed = row
        entry = tuple(entry) if isinstance(entry, list) else entry  # JSON has no tuples
        return Slot(entry, LANE_OF[lane], REASON_OF[reason], skipped, relaxed)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not a slot's row: {row!r}") from error


class _Queue:
    """The entries of one source that are still to be placed, best first."""

    def __init__(self, entries: list[Candidate], reason: str) -> None:
        self.reason = reason
        self.entries = entries
        # The authors again, side by side: looking down a lane for one who may stand here is most of the work.
        self.authors = [entry.author for entry in entries]
        self.left = Counter(self.authors)

    def take(self, index: int) -> Candidate:
        author = self.authors.pop(index)
        self.left[author] -= 1
        if not self.left[author]:
            del self.left[author]
        return self.entries.pop(index)


class _Planner:
    """The state of one edition in the making."""

    def __init__(
        self,
        candidates: Iterable[Candidate],
        newcomers: Newcomers,
        pins: Pins,
        config: PlanConfig,
        fillers: Container[Any],
    ) -> None:
        self.config = config
        self.pins, self.late_pins = _sorted_pins(pins, config.size)
        self.pin_slots = list(self.pins)
        pinned = {pin.id for pin in self.pins.values()}
        queues = _queues(candidates, newcomers, pinned, fillers)
        self.editorial, self.customers, self.newcomers, *self.fillers = queues
        # No slot beyond the number of entries is ever reached: work and memory do not grow with `size`.
        ids = pinned.union((pin.id for pin in self.late_pins), *(map(_id, q.entries) for q in queues))
        self.length = min(config.size, len(ids))

        self.slots: list[Slot] = []
        self.credit = dict.fromkeys(LANES, 0)
        self.run_lane, self.run_length = "", 0
        self.rooms = _rooms_for_runs(self.pins, self.length, config.max_run)
        self.customer_slots = 0
        self.chance_due = config.newcomer_every == 1  # at the next customer slot
        self.authors: list[Hashable] = []  # by slot
        self.author_page = Spacing(config.author_page, config.page)
        # author -> first slot where both author rules allow another entry, pins ahead apart
        self.author_free_from: defaultdict[Hashable, int] = defaultdict(int)
        self.recent_products = {lane: deque[Hashable]([], config.product_gap) for lane in LANES}
        self.topics = Spacing(config.topic_cap, config.topic_window)
        for slot, pin in self.pins.items():
            self.author_page.pinned[pin.author].append(slot)
            self.topics.pinned[pin.topic].append(slot)

    def run(self) -> list[Slot]:
        for slot in range(self.length):
            self.credit[EDITORIAL] += self.config.editorial_weight
            self.credit[CUSTOMER] += self.config.customer_weight
            if slot in self.pins:
                self._place(slot, self.pins[slot], PIN)
            elif lanes := self._lanes(slot):
                queue, index, relaxed = self._choose(slot, lanes)
                self._place(slot, queue.take(index), queue.reason, index, relaxed)
            else:
                break
        used = set(map(_id, self.slots))
        left = (pin for pin in chain(self.pins.values(), self.late_pins) if pin.id not in used)
        return (self.slots + [Slot(pin.id, pin.lane, PIN) for pin in left])[: self.config.size]

    def _place(self, slot: int, entry: Candidate, reason: str, skipped: int = 0, relaxed: int = 0) -> None:
        self.slots.append(Slot(entry.id, entry.lane, reason, skipped, relaxed))
        self.credit[entry.lane] -= self.config.editorial_weight + self.config.customer_weight
        self.run_length = self._run_with(entry.lane)
        self.run_lane = entry.lane
        self.recent_products[entry.lane].append(entry.product)
        self.topics.placed[entry.topic].append(slot)
        self.author_page.placed[entry.author].append(slot)
        self.authors.append(entry.author)
        if entry.author is not None:
            after_gap = slot + self.config.author_gap + 1
            self.author_free_from[entry.author] = max(after_gap, self.author_page.free_from(entry.author))
        if entry.lane == CUSTOMER:
            self.customer_slots += 1
            every = self.config.newcomer_every
            missed = self.chance_due and reason != NEW
            self.chance_due = missed or (every > 0 and (self.customer_slots + 1) % every == 0)

    def _run_with(self, lane: str) -> int:
        return self.run_length + 1 if lane == self.run_lane else 1

    def _sources(self, lane: str) -> tuple[_Queue, ...]:
        """What may fill a slot of the lane, in the order to be asked."""
        if lane == EDITORIAL:
            return (self.editorial,)
        first, then = (self.newcomers, self.customers)[:: 1 if self.chance_due else -1]
        return first, then, *self.fillers

    def _lanes(self, slot: int) -> list[str]:
        """The lanes that may fill the slot, the one most behind its share first; a tie goes to editorial."""
        stocked = [lane for lane in LANES if any(queue.entries for queue in self._sources(lane))]
        for room in self.rooms:
            fitting = [lane for lane in stocked if self._run_with(lane) <= room[lane][slot + 1]]
            if fitting:
                break
        # None fits between pins that leave no way, nor a lane too long that is the only one left.
        return sorted(fitting or stocked, key=lambda lane: -self.credit[lane])

    def _choose(self, slot: int, lanes: list[str]) -> tuple[_Queue, int, int]:
        """Return the queue to take from, the index in it, and the level of relaxing that took."""
        widest = self.config.author_gap
        on_page = map(_author, self._pins_after(slot, self.config.page))
        barred = {author for author in on_page if self.author_page.crowded(author, slot)}
        barred.update(map(_author, self._pins_after(slot, widest)))
        barred.discard(None)
        sources = [(lane, queue) for lane in lanes for queue in self._sources(lane)]
        for lane, queue in sources:
            if found := self._look(queue, lane, slot, barred):
                return queue, *found
        for gap in range(widest, -1, -1):
            near = {*self.authors[max(0, slot - gap) :], *map(_author, self._pins_after(slot, gap))} - {None}
            for _lane, queue in sources:
                if not near.issuperset(queue.left):
                    index = next(i for i, author in enumerate(queue.authors) if author not in near)
                    return queue, index, AUTHOR_PAGE_RELAXED if gap == widest else AUTHOR_GAP_RELAXED
        raise AssertionError("with no gap left, any entry fits, and there is one")

    def _look(self, queue: _Queue, lane: str, slot: int, barred: set[Hashable]) -> tuple[int, int] | None:
        """Return (index, level) of the entry to take with both author rules kept, or None if they bar all.

        The author rules look down the whole queue; the weaker ones choose among the first `look_ahead`
        entries that pass. (If barred entries counted too, a prolific author would clog the view.)
        """
        free_from = self.author_free_from
        if not any(free_from[author] <= slot and author not in barred for author in queue.left):
            return None
        products = set(self.recent_products[lane])
        products.update(p.product for p in self._pins_after(slot, self.config.product_gap) if p.lane == lane)
        products.discard(None)
        best: tuple[int, int] | None = None
        looked = 0
        # The indices of entries whose author is free; barred ones are passed over without a step of Python.
        for index in compress(count(), map(slot.__ge__, map(free_from.__getitem__, queue.authors))):
            entry = queue.entries[index]
            if entry.author in barred:
                continue
            if entry.product not in products:
                if not self.topics.crowded(entry.topic, slot):
                    return index, 0
                if best is None or best[1] > TOPIC_RELAXED:
                    best = index, TOPIC_RELAXED
            elif best is None:
                best = index, PRODUCT_RELAXED
            looked += 1
            if looked == self.config.look_ahead:
                break
        return best

    def _pins_after(self, slot: int, reach: int) -> list[Candidate]:
        """The pins in the `reach` slots after `slot`."""
        first = bisect_right(self.pin_slots, slot)
        last = bisect_right(self.pin_slots, slot + reach)
        return [self.pins[pin_slot] for pin_slot in self.pin_slots[first:last]]


def _sorted_pins(pins: Pins, size: int) -> tuple[dict[int, Candidate], list[Candidate]]:
    """Return the pins inside the edition by slot, and those beyond it; each id once, at its first slot."""
    first_slot: dict[Any, int] = {}
    for slot in sorted(pins):
        if slot < 0:
            raise ValueError(f"a pin's slot must be 0 or more, not {slot}")
        _check_lane(pins[slot])
        first_slot.setdefault(pins[slot].id, slot)
    inside = {slot: pins[slot] for slot in first_slot.values() if slot < size}
    return inside, [pins[slot] for slot in first_slot.values() if slot >= size]


def _queues(
    candidates: Iterable[Candidate], newcomers: Newcomers, pinned: set[Any], fillers: Container[Any]
) -> list[_Queue]:
    """Return the queues of the brand, of customers and newcomers, and of those of both that only fill up.

    Every id is in one of them only.
    """
    standing = -1  # times shown of an entry that needs no first chance: it comes before all that do

    def precedence(pair: tuple[Candidate, int]) -> tuple[int, int, str]:
        """Which of two different candidates with one id counts; must not hang on their order."""
        return pair[1], -pair[0].key, repr(pair[0])

    kept: dict[Any, tuple[Candidate, int]] = {}
    waiting = ((entry, standing if entry.lane == EDITORIAL else max(0, shown)) for entry, shown in newcomers)
    for pair in chain(((entry, standing) for entry in candidates), waiting):
        _check_lane(pair[0])
        known = kept.setdefault(pair[0].id, pair)
        if known is not pair and precedence(pair) < precedence(known):
            kept[pair[0].id] = pair
    ranked = [pair for key, pair in kept.items() if key not in pinned]
    ranked.sort(key=lambda pair: (pair[0].key, pair[0].id), reverse=True)
    fresh = sorted((pair for pair in ranked if pair[1] != standing), key=lambda pair: pair[1])
    editorial = [entry for entry, _shown in ranked if entry.lane == EDITORIAL]
    customers = [entry for entry, shown in ranked if entry.lane == CUSTOMER and shown == standing]
    queues = [_Queue(editorial, LANE)]
    for are_fillers in (False, True):
        for entries, reason in ((customers, LANE), ([entry for entry, _shown in fresh], NEW)):
            queues.append(_Queue([e for e in entries if (e.id in fillers) == are_fillers], reason))
    return queues


def _check_lane(entry: Candidate) -> None:
    if entry.lane not in LANES:
        raise ValueError(f"unknown lane {entry.lane!r} of entry {entry.id!r}")


def _rooms_for_runs(pins: Pins, length: int, max_run: int) -> tuple[_Room, _Room]:
    """Two readings of the longest run of each lane that may end just before a slot.

    The first keeps every later slot within `max_run`. Worked out backwards from the last pin: a pin of the
    lane lengthens the run, a pin of the other lane ends it, and a free slot ends it if the other lane may
    start there. The second counts only the pins that follow at once, for when the pins leave no way to keep
    them all. Less than 1: the lane may not stand just before the slot.
    """
    room, now = ({lane: [max_run] * (length + 1) for lane in LANES} for _ in range(2))
    for slot in range(max((slot for slot in pins if slot < length), default=-1), -1, -1):
        for lane, other in (LANES, LANES[::-1]):
            pin = pins.get(slot)
            ends = pin.lane == other if pin else room[other][slot + 1] >= 1
            room[lane][slot] = max_run if ends else room[lane][slot + 1] - 1
            now[lane][slot] = now[lane][slot + 1] - 1 if pin and pin.lane == lane else max_run
    return room, now
