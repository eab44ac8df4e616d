"""Nearly the same text, and different texts."""

import pytest
from hypothesis import given, strategies as st

from moderation.simhash import distance, is_near_copy, simhash, trigram_similarity

ADVERT = (
    "I lost twelve kilos in only three weeks with this wonderful natural tea from the mountains, my "
    "doctor could not believe it and my husband loves me again. Everybody at work asks me for the "
    "address, so here it is for all of you: order today, pay tomorrow, and get a second package free for "
    "your sister or a friend who needs it as well."
)
REVIEW = (
    "The grinder is quiet enough for an early morning kitchen and the settings are easy to find again "
    "after cleaning. I use it for filter coffee and once a week for espresso. The lid is a little loose "
    "and the cord could have been longer, but after half a year I would buy it again without thinking "
    "twice about the price or the colour."
)


class TestSimhash:
    def test_case_order_digits_and_punctuation_make_no_difference(self):
        shuffled = " ".join(sorted(ADVERT.upper().replace(",", " !").split())) + " 12345"
        assert simhash(shuffled) == simhash(ADVERT)

    def test_a_word_changed_keeps_it_near(self):
        changed = ADVERT.replace("twelve", "fourteen")
        assert distance(simhash(changed), simhash(ADVERT)) <= 5
        assert is_near_copy(changed, ADVERT)

    def test_other_texts_are_far(self):
        assert distance(simhash(ADVERT), simhash(REVIEW)) > 12
        assert not is_near_copy(ADVERT, REVIEW)

    def test_a_short_text_has_none(self):
        assert simhash("Great coffee, thanks for the tip!") is None
        assert not is_near_copy("Great coffee, thanks!", "Great coffee, thanks!")
        assert not is_near_copy(ADVERT, "Great coffee, thanks!")

    def test_a_repeated_word_does_not_drown_the_others(self):
        assert not is_near_copy("tea " * 100 + ADVERT, "tea " * 100 + REVIEW)

    @given(st.text(max_size=300))
    def test_it_fits_the_database(self, text):
        found = simhash(text)
        assert found is None or -(2**63) <= found < 2**63

    @pytest.mark.parametrize(("one", "other", "bits"), [(0, 0, 0), (0, -1, 64), (-(2**63), 0, 1), (5, 6, 2)])
    def test_distance_counts_bits_of_signed_numbers(self, one, other, bits):
        assert distance(one, other) == bits


class TestTrigrams:
    @pytest.mark.parametrize(
        ("one", "other", "share"),
        [("word", "WORD", 1), ("word", "two words", 4 / 11), ("", "a", 0), ("", "", 0), ("abc", "xyz", 0)],
    )
    def test_they_are_counted_as_postgres_does(self, one, other, share):
        assert trigram_similarity(one, other) == pytest.approx(share)
