"""Two people at once, with real threads and transactions. PostgreSQL only: SQLite lets one writer in."""

from collections.abc import Callable
from typing import Any

import pytest

from community import actions as community
from community.actions.contributing import Words
from community.actions.refusals import MayNotWrite
from community.models import Comment, Member, Post
from community.models.posts import State
from community.states import StepRefused
from moderation import actions
from moderation.actions import Complaint, DeskRefused, measures
from moderation.actions.member_appeals import decide_member_appeal
from moderation.belongings import belongings_of
from moderation.models import Case, Decision, Report
from tests import racing
from tests.factories import (
    make_admin,
    make_comment,
    make_member,
    make_moderator,
    make_post,
    make_waiting_post,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 20
DECIDING = 200
"""Rounds of what must never happen: two decisions on one case."""
GROUNDED = {"ground": "spam", "facts": "It only sells machines."}


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment; return what each gave, or how the desk refused it."""
    return racing.at_once(*calls, refusals=(DeskRefused, StepRefused, MayNotWrite))


class TestTwoModeratorsOnOneCase:
    def test_one_decides_and_the_other_is_told(self):
        # On a comment: no feed is planned anew in each round.
        ada, bo = make_moderator("Ada"), make_moderator("Bo")
        comment = make_comment(make_post())
        case = actions.report(comment, by=None, complaint=Complaint(reason="spam")).case
        for number in range(DECIDING):
            case.refresh_from_db()
            found = at_once(
                lambda: actions.decide(case, by=ada, version=case.version, action="keep"),
                lambda: actions.decide(case, by=bo, version=case.version, action="remove", **GROUNDED),
            )
            assert sorted(type(one).__name__ for one in found) == ["AlreadyDecided", "Decision"]
            made = Decision.objects.exclude(action="undo").order_by("pk")
            assert made.count() == number + 1
            decided = made.last()
            comment.refresh_from_db()
            assert comment.state == {"keep": State.PUBLISHED, "remove": State.REMOVED}[decided.action]
            actions.undo(decided, by=ada if decided.decided_by_id == ada.pk else bo)
        assert set(made.values_list("decided_by_id", flat=True)) == {ada.pk, bo.pk}

    def test_of_a_post_is_public_only_what_was_cleared(self):
        ada, bo = make_moderator("Ada"), make_moderator("Bo")
        post = make_waiting_post()
        case = Case.objects.get(post=post)
        for _ in range(ROUNDS):
            case.refresh_from_db()
            at_once(
                lambda: actions.decide(case, by=ada, version=case.version, action="clear"),
                lambda: actions.decide(case, by=bo, version=case.version, action="decline", **GROUNDED),
            )
            decided = Decision.objects.filter(automated=False).latest("pk")
            post.refresh_from_db()
            assert post.state == {"clear": State.PUBLISHED, "decline": State.DECLINED}[decided.action]
            actions.undo(decided, by=ada if decided.decided_by_id == ada.pk else bo)

    def test_a_double_click_on_undo_is_one_reversal(self):
        moderator = make_moderator()
        for _ in range(ROUNDS // 4):
            post = make_waiting_post(make_member(joined_days_ago=0))
            case = Case.objects.get(post=post)
            decision = actions.decide(case, by=moderator, version=case.version, action="clear")
            undo = lambda decision=decision: actions.undo(decision, by=moderator)  # noqa: E731
            first, second = at_once(undo, undo)
            assert first == second
            assert Decision.objects.filter(reverses=decision.pk).count() == 1


class TestADecisionAndAnEdit:
    def test_do_not_wait_for_each_other_and_no_unseen_words_are_cleared(self):
        moderator = make_moderator()
        for _ in range(ROUNDS):
            post = make_waiting_post(make_member(joined_days_ago=0))
            case, seen = Case.objects.get(post=post), post.latest_revision_id
            words = Words(title="Other words", body=post.latest_revision.body)
            at_once(
                lambda case=case: actions.decide(case, by=moderator, version=case.version, action="clear"),
                lambda post=post, words=words: community.submit_edit(post, by=post.author, words=words),
            )
            post.refresh_from_db()
            assert post.public_revision_id in (None, seen)
            open_case = Case.objects.undecided().get(post=post)
            assert open_case.revision_id == post.latest_revision_id != seen


class TestReports:
    def test_of_one_thing_in_one_moment_make_one_case(self):
        for _ in range(ROUNDS // 2):
            post, member = make_post(), make_member()
            complaint = Complaint(reason="spam")
            at_once(
                lambda post=post: actions.report(post, by=None, complaint=Complaint(reason="spam")),
                lambda post=post, member=member: actions.report(
                    post, by=member, complaint=Complaint(reason="spam")
                ),
                lambda post=post, complaint=complaint: actions.report(post, by=None, complaint=complaint),
                lambda post=post, complaint=complaint: actions.report(post, by=None, complaint=complaint),
            )
            assert Case.objects.filter(post=post).count() == 1
            assert Report.objects.filter(case__post=post).count() == 3
            assert Post.objects.get(pk=post.pk).state == State.PUBLISHED


class TestTheNextCase:
    def test_is_never_given_to_two_moderators(self):
        ada, bo = make_moderator(), make_moderator()
        for _ in range(ROUNDS // 2):
            Case.objects.all().delete()
            make_waiting_post()
            make_waiting_post()
            one, other = at_once(
                lambda: actions.claim_next(Case.objects.all(), by=ada),
                lambda: actions.claim_next(Case.objects.all(), by=bo),
            )
            assert one != other


class TestMeasures:
    WHY = measures.Why("abuse", "Names.")

    def test_of_two_moderators_at_once_are_one(self):
        ada, bo = make_moderator("Ada"), make_moderator("Bo")
        for _ in range(ROUNDS):
            post = make_post()
            member, takes = post.author, belongings_of(post.author).digest
            found = at_once(
                lambda member=member, takes=takes: measures.ban(
                    member, by=ada, why=self.WHY, seen=0, takes=takes
                ),
                lambda member=member: measures.pause(member, by=bo, why=self.WHY, seen=0, days=3),
            )
            assert sorted(type(one).__name__ for one in found) == ["CaseChanged", "Decision"]
            member.refresh_from_db()
            line = Decision.objects.get(target="member", target_id=member.pk)
            is_ban = line.action == "ban"
            assert (member.banned_at is not None, member.is_paused) == (is_ban, not is_ban)
            assert Post.objects.get(pk=post.pk).state == (State.REMOVED if is_ban else State.PUBLISHED)

    def test_of_two_admins_who_ban_each_other_one_stays(self):
        for _ in range(ROUNDS):
            Member.objects.filter(is_superuser=True).update(is_superuser=False)
            one, other = make_admin("One"), make_admin("Other")
            found = at_once(
                lambda one=one, other=other: measures.ban(one, by=other, why=self.WHY, seen=0),
                lambda one=one, other=other: measures.ban(other, by=one, why=self.WHY, seen=0),
            )
            assert sorted(type(one).__name__ for one in found) == ["Decision", "MayNotDecide"]
            assert Member.objects.admins().count() == 1

    def test_of_people_who_answered_each_other_do_not_wait_in_a_ring(self):
        ada, bo = make_moderator("Ada"), make_moderator("Bo")
        for _ in range(ROUNDS // 5):
            posts = [make_post() for _ in range(6)]
            one, other = posts[0].author, posts[1].author
            Post.objects.filter(pk__in=[post.pk for post in posts[2::2]]).update(author=one)
            Post.objects.filter(pk__in=[post.pk for post in posts[3::2]]).update(author=other)
            for number, post in enumerate(posts):
                make_comment(post, (other, one)[number % 2])
            both = [(one, ada), (other, bo)]
            lists = [belongings_of(member).digest for member, _by in both]
            bans = at_once(
                *(
                    lambda member=member, by=by, takes=takes: measures.ban(
                        member, by=by, why=self.WHY, seen=0, takes=takes
                    )
                    for (member, by), takes in zip(both, lists, strict=True)
                )
            )
            assert [type(found).__name__ for found in bans] == ["Decision"] * 2
            back = at_once(
                *(
                    lambda member=member, by=by, seen=found.pk: measures.lift(
                        member, by=by, why=measures.Why("", "Sorry."), seen=seen
                    )
                    for (member, by), found in zip(both, bans, strict=True)
                )
            )
            assert [type(found).__name__ for found in back] == ["Decision"] * 2
            assert not Post.objects.filter(author__in=[one, other]).exclude(state=State.PUBLISHED).exists()

    def test_ended_and_appealed_at_once_bring_all_back_once(self):
        ada, bo = make_moderator("Ada"), make_moderator("Bo")
        for _ in range(ROUNDS):
            post = make_post()
            member = post.author
            ban = measures.ban(
                member, by=make_moderator(), why=self.WHY, seen=0, takes=belongings_of(member).digest
            )
            case = actions.appeal(ban, by=member, text="A joke.")
            why = measures.Why("", "Right.")
            at_once(
                lambda member=member, ban=ban, why=why: measures.lift(member, by=ada, why=why, seen=ban.pk),
                lambda case=case, why=why: decide_member_appeal(
                    case, by=bo, version=case.version, action="restore", why=why
                ),
            )
            assert Member.objects.get(pk=member.pk).may_write
            assert Post.objects.get(pk=post.pk).state == State.PUBLISHED
            assert not Case.objects.undecided().filter(member=member).exists()
            assert Decision.objects.filter(target="post", target_id=post.pk, action="restore").count() == 1

    def test_and_words_in_the_same_moment_leave_nothing_public_that_was_not_listed(self):
        ada, place = make_moderator("Ada"), make_post()
        for _ in range(ROUNDS):
            member = make_member()
            takes = belongings_of(member).digest
            ban, comment = at_once(
                lambda member=member, takes=takes: measures.ban(
                    member, by=ada, why=self.WHY, seen=0, takes=takes
                ),
                lambda member=member: community.submit_comment(by=member, body="Late.", post=place),
            )
            is_public = Comment.objects.published().filter(author=member).exists()
            # Either the list had grown, and nothing was done; or the comment was refused.
            assert isinstance(ban, Decision) is not is_public
            assert isinstance(comment, MayNotWrite) is not is_public
