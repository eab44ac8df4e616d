"""Rating posts: once a member, changeable, never one's own; what it changes and what it never looks at."""

from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from community import actions
from community.actions.rating import rate_post, received_by
from community.actions.refusals import MayNotWrite, OwnPost
from community.models import Post, Rating
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
    cache.delete("community:active-members")


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


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_members_at_once_are_all_counted(self, no_worker):
        from concurrent.futures import ThreadPoolExecutor

        post, members = make_post(), [make_member() for _ in range(8)]

        def rate(member):
            try:
                rate_post(post, by=member, value=5)
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(rate, members))
        assert sums(post)["ratings"] == 8
