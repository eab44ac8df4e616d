"""Levels: conditions reckoned without the database, rising by a task, falling only by the desk."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from community import actions
from community.actions.levels import NothingToGiveBack, NotLower, raise_levels
from community.levels import Facts, level_of
from community.models import Comment, LevelStep, Member, Notification, Post, Rating
from moderation.actions import MayNotDecide, NeedsGround, decide, give_level_back, lower_level
from moderation.facts import facts_of
from moderation.models import Case, Decision, DecisionText
from moderation.screening import assess
from tests.factories import (
    make_admin,
    make_brand_member,
    make_comment,
    make_member,
    make_moderator,
    make_post,
    submit,
)

NOW = timezone.now()


def facts(**changed: Any) -> Facts:
    """What is known of somebody who is just trusted."""
    known: dict[str, Any] = {
        "mail_is_verified": True,
        "since": NOW - timedelta(days=90),
        "contributions": 15,
        "approvers": 10,
        "taken_down_at": None,
    }
    return Facts(**{**known, **changed})


class TestConditions:
    @pytest.mark.parametrize(
        ("changed", "level"),
        [
            ({}, "trusted"),
            ({"since": NOW - timedelta(days=90) + timedelta(seconds=1)}, "known"),
            ({"contributions": 14}, "known"),
            ({"approvers": 9}, "known"),
            ({"approvers": 0, "contributions": 3, "since": NOW - timedelta(days=14)}, "known"),
            ({"taken_down_at": NOW - timedelta(days=180)}, "trusted"),
            ({"taken_down_at": NOW - timedelta(days=179)}, "known"),
            ({"taken_down_at": NOW - timedelta(days=89)}, "new"),
            ({"contributions": 2}, "new"),
            ({"since": NOW - timedelta(days=13)}, "new"),
            ({"mail_is_verified": False}, "new"),
        ],
    )
    def test_all_of_them_have_to_hold(self, changed, level):
        assert level_of(facts(**changed), NOW) == level


def make_known(**fields: Any) -> Member:
    """A member who has just become known."""
    member = make_member(joined_days_ago=20, **fields)
    make_comment(make_post(member), member)
    make_post(member)
    assert raise_levels([member.pk]) == 1
    member.refresh_from_db()
    return member


@pytest.mark.django_db
class TestRising:
    def test_takes_time_a_confirmed_address_and_taking_part(self):
        member = make_known()
        assert member.level == "known"
        step = LevelStep.objects.get(member=member)
        assert (step.before, step.level, step.reason, step.changed_by) == ("new", "known", "", None)
        assert "known" in Notification.objects.get(member=member, kind="badge").facts["sentence"]
        assert raise_levels() == 0

    def test_what_is_missing_keeps_it_where_it_is(self):
        few, unconfirmed, brand = make_member(), make_member(), make_brand_member()
        for member in (unconfirmed, brand):
            for _ in range(3):
                make_post(member)
        make_post(few)
        EmailAddress.objects.filter(user=unconfirmed).update(verified=False)
        assert raise_levels() == 0

    def test_trust_takes_ten_different_members(self):
        member = make_member()
        first = make_post(member)
        Comment.objects.bulk_create(
            Comment(
                author=member, post=first, body="Yes", body_html="<p>Yes</p>", render_version=1,
                state="published", published_at=timezone.now(),
            )
            for _ in range(14)
        )  # fmt: skip
        second = make_post(member)
        raters = [make_member() for _ in range(10)]
        rows = [Rating(post=first, member=rater, value=3) for rater in raters[:9]]
        Rating.objects.bulk_create([*rows, Rating(post=second, member=raters[0], value=5)])
        raise_levels()
        assert Member.objects.get(pk=member.pk).level == "known"
        Rating.objects.create(post=second, member=raters[9], value=3)
        raise_levels()
        assert Member.objects.get(pk=member.pk).level == "trusted"

    def test_what_the_desk_took_down_stands_in_the_way_until_it_is_back(self):
        member = make_member(joined_days_ago=20)
        for _ in range(3):
            make_post(member)
        removed = make_post(member)
        case = Case.objects.create(post=removed)
        decide(
            case, by=make_moderator(), version=0, action="remove", ground="spam", facts="An advertisement."
        )
        assert raise_levels() == 0
        actions.restore(removed)
        assert raise_levels() == 1

    def test_a_level_never_falls_by_itself(self):
        member = make_known()
        Post.objects.filter(author=member).update(state="withdrawn")
        assert raise_levels() == 0
        assert Member.objects.get(pk=member.pk).level == "known"


@pytest.mark.django_db
class TestLowering:
    def test_is_told_with_its_reason_and_stands_in_the_log(self):
        member, moderator = make_known(), make_moderator("Mona")
        decision = lower_level(member, "new", by=moderator, ground="spam", facts="The same link nine times.")
        assert Member.objects.get(pk=member.pk).level == "new"
        assert (decision.target, decision.target_id, decision.action) == ("member", member.pk, "lower")
        assert DecisionText.objects.get(decision_id=decision.pk).facts == "The same link nine times."
        told = Notification.objects.filter(member=member, kind="decision").latest("pk")
        assert told.facts["facts"] == "The same link nine times."
        assert told.by_mail

    def test_what_counts_is_counted_from_then_on(self):
        member = make_known()
        lower_level(member, "new", by=make_moderator(), ground="spam", facts="The same link nine times.")
        assert raise_levels() == 0
        LevelStep.objects.exclude(reason="").update(at=timezone.now() - timedelta(days=15))
        Post.objects.filter(author=member).update(published_at=timezone.now() - timedelta(days=16))
        Comment.objects.filter(author=member).update(published_at=timezone.now() - timedelta(days=16))
        assert raise_levels() == 0
        for _ in range(3):
            make_post(member)
        assert raise_levels() == 1

    def test_is_taken_back_as_if_it_had_not_been(self):
        member, moderator = make_known(), make_moderator()
        lowered = lower_level(member, "new", by=moderator, ground="spam", facts="The same link nine times.")
        back = give_level_back(member, by=moderator, facts="It was another member.")
        assert Member.objects.get(pk=member.pk).level == "known"
        assert (back.action, back.reverses) == ("undo", lowered.pk)
        with pytest.raises(NothingToGiveBack):
            give_level_back(member, by=moderator, facts="Again.")
        assert Decision.objects.count() == 2

    def test_not_without_ground_nor_upwards_nor_one_s_own_nor_staff_s(self):
        moderator = make_moderator(level="known")
        member = make_known()
        refused = [
            (member, "new", "", NeedsGround),
            (member, "trusted", "spam", NotLower),
            (member, "known", "spam", NotLower),
            (moderator, "new", "spam", MayNotDecide),
            (make_brand_member(level="known"), "new", "spam", MayNotDecide),
        ]
        steps = LevelStep.objects.count()
        for one, level, ground, error in refused:
            with pytest.raises(error):
                lower_level(one, level, by=moderator, ground=ground, facts="A reason.")
        assert (Decision.objects.count(), LevelStep.objects.count()) == (0, steps)
        lower_level(moderator, "new", by=make_admin(), ground="spam", facts="A reason.")

    def test_the_desk_alone_finds_it_on_a_customers_page(self, client):
        member, colleague = make_member(), make_brand_member()
        address = f"/cms/desk/members/{member.pk}/level/"
        assert address not in client.get(f"/members/{member.username}/").text
        client.force_login(make_member())
        assert address not in client.get(f"/members/{member.username}/").text
        client.force_login(make_moderator())
        assert address in client.get(f"/members/{member.username}/").text
        assert "/level/" not in client.get(f"/members/{colleague.username}/").text

    def test_the_desk_does_it_on_one_page(self, client):
        member = make_known()
        client.force_login(make_moderator())
        address = f"/cms/desk/members/{member.pk}/level/"
        assert client.get(address).status_code == HTTPStatus.OK
        form = {"level": "new", "ground": "spam", "facts": "The same link nine times."}
        assert client.post(address, {**form, "ground": ""}).status_code == HTTPStatus.OK
        assert Member.objects.get(pk=member.pk).level == "known"
        assert client.post(address, form)["Location"] == address
        assert Member.objects.get(pk=member.pk).level == "new"
        assert client.post(address, form).status_code == HTTPStatus.OK  # no longer among what is offered
        assert client.post(address, {"level": "back", "facts": "A mistake."})["Location"] == address
        assert Member.objects.get(pk=member.pk).level == "known"

    def test_its_author_is_shown_nobody_else_s_words_instead(self, client):
        member = make_known()
        decision = lower_level(member, "new", by=make_moderator(), ground="spam", facts="A reason.")
        client.force_login(member)
        assert client.get(f"/my/decisions/{decision.pk}/appeal/").status_code == HTTPStatus.NOT_FOUND
        client.force_login(make_admin())
        undone = client.post(f"/cms/desk/decisions/{decision.pk}/undo/")
        assert undone.status_code != HTTPStatus.INTERNAL_SERVER_ERROR
        assert Member.objects.get(pk=member.pk).level == "new"


@pytest.mark.django_db
class TestWhatItOpens:
    LINKS = "<p>See https://a.example/1 and https://b.example/2 and https://c.example/3 for the burrs.</p>"

    @pytest.mark.parametrize(
        ("level", "codes"), [("new", ["outside_link"]), ("known", []), ("trusted", ["trusted"])]
    )
    def test_links_raise_no_question_from_known_on(self, level, codes):
        post = submit(make_member(level=level), body=self.LINKS)
        found = assess(facts_of(post, post.latest_revision))
        assert [signal.code for signal in found.signals] == codes
        assert post.in_feeds == (level != "new")
