"""Rating posts: once a member, changeable, never one's own; what it changes and what it never looks at."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community import actions
from community.actions.rating import rate_post, received_by
from community.actions.refusals import MayNotWrite, OwnPost
from community.actions.weighing import forget_networks, refresh_weights, site_mean
from community.models import Post, Rating
from community.networks import network_of
from community.signals import contribution_changed
from community.states import StepRefused
from tests.factories import (
    make_admin,
    make_brand_member,
    make_comment,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
    make_waiting_post,
)

pytestmark = pytest.mark.django_db
SUMS = ("ratings", "approvals", "weight_sum", "weighted_value_sum", "weight_square_sum", "approval_weight")
# An account a year old with a confirmed address and no trust yet.
WEIGHT = 0.1 + 0.3 + 0.3


def sums(post):
    post.refresh_from_db()
    return {name: round(getattr(post, name), 6) for name in SUMS}


@pytest.fixture(autouse=True)
def _count_anew():
    keys = ["community:active-members", "community:site-mean"]
    cache.delete_many(keys)
    yield
    cache.delete_many(keys)


class TestSums:
    def test_they_are_those_of_all_ratings(self):
        post = make_post()
        for value in (5, 2, 3):
            rate_post(post, by=make_member(), value=value)
        assert sums(post) == {
            "ratings": 3,
            "approvals": 2,
            "weight_sum": round(3 * WEIGHT, 6),
            "weighted_value_sum": round(10 * WEIGHT, 6),
            "weight_square_sum": round(3 * WEIGHT**2, 6),
            "approval_weight": round(2 * WEIGHT, 6),
        }

    def test_a_changed_mind_counts_once(self):
        post, member = make_post(), make_member()
        for value in (5, 5, 1, 4):
            rate_post(post, by=member, value=value)
        assert Rating.objects.get().value == 4
        found = sums(post)
        assert (found["ratings"], found["approvals"]) == (1, 1)
        assert found["weighted_value_sum"] == round(4 * WEIGHT, 6)

    @pytest.mark.parametrize("make", [make_brand_member, make_moderator, make_marketer, make_admin])
    def test_people_of_the_brand_approve_nothing(self, make):
        post = make_post()
        rate_post(post, by=make(), value=5)
        assert set(sums(post).values()) == {0}
        assert post.eligible_at is None
        assert Rating.objects.get().weight == 0


class TestRefusals:
    def test_ones_own(self):
        post = make_post()
        with pytest.raises(OwnPost):
            rate_post(post, by=post.author, value=5)
        assert not Rating.objects.exists()
        assert set(sums(post).values()) == {0}

    def test_by_somebody_who_may_not_write(self):
        post = make_post()
        with pytest.raises(MayNotWrite):
            rate_post(post, by=make_member(is_active=False), value=5)
        assert not Rating.objects.exists()

    def test_of_what_is_not_public(self):
        with pytest.raises(StepRefused):
            rate_post(make_waiting_post(), by=make_member(), value=5)
        assert not Rating.objects.exists()


class TestEligibility:
    def test_on_a_small_site_one_approval_rates_a_post_in(self):
        post = make_post()
        rate_post(post, by=make_member(), value=2)
        post.refresh_from_db()
        assert post.eligible_at is None
        rate_post(post, by=make_member(), value=3)
        post.refresh_from_db()
        assert post.eligible_at is not None

    def test_a_withdrawn_approval_takes_it_out_again(self):
        post, member = make_post(), make_member()
        rate_post(post, by=member, value=5)
        rate_post(post, by=member, value=1)
        post.refresh_from_db()
        assert post.eligible_at is None
        assert post.is_public

    @pytest.mark.parametrize(("active", "needed"), [(49, 1), (50, 2), (199, 2), (200, 3)])
    def test_more_members_ask_for_more_approvals(self, active, needed):
        cache.set("community:active-members", active)
        post = make_post()
        for number in range(1, needed + 1):
            rate_post(post, by=make_member(), value=5)
            post.refresh_from_db()
            assert (post.eligible_at is not None) == (number == needed)

    def test_newcomers_alone_do_not_rate_in_on_a_large_site(self):
        cache.set("community:active-members", 500)
        post = make_post()
        for _ in range(6):
            rate_post(post, by=make_member(joined_days_ago=2), value=5)
        post.refresh_from_db()
        assert post.eligible_at is None
        assert received_by(post).newcomer_approval_weight == pytest.approx(post.approval_weight)

    def test_stars_decide_nothing(self):
        posts = [make_post(kind="review", stars=stars) for stars in range(1, 6)]
        for post in posts:
            rate_post(post, by=make_member(), value=4)
        assert len({tuple(sums(post).values()) for post in posts}) == 1
        assert Post.objects.filter(eligible_at=None).count() == 0

    def test_others_hear_of_it(self):
        heard = []

        def hear(contribution, **kwargs):
            heard.append(contribution.pk)

        contribution_changed.connect(hear)
        try:
            post, member = make_post(), make_member()
            heard.clear()
            rate_post(post, by=member, value=5)
            rate_post(post, by=member, value=5)
        finally:
            contribution_changed.disconnect(hear)
        assert heard == [post.pk]

    def test_who_took_part_counts_as_active(self):
        from community.actions.rating import active_members

        post = make_post()
        make_comment(post)
        rate_post(post, by=make_member(), value=1)
        make_member()
        cache.delete("community:active-members")
        assert active_members() == 3


class TestPressing:
    def test_one_press_and_the_page_says_so(self, client):
        post = make_post()
        client.force_login(make_member())
        answer = client.post(reverse("community:rating", args=[post.pk]), {"value": "5"})
        assert answer["Location"] == f"{post.get_absolute_url()}#useful"
        page = client.get(post.get_absolute_url()).text
        assert 'value="5" aria-pressed="true"' in page
        assert "Useful to 1" in Client().get(post.get_absolute_url()).text

    @pytest.mark.parametrize("value", ["0", "6", "", "x", "5.5", "٥"])
    def test_another_value_changes_nothing(self, client, value):
        post = make_post()
        client.force_login(make_member())
        assert client.post(reverse("community:rating", args=[post.pk]), {"value": value}).status_code == 302
        if value != "٥":
            assert not Rating.objects.exists()

    def test_a_visitor_signs_in_first_and_a_get_rates_nothing(self, client):
        post = make_post()
        address = reverse("community:rating", args=[post.pk])
        chosen = f"/accounts/login/?next={quote(address)}%3Fvalue%3D"
        assert client.post(address, {"value": "5"})["Location"].startswith(chosen + "5")
        page = client.get(post.get_absolute_url()).text
        assert all(f"{quote(address, safe='')}%3Fvalue%3D{value}" in page for value in range(1, 6))
        client.force_login(make_member())
        asked = client.get(address, {"value": "5"}).text
        assert 'name="value" value="5"' in asked
        assert "Very useful" in asked
        assert not Rating.objects.exists()

    def test_ones_own_post_offers_nothing(self, client):
        post = make_post()
        client.force_login(post.author)
        assert "Was this useful" not in client.get(post.get_absolute_url()).text
        client.post(reverse("community:rating", args=[post.pk]), {"value": "5"})
        assert not Rating.objects.exists()

    def test_what_is_gone_cannot_be_rated(self, client):
        post = make_post()
        actions.withdraw(post, by=post.author)
        client.force_login(make_member())
        assert client.post(reverse("community:rating", args=[post.pk]), {"value": "5"}).status_code == 404


class TestNetworks:
    def test_the_third_from_one_network_weighs_half_and_the_hash_goes_after_a_day(self):
        post = make_post()
        for number, network in enumerate(["home", "home", "home", "cafe", ""]):
            rate_post(post, by=make_member(f"Member {number}"), value=5, network=network)
        weights = [
            round(weight, 6) for weight in Rating.objects.order_by("pk").values_list("weight", flat=True)
        ]
        assert weights == [round(WEIGHT * part, 6) for part in (1, 1, 0.5, 1, 1)]
        assert forget_networks() == 0
        Rating.objects.update(created_at=timezone.now() - timedelta(hours=25))
        assert forget_networks() == 4
        networks = list(Rating.objects.order_by("pk").values_list("network", flat=True))
        assert networks == ["", "", "/2", "", ""]
        assert refresh_weights() == 0

    def test_one_browser_nearby_is_one_network(self, rf):
        def network(address, browser):
            return network_of(rf.get("/", REMOTE_ADDR=address, headers={"user-agent": browser}))

        edge = "Mozilla/5.0 Chrome/130 Safari/537 Edg/130"
        assert network("192.0.2.1", edge) == network("192.0.2.250", f"{edge}.1")
        others = {
            network("192.0.3.1", edge),
            network("192.0.2.1", "Firefox/140"),
            network("2001:db8::1", edge),
        }
        assert len(others | {network("192.0.2.1", edge)}) == 4
        assert network("2001:db8::1", edge) == network("2001:db8:0:9::1", edge)


class TestNight:
    def test_weights_follow_their_members_and_sums_their_weights(self):
        post, newcomer = make_post(), make_member(joined_days_ago=0)
        rate_post(post, by=newcomer, value=4)
        assert sums(post)["weight_sum"] == pytest.approx(0.4, abs=1e-3)
        newcomer.date_joined -= timedelta(days=15)
        newcomer.save()
        assert refresh_weights() == 1
        found = sums(post)
        assert found["weight_sum"] == pytest.approx(0.55, abs=1e-3)
        assert found["weighted_value_sum"] == pytest.approx(2.2, abs=5e-3)
        assert (found["ratings"], found["approvals"]) == (1, 1)

    def test_whoever_joins_the_brand_approves_no_more(self):
        post, member = make_post(), make_member()
        rate_post(post, by=member, value=5)
        member.brand_role = {"en": "Trainer"}
        member.save()
        assert refresh_weights() == 1
        assert set(sums(post).values()) == {0}
        assert post.eligible_at is None

    def test_what_is_in_stays_in_when_the_site_grows(self):
        post = make_post()
        rate_post(post, by=make_member(), value=5)
        cache.set("community:active-members", 500)
        assert refresh_weights() == 0
        post.refresh_from_db()
        assert post.eligible_at is not None

    def test_the_mean_of_the_site_is_taken_once_a_week(self):
        for value in (5, 5, 4, 2):
            rate_post(make_post(), by=make_member(), value=value)
        assert site_mean() == 3.0
        refresh_weights()
        mean = (5 * 3 + 16 * WEIGHT) / (5 + 4 * WEIGHT)
        assert site_mean() == pytest.approx(mean)
        rate_post(make_post(), by=make_member(), value=5)
        refresh_weights()
        assert site_mean() == pytest.approx(mean)
        cache.set("community:site-mean", (mean, timezone.now() - timedelta(days=8)))
        refresh_weights()
        assert site_mean() > mean
