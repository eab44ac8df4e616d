"""The reason of an entry, in one sentence, and the numbers behind it."""

from dataclasses import fields, replace
from fractions import Fraction

import pytest
from django.utils import translation

from feeds.explain import ARCHIVE, GAVE_WAY, NEWEST, Facts, Why, more, sentence, why
from feeds.planning import CUSTOMER, EDITORIAL, LANE, LANES, NEW, PIN, RELAXED_RULES, Slot

FACTS = Facts(brand="Nordlys")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def said(slot, facts=FACTS):
    return sentence(why(slot, facts))


class TestWhy:
    def test_of_a_pin_names_the_brand_and_its_last_day(self):
        pin = Slot(1, CUSTOMER, PIN)
        assert said(pin, Facts(brand="Nordlys", chosen_until="1 Dec")) == "Chosen by Nordlys until 1 Dec"
        assert said(pin) == "Chosen by Nordlys"

    def test_of_a_placement_without_a_slot_is_the_same(self):
        facts = Facts(brand="Nordlys", is_chosen=True, chosen_until="1 Dec")
        for reason in (LANE, NEW):
            assert said(Slot(1, CUSTOMER, reason), facts) == "Chosen by Nordlys until 1 Dec"

    def test_of_a_customers_post_is_that_customers_found_it_useful(self):
        assert said(Slot(1, CUSTOMER, LANE)) == "Customers found this useful"

    def test_of_a_new_post_is_its_first_chance(self):
        assert said(Slot(1, CUSTOMER, NEW)) == "New: shown to give it a chance"

    def test_of_the_brands_own_page_is_its_share_of_the_places(self):
        slot = Slot(1, EDITORIAL, LANE)
        assert said(slot) == "From Nordlys: 1 place in 4 is kept for the brand"
        facts = replace(FACTS, editorial_share=Fraction(2, 5))
        assert said(slot, facts) == "From Nordlys: 2 places in 5 are kept for the brand"

    def test_outside_an_edition_is_the_order(self):
        assert sentence(Why(ARCHIVE)) == "Older posts, newest first"
        assert sentence(Why(NEWEST)) == "Newest first"

    @pytest.mark.parametrize("brand", ["100% Wool", "%(date)s", "A & B <i>"])
    def test_leaves_the_brands_name_as_it_is(self, brand):
        facts = Facts(brand=brand, chosen_until="1 Dec")
        assert said(Slot(1, CUSTOMER, PIN), facts) == f"Chosen by {brand} until 1 Dec"
        assert said(Slot(1, EDITORIAL, LANE), facts).startswith(f"From {brand}: ")

    def test_is_known_for_every_lane_and_reason(self):
        assert all(said(Slot(1, lane, reason)) for lane in LANES for reason in (PIN, LANE, NEW))

    def test_knows_no_unknown_code(self):
        with pytest.raises(KeyError):
            sentence(Why("sponsored"))

    def test_can_name_no_member(self):
        assert {field.name for field in fields(Facts)} == {
            "brand",
            "editorial_share",
            "is_chosen",
            "chosen_until",
            "is_new",
            "approvals",
            "raters",
            "views",
            "views_wanted",
        }


class TestMore:
    def test_gives_the_numbers(self):
        facts = Facts(brand="Nordlys", approvals=5, raters=12, views=340)
        assert more(Slot(1, CUSTOMER, LANE, skipped=2, relaxed=3), facts) == [
            "Found useful by 5 members",
            "Rated by 12 members",
            "Seen 340 times",
            "2 higher ranked entries passed over, to keep authors, products and topics apart",
            "More than usual by one author: there was too little else to show",
        ]

    def test_counts_one_as_one(self):
        facts = Facts(brand="Nordlys", views=1)
        assert more(Slot(1, CUSTOMER, LANE, skipped=1), facts) == [
            "Seen 1 time",
            "1 higher ranked entry passed over, to keep authors, products and topics apart",
        ]

    @pytest.mark.parametrize(
        ("approvals", "raters", "lines"),
        [
            (0, 1, []),
            (0, 3, []),
            (1, 1, []),
            (2, 9, []),
            (3, 3, ["Found useful by 3 members"]),
            (3, 5, ["Found useful by 3 members"]),
            (3, 6, ["Found useful by 3 members", "Rated by 6 members"]),
        ],
    )
    def test_never_tells_what_a_few_members_gave(self, approvals, raters, lines):
        facts = Facts(brand="Nordlys", approvals=approvals, raters=raters)
        assert more(Slot(1, CUSTOMER, LANE), facts) == lines

    def test_says_nothing_of_nothing(self):
        assert more(Slot(1, EDITORIAL, LANE), Facts(brand="Nordlys", views=0)) == []

    def test_says_how_far_a_first_chance_has_come(self):
        facts = Facts(brand="Nordlys", views=0, views_wanted=200)
        slot = Slot(1, CUSTOMER, NEW)
        assert more(slot, facts) == ["Seen 0 of the 200 times every new post is shown"]
        assert more(slot, replace(facts, views=230)) == ["Seen 200 of the 200 times every new post is shown"]

    def test_claims_no_chance_that_is_over(self):
        facts = Facts(brand="Nordlys", is_new=False, views=230, views_wanted=200)
        slot = Slot(1, CUSTOMER, NEW)
        assert sentence(why(slot, facts)) == "Shown to give it a chance while it was new"
        assert more(slot, facts) == ["Seen 230 times"]

    def test_names_every_rule_that_can_give_way(self):
        assert tuple(GAVE_WAY) == RELAXED_RULES[1:]
        lines = [more(Slot(1, CUSTOMER, LANE, 0, level), FACTS) for level in range(len(RELAXED_RULES))]
        assert [len(line) for line in lines] == [0, 1, 1, 1, 1]
