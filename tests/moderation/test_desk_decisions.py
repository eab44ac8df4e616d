"""Deciding at the desk: what comes next, conflicts that keep the words, undo."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from community import actions as community
from community.actions.contributing import Words
from community.models import Post
from community.models.posts import State
from moderation import actions
from moderation.models import Case, Decision
from tests.factories import (
    make_moderator,
    make_waiting_post,
)
from tests.moderation.at_desk import address, case_of, decision_of

pytestmark = pytest.mark.django_db

LIST = "/cms/desk/"
# The frame costs 11 (session, member, rights, profile, brand, what one may edit); ours may be 12 on the list,
# 20 on a case.
QUERIES_OF_LIST = 11 + 7
QUERIES_OF_CASE = 11 + 16
GROUNDED = {"ground": "spam", "facts": "It only sells machines."}


class TestDeciding:
    def test_at_once_takes_the_buttons_decision_and_no_other(self, desk):
        post = make_waiting_post()
        sent = decision_of(case_of(post), "decline", at_once="clear", **GROUNDED)
        assert desk.post(address(case_of(post)), sent).status_code == 302
        post.refresh_from_db()
        assert post.state == State.PUBLISHED

    def test_at_once_is_offered_only_where_no_reason_is_owed(self, desk, moderator):
        post = make_waiting_post()
        offered = b'name="at_once" value="clear"'
        assert offered in desk.get(address(case_of(post))).content
        first = actions.decide(case_of(post), by=make_moderator(), version=0, action="decline", **GROUNDED)
        appeal = actions.appeal(first, by=post.author, text="It is my shop.")
        page = desk.get(address(appeal)).content
        assert b'value="restore"' in page
        assert b'name="at_once"' not in page

    def test_leads_to_the_next_case_with_a_way_back(self, desk, moderator):
        first, second = make_waiting_post(title="First one"), make_waiting_post(title="Second one")
        Case.objects.filter(post=first).update(urgency=100)
        following = case_of(second)
        response = desk.post(address(case_of(first)), decision_of(case_of(first)))
        decision = Decision.objects.get(automated=False)
        assert response["Location"] == address(following)
        page = desk.get(response["Location"]).content.decode()
        assert "First one" in page
        assert reverse("moderation_undo", args=[decision.pk]) in page
        following.refresh_from_db()
        assert following.claimed_by == moderator

    def test_of_the_last_case_leads_to_the_empty_desk(self, desk):
        case = case_of(make_waiting_post())
        response = desk.post(address(case), decision_of(case))
        assert response["Location"] == LIST
        assert "All done" in desk.get(response["Location"]).content.decode()

    def test_without_ground_or_facts_asks_for_them(self, desk):
        post = make_waiting_post()
        page = desk.post(address(case_of(post)), decision_of(case_of(post), "decline", facts="It sells."))
        assert page.status_code == 200
        assert "Choose the rule this is decided under." in page.content.decode()
        assert "It sells.</textarea>" in page.content.decode()
        assert not Decision.objects.filter(automated=False).exists()

    def test_after_a_colleague_shows_what_happened_and_keeps_the_words(self, desk):
        post = make_waiting_post()
        case = case_of(post)
        actions.decide(case, by=make_moderator("Ola Other"), version=case.version, action="clear")
        response = desk.post(address(case), decision_of(case, "decline", ground="spam", facts="My own words"))
        page = response.content.decode()
        assert response.status_code == 409
        assert "Ola Other decided this case while you had it open." in page
        assert "My own words" in page
        post.refresh_from_db()
        assert post.state == State.PUBLISHED
        assert Decision.objects.filter(automated=False).count() == 1

    def test_on_words_that_changed_shows_the_new_ones_and_keeps_the_words(self, desk):
        post = make_waiting_post()
        case = case_of(post)
        community.submit_edit(post, by=post.author, words=Words(title="Changed", body="<p>Other.</p>"))
        response = desk.post(address(case), decision_of(case, "decline", ground="spam", facts="My own words"))
        page = response.content.decode()
        assert response.status_code == 409
        assert "My own words</textarea>" in page
        assert "Changed" in page
        assert f'name="version" value="{case_of(post).version}"' in page
        assert Post.objects.get().state == State.WAITING

    def test_takes_no_notice_of_what_the_form_does_not_offer(self, desk):
        post = make_waiting_post()
        for action in ("undo", "hold", "nonsense", ""):
            assert desk.post(address(case_of(post)), decision_of(case_of(post), action)).status_code == 200
        assert desk.post(address(case_of(post)), decision_of(case_of(post), "keep")).status_code == 409
        assert Post.objects.get().state == State.WAITING

    def test_of_an_appeal_is_not_offered_to_who_decided_first(self, desk, moderator):
        make_moderator()
        post = make_waiting_post()
        case = case_of(post)
        first = actions.decide(case, by=moderator, version=case.version, action="decline", **GROUNDED)
        appeal = actions.appeal(first, by=post.author, text="It is my shop.")
        page = desk.get(address(appeal)).content.decode()
        assert "It is my shop." in page
        assert "An appeal is decided by somebody else than who decided first." in page
        assert "data-decide" not in page


class TestUndoing:
    def test_is_offered_on_every_page_for_five_minutes(self, desk, moderator, later):
        first, second, third = (make_waiting_post(title=title) for title in ("One", "Two", "Three"))
        made = []
        for post in (first, second):
            case = case_of(post)
            made.append(actions.decide(case, by=moderator, version=case.version, action="clear"))
        actions.decide(case_of(make_waiting_post()), by=make_moderator(), version=0, action="clear")
        for page in (LIST, address(case_of(third))):
            assert reverse("moderation_undo", args=[made[1].pk]) in desk.get(page).content.decode()
        # Taken back, the one before it is offered.
        desk.post(reverse("moderation_undo", args=[made[1].pk]))
        assert reverse("moderation_undo", args=[made[0].pk]) in desk.get(LIST).content.decode()
        later(timedelta(minutes=5, seconds=1))
        assert "/undo/" not in desk.get(LIST).content.decode()

    def test_of_a_clear_takes_down_at_once(self, desk, moderator, client):
        post = make_waiting_post()
        case = case_of(post)
        decision = actions.decide(case, by=moderator, version=case.version, action="clear")
        post.refresh_from_db()
        public = post.get_absolute_url()
        assert Client().get(public).status_code == 200
        desk.post(reverse("moderation_undo", args=[decision.pk]))
        assert Client().get(public).status_code == 404

    def test_opens_the_case_again(self, desk, moderator):
        post = make_waiting_post()
        case = case_of(post)
        decision = actions.decide(case, by=moderator, version=case.version, action="clear")
        response = desk.post(reverse("moderation_undo", args=[decision.pk]))
        assert response["Location"] == address(case)
        post.refresh_from_db()
        assert post.state == State.WAITING

    def test_too_late_says_so(self, desk, moderator, later):
        post = make_waiting_post()
        case = case_of(post)
        decision = actions.decide(case, by=moderator, version=case.version, action="clear")
        later(timedelta(minutes=6))
        page = desk.post(reverse("moderation_undo", args=[decision.pk]), follow=True).content.decode()
        assert "The five minutes are over" in page
        post.refresh_from_db()
        assert post.state == State.PUBLISHED
