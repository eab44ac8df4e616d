"""The planner's rules, each on a small example, and the values it takes and gives."""

import json
from collections import Counter

import pytest
from hypothesis import given, settings, strategies as st

from feeds.planning import (
    CUSTOMER,
    EDITORIAL,
    LANE,
    LANES,
    NEW,
    PIN,
    RELAXED_RULES,
    Candidate,
    PlanConfig,
    Slot,
    from_row,
    plan,
    to_row,
)

always = settings(max_examples=150, derandomize=True, deadline=None)


def distinct_entries(editorial=80, customers=240, **fields):
    """Both lanes deep, nobody and nothing alike."""
    return [
        *(Candidate(n, EDITORIAL, 10_000 - n, author=n, **fields) for n in range(editorial)),
        *(Candidate(1000 + n, CUSTOMER, 10_000 - n, author=1000 + n, **fields) for n in range(customers)),
    ]


class TestTheEdition:
    def test_cannot_know_stars_or_tone(self):
        assert Candidate._fields == ("id", "lane", "key", "author", "product", "topic")

    def test_takes_ids_of_any_orderable_kind(self):
        candidates = [Candidate(("post", n), CUSTOMER, 0) for n in range(3)]
        assert [slot.id for slot in plan(candidates)] == [("post", 2), ("post", 1), ("post", 0)]

    def test_is_empty_for_nothing_and_for_no_size(self):
        assert plan([], [], {}, PlanConfig()) == []
        assert plan(distinct_entries(), [], {0: Candidate(1, EDITORIAL, 0)}, PlanConfig(size=0)) == []

    def test_refuses_a_lane_it_does_not_know(self):
        with pytest.raises(ValueError, match="unknown lane 'sponsored' of entry 7"):
            plan([Candidate(7, "sponsored", 0)])

    @pytest.mark.parametrize("changed", [{"key": 9}, {"author": "B"}, {"lane": EDITORIAL}])
    def test_does_not_depend_on_the_order_of_two_accounts_of_one_entry(self, changed):
        entry = Candidate(1, CUSTOMER, 5, author="A")
        others = [Candidate(2, CUSTOMER, 7, author="A"), Candidate(3, EDITORIAL, 6, author="B")]
        either = [entry, entry._replace(**changed)]
        edition = plan([*either, *others])
        assert plan([*reversed(either), *others]) == edition
        assert sorted(slot.id for slot in edition) == [1, 2, 3]


class TestLanes:
    def test_alternate_as_the_weights_say(self):
        edition = plan(distinct_entries(), config=PlanConfig(size=8))
        assert "".join(slot.lane[0] for slot in edition) == "cecccecc"

    def test_go_on_alone_when_the_other_is_empty(self):
        customers = [entry for entry in distinct_entries() if entry.lane == CUSTOMER]
        assert [slot.id for slot in plan(customers, config=PlanConfig(size=9))] == list(range(1000, 1009))

    def test_break_the_run_rule_as_late_as_can_be_where_pins_leave_no_way(self):
        """One at a time, and two free slots between customer pins; the share alone would break it at once."""
        pinned = {0: EDITORIAL, 1: EDITORIAL, 2: CUSTOMER, 5: CUSTOMER}
        pins = {slot: Candidate(-1 - slot, lane, 0) for slot, lane in pinned.items()}
        edition = plan(distinct_entries(), [], pins, PlanConfig(customer_weight=1, max_run=1, size=6))
        assert "".join(slot.lane[0] for slot in edition) == "eececc"

    def test_are_not_cornered_by_a_row_of_pins(self):
        """Two at a time: after two editorial slots the third could be neither, before two customer pins."""
        pins = {
            slot: Candidate(-1 - slot, lane, 0)
            for slot, lane in {0: EDITORIAL, 3: CUSTOMER, 4: CUSTOMER}.items()
        }
        config = PlanConfig(editorial_weight=2, customer_weight=1, max_run=2, size=6)
        edition = plan(distinct_entries(), [], pins, config)
        assert "".join(slot.lane[0] for slot in edition) == "ececce"


class TestAuthors:
    def test_of_unknown_name_never_conflict(self):
        candidates = [Candidate(n, CUSTOMER, -n, author=None) for n in range(6)]
        assert plan(candidates) == [Slot(n, CUSTOMER, LANE) for n in range(6)]

    def test_are_found_however_far_down_the_lane(self):
        prolific = [Candidate(n, CUSTOMER, 1000 - n, author="A") for n in range(100)]
        others = [Candidate(200 + n, CUSTOMER, -n, author=n) for n in range(4)]
        edition = plan(prolific + others, config=PlanConfig(size=4))
        assert edition == [
            Slot(0, CUSTOMER, LANE),
            Slot(200, CUSTOMER, LANE, skipped=99),
            Slot(201, CUSTOMER, LANE, skipped=99),
            Slot(1, CUSTOMER, LANE),
        ]

    def test_come_apart_as_far_as_can_be_when_the_gap_cannot_be_kept(self):
        """A B then B, A left: the gap of 2 fits neither, but A is not the one who stood last."""
        authors = [(4, "A"), (3, "B"), (2, "B"), (1, "A")]
        candidates = [Candidate(key, CUSTOMER, key, author=author) for key, author in authors]
        assert [(slot.id, slot.relaxed) for slot in plan(candidates)] == [(4, 0), (3, 0), (1, 4), (2, 4)]

    def test_keep_clear_of_their_pin_just_ahead(self):
        candidates = [Candidate(n, CUSTOMER, 10 - n, author="AB"[n % 2]) for n in range(4)]
        pins = {2: Candidate(9, CUSTOMER, 0, author="A")}
        assert [slot.id for slot in plan(candidates, [], pins, PlanConfig(author_gap=1))][:3] == [0, 1, 9]
        pins = {1: Candidate(9, CUSTOMER, 0, author="A")}
        assert [slot.id for slot in plan(candidates, [], pins, PlanConfig(author_gap=1))][:3] == [1, 9, 3]

    def test_have_their_pins_on_the_same_page_counted(self):
        candidates = [Candidate(n, CUSTOMER, 10 - n, author="A" if n < 2 else n) for n in range(30)]
        pins = {9: Candidate(90, CUSTOMER, 0, author="A")}
        edition = plan(candidates, [], pins, PlanConfig())
        where = {slot.id: n for n, slot in enumerate(edition)}
        assert where[0] == 0
        assert where[1] == 20  # the page from slot 0 has two by A already, and so has the one from slot 9

    def test_and_their_pin_a_whole_page_ahead_do_not_meet(self):
        candidates = [Candidate(n, CUSTOMER, 10 - n, author="A" if n == 0 else n) for n in range(30)]
        for ahead, first in ((19, 1), (20, 0)):
            pins = {ahead: Candidate(90, CUSTOMER, 0, author="A")}
            assert plan(candidates, [], pins, PlanConfig(author_page=1))[0].id == first


class TestProductsAndTopics:
    def test_a_product_may_stand_beside_itself_in_the_other_lane(self):
        candidates = [Candidate(1, EDITORIAL, 1, product="P"), Candidate(2, CUSTOMER, 1, product="P")]
        assert [slot.relaxed for slot in plan(candidates)] == [0, 0]

    def test_a_product_keeps_clear_of_its_pin_just_ahead_in_its_own_lane(self):
        candidates = [Candidate(n, CUSTOMER, -n, product="PQ"[n]) for n in range(2)]
        for lane, first in ((CUSTOMER, 1), (EDITORIAL, 0)):
            assert plan(candidates, [], {1: Candidate(9, lane, 0, product="P")})[0].id == first

    def test_the_view_of_the_weaker_rules_ends_after_look_ahead_entries(self):
        same = [Candidate(n, CUSTOMER, 100 - n, product="P") for n in range(13)]
        other = Candidate(50, CUSTOMER, 0, product="Q")
        near = plan([*same[:12], other], config=PlanConfig(size=2))
        assert near[1] == Slot(50, CUSTOMER, LANE, skipped=11)
        far = plan([*same, other], config=PlanConfig(size=2))
        assert far[1] == Slot(1, CUSTOMER, LANE, relaxed=2)

    def test_the_topic_gives_way_before_the_product(self):
        config = PlanConfig(topic_cap=1, topic_window=3, product_gap=1)
        candidates = [
            Candidate(3, CUSTOMER, 3, product="P", topic="T"),
            Candidate(2, CUSTOMER, 2, product="P", topic="U"),
            Candidate(1, CUSTOMER, 1, product="Q", topic="T"),
        ]
        assert [(slot.id, slot.relaxed) for slot in plan(candidates, config=config)] == [
            (3, 0),
            (1, 1),
            (2, 0),
        ]

    def test_a_gap_or_cap_of_nought_is_no_rule(self):
        candidates = [Candidate(n, CUSTOMER, -n, "A", "P", "T") for n in range(20)]
        config = PlanConfig(author_gap=0, author_page=0, product_gap=0, topic_cap=0)
        assert plan(candidates, config=config) == [Slot(n, CUSTOMER, LANE) for n in range(20)]


class TestPins:
    def test_count_towards_the_share(self):
        pins = {n: Candidate(-1 - n, EDITORIAL, 0) for n in range(2)}
        edition = plan(distinct_entries(), [], pins, PlanConfig(size=40))
        assert "".join(slot.lane[0] for slot in edition[:9]) == "eecccceccc"[:9]
        assert Counter(slot.lane for slot in edition) == {EDITORIAL: 10, CUSTOMER: 30}

    def test_close_up_in_order(self):
        pins = {9: Candidate(9, EDITORIAL, 0), 4: Candidate(4, CUSTOMER, 0), 300: Candidate(3, CUSTOMER, 0)}
        edition = plan([Candidate(1, CUSTOMER, 0)], [], pins)
        assert edition == [
            Slot(1, CUSTOMER, LANE),
            Slot(4, CUSTOMER, PIN),
            Slot(9, EDITORIAL, PIN),
            Slot(3, CUSTOMER, PIN),
        ]

    def test_beyond_the_edition_leave_their_entry_where_it_ranks(self):
        candidates = [Candidate(n, CUSTOMER, -n) for n in range(3)]
        assert plan(candidates, [], {5: candidates[0]}, PlanConfig(size=2)) == [
            Slot(0, CUSTOMER, LANE),
            Slot(1, CUSTOMER, LANE),
        ]

    def test_of_one_entry_at_two_slots_are_one_pin(self):
        twice = Candidate(7, CUSTOMER, 0)
        edition = plan(distinct_entries(), [], {1: twice, 3: twice}, PlanConfig(size=6))
        assert [n for n, slot in enumerate(edition) if slot.id == 7] == [1]

    def test_cost_nothing_far_beyond_the_entries(self):
        pins = {10**9: Candidate(1, CUSTOMER, 0)}
        assert plan([], [], pins, PlanConfig(size=10**12)) == [Slot(1, CUSTOMER, PIN)]

    def test_at_a_negative_slot_are_refused(self):
        with pytest.raises(ValueError, match="0 or more, not -1"):
            plan([], [], {-1: Candidate(1, CUSTOMER, 0)})


class TestFirstChances:
    def newcomers(self, number, **fields):
        return [
            (Candidate(5000 + n, CUSTOMER, n, author=5000 + n, **fields), number - n) for n in range(number)
        ]

    @always
    @given(st.integers(0, 8), st.integers(0, 40))
    def test_are_every_so_many_customer_slots_while_there_are_new_posts(self, every, number):
        config = PlanConfig(size=60, newcomer_every=every)
        edition = plan(distinct_entries(), self.newcomers(number), {}, config)
        customers = [slot.reason for slot in edition if slot.lane == CUSTOMER]
        due = range(every - 1, len(customers), every) if every else range(0)
        assert {n for n, reason in enumerate(customers) if reason == NEW} == set(due[:number])

    def test_go_to_the_least_shown_first(self):
        edition = plan(distinct_entries(), self.newcomers(40), {}, PlanConfig())
        assert [slot.id for slot in edition if slot.reason == NEW] == [5039 - n for n in range(30)]

    def test_fill_the_lane_when_it_is_empty(self):
        edition = plan([], self.newcomers(3))
        assert edition == [Slot(5002 - n, CUSTOMER, NEW) for n in range(3)]

    def test_fill_in_when_an_author_rule_bars_the_rest_of_the_lane(self):
        candidates = [Candidate(n, CUSTOMER, -n, author="A") for n in range(3)]
        edition = plan(candidates, self.newcomers(2))
        assert [(slot.id, slot.reason, slot.relaxed) for slot in edition] == [
            (0, LANE, 0),
            (5001, NEW, 0),
            (5000, NEW, 0),
            (1, LANE, 0),
            (2, LANE, 4),
        ]

    def test_taken_by_a_pin_are_made_up_at_the_next_customer_slot(self):
        customers = [entry for entry in distinct_entries() if entry.lane == CUSTOMER]
        pins = {5: Candidate(1, CUSTOMER, 0)}
        edition = plan(customers, self.newcomers(5), pins, PlanConfig(size=13))
        assert [n for n, slot in enumerate(edition) if slot.reason == NEW] == [6, 11]

    def test_are_not_for_a_post_that_is_a_candidate_already(self):
        entry = Candidate(1, CUSTOMER, 0)
        assert plan([entry], [(entry, 0)]) == [Slot(1, CUSTOMER, LANE)]

    def test_are_not_for_the_brand(self):
        assert plan([], [(Candidate(1, EDITORIAL, 0), 5)]) == [Slot(1, EDITORIAL, LANE)]


class TestFillers:
    """Entries in another language than the reader's: marked, and only where no other customer's may stand."""

    def test_come_when_nothing_else_of_customers_is_left_whatever_their_key(self):
        own = [Candidate(n, CUSTOMER, -n, author=n, product="P", topic="T") for n in range(6)]
        other = [Candidate(100 + n, CUSTOMER, 1000 - n, author=100 + n) for n in range(3)]
        new = [(Candidate(50, CUSTOMER, 5, author=50), 7)]
        edition = plan([*own, *other], [*new, (Candidate(200, CUSTOMER, 9), 0)], fillers={100, 101, 102, 200})
        assert [slot.id for slot in edition] == [0, 1, 2, 3, 4, 50, 5, 100, 101, 102, 200]
        assert [slot.reason for slot in edition][-4:] == [LANE, LANE, LANE, NEW]

    def test_keep_the_share_where_customers_have_too_few_of_their_own(self):
        editorial = distinct_entries(20, 0)
        own = [Candidate(1000 + n, CUSTOMER, -n, author=1000 + n) for n in range(2)]
        other = [Candidate(2000 + n, CUSTOMER, n, author=2000 + n) for n in range(40)]
        fillers = {entry.id for entry in other}
        edition = plan([*editorial, *own, *other], config=PlanConfig(size=8), fillers=fillers)
        assert Counter(slot.lane for slot in edition) == {EDITORIAL: 2, CUSTOMER: 6}

    def test_stand_before_an_author_would_stand_twice_in_a_row(self):
        own = [Candidate(n, CUSTOMER, -n, author="A") for n in range(2)]
        edition = plan([*own, Candidate(9, CUSTOMER, 0, author="B")], fillers={9})
        assert [(slot.id, slot.relaxed) for slot in edition] == [(0, 0), (9, 0), (1, 4)]


class TestPlanConfig:
    @pytest.mark.parametrize(
        ("editorial", "customer", "needed"), [(1, 3, 3), (3, 1, 3), (2, 5, 3), (1, 1, 1)]
    )
    def test_refuses_a_run_too_short_for_the_weights(self, editorial, customer, needed):
        PlanConfig(editorial, customer, max_run=needed)
        with pytest.raises(ValueError, match=r"max_run"):
            PlanConfig(editorial, customer, max_run=needed - 1)

    def test_says_what_would_do(self):
        with pytest.raises(ValueError, match="max_run must be a whole number, 5 or more with weights 1 to 5"):
            PlanConfig(customer_weight=5)

    @pytest.mark.parametrize(
        "name", ["editorial_weight", "customer_weight", "page", "topic_window", "look_ahead"]
    )
    def test_refuses_nought_where_it_means_nothing(self, name):
        with pytest.raises(ValueError, match=f"{name} must be a whole number, 1 or more, not 0"):
            PlanConfig(**{name: 0})

    @pytest.mark.parametrize("value", [-1, 2.0, "3", None, True])
    def test_refuses_what_is_no_whole_number(self, value):
        with pytest.raises(ValueError, match="author_gap must be a whole number"):
            PlanConfig(author_gap=value)

    def test_knows_the_share(self):
        share = PlanConfig(editorial_weight=2, customer_weight=6).editorial_share
        assert (share.numerator, share.denominator) == (1, 4)


class TestSlotRows:
    @always
    @given(
        st.integers() | st.text() | st.tuples(st.text(), st.integers()),
        st.sampled_from(LANES),
        st.sampled_from([PIN, LANE, NEW]),
        st.integers(0, 500),
        st.sampled_from(range(len(RELAXED_RULES))),
    )
    def test_come_back_from_json_as_they_were(self, entry, lane, reason, skipped, relaxed):
        slot = Slot(entry, lane, reason, skipped, relaxed)
        assert from_row(json.loads(json.dumps(to_row(slot)))) == slot

    def test_are_short(self):
        assert to_row(Slot(12, CUSTOMER, NEW, 3, 1)) == [12, "c", "n", 3, 1]

    @pytest.mark.parametrize("row", [[], [1, "c", "l", 0], [1, "x", "l", 0, 0], [1, "c", "", 0, 0], None])
    def test_are_refused_when_they_are_none(self, row):
        with pytest.raises(ValueError, match="not a slot's row"):
            from_row(row)
