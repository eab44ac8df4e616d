"""The planner's share between the lanes, and what only fills up, as properties of any input."""

from collections import Counter

from hypothesis import given, strategies as st

from feeds.planning import CUSTOMER, EDITORIAL, LANES, plan
from tests.feeds.test_planning import Reading, always, inputs


class TestLanes:
    @always
    @given(inputs())
    def test_share_within_one_up_to_where_an_author_rule_bites_or_a_lane_is_empty(self, given_input):
        """The same for any input: pins aside, nothing but these and the longest run moves the share."""
        candidates, newcomers, _pins, config = given_input
        reading = Reading(candidates, newcomers, {}, config)
        placed = Counter()
        for n, slot in enumerate(reading.edition):
            waiting = {lane: [e for e in reading.remaining[n] if e.lane == lane] for lane in LANES}
            if any(all(reading.author_barred(n, e.author) for e in waiting[lane]) for lane in LANES):
                break
            placed[slot.lane] += 1
            assert abs(placed[EDITORIAL] - (n + 1) * config.editorial_share) <= 1

    @always
    @given(inputs(pins=False), st.sets(st.integers(100, 129)))
    def test_take_what_only_fills_up_when_authors_bar_all_else_of_customers(self, given_input, fillers):
        candidates, newcomers, pins, config = given_input
        edition = plan(candidates, newcomers, pins, config, fillers)
        left = {entry.id: entry for entry in [*candidates, *(entry for entry, _shown in newcomers)]}
        authors = []
        for n, slot in enumerate(edition):
            entry = left.pop(slot.id)
            if slot.id in fillers and slot.lane == CUSTOMER and slot.relaxed < 3:
                near = authors[max(0, n - config.author_gap) :] if config.author_gap else []
                page = Counter(authors[max(0, n - config.page + 1) :])
                for other in left.values():
                    if other.lane == CUSTOMER and other.id not in fillers:
                        assert other.author is not None
                        is_many = config.author_page and page[other.author] >= config.author_page
                        assert other.author in near or is_many
            authors.append(entry.author)
