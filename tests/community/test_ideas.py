"""Wanting ideas, once a member; what the brand says becomes of them, signed, and who is told."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.actions.deciding import take_step, vote_for_idea
from community.actions.erasing import erase_member
from community.actions.mail_choices import choose_paces
from community.actions.refusals import (
    BrandDoesNotVote,
    IdeaIsDone,
    MayNotSign,
    MayNotWrite,
    OwnIdea,
    StepNeedsMore,
)
from community.models import IdeaStep, IdeaVote, Notification, Post
from community.signals import contribution_changed
from community.states import StepRefused
from tests.factories import (
    make_admin,
    make_brand_member,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
    make_story,
    make_waiting_post,
)

pytestmark = pytest.mark.django_db


def make_idea(**fields):
    return make_post(kind="idea", title="A lid for the kettle", **fields)


def votes(idea):
    idea.refresh_from_db()
    return idea.vote_count, IdeaVote.objects.filter(post=idea).count()


def told():
    rows = Notification.objects.filter(kind="idea").order_by("pk")
    return [(row.member_id, row.facts) for row in rows]


class TestVotes:
    def test_each_member_counts_once_and_may_take_it_back(self):
        idea, first, second = make_idea(), make_member(), make_member()
        for by in (first, second, first):
            vote_for_idea(idea, by=by)
        assert votes(idea) == (2, 2)
        for _ in range(2):
            vote_for_idea(idea, by=first, wanted=False)
        assert votes(idea) == (1, 1)

    def test_feeds_do_not_hear_of_it(self):
        idea, heard = make_idea(), []

        def hear(**kwargs):
            heard.append(kwargs)

        contribution_changed.connect(hear)
        try:
            vote_for_idea(idea, by=make_member())
        finally:
            contribution_changed.disconnect(hear)
        assert heard == []

    def test_it_is_for_other_customers(self):
        idea = make_idea()
        refused = [(idea.author, OwnIdea), (make_member(is_active=False), MayNotWrite)]
        people = [make_brand_member(), make_marketer(), make_moderator(), make_admin()]
        for by, refusal in [*refused, *((person, BrandDoesNotVote) for person in people)]:
            with pytest.raises(refusal):
                vote_for_idea(idea, by=by)
        assert votes(idea) == (0, 0)

    def test_it_is_for_public_ideas_that_are_not_done(self):
        waiting, done = make_waiting_post(kind="idea"), make_idea()
        take_step(done, by=make_marketer(), state="done", page=make_story())
        for idea, refusal in ((waiting, StepRefused), (done, IdeaIsDone)):
            with pytest.raises(refusal):
                vote_for_idea(idea, by=make_member())
            assert votes(idea) == (0, 0)

    def test_whoever_leaves_takes_theirs_along(self):
        idea, leaver = make_idea(), make_member()
        for by in (leaver, make_member()):
            vote_for_idea(idea, by=by)
        erase_member(leaver)
        assert votes(idea) == (1, 1)


class TestSteps:
    @pytest.mark.parametrize("make", [make_brand_member, make_marketer, make_admin])
    def test_the_brand_signs(self, make):
        idea, signer = make_idea(), make("Kari Nordmann")
        step = take_step(idea, by=signer, state="planned", reason="  In spring. ")
        assert (step.signature, step.brand_role, step.reason) == (
            "Kari Nordmann",
            signer.brand_role,
            "In spring.",
        )
        idea.refresh_from_db()
        assert idea.idea_state == "planned"

    def test_nobody_else_does_and_nobody_for_their_own(self):
        colleague = make_brand_member()
        own = make_post(colleague, kind="idea")
        for idea, by in ((make_idea(), make_member()), (make_idea(), make_moderator()), (own, colleague)):
            with pytest.raises(MayNotSign):
                take_step(idea, by=by, state="heard")
        assert not IdeaStep.objects.exists()
        assert not Post.objects.exclude(idea_state="").exists()

    def test_not_now_asks_for_a_reason_and_done_for_a_page_everybody_may_read(self):
        idea, by, hidden = make_idea(), make_marketer(), make_story()
        hidden.unpublish()
        for asked in (
            {"state": "not_now", "reason": " "},
            {"state": "done"},
            {"state": "done", "page": hidden},
        ):
            with pytest.raises(StepNeedsMore):
                take_step(idea, by=by, **asked)
        assert not IdeaStep.objects.exists()

    def test_the_same_said_twice_is_one_step(self):
        idea, by = make_idea(), make_marketer()
        for reason in ("", "", "In spring."):
            take_step(idea, by=by, state="considering", reason=reason)
        assert [step.reason for step in IdeaStep.objects.all()] == ["", "In spring."]

    def test_the_name_goes_with_who_signed(self):
        idea, by = make_idea(), make_brand_member()
        take_step(idea, by=by, state="heard")
        by.brand_role = {}
        by.save()
        erase_member(by)
        assert IdeaStep.objects.values_list("signature", "signed_by").get() == ("", None)


class TestTelling:
    def test_the_author_and_all_who_want_it_are_told_but_not_who_signs(self):
        idea, first, second = make_idea(), make_member(), make_member(language="nb")
        gone, story, signer = make_member(), make_story("A lid"), make_brand_member()
        for by in (first, second, gone):
            vote_for_idea(idea, by=by)
        gone.is_active = False
        gone.save()
        take_step(idea, by=signer, state="done", page=story)
        assert [pk for pk, _facts in told()] == [idea.author_id, first.pk, second.pk]
        facts = dict(told())[second.pk]
        assert facts == {
            "state": "done",
            "reason": "",
            "page": "A lid",
            "page_address": f"/nb/stories/{story.slug}/",
        }

    def test_by_mail_as_each_chose_and_without_a_query_for_each(self):
        def queries(number):
            idea = make_idea()
            for _ in range(number):
                vote_for_idea(idea, by=make_member())
            never = make_member()
            choose_paces(never, {"idea": "never"})
            vote_for_idea(idea, by=never)
            signer = make_brand_member()
            with CaptureQueriesContext(connection) as caught:
                take_step(idea, by=signer, state="heard")
            rows = Notification.objects.filter(post=idea, kind="idea")
            assert rows.filter(by_mail=True).count() == number + 1
            assert rows.get(member=never).by_mail is False
            return len(caught)

        assert queries(1) == queries(6)


class TestPages:
    def test_a_press_counts_and_another_takes_it_back(self, client):
        idea = make_idea()
        client.force_login(make_member())
        address = reverse("community:vote", args=[idea.pk])
        assert client.post(address, {"wanted": "yes"})["Location"] == f"{idea.get_absolute_url()}#idea"
        page = client.get(idea.get_absolute_url()).text
        assert "You want this too" in page
        assert "Wanted by 1" in Client().get(idea.get_absolute_url()).text
        assert "Wanted by 1" in Client().get(reverse("community:hub")).text
        client.post(address, {"wanted": "no"})
        assert votes(idea) == (0, 0)

    def test_a_visitor_comes_back_with_the_press_still_to_make(self, client):
        idea = make_idea()
        address = reverse("community:vote", args=[idea.pk])
        assert f"/accounts/login/?next={address}" in client.get(idea.get_absolute_url()).text
        assert client.get(address)["Location"] == f"/accounts/login/?next={address}"
        client.force_login(make_member())
        assert 'name="wanted" value="yes"' in client.get(address).text
        assert votes(idea) == (0, 0)

    def test_the_steps_stand_under_the_idea(self, client):
        idea, story = make_idea(), make_story("A lid for it")
        signer = make_brand_member("Kari Nordmann")
        client.force_login(signer)
        address = reverse("community:idea_steps", args=[idea.pk])
        for form in (
            {"state": "not_now", "reason": "The mould is <b>full</b>."},
            {"state": "done", "page": str(story.pk)},
        ):
            assert client.post(address, form).status_code == 302
        page = Client().get(f"/nb{idea.get_absolute_url()}").text
        assert page.index("A lid for it") < page.index("The mould is &lt;b&gt;full&lt;/b&gt;.")
        assert f'href="/nb/stories/{story.slug}/"' in page
        assert "Produktdesigner" in page
        story.unpublish()
        assert "A lid for it" not in Client().get(idea.get_absolute_url()).text

    def test_what_a_step_lacks_is_asked_for(self, client):
        idea = make_idea()
        client.force_login(make_marketer())
        address = reverse("community:idea_steps", args=[idea.pk])
        for form, words in (
            ({"state": "not_now"}, "Say why not now"),
            ({"state": "done"}, "Choose a public page"),
            ({"state": "sold"}, "Select a valid choice"),
        ):
            assert words in client.post(address, form).text
        assert not IdeaStep.objects.exists()

    def test_the_hub_sorts_ideas_by_votes_and_by_state(self, client):
        wanted, planned = make_idea(), make_post(kind="idea", title="A longer cord")
        newest = make_post(kind="idea", title="A quiet grinder")
        vote_for_idea(wanted, by=make_member())
        take_step(planned, by=make_marketer(), state="planned")
        page = client.get(reverse("community:hub"), {"kind": "idea", "order": "wanted"}).text
        assert page.index(wanted.title) < page.index(newest.title)
        page = client.get(reverse("community:hub"), {"kind": "idea", "state": "planned"}).text
        assert planned.title in page
        assert newest.title not in page
