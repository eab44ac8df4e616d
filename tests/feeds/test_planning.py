"""The planner's promises, each as a property of any input, and the rules on small examples."""

import itertools
import math
from collections import Counter

from hypothesis import assume, given, settings, strategies as st

from feeds.planning import (
    CUSTOMER,
    EDITORIAL,
    LANES,
    PIN,
    Candidate,
    PlanConfig,
    Slot,
    plan,
)

always = settings(max_examples=150, derandomize=True, deadline=None)
few = st.none() | st.integers(1, 4)


def decoded(number, sizes):
    """Split one drawn number into small ones (drawing each by itself takes ten times as long)."""
    parts = []
    for size in sizes:
        number, part = divmod(number, size)
        parts.append(part)
    return parts


@st.composite
def entries(draw, lane, *, least=0, most=40, first_id=0, authors=5):
    """A list of candidates of one lane with distinct ids, often alike in author, product, topic and key."""
    sizes = (30, authors, 5, 5)
    numbers = st.integers(0, math.prod(sizes) - 1)
    found = []
    for n, number in enumerate(draw(st.lists(numbers, min_size=least, max_size=most))):
        key, author, product, topic = decoded(number, sizes)
        found.append(Candidate(first_id + n, lane, key, author or None, product or None, topic or None))
    return found


@st.composite
def configs(draw, *, size=None):
    editorial, customer = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    needed = -(-max(editorial, customer) // min(editorial, customer))
    names = ("max_run", "size", "page", "author_gap", "author_page", "product_gap", "topic_cap")
    names += ("topic_window", "look_ahead", "newcomer_every")
    sizes = (3, 50, 12, 4, 4, 4, 4, 6, 12, 7)
    values = dict(zip(names, decoded(draw(st.integers(0, math.prod(sizes) - 1)), sizes), strict=True))
    values["max_run"] += needed
    for name in ("page", "topic_window", "look_ahead"):
        values[name] += 1
    if size is not None:
        values["size"] = size
    return PlanConfig(editorial, customer, **values)


@st.composite
def inputs(draw, *, pins=True, **config):
    """Candidates, newcomers, pins and a config; an entry may be several of them, or one of them twice."""
    everything = draw(entries(EDITORIAL, most=20)) + draw(entries(CUSTOMER, most=30, first_id=100))
    roles = draw(st.lists(st.integers(0, 15), min_size=len(everything), max_size=len(everything)))
    pinned = [entry for entry, role in zip(everything, roles, strict=True) if role > 12 and pins]
    at = draw(st.lists(st.integers(0, 55), min_size=len(pinned), max_size=len(pinned), unique=True))
    candidates, newcomers = [], []
    for entry, role in zip(everything, roles, strict=True):
        if role in (0, 1, 2, 3, 4, 5, 6, 7, 13):
            candidates.append(entry)
        if role == 7:
            candidates.append(entry)
        if role in (6, 8, 9, 10, 11, 12, 14):
            newcomers.append((entry, role % 4))
    return candidates, newcomers, dict(zip(at, pinned, strict=True)), draw(configs(**config))


def distinct_entries(editorial=80, customers=240, **fields):
    """Both lanes deep, nobody and nothing alike."""
    return [
        *(Candidate(n, EDITORIAL, 10_000 - n, author=n, **fields) for n in range(editorial)),
        *(Candidate(1000 + n, CUSTOMER, 10_000 - n, author=1000 + n, **fields) for n in range(customers)),
    ]


class Reading:
    """An edition read back beside its input, with every rule stated anew in the plainest way."""

    def __init__(self, candidates, newcomers, pins, config):
        self.config = config
        self.edition = plan(candidates, newcomers, pins, config)
        self.pins = {slot: pin for slot, pin in pins.items() if slot < config.size}
        by_id = {
            entry.id: entry for entry in [*candidates, *(entry for entry, _ in newcomers), *pins.values()]
        }
        self.entries = [by_id[slot.id] for slot in self.edition]
        unplaced = {entry.id for entry in candidates} | {entry.id for entry, _shown in newcomers}
        unplaced -= {pin.id for pin in self.pins.values()}
        self.remaining = []  # for each slot, the entries a free slot could have taken
        for slot in self.edition:
            self.remaining.append([by_id[key] for key in unplaced])
            unplaced.discard(slot.id)

    def free_slots(self):
        return [n for n, slot in enumerate(self.edition) if slot.reason != PIN]

    def run_with(self, slot, lane):
        """The run of `lane` if it stood at `slot`: what is before, itself, and the pins that follow."""
        length = 1
        for other in reversed(self.edition[:slot]):
            if other.lane != lane:
                break
            length += 1
        after = slot + 1
        while after in self.pins and self.pins[after].lane == lane:
            length += 1
            after += 1
        return length

    def around(self, slot, value_of):
        """{slot: value} of what stands before the slot and the pins after it."""
        before = {n: value_of(entry) for n, entry in enumerate(self.entries[:slot])}
        return before | {n: value_of(pin) for n, pin in self.pins.items() if n > slot}

    def near_an_own_post(self, slot, author, gap):
        if author is None:
            return False
        others = self.around(slot, lambda entry: entry.author)
        return any(others.get(n) == author for n in range(slot - gap, slot + gap + 1) if n != slot)

    def too_many(self, slot, value, value_of, cap, window):
        if value is None or not cap:
            return False
        there = {n for n, other in self.around(slot, value_of).items() if other == value} | {slot}
        starts = range(slot - window + 1, slot + 1)
        return any(sum(start <= n < start + window for n in there) > cap for start in starts)

    def author_barred(self, slot, author):
        return self.near_an_own_post(slot, author, self.config.author_gap) or self.too_many(
            slot, author, lambda entry: entry.author, self.config.author_page, self.config.page
        )

    def product_repeated(self, slot, lane, product):
        gap = self.config.product_gap
        in_lane = [entry.product for entry in self.entries[:slot] if entry.lane == lane]
        return product is not None and gap > 0 and product in in_lane[-gap:]


class TestTheEdition:
    @always
    @given(inputs())
    def test_is_full_and_holds_nothing_twice(self, given_input):
        candidates, newcomers, pins, config = given_input
        edition = plan(*given_input)
        ids = {entry.id for entry in [*candidates, *pins.values()]} | {entry.id for entry, _ in newcomers}
        assert len({slot.id for slot in edition}) == len(edition) == min(config.size, len(ids))
        assert {slot.id for slot in edition} <= ids

    @always
    @given(inputs(), st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order_of_its_input(self, given_input, random):
        candidates, newcomers, pins, config = given_input
        edition = plan(*given_input)
        random.shuffle(candidates)
        random.shuffle(newcomers)
        shuffled_pins = list(pins.items())
        random.shuffle(shuffled_pins)
        assert plan(candidates, newcomers, dict(shuffled_pins), config) == edition

    @always
    @given(inputs(), st.integers(-(10**12), 10**12))
    def test_does_not_change_as_time_passes(self, given_input, passed):
        candidates, newcomers, pins, config = given_input
        assert plan(
            [entry._replace(key=entry.key + passed) for entry in candidates],
            [(entry._replace(key=entry.key + passed), shown) for entry, shown in newcomers],
            {slot: pin._replace(key=pin.key + passed) for slot, pin in pins.items()},
            config,
        ) == plan(*given_input)

    @always
    @given(inputs(), st.sampled_from(LANES), few)
    def test_changes_for_a_new_last_candidate_only_if_it_is_in(self, given_input, lane, author):
        candidates, newcomers, pins, config = given_input
        last = Candidate(-1, lane, -1, author)
        edition = plan(*given_input)
        assume(len(edition) == config.size)
        extended = plan([*candidates, last], newcomers, pins, config)
        assert extended == edition or -1 in {slot.id for slot in extended}

    @always
    @given(configs(), st.sampled_from(LANES), few, few)
    def test_is_unmoved_by_a_last_candidate_when_full_without_it(self, config, lane, author, product):
        candidates = distinct_entries()
        last = Candidate(-1, lane, -1, author, product)
        assert plan([*candidates, last], config=config) == plan(candidates, config=config)

    @always
    @given(entries(EDITORIAL, authors=1), entries(CUSTOMER, authors=1, first_id=100))
    def test_keeps_each_lane_in_key_order_when_no_rule_bites(self, editorial, customers):
        config = PlanConfig(product_gap=0, topic_cap=0)
        edition = plan(editorial + customers, config=config)
        for lane, lane_entries in ((EDITORIAL, editorial), (CUSTOMER, customers)):
            ranked = sorted(lane_entries, key=lambda entry: (entry.key, entry.id), reverse=True)
            assert [slot.id for slot in edition if slot.lane == lane] == [entry.id for entry in ranked]
            assert all(slot.skipped == slot.relaxed == 0 for slot in edition)


class TestLanes:
    @always
    @given(inputs(pins=False))
    def test_never_run_longer_than_allowed_while_both_have_entries(self, given_input):
        reading = Reading(*given_input)
        for slot in reading.free_slots():
            if reading.run_with(slot, reading.edition[slot].lane) > reading.config.max_run:
                assert len({entry.lane for entry in reading.remaining[slot]}) == 1

    @always
    @given(inputs())
    def test_count_the_pins_before_and_after_in_a_run(self, given_input):
        reading = Reading(*given_input)
        for slot in reading.free_slots():
            if reading.run_with(slot, reading.edition[slot].lane) > reading.config.max_run:
                other = next(lane for lane in LANES if lane != reading.edition[slot].lane)
                no_other = all(entry.lane != other for entry in reading.remaining[slot])
                assert no_other or reading.run_with(slot, other) > reading.config.max_run

    @always
    @given(
        st.dictionaries(st.integers(0, 9), st.sampled_from(LANES), max_size=8),
        st.integers(1, 3),
        st.integers(1, 3),
    )
    def test_run_too_long_only_where_the_pins_leave_no_other_way(self, pinned_lanes, weight, max_run):
        assume(max_run >= weight)
        pins = {slot: Candidate(-1 - slot, lane, 0) for slot, lane in pinned_lanes.items()}
        config = PlanConfig(customer_weight=weight, max_run=max_run, size=10)
        edition = plan(distinct_entries(), [], pins, config)

        def longest_run(lanes):
            return max(len(list(run)) for _lane, run in itertools.groupby(lanes))

        every_way = itertools.product(*([pinned_lanes[n]] if n in pinned_lanes else LANES for n in range(10)))
        if any(longest_run(way) <= max_run for way in every_way):
            assert longest_run(slot.lane for slot in edition) <= max_run

    @always
    @given(configs(size=80), st.data())
    def test_share_every_prefix_within_one_when_no_author_rule_bites(self, config, data):
        newcomers = data.draw(entries(CUSTOMER, most=10, authors=1, first_id=1000))
        edition = plan(
            [
                *data.draw(entries(EDITORIAL, least=5, authors=1)),
                *data.draw(entries(CUSTOMER, least=5, authors=1, first_id=100)),
            ],
            [(entry, 0) for entry in newcomers],
            {},
            config,
        )
        stock = Counter(slot.lane for slot in edition)
        placed = Counter()
        for n, slot in enumerate(edition):
            if any(placed[lane] == stock[lane] for lane in LANES):
                break  # one lane has run out: the other has all that follows
            placed[slot.lane] += 1
            assert abs(placed[EDITORIAL] - (n + 1) * config.editorial_share) <= 1

    @always
    @given(inputs(pins=False))
    def test_leave_their_share_only_for_an_author_or_an_empty_lane(self, given_input):
        reading = Reading(*given_input)
        weights = {
            EDITORIAL: reading.config.editorial_weight,
            CUSTOMER: reading.config.customer_weight,
        }
        credit = dict.fromkeys(LANES, 0)
        for n, slot in enumerate(reading.edition):
            credit = {lane: credit[lane] + weights[lane] for lane in LANES}
            behind = max(LANES, key=credit.get)  # the first of equals: editorial
            if slot.lane != behind and reading.run_with(n, behind) <= reading.config.max_run:
                waiting = [entry for entry in reading.remaining[n] if entry.lane == behind]
                assert all(reading.author_barred(n, entry.author) for entry in waiting)
            credit[slot.lane] -= sum(weights.values())


class TestAuthors:
    @always
    @given(inputs())
    def test_stand_twice_in_a_row_only_if_nothing_else_is_left(self, given_input):
        reading = Reading(*given_input)
        for slot in reading.free_slots():
            if reading.near_an_own_post(slot, reading.entries[slot].author, 1) and reading.config.author_gap:
                fits = [
                    entry
                    for entry in reading.remaining[slot]
                    if reading.run_with(slot, entry.lane) <= reading.config.max_run
                ]
                # A lane the run rule bars is no choice; with one lane left there is nothing to bar.
                choice = [e for e in fits if e.lane == reading.edition[slot].lane]
                assert all(reading.near_an_own_post(slot, entry.author, 1) for entry in choice)

    @always
    @given(inputs(pins=False))
    def test_stand_twice_in_a_row_only_if_both_lanes_have_nothing_else(self, given_input):
        candidates, newcomers, pins, config = given_input
        assume(config.author_gap)
        unlimited = PlanConfig(max_run=1000, author_gap=config.author_gap, size=config.size)
        reading = Reading(candidates, newcomers, pins, unlimited)
        for slot in reading.free_slots():
            author = reading.entries[slot].author
            if reading.near_an_own_post(slot, author, 1):
                assert {entry.author for entry in reading.remaining[slot]} == {author}

    @always
    @given(inputs())
    def test_keep_their_gap_and_their_number_unless_the_slot_says_otherwise(self, given_input):
        reading = Reading(*given_input)
        config = reading.config
        for slot in reading.free_slots():
            author, relaxed = reading.entries[slot].author, reading.edition[slot].relaxed
            near = reading.near_an_own_post(slot, author, config.author_gap)
            many = reading.too_many(slot, author, lambda e: e.author, config.author_page, config.page)
            if relaxed < 3:
                assert not near
                assert not many
            elif relaxed == 3:
                assert not near
                assert many
            else:
                assert near

    @always
    @given(inputs())
    def test_are_relaxed_only_if_no_entry_of_a_fitting_lane_keeps_the_rules(self, given_input):
        reading = Reading(*given_input)
        for slot in reading.free_slots():
            relaxed = reading.edition[slot].relaxed
            choice = [e for e in reading.remaining[slot] if e.lane == reading.edition[slot].lane]
            if relaxed >= 3:
                assert all(reading.author_barred(slot, entry.author) for entry in choice)
            if relaxed == 4:
                gap = reading.config.author_gap
                assert all(reading.near_an_own_post(slot, entry.author, gap) for entry in choice)


class TestProductsAndTopics:
    @always
    @given(inputs())
    def test_products_keep_their_gap_within_the_lane_unless_the_slot_says_otherwise(self, given_input):
        reading = Reading(*given_input)
        for slot in reading.free_slots():
            lane, product = reading.entries[slot].lane, reading.entries[slot].product
            if reading.edition[slot].relaxed < 2:
                assert not reading.product_repeated(slot, lane, product)

    @always
    @given(inputs())
    def test_topics_keep_their_cap_unless_the_slot_says_otherwise(self, given_input):
        reading = Reading(*given_input)
        config = reading.config
        for slot in reading.free_slots():
            if reading.edition[slot].relaxed < 1:
                topic = reading.entries[slot].topic
                assert not reading.too_many(
                    slot, topic, lambda e: e.topic, config.topic_cap, config.topic_window
                )


class TestPins:
    @always
    @given(inputs())
    def test_stand_at_their_slots_and_close_up_when_entries_run_out(self, given_input):
        _candidates, _newcomers, pins, config = given_input
        edition = plan(*given_input)
        first_slot = {}
        for slot in sorted(pins):
            first_slot.setdefault(pins[slot].id, slot)
        inside = [slot for slot in sorted(first_slot.values()) if slot < config.size]
        for slot in inside:
            where = next(n for n, placed in enumerate(edition) if placed.id == pins[slot].id)
            assert edition[where] == Slot(pins[slot].id, pins[slot].lane, PIN)
            if where != slot:  # closed up: at most its own slot, and only pins from there on
                assert where < slot
                assert {placed.reason for placed in edition[where:]} == {PIN}
        order = [placed.id for placed in edition if placed.id in {pins[slot].id for slot in inside}]
        assert order == [pins[slot].id for slot in inside]

    @always
    @given(inputs(), st.integers(0, 40), st.sampled_from(LANES), few)
    def test_never_move_another_pin(self, given_input, slot, lane, author):
        candidates, newcomers, pins, config = given_input
        assume(slot not in pins)
        before = plan(*given_input)
        after = plan(candidates, newcomers, {**pins, slot: Candidate(-1, lane, 0, author)}, config)
        for pinned_slot, pin in pins.items():
            if pinned_slot < len(before) and before[pinned_slot] == Slot(pin.id, pin.lane, PIN):
                assert after[pinned_slot] == before[pinned_slot]
