"""Decisions and their undo: what becomes of the words, the case, the log and the author's mail."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from community import actions as community
from community.actions.contributing import Words
from community.models import Comment, Member, Notification, Post
from community.models.posts import State
from moderation import actions
from moderation.actions.log import UNDO_FOR
from moderation.models import Case, Decision, DecisionText
from moderation.steps import actions_for
from tests.factories import (
    make_admin,
    make_brand_member,
    make_comment,
    make_member,
    make_moderator,
    make_post,
    make_waiting_post,
)

pytestmark = pytest.mark.django_db

GROUNDED = {"ground": "spam", "facts": "It only sells machines."}
LINKS = "<p>See https://a.example https://b.example and https://c.example for how I do it here.</p>"


def case_of(target: Post | Comment) -> Case:
    name = "post" if isinstance(target, Post) else "comment"
    return Case.objects.undecided().get(**{name: target})


def decide(target: Post | Comment, action: str, by: Member | None = None, **words: Any) -> Decision:
    case = case_of(target)
    return actions.decide(case, by=by or make_moderator(), version=case.version, action=action, **words)


def make_waiting_edit(**words: Any) -> Post:
    """A public post with a newer version before the desk."""
    post = make_post(make_member(joined_days_ago=0))
    return community.submit_edit(
        post, by=post.author, words=Words(title="Grind coarser", body=LINKS, **words)
    )


class TestADecision:
    @pytest.mark.parametrize(
        ("action", "state", "in_feeds"),
        [
            ("clear", State.PUBLISHED, True),
            ("out_of_feeds", State.PUBLISHED, False),
            ("return", State.RETURNED, True),
            ("decline", State.DECLINED, True),
        ],
    )
    def test_moves_a_waiting_post(self, action, state, in_feeds):
        post, moderator = make_waiting_post(), make_moderator("Mo")
        decision = decide(post, action, moderator, **GROUNDED)
        post.refresh_from_db()
        case = Case.objects.get(post=post)
        assert (post.state, post.in_feeds, case.state) == (state, in_feeds, "decided")
        assert (decision.state_before, decision.decided_by_id, decision.automated) == (
            State.WAITING,
            moderator.pk,
            False,
        )
        words = DecisionText.objects.get(decision_id=decision.pk)
        assert (words.decided_by_name, words.facts) == ("Mo", "It only sells machines.")

    def test_tells_the_author_at_once_and_mails_five_minutes_later(self):
        post = make_waiting_post()
        now = timezone.now()
        decision = decide(post, "decline", **GROUNDED)
        told = Notification.objects.shown().get(member=post.author)
        assert told.facts == {
            "decision": decision.pk,
            "action": "decline",
            "ground": "spam",
            "facts": "It only sells machines.",
            "automated": False,
            "followed_report": False,
            "is_edit": False,
            # It answers no appeal.
            "looked_again": "",
            "address": reverse("moderation:appeal", args=[decision.pk]),
            "can_object": True,
        }
        assert now + UNDO_FOR <= told.send_after <= timezone.now() + UNDO_FOR
        assert not Notification.objects.due().exists()

    def test_supersedes_what_the_site_said_before_no_mail_had_left(self):
        post = make_waiting_post()
        held = Notification.objects.get(member=post.author)
        decide(post, "clear")
        held.refresh_from_db()
        assert held.cancelled_at is not None

    @pytest.mark.parametrize(
        "words", [{}, {"ground": "spam"}, {"facts": "It sells."}, {"ground": "spam", "facts": " "}]
    )
    def test_that_restricts_needs_a_ground_and_facts(self, words):
        post = make_waiting_post()
        with pytest.raises(actions.NeedsGround):
            decide(post, "decline", **words)
        post.refresh_from_db()
        assert (post.state, case_of(post).state) == (State.WAITING, "open")
        assert Decision.objects.filter(automated=False).count() == 0

    def test_of_somebody_who_came_second_changes_nothing(self):
        post = make_waiting_post()
        case = case_of(post)
        actions.decide(case, by=make_moderator("Ada"), version=case.version, action="clear")
        with pytest.raises(actions.AlreadyDecided) as refusal:
            actions.decide(case, by=make_moderator(), version=case.version, action="decline", **GROUNDED)
        assert refusal.value.name == "Ada"
        post.refresh_from_db()
        assert post.state == State.PUBLISHED
        assert Decision.objects.filter(automated=False).count() == 1

    def test_on_words_that_changed_meanwhile_is_refused(self):
        post = make_waiting_post()
        case = case_of(post)
        community.submit_edit(post, by=post.author, words=Words(title="Other", body="<p>Other.</p>"))
        with pytest.raises(actions.CaseChanged):
            actions.decide(case, by=make_moderator(), version=case.version, action="clear")
        post.refresh_from_db()
        assert post.state == State.WAITING

    def test_that_does_not_fit_the_state_is_refused(self):
        post = make_waiting_post()
        for action in ("keep", "remove", "restore", "uphold", "undo", "hold", "nonsense"):
            with pytest.raises(actions.NotPossible):
                decide(post, action, **GROUNDED)
        post.refresh_from_db()
        assert post.state == State.WAITING
        assert not Decision.objects.filter(automated=False).exists()

    def test_a_long_reason_is_told_whole_and_stands_short_with_the_post(self):
        post = make_waiting_post()
        decide(post, "out_of_feeds", ground="off_topic", facts="a " * 400)
        post.refresh_from_db()
        assert len(post.in_feeds_reason) == 300
        assert len(Notification.objects.shown().get(member=post.author).facts["facts"]) == 799

    def test_of_a_look_that_changed_nothing_is_not_told(self):
        comment = make_comment(make_post(), body="See https://a.example https://b.example https://c.example")
        decide(comment, "clear")
        assert not Notification.objects.filter(kind="decision").exists()

    def test_closes_the_case_of_what_its_author_took_back(self):
        post = make_waiting_post()
        community.withdraw(post, by=post.author)
        decide(post, "keep")
        post.refresh_from_db()
        assert post.state == State.WITHDRAWN


class TestWhoMayDecide:
    def refused(self, post: Post, by: Member) -> None:
        before = post.state
        with pytest.raises(actions.MayNotDecide):
            decide(post, actions_for(case_of(post), post)[0], by)
        post.refresh_from_db()
        assert post.state == before
        assert not Decision.objects.filter(automated=False).exists()

    def test_nobody_on_their_own_words(self):
        admin = make_admin(joined_days_ago=0)
        self.refused(make_waiting_post(admin), admin)

    def test_only_an_admin_on_staffs(self):
        post = make_waiting_post(make_moderator())
        self.refused(post, make_moderator())
        decide(post, "clear", make_admin())
        post.refresh_from_db()
        assert post.state == State.PUBLISHED

    def test_only_an_admin_on_the_brands(self):
        post = make_post(make_brand_member())
        actions.report(post, by=None, complaint=actions.Complaint(reason="spam"))
        self.refused(post, make_moderator())


class TestAnEditThatWaits:
    @pytest.mark.parametrize("action", ["decline", "return"])
    def test_refused_leaves_the_public_version(self, action):
        post = make_waiting_edit()
        decide(post, action, **GROUNDED)
        post.refresh_from_db()
        assert (post.state, post.in_feeds, post.public_revision.title) == (
            State.PUBLISHED,
            True,
            "Grind finer",
        )
        assert not post.has_waiting_edit

    def test_cleared_is_shown(self):
        post = make_waiting_edit()
        decide(post, "clear")
        post.refresh_from_db()
        assert (post.public_revision.title, post.in_feeds) == ("Grind coarser", True)

    def test_undone_waits_again_under_the_version_before(self):
        post, moderator = make_waiting_edit(), make_moderator()
        for action in ("clear", "decline"):
            actions.undo(decide(post, action, moderator, **GROUNDED), by=moderator)
            post.refresh_from_db()
            assert (post.public_revision.title, post.latest_revision.title) == (
                "Grind finer",
                "Grind coarser",
            )
            assert case_of(post).state == "open"


class TestUndo:
    @pytest.mark.parametrize("action", ["clear", "out_of_feeds", "return", "decline"])
    def test_puts_a_waiting_post_back_and_cancels_the_mail(self, action):
        post, moderator = make_waiting_post(), make_moderator()
        decision = decide(post, action, moderator, **GROUNDED)
        told = Notification.objects.get(facts__decision=decision.pk)
        reversal = actions.undo(decision, by=moderator)
        post.refresh_from_db()
        told.refresh_from_db()
        assert (post.state, post.in_feeds) == (State.WAITING, True)
        assert told.cancelled_at is not None
        assert (reversal.action, reversal.reverses) == ("undo", decision.pk)
        assert case_of(post).state == "open"
        # That the site holds it is true again, and said again.
        assert Notification.objects.shown().get(member=post.author).facts["action"] == "hold"

    def test_puts_a_post_out_of_feeds_back_there_with_its_reason(self):
        post, moderator = make_post(), make_moderator()
        actions.report(post, by=None, complaint=actions.Complaint(reason="spam"))
        decide(post, "out_of_feeds", moderator, **GROUNDED)
        actions.report(post, by=None, complaint=actions.Complaint(reason="spam"))
        actions.undo(decide(post, "clear", moderator), by=moderator)
        post.refresh_from_db()
        assert (post.in_feeds, post.in_feeds_reason) == (False, "It only sells machines.")

    def test_brings_a_removed_post_back_where_it_stood(self):
        post, moderator = make_post(), make_moderator()
        at = post.published_at
        actions.report(post, by=None, complaint=actions.Complaint(reason="spam"))
        decision = decide(post, "remove", moderator, **GROUNDED)
        post.refresh_from_db()
        assert post.state == State.REMOVED
        actions.undo(decision, by=moderator)
        post.refresh_from_db()
        assert (post.state, post.published_at) == (State.PUBLISHED, at)

    def test_of_a_cleared_post_that_was_edited_before_keeps_its_version(self):
        post, moderator = make_post(), make_moderator()
        community.submit_edit(post, by=post.author, words=Words(title="Second", body="<p>Second.</p>"))
        actions.report(post, by=None, complaint=actions.Complaint(reason="spam"))
        actions.undo(decide(post, "out_of_feeds", moderator, **GROUNDED), by=moderator)
        post.refresh_from_db()
        assert (post.public_revision.title, post.in_feeds) == ("Second", True)

    def test_twice_is_one_reversal(self):
        moderator = make_moderator()
        decision = decide(make_waiting_post(), "clear", moderator)
        assert actions.undo(decision, by=moderator) == actions.undo(decision, by=make_moderator())
        assert Decision.objects.filter(action="undo").count() == 1

    def test_after_five_minutes_is_refused(self, later):
        post, moderator = make_waiting_post(), make_moderator()
        decision = decide(post, "clear", moderator)
        later(timedelta(minutes=5, seconds=1))
        with pytest.raises(actions.TooLateToUndo):
            actions.undo(decision, by=moderator)
        post.refresh_from_db()
        assert post.state == State.PUBLISHED

    def test_of_what_the_site_decided_or_of_an_undo_is_refused(self):
        moderator = make_moderator()
        post = make_waiting_post()
        with pytest.raises(actions.NotUndoable):
            actions.undo(Decision.objects.get(automated=True), by=moderator)
        reversal = actions.undo(decide(post, "clear", moderator), by=moderator)
        with pytest.raises(actions.NotUndoable):
            actions.undo(reversal, by=moderator)

    def test_of_what_a_newer_decision_stands_on_is_refused(self):
        post, moderator = make_waiting_post(), make_moderator()
        cleared = decide(post, "clear", moderator)
        actions.report(post, by=None, complaint=actions.Complaint(reason="spam"))
        decide(post, "remove", moderator, **GROUNDED)
        with pytest.raises(actions.NotUndoable):
            actions.undo(cleared, by=moderator)
        post.refresh_from_db()
        assert post.state == State.REMOVED

    def test_joins_a_case_that_was_opened_meanwhile(self):
        post, moderator = make_waiting_post(), make_moderator()
        cleared = decide(post, "clear", moderator)
        actions.report(post, by=None, complaint=actions.Complaint(reason="spam"))
        actions.undo(cleared, by=moderator)
        post.refresh_from_db()
        assert post.state == State.WAITING
        assert case_of(post).revision == post.latest_revision
        decide(post, "clear", moderator)

    def test_by_the_author_is_refused(self):
        author = make_moderator(joined_days_ago=0)
        post = make_waiting_post(author)
        decision = decide(post, "clear", make_admin())
        with pytest.raises(actions.MayNotDecide):
            actions.undo(decision, by=author)
        assert not Decision.objects.filter(action="undo").exists()


class TestClaims:
    def test_hold_a_case_for_ten_minutes_and_can_be_taken_over(self):
        case = case_of(make_waiting_post())
        ada, bo = make_moderator("Ada"), make_moderator("Bo")
        case = actions.claim(case, by=ada)
        assert (case.is_claimed, case.claimed_by) == (True, ada)
        assert timedelta(minutes=9) < case.claimed_until - timezone.now() <= timedelta(minutes=10)
        assert actions.claim(case, by=bo).claimed_by == bo
        assert actions.release(case, by=ada).claimed_by == bo
        assert actions.release(case, by=bo).claimed_by is None

    def test_the_next_free_case_is_the_most_urgent_no_colleague_has(self):
        calm, urgent, ada, bo = make_waiting_post(), make_waiting_post(), make_moderator(), make_moderator()
        Case.objects.filter(post=urgent).update(urgency=99)
        everything = Case.objects.all()
        assert actions.claim_next(everything, by=ada).post == urgent
        assert actions.claim_next(everything, by=bo).post == calm
        assert actions.claim_next(everything, by=make_moderator()) is None
        assert actions.claim_next(everything, by=ada).post == urgent

    def test_a_decided_case_is_not_claimed(self):
        post = make_waiting_post()
        case = case_of(post)
        decide(post, "clear")
        assert actions.claim(case, by=make_moderator()).claimed_by is None
