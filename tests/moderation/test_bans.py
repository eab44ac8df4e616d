"""What a ban takes along comes back as it was; its end ends everything about it; who may still decide."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.timezone import localtime

from community.actions import submit_comment, submit_edit, withdraw
from community.actions.answering import accept_answer
from community.actions.contributing import Words
from community.mail.messages import message_for
from community.models import Comment, Member, Notification, Post, PostRevision
from community.models.posts import State
from community.signals import contribution_submitted
from content.models import BrandSettings
from feeds.actions import sync_post
from feeds.models import FeedEntry
from moderation import actions
from moderation.actions import measures
from moderation.actions.measures import Why
from moderation.actions.member_appeals import decide_member_appeal
from moderation.belongings import belongings_of
from moderation.figures import figures_of
from moderation.models import Case, Decision
from moderation.outcomes import answer_to
from moderation.receivers import screen_contribution
from moderation.second_looks import has_others
from moderation.statement_links import statement_address
from tests.factories import (
    make_admin,
    make_comment,
    make_member,
    make_moderator,
    make_post,
    make_waiting_post,
    submit,
)

pytestmark = pytest.mark.django_db

WHY = Why("abuse", "You called Kari names.")
SORRY = Why("", "A mistake of ours.")
GROUNDED = {"ground": "spam", "facts": "It only sells machines."}


def ban(member: Member, by: Member | None = None) -> Decision:
    takes = belongings_of(member).digest
    return measures.ban(member, by=by or make_moderator(), why=WHY, seen=measures.newest(member), takes=takes)


def lift(member: Member, by: Member | None = None) -> Decision:
    return measures.lift(member, by=by or make_moderator(), why=SORRY, seen=measures.newest(member))


def decide(post: Post, action: str) -> None:
    case = Case.objects.undecided().get(post=post)
    actions.decide(case, by=make_moderator(), version=case.version, action=action, **GROUNDED)


class TestWhatNobodyScreenedBeforeABan:
    """Handed in, then the event was lost: the sweep finds it."""

    @pytest.fixture(autouse=True)
    def lose_the_event(self):
        contribution_submitted.disconnect(screen_contribution)
        yield
        contribution_submitted.connect(screen_contribution)

    def test_is_public_only_after_its_end(self):
        member, late = make_member(), timezone.now() - timedelta(seconds=61)
        post = submit(member, at=late)
        comment = submit_comment(by=member, post=make_post(), body="Thank you.")
        Comment.objects.update(submitted_at=late)
        ban(member)
        assert actions.sweep_submitted() == 0
        assert [row.state for row in fresh([post, comment])] == [State.SUBMITTED] * 2
        lift(member)
        assert actions.sweep_submitted() == 2
        assert [row.state for row in fresh([post, comment])] == [State.PUBLISHED] * 2

    def test_changes_nothing_public_before_its_end(self):
        member = make_member()
        post = make_post(member)
        words = Words(title="Finer", body="<p>Grind finer still, and then finer again.</p>")
        submit_edit(post, by=member, words=words)
        PostRevision.objects.update(created_at=timezone.now() - timedelta(seconds=61))
        measures.ban(member, by=make_moderator(), why=WHY, seen=0)
        assert actions.sweep_submitted() == 0
        assert fresh([post])[0].title != "Finer"
        lift(member)
        assert actions.sweep_submitted() == 1
        assert fresh([post])[0].title == "Finer"


class TestTheEndOfABan:
    def test_brings_a_post_back_to_its_feeds_with_its_date(self, django_capture_on_commit_callbacks):
        post = make_post()
        sync_post(post.pk)
        before = set(FeedEntry.objects.filter(post=post).values_list("feed", "published_at"))
        assert before
        ban(post.author)
        assert not FeedEntry.objects.filter(post=post).exists()
        with django_capture_on_commit_callbacks(execute=True):
            lifted = lift(post.author)
        assert set(FeedEntry.objects.filter(post=post).values_list("feed", "published_at")) == before
        line = Decision.objects.get(part_of=lifted.pk, target="post")
        assert (line.target_id, line.action, line.state_before) == (post.pk, "restore", State.REMOVED)

    def test_leaves_out_of_feeds_what_was_and_hidden_what_was(self):
        member = make_member(joined_days_ago=0)
        kept_out = make_post(member)
        actions.report(kept_out, by=None, complaint=actions.Complaint(reason="spam"))
        decide(kept_out, "out_of_feeds")
        removed, returned, declined, withdrawn = (make_post(member) for _ in range(4))
        actions.report(removed, by=None, complaint=actions.Complaint(reason="spam"))
        decide(removed, "remove")
        returned, declined = make_waiting_post(member), make_waiting_post(member, title="Another")
        decide(returned, "return")
        decide(declined, "decline")
        withdraw(withdrawn, by=member)
        rows = [kept_out, removed, returned, declined, withdrawn]
        before = [(row.state, row.in_feeds, row.in_feeds_reason, row.published_at) for row in fresh(rows)]
        ban(member)
        lift(member)
        assert [
            (row.state, row.in_feeds, row.in_feeds_reason, row.published_at) for row in fresh(rows)
        ] == before

    def test_lets_an_edit_wait_again_before_the_desk(self):
        post = make_post(make_member(joined_days_ago=0))
        link = "See https://one.example/a and https://two.example/b and https://three.example/c"
        submit_edit(post, by=post.author, words=Words(title="Newer", body=f"{link} WOW!!!!!! " * 2))
        post.refresh_from_db()
        if not post.has_waiting_edit:
            pytest.fail("the edit was to wait")
        public, latest = post.public_revision_id, post.latest_revision_id
        ban(post.author)
        assert not Case.objects.undecided().exists()
        lift(post.author)
        post.refresh_from_db()
        assert (post.state, post.public_revision_id, post.latest_revision_id) == (
            State.PUBLISHED,
            public,
            latest,
        )
        assert Case.objects.undecided().get().revision_id == latest

    @pytest.mark.parametrize("is_undone", [True, False])
    def test_gives_an_answer_its_mark_back(self, is_undone):
        question, moderator = make_post(kind="question"), make_moderator()
        answer = make_comment(question, make_member())
        accept_answer(answer, by=question.author)
        solved_at = Post.objects.get(pk=question.pk).solved_at
        decision = ban(answer.author, moderator)
        assert Post.objects.get(pk=question.pk).solved_at is None
        if is_undone:
            measures.undo_measure(decision, by=moderator)
        else:
            lift(answer.author, moderator)
        answer.refresh_from_db()
        assert answer.is_accepted
        assert Post.objects.get(pk=question.pk).solved_at == solved_at

    def test_leaves_the_mark_to_what_was_accepted_meanwhile(self):
        question = make_post(kind="question")
        answer, other = make_comment(question, make_member()), make_comment(question, make_member())
        accept_answer(answer, by=question.author)
        ban(answer.author)
        accept_answer(other, by=question.author)
        lift(answer.author)
        accepted = Comment.objects.filter(post=question, is_accepted=True)
        assert list(accepted) == [other]

    def test_answers_an_appeal_against_it_as_well(self):
        member = make_member()
        case = actions.appeal(ban(member), by=member, text="It was a joke.")
        lift(member, make_admin())
        assert not Case.objects.undecided().exists()
        with pytest.raises(actions.AlreadyDecided):
            decide_member_appeal(
                case, by=make_moderator(), version=case.version, action="uphold", why=Why("", "No.")
            )
        answer = answer_to(Case.objects.get())
        assert answer is not None
        assert (answer.decision.action, answer.facts) == ("restore", SORRY.facts)
        found = figures_of(timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=1))
        assert (found.appeals, found.appeals_changed, found.appeals_upheld) == (1, 1, 0)

    @pytest.mark.parametrize("is_lowering", [True, False])
    def test_by_undoing_leaves_no_appeal_to_decide(self, client, is_lowering):
        member, moderator = make_member(level=Member.Level.TRUSTED), make_moderator()
        if is_lowering:
            decision = actions.lower_level(
                member, Member.Level.KNOWN, by=moderator, ground="abuse", facts="X"
            )
        else:
            decision = ban(member, moderator)
        case = actions.appeal(decision, by=member, text="It was a joke.")
        if is_lowering:
            actions.give_level_back(member, by=moderator, facts="It was another member.")
        else:
            measures.undo_measure(decision, by=moderator)
        case.refresh_from_db()
        assert (case.state, case.version) == (Case.State.DECIDED, 1)
        page = client.get(statement_address(decision)).text
        assert "This decision was taken back." in page
        assert "until it is decided otherwise" not in page
        assert "You have objected" not in page

    def test_is_no_end_of_an_appeal_against_something_else(self):
        member, moderator = make_member(), make_moderator()
        warning = measures.warn(member, by=moderator, why=WHY, seen=0)
        case = actions.appeal(warning, by=member, text="It was a joke.")
        ban(member)
        lift(member)
        assert Case.objects.undecided().get() == case


def fresh(rows: list[Any]) -> list[Any]:
    return [type(row).objects.get(pk=row.pk) for row in rows]


class TestWhoMayStillDecide:
    def test_is_nobody_who_was_banned_a_moment_ago(self):
        one, other = make_admin("One"), make_admin("Other")
        ban(other, one)
        with pytest.raises(actions.MayNotDecide):
            ban(one, other)
        assert list(Member.objects.admins()) == [one]

    def test_an_appeal_does_not_wait_for_a_banned_colleague(self):
        one, other = make_admin("One"), make_moderator("Other")
        author = make_member()
        assert has_others(one.pk, about_staff=False, author_id=author.pk)
        ban(other, one)
        assert not has_others(one.pk, about_staff=False, author_id=author.pk)


class TestALoweredLevel:
    def test_is_stated_with_a_link_to_object(self):
        member = make_member(level="known")
        decision = actions.lower_level(
            member, "new", by=make_moderator(), ground="spam", facts="The same link nine times."
        )
        told = Notification.objects.get(member=member)
        mail = message_for(told)
        assert mail is not None
        for words in ("The same link nine times.", "No advertising", statement_address(decision)):
            assert words in mail.body

    def test_is_given_back_by_an_appeal(self, client):
        member = make_member(level="trusted")
        decision = actions.lower_level(
            member, "new", by=make_moderator(), ground="spam", facts="The same link nine times."
        )
        address = statement_address(decision)
        assert "The same link nine times." in client.get(address).text
        client.post(address, {"text": "Each was asked for."})
        case = Case.objects.get(member=member)
        why = Why("", "You are right.")
        decide_member_appeal(case, by=make_admin(), version=case.version, action="restore", why=why)
        member.refresh_from_db()
        assert member.level == "trusted"
        assert Notification.objects.filter(member=member, facts__action="restore").count() == 1
        assert Notification.objects.filter(member=member).count() == 2

    def test_given_back_at_once_is_mailed_to_nobody(self):
        member, moderator = make_member(level="known"), make_moderator()
        actions.lower_level(member, "new", by=moderator, ground="spam", facts="Links.")
        actions.give_level_back(member, by=moderator, facts="It was another member.")
        member.refresh_from_db()
        assert member.level == "known"
        assert not Notification.objects.shown().filter(member=member).exists()


class TestATime:
    @pytest.mark.parametrize("language", ["en", "nb"])
    def test_in_a_statement_is_the_brands(self, client, language):
        BrandSettings.objects.update_or_create(defaults={"time_zone": "Europe/Oslo"})
        member = make_member(language=language)
        decision = measures.pause(member, by=make_moderator(), why=WHY, seen=0, days=1)
        until = localtime(decision.until, ZoneInfo("Europe/Oslo"))
        shown = f"{until:%H:%M} ({until.tzname()})"
        prefix = "" if language == "en" else f"/{language}"
        assert shown in client.get(prefix + statement_address(decision)).text
        mail = message_for(Notification.objects.get(member=member))
        assert mail is not None
        assert shown in " ".join(mail.body.split())


class TestTheFile:
    def test_offers_undo_of_a_ban_and_names_what_went_with_it_once(self, client):
        post = make_post()
        make_comment(make_post(), post.author)
        decision = ban(post.author)
        client.force_login(make_moderator())
        page = client.get(f"/cms/desk/members/{post.author_id}/").text
        assert f"/cms/desk/measures/{decision.pk}/undo/" in page
        assert page.count(WHY.facts) == 1
        assert "With it: 2 posts and comments" in page
