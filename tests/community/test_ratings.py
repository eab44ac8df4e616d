"""Weights, means and the gate into shared feeds, with exact values."""

import pytest
from hypothesis import given, strategies as st

from community.ratings import (
    Received,
    approvals_needed,
    bayesian_mean,
    capped_weight,
    effective_count,
    is_rated_in,
    rater_weight,
    wilson_lower,
)


def weigh(**facts):
    return rater_weight(**({"contact_verified": True, "age_days": 365, "trust_percentile": 1} | facts))


def received(*, approvals=3, declines=0, weight=1.0, newcomers=0.0):
    """Ratings of equal weight; `newcomers` is the part of the approvals' weight that new accounts gave."""
    ratings = approvals + declines
    return Received(
        ratings=ratings,
        approvals=approvals,
        weight_sum=ratings * weight,
        weight_square_sum=ratings * weight**2,
        approval_weight=approvals * weight,
        newcomer_approval_weight=newcomers,
    )


class TestWeightOfARater:
    @pytest.mark.parametrize(
        ("facts", "weight"),
        [
            ({}, 1.0),
            ({"contact_verified": False}, 0.7),
            ({"age_days": 0}, 0.7),
            ({"age_days": 15}, 0.85),
            ({"age_days": 3000}, 1.0),
            ({"trust_percentile": 0}, 0.7),
            ({"trust_percentile": 0.25}, 0.85),
            ({"trust_percentile": 0.5}, 1.0),
            ({"contact_verified": False, "age_days": 0, "trust_percentile": 0}, 0.1),
            ({"same_network_rank": 2}, 1.0),
            ({"same_network_rank": 3}, 0.5),
            ({"is_author": True}, 0.0),
            ({"in_ring": True}, 0.0),
        ],
    )
    def test_it_is_the_sum_of_what_is_known_of_them(self, facts, weight):
        assert weigh(**facts) == pytest.approx(weight)

    @given(st.booleans(), st.floats(-10, 1e6), st.floats(-1, 2), st.integers(1, 9))
    def test_it_stays_within_its_bounds(self, verified, age, trust, rank):
        weight = rater_weight(
            contact_verified=verified, age_days=age, trust_percentile=trust, same_network_rank=rank
        )
        assert 0.05 <= weight <= 1


class TestMean:
    def test_an_unrated_post_stands_at_the_site_s_mean(self):
        assert bayesian_mean(0, 0) == 3.0
        assert bayesian_mean(0, 0, 4.2) == pytest.approx(4.2)

    def test_five_full_ratings_of_five_lift_it_half_way(self):
        assert bayesian_mean(25, 5, 3.0) == 4.0

    def test_weights_of_a_tenth_hardly_move_it(self):
        assert bayesian_mean(15 * 0.1 * 5, 15 * 0.1, 3.0) == pytest.approx(3.4615, abs=1e-4)

    @given(st.lists(st.tuples(st.floats(0.05, 1), st.integers(1, 5)), max_size=50), st.floats(1, 5))
    def test_it_stays_on_the_scale(self, ratings, site_mean):
        mean = bayesian_mean(sum(w * r for w, r in ratings), sum(w for w, _ in ratings), site_mean)
        assert 1 - 1e-9 <= mean <= 5 + 1e-9


class TestWilson:
    @pytest.mark.parametrize(
        ("share", "count", "z", "lower"),
        [
            (0.5, 10, 1.96, 0.23659),
            (0.0, 10, 1.96, 0.0),
            (1.0, 10, 1.96, 0.72246),
            (5 / 8, 8, 1.0, 0.44914),
            (6 / 8, 8, 1.0, 0.57524),
            (1.0, 1, 1.0, 0.5),
            (0.9, 0, 1.0, 0.0),
        ],
    )
    def test_known_values(self, share, count, z, lower):
        assert wilson_lower(share, count, z) == pytest.approx(lower, abs=1e-5)

    @given(st.floats(0, 1), st.floats(0.1, 1000))
    def test_it_lies_between_nothing_and_the_share(self, share, count):
        assert 0 <= wilson_lower(share, count) <= share + 1e-9

    def test_equal_weights_count_as_they_are_and_unequal_ones_less(self):
        assert effective_count(8 * 0.1, 8 * 0.01) == pytest.approx(8)
        assert effective_count(1 + 0.1, 1 + 0.01) == pytest.approx(1.19802, abs=1e-5)
        assert effective_count(0, 0) == 0


class TestGate:
    @pytest.mark.parametrize(
        ("active", "needed"), [(0, 1), (49, 1), (50, 2), (199, 2), (200, 3), (10_000, 3)]
    )
    def test_its_height_follows_the_site_s_size(self, active, needed):
        assert approvals_needed(active) == needed
        assert not is_rated_in(received(approvals=needed - 1), active_members=active)
        assert is_rated_in(received(approvals=needed), active_members=active)

    def test_newcomers_count_at_most_a_quarter_of_the_rest(self):
        assert capped_weight(1.6, 5) == 2.0
        assert capped_weight(1.6, 0.1) == pytest.approx(1.7)
        assert capped_weight(0, 5) == 0

    def test_a_large_site_asks_for_weight_too(self):
        assert not is_rated_in(received(approvals=3, weight=0.6), active_members=200)
        assert is_rated_in(received(approvals=4, weight=0.5), active_members=200)

    def test_newcomers_alone_rate_nothing_in_on_a_large_site_but_do_on_a_small_one(self):
        agreed = received(approvals=15, weight=0.4, newcomers=6.0)
        assert not is_rated_in(agreed, active_members=200)
        assert is_rated_in(agreed, active_members=199)

    def test_from_eight_raters_on_half_must_approve_beyond_doubt(self):
        assert is_rated_in(received(approvals=3, declines=4), active_members=1000)
        assert not is_rated_in(received(approvals=3, declines=5), active_members=1000)
        assert not is_rated_in(received(approvals=5, declines=3), active_members=1000)
        assert is_rated_in(received(approvals=6, declines=2), active_members=1000)

    def test_two_low_raters_do_not_beat_three_approvers(self):
        assert is_rated_in(received(approvals=3, declines=2), active_members=1000)

    def test_eight_raters_without_any_weight_are_as_good_as_unjudged(self):
        assert is_rated_in(received(approvals=8, weight=0.0), active_members=10)
