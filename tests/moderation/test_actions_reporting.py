"""Reports and appeals: what they open, and what they never change."""

from datetime import timedelta

import hypothesis
import pytest
from django.utils import timezone
from hypothesis import strategies as st

from community import actions as community
from community.actions.contributing import Words
from community.models import Notification, Post
from community.models.posts import State
from feeds.models import Feed, FeedEntry
from moderation import actions
from moderation.actions import Complaint
from moderation.models import Case, Decision, Report
from moderation.outcomes import outcome_of, statement_of, statements_for
from tests.factories import (
    make_admin,
    make_comment,
    make_member,
    make_moderator,
    make_post,
    make_waiting_post,
    plan_feeds,
)

pytestmark = pytest.mark.django_db

GROUNDED = {"ground": "spam", "facts": "It only sells machines."}
LAW = Complaint(
    reason="illegal", text="It is libel.", place="there", name="Kari", email="kari@x.example", good_faith=True
)


def declined(post: Post | None = None, by=None) -> Decision:
    case = Case.objects.undecided().get(post=post or make_waiting_post())
    return actions.decide(case, by=by or make_moderator(), version=case.version, action="decline", **GROUNDED)


def decide_appeal(case: Case, action: str, by=None) -> Decision:
    return actions.decide(
        case, by=by or make_moderator(), version=case.version, action=action, facts="We looked again."
    )


class TestAReport:
    def test_opens_a_case_and_leaves_the_post_where_it_stands(self):
        post = make_post()
        before = Post.objects.values().get(pk=post.pk)
        report = actions.report(post, by=None, complaint=Complaint(reason="spam"))
        case = Case.objects.get()
        assert (case.kind, case.post, case.risk, case.urgency, report.case) == ("reported", post, 0, 10, case)
        assert Post.objects.values().get(pk=post.pk) == before
        assert not Notification.objects.exists()

    def test_moves_nothing_in_a_feed_however_many_there_are(self):
        post = make_post()
        plan_feeds()
        feeds = list(Feed.objects.order_by("pk").values())
        entries = list(FeedEntry.objects.filter(post=post).order_by("pk").values())
        for _ in range(12):
            actions.report(post, by=make_member(), complaint=Complaint(reason="spam"))
        actions.report(post, by=None, complaint=LAW)
        plan_feeds()
        assert entries
        assert list(FeedEntry.objects.filter(post=post).order_by("pk").values()) == entries
        assert list(Feed.objects.order_by("pk").values()) == feeds

    def test_on_the_same_thing_joins_its_case_and_raises_the_order_only(self):
        post = make_waiting_post()
        case = Case.objects.get()
        for _ in range(7):
            actions.report(post, by=make_member(), complaint=Complaint(reason="spam"))
        again = Case.objects.get()
        assert (again.kind, again.risk, again.band) == (case.kind, case.risk, case.band)
        assert (again.urgency, again.version) == (case.risk + 50, case.version + 7)

    def test_of_any_kind_and_number_changes_neither_risk_nor_band_nor_place(self):
        waiting, public = make_waiting_post(), make_post()
        band = Case.objects.values_list("risk", "band").get(post=waiting)

        @hypothesis.settings(max_examples=15, deadline=None)
        @hypothesis.given(st.lists(st.sampled_from(Report.Reason.values), min_size=1, max_size=6))
        def holds(reasons):
            for post in (waiting, public):
                before = Post.objects.values().get(pk=post.pk)
                for reason in reasons:
                    complaint = Complaint(
                        reason=reason, text="Look.", good_faith=True, name="A", email="a@x.no"
                    )
                    actions.report(post, by=None, complaint=complaint)
                assert Post.objects.values().get(pk=post.pk) == before
            assert Case.objects.values_list("risk", "band").get(post=waiting) == band
            assert Case.objects.values_list("risk", "band").get(post=public) == (0, "")

        holds()

    def test_about_the_law_goes_before_others(self):
        actions.report(make_post(), by=None, complaint=LAW)
        assert Case.objects.get().urgency == 70

    def test_of_a_comment_has_a_case_of_its_own(self):
        comment = make_comment(make_post())
        actions.report(comment, by=None, complaint=Complaint(reason="abuse"))
        assert Case.objects.get().comment == comment

    def test_sent_twice_is_one(self):
        post, complaint = make_post(), Complaint(reason="spam")
        first = actions.report(post, by=None, complaint=complaint)
        assert actions.report(post, by=None, complaint=complaint) == first
        assert Report.objects.count() == 1

    def test_of_one_member_is_one_a_case_but_the_law_replaces_the_rest(self):
        post, member = make_post(), make_member()
        first = actions.report(post, by=member, complaint=Complaint(reason="spam"))
        assert actions.report(post, by=member, complaint=Complaint(reason="abuse")) == first
        actions.report(post, by=member, complaint=LAW)
        report = Report.objects.get()
        assert (report.reason, report.text, report.receipt) == ("illegal", "It is libel.", first.receipt)

    def test_after_a_decision_opens_a_new_case(self):
        post = make_post()
        report = actions.report(post, by=None, complaint=Complaint(reason="spam"))
        assert not outcome_of(report).is_decided
        case = report.case
        decision = actions.decide(case, by=make_moderator(), version=case.version, action="keep")
        assert decision.followed_report
        report = Report.objects.get(pk=report.pk)
        assert (outcome_of(report).is_decided, outcome_of(report).was_restricted) == (True, False)
        actions.report(post, by=None, complaint=Complaint(reason="spam"))
        assert Case.objects.undecided().count() == 1

    def test_that_was_right_says_so_to_whoever_sent_it(self):
        report = actions.report(make_post(), by=None, complaint=Complaint(reason="spam"))
        actions.decide(report.case, by=make_moderator(), version=1, action="remove", **GROUNDED)
        report = Report.objects.get()
        assert outcome_of(report).was_restricted


class TestAnAppeal:
    def test_of_a_declined_post_restores_it(self):
        decision = declined()
        post = Post.objects.get()
        case = actions.appeal(decision, by=post.author, text="It is my own shop.")
        assert (case.kind, case.appeals, case.revision) == ("appeal", decision.pk, post.latest_revision)
        decide_appeal(case, "restore")
        post.refresh_from_db()
        assert (post.state, post.in_feeds) == (State.PUBLISHED, True)
        assert Notification.objects.shown().filter(facts__action="restore").exists()

    def test_of_a_removed_post_brings_it_back_where_it_stood(self):
        post = make_post()
        at = post.published_at
        report = actions.report(post, by=None, complaint=Complaint(reason="spam"))
        removed = actions.decide(report.case, by=make_moderator(), version=1, action="remove", **GROUNDED)
        decide_appeal(actions.appeal(removed, by=post.author, text="No."), "restore")
        post.refresh_from_db()
        assert (post.state, post.published_at) == (State.PUBLISHED, at)

    def test_of_one_that_was_taken_back_and_sent_again_shows_what_was_sent_again(self):
        post = make_post(make_member(joined_days_ago=0), title="What I took back")
        community.withdraw(post, by=post.author)
        spam = "<p>See https://a.example https://b.example https://c.example, or x@y.example!</p>"
        post = community.submit_edit(post, by=post.author, words=Words(title="Sent again", body=spam))
        decide_appeal(actions.appeal(declined(post), by=post.author, text="No."), "restore")
        post.refresh_from_db()
        assert (post.state, post.public_revision.title) == (State.PUBLISHED, "Sent again")

    def test_of_a_returned_post_publishes_it(self):
        post = make_waiting_post()
        case = Case.objects.get()
        returned = actions.decide(
            case, by=make_moderator(), version=case.version, action="return", **GROUNDED
        )
        decide_appeal(actions.appeal(returned, by=post.author, text="No."), "restore")
        post.refresh_from_db()
        assert post.state == State.PUBLISHED

    def test_of_a_post_kept_out_of_feeds_lets_it_in(self):
        post = make_post()
        report = actions.report(post, by=None, complaint=Complaint(reason="spam"))
        kept = actions.decide(report.case, by=make_moderator(), version=1, action="out_of_feeds", **GROUNDED)
        decide_appeal(actions.appeal(kept, by=post.author, text="No."), "restore")
        post.refresh_from_db()
        assert post.in_feeds

    def test_of_a_refused_edit_shows_it(self):
        links = "<p>See https://a.example https://b.example https://c.example for it.</p>"
        post = make_post()
        community.submit_edit(post, by=post.author, words=Words(title="Newer", body=links))
        decide_appeal(actions.appeal(declined(post), by=post.author, text="No."), "restore")
        post.refresh_from_db()
        assert post.public_revision.title == "Newer"

    def test_that_fails_leaves_it_and_gives_reasons(self):
        decision = declined()
        post = Post.objects.get()
        case = actions.appeal(decision, by=post.author, text="No.")
        with pytest.raises(actions.NeedsGround):
            actions.decide(case, by=make_moderator(), version=case.version, action="uphold")
        decide_appeal(case, "uphold")
        post.refresh_from_db()
        assert post.state == State.DECLINED
        told = Notification.objects.shown().get(facts__action="uphold")
        assert told.facts["facts"] == "We looked again."

    @pytest.mark.parametrize("state", [State.DECLINED, State.REMOVED, State.RETURNED])
    def test_restored_by_mistake_can_be_undone(self, state):
        moderator = make_moderator()
        post = make_post() if state == State.REMOVED else make_waiting_post()
        if state == State.REMOVED:
            actions.report(post, by=None, complaint=Complaint(reason="spam"))
        case = Case.objects.get()
        action = {State.DECLINED: "decline", State.REMOVED: "remove", State.RETURNED: "return"}[state]
        first = actions.decide(case, by=make_moderator(), version=case.version, action=action, **GROUNDED)
        appeal = actions.appeal(first, by=post.author, text="No.")
        actions.undo(decide_appeal(appeal, "restore", moderator), by=moderator)
        post.refresh_from_db()
        appeal.refresh_from_db()
        assert (post.state, appeal.state) == (state, "open")

    def test_twice_is_one(self):
        decision = declined()
        author = Post.objects.get().author
        assert actions.appeal(decision, by=author, text="a") == actions.appeal(decision, by=author, text="b")

    def test_is_decided_by_somebody_else(self):
        first = make_moderator()
        case = actions.appeal(declined(by=first), by=Post.objects.get().author, text="No.")
        make_moderator()
        with pytest.raises(actions.MayNotDecide):
            decide_appeal(case, "restore", first)
        assert Post.objects.get().state == State.DECLINED

    def test_is_decided_a_day_later_by_a_team_of_one(self, later):
        alone = make_admin()
        case = actions.appeal(declined(by=alone), by=Post.objects.get().author, text="No.")
        with pytest.raises(actions.MayNotDecide):
            decide_appeal(case, "uphold", alone)
        later(timedelta(hours=24, seconds=1))
        assert decide_appeal(case, "uphold", alone).action == "uphold"

    def test_of_somebody_elses_words_is_refused(self):
        with pytest.raises(actions.MayNotAppeal):
            actions.appeal(declined(), by=make_member(), text="No.")
        assert not Case.objects.filter(kind="appeal").exists()

    def test_of_what_takes_nothing_or_what_the_desk_has_already_is_refused(self):
        post = make_waiting_post()
        with pytest.raises(actions.MayNotAppeal):
            actions.appeal(Decision.objects.get(automated=True), by=post.author, text="No.")
        case = Case.objects.get()
        cleared = actions.decide(case, by=make_moderator(), version=case.version, action="clear")
        with pytest.raises(actions.MayNotAppeal):
            actions.appeal(cleared, by=post.author, text="No.")
        assert not Case.objects.filter(kind="appeal").exists()

    def test_after_six_months_is_refused(self, later):
        decision = declined()
        later(timedelta(days=184))
        with pytest.raises(actions.MayNotAppeal):
            actions.appeal(decision, by=Post.objects.get().author, text="No.")


class TestStatements:
    def test_give_the_latest_decision_on_each_post(self):
        author = make_member(joined_days_ago=0)
        first, second = make_waiting_post(author), make_waiting_post(author, title="Another")
        decision = declined(first)
        found = statements_for(author.pk)
        assert (found[first.pk].decision, found[first.pk].facts) == (decision, "It only sells machines.")
        assert (found[first.pk].can_appeal, found[first.pk].is_appealed) == (True, False)
        assert (found[second.pk].decision.action, found[second.pk].can_appeal) == ("hold", False)

    def test_forget_what_was_undone(self):
        moderator = make_moderator()
        post = make_waiting_post()
        actions.undo(declined(by=moderator), by=moderator)
        assert statements_for(post.author_id)[post.pk].decision.action == "hold"

    def test_know_of_an_appeal(self):
        decision = declined()
        actions.appeal(decision, by=Post.objects.get().author, text="No.")
        statement = statement_of(decision)
        assert (statement.is_appealed, statement.can_appeal) == (True, False)


class TestOrder:
    def test_is_by_urgency_then_age(self):
        old, new, reported = make_waiting_post(), make_waiting_post(), make_waiting_post()
        Case.objects.update(risk=60, urgency=60)
        actions.report(reported, by=None, complaint=Complaint(reason="spam"))
        Case.objects.filter(post=old).update(opened_at=timezone.now() - timedelta(hours=1))
        queue = list(Case.objects.queue().values_list("post", flat=True))
        assert queue == [reported.pk, old.pk, new.pk]
