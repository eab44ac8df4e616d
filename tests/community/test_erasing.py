"""Erasing a member: nothing of theirs is left, nothing of anybody else's goes."""

import re
import uuid

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage, storages
from django.db import connection

from community import actions
from community.actions.data_exports import request_export, sweep_exports
from community.actions.drafts import Holder, save_draft
from community.actions.erasing import NOBODY, OnTheTeam, erase_member
from community.actions.inviting import invite
from community.actions.photos import sweep_photos
from community.actions.rating import rate_post
from community.models import Comment, Member, Notification, Photo, Post, Rating
from community.models.posts import State
from community.personal_data import Fate, holdings
from community.share_pictures import draw_for_post
from feeds.models import FeedEntry
from moderation.actions import Complaint, decide, report, undo
from moderation.actions.refusals import NotUndoable
from moderation.models import Case, Decision, DecisionText, Report
from tests.authorization.people import belongings
from tests.factories import (
    PASSWORD,
    make_admin,
    make_brand_member,
    make_comment,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
    make_waiting_post,
    plan_feeds,
)

pytestmark = pytest.mark.django_db
SECRET = "Zanzibar"
WORDS = f"I always rinse the paper first, as they do in {SECRET}."


def make_leaver() -> Member:
    """A member with one of everything, and a word nobody else uses in all they wrote."""
    member = make_member(f"{SECRET} Leaver", username="zanzibar-leaver", bio=f"I live in {SECRET}.")
    belongings(member)
    return member


def copies_of(word: str) -> list[str]:
    """Return every table and row in the whole database in which a word stands."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [
                f"{table}: {row}" for row in cursor.fetchall() if re.search(word, str(row), re.IGNORECASE)
            ]
    return found


def files() -> set[str]:
    """Return the names of all files of members, in both storages."""
    names: set[str] = set()
    for storage in (default_storage, storages["private"]):
        for folder in ("photos", "uploads", "exports", "share"):
            names |= {f"{folder}/{name}" for name in _below(storage, folder)}
    return names


def _below(storage, folder):
    if not storage.exists(folder):
        return
    folders, here = storage.listdir(folder)
    yield from here
    for inner in folders:
        for name in _below(storage, f"{folder}/{inner}"):
            yield f"{inner}/{name}"


class TestErasing:
    def test_leaves_no_row_and_no_word(self):
        member = make_leaver()
        other = make_post()
        rate_post(other, by=member, value=5)
        make_comment(other, member, body=WORDS)
        waiting = make_waiting_post(member)
        decide(
            Case.objects.get(post=waiting), by=make_moderator(), version=0, action="decline",
            ground="spam", facts=f"It sells trips to {SECRET}.", note=SECRET,
        )  # fmt: skip
        invite([member.email], by=make_admin(), language="en", role="marketer")
        make_post(member, title=SECRET)
        save_draft(uuid.uuid4(), holder=Holder(member), kind="tip", fields={"title": SECRET}, version=0)
        assert {found.partition(":")[0] for found in copies_of(SECRET)} == {
            "account_emailaddress",
            "community_comment",
            "community_draft",
            "community_invitation",
            "community_member",
            "community_notification",
            "community_postrevision",
            "moderation_decisiontext",
        }
        erase_member(member)
        for holding in holdings():
            if holding.fate == Fate.DELETED:
                assert not holding.rows(member.pk).exists(), holding
        assert copies_of(SECRET) == []

    def test_takes_the_files_along(self, django_capture_on_commit_callbacks):
        before = files()
        member = make_leaver()
        draw_for_post(make_post(member).pk)
        with django_capture_on_commit_callbacks(execute=True):
            request_export(member)
        theirs = files() - before
        assert {name.split("/")[0] for name in theirs} >= {"photos", "exports", "share"}
        with django_capture_on_commit_callbacks(execute=True):
            erase_member(member)
        assert files() & theirs == set()
        assert not Photo.objects.filter(owner=None).exists()

    def test_files_whose_message_was_lost_are_swept(self):
        before = files()
        member = make_leaver()
        theirs = files() - before
        erase_member(member)
        assert files() & theirs == theirs
        sweep_photos()
        sweep_exports()
        assert files() & theirs == set()

    def test_takes_posts_out_of_feeds_in_the_same_transaction(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            post = make_post()
        plan_feeds()
        assert FeedEntry.objects.filter(post=post).exists()
        erase_member(post.author)
        assert not FeedEntry.objects.filter(post_id=post.pk).exists()
        assert not Post.objects.filter(pk=post.pk).exists()

    def test_takes_ratings_back_and_the_sums_follow(self):
        post, member = make_post(), make_member()
        rate_post(post, by=make_member(), value=4)
        post.refresh_from_db()
        before = (post.ratings, post.approvals, post.weight_sum, post.weighted_value_sum)
        rate_post(post, by=member, value=5)
        erase_member(member)
        post.refresh_from_db()
        after = (post.ratings, post.approvals, post.weight_sum, post.weighted_value_sum)
        assert after == pytest.approx(before)
        assert Rating.objects.filter(post=post).count() == 1

    def test_a_comment_nobody_answered_is_gone(self):
        post, member = make_post(), make_member()
        comment = make_comment(post, member)
        erase_member(member)
        post.refresh_from_db()
        assert not Comment.objects.filter(pk=comment.pk).exists()
        assert post.comment_count == 0
        assert not Member.objects.filter(username=NOBODY).exists()

    def test_an_answered_comment_leaves_an_empty_place(self, client):
        post, member = make_post(), make_member("Ola Leaver")
        comment = make_comment(post, member, body=WORDS)
        reply = actions.submit_comment(by=make_member(), post=post, parent=comment, body="Which paper?")
        erase_member(member)
        comment.refresh_from_db()
        post.refresh_from_db()
        assert (comment.body, comment.body_html, comment.state) == ("", "", State.WITHDRAWN)
        assert comment.author.username == NOBODY
        assert not comment.author.is_active
        assert Comment.objects.get(pk=reply.pk).parent_id == comment.pk
        assert post.comment_count == 1
        page = client.get(post.get_absolute_url()).content.decode()
        assert "Its author has erased it." in page
        assert "Which paper?" in page
        assert "Ola" not in page

    def test_two_who_leave_share_one_nobody(self):
        post = make_post()
        for _each in range(2):
            member = make_member()
            comment = make_comment(post, member)
            actions.submit_comment(by=make_member(), post=post, parent=comment, body="Thank you!")
            erase_member(member)
        assert Member.objects.filter(username=NOBODY).count() == 1

    def test_what_others_were_told_of_a_comment_goes_with_it(self):
        post, member = make_post(), make_member()
        comment = make_comment(post, member)
        actions.submit_comment(by=make_member(), post=post, parent=comment, body="Which paper?")
        assert Notification.objects.filter(member=post.author, comment=comment).exists()
        erase_member(member)
        assert not Notification.objects.filter(comment=comment).exists()

    def test_comments_under_ones_posts_go_with_them(self):
        post = make_post()
        make_comment(post)
        erase_member(post.author)
        assert not Comment.objects.exists()

    def test_leaves_others_alone(self):
        keeper = make_member()
        kept = belongings(keeper)
        before = {(holding.model, holding.path): holding.rows(keeper.pk).count() for holding in holdings()}
        erase_member(make_leaver())
        assert {
            (holding.model, holding.path): holding.rows(keeper.pk).count() for holding in holdings()
        } == before
        assert Post.objects.get(pk=kept["public"]).is_public

    def test_ends_sessions_on_every_device(self):
        member, other = make_member(), make_member()
        for person in (member, member, other):
            session = SessionStore()
            session[SESSION_KEY] = str(person.pk)
            session.save()
        erase_member(member)
        [left] = Session.objects.all()
        assert left.get_decoded()[SESSION_KEY] == str(other.pk)

    def test_whoever_is_on_the_team_leaves_it_first(self):
        for person in (make_admin(), make_moderator(), make_marketer(), make_brand_member()):
            make_post(person)
            with pytest.raises(OnTheTeam):
                erase_member(person)
            assert Member.objects.filter(pk=person.pk).exists()
            assert person.posts.published().count() == 1

    def test_twice_is_once(self):
        member = make_member()
        again = Member.objects.get(pk=member.pk)
        erase_member(member)
        erase_member(again)
        assert not Member.objects.exists()


class TestTheDesk:
    def test_keeps_the_log_and_loses_the_words(self):
        waiting = make_waiting_post()
        author = waiting.author
        decision = decide(
            Case.objects.get(post=waiting), by=make_moderator(), version=0, action="decline",
            ground="spam", facts="It sells machines.",
        )  # fmt: skip
        count = Decision.objects.count()
        erase_member(author)
        assert Decision.objects.count() == count
        assert Decision.objects.get(pk=decision.pk).author_id == author.pk
        assert not DecisionText.objects.filter(decision_id=decision.pk).exists()
        assert not Case.objects.exists()

    def test_keeps_what_a_member_reported_without_their_name(self):
        post, reporter = make_post(), make_member()
        report(
            post, by=reporter,
            complaint=Complaint(reason="illegal", text="Copied.", name="Kari", email=reporter.email),
        )  # fmt: skip
        erase_member(reporter)
        row = Report.objects.get()
        assert (row.reporter, row.name, row.email, row.text) == (None, "", "", "Copied.")
        assert Case.objects.undecided().filter(post=post).exists()

    def test_forgets_who_decided(self):
        moderator = make_moderator("Mona Moderator")
        case = Case.objects.get(post=make_waiting_post())
        decision = decide(case, by=moderator, version=0, action="decline", ground="spam", facts="It sells.")
        moderator.groups.clear()
        erase_member(moderator)
        words = DecisionText.objects.get(decision_id=decision.pk)
        assert (words.decided_by_name, words.facts) == ("", "It sells.")
        case.refresh_from_db()
        assert case.claimed_by is None

    def test_nothing_is_undone_in_an_empty_place(self):
        comment = make_comment(make_post())
        report(comment, by=make_member(), complaint=Complaint(reason="spam"))
        actions.submit_comment(by=make_member(), post=comment.post, parent=comment, body="Which paper?")
        moderator = make_moderator()
        decision = decide(Case.objects.get(), by=moderator, version=1, action="keep")
        erase_member(comment.author)
        with pytest.raises(NotUndoable):
            undo(decision, by=moderator)


class TestThePage:
    address = "/my/data/erasure/"

    def sign_in(self, client, member, *, again: bool = True):
        client.force_login(member)
        if again:
            client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    def test_asks_for_the_password_first(self, client):
        member = make_member()
        self.sign_in(client, member, again=False)
        for answer in (client.get(self.address), client.post(self.address, {"is_sure": "on"})):
            assert answer.status_code == 302
            assert answer.url.startswith("/accounts/reauthenticate/")
        assert Member.objects.filter(pk=member.pk).exists()

    def test_says_what_goes_and_what_stays_before(self, client):
        waiting = make_waiting_post()
        decide(
            Case.objects.get(post=waiting), by=make_moderator(), version=0, action="decline",
            ground="spam", facts="It sells machines.",
        )  # fmt: skip
        self.sign_in(client, waiting.author)
        page = client.get(self.address).content.decode()
        assert "Your posts, with every version" in page
        assert "Decisions on what you wrote" in page
        assert "What you did for the team" not in page

    def test_without_the_tick_nothing_happens(self, client):
        member = make_member()
        self.sign_in(client, member)
        assert client.post(self.address, {}).status_code == 200
        assert Member.objects.filter(pk=member.pk).exists()

    def test_erases_and_signs_out(self, client):
        member = make_member()
        make_post(member)
        self.sign_in(client, member)
        answer = client.post(self.address, {"is_sure": "on"})
        assert "Your account is erased" in answer.content.decode()
        assert not Member.objects.exists()
        assert client.get("/my/data/").status_code == 302

    def test_tells_staff_to_leave_the_team(self, client):
        admin = make_admin()
        self.sign_in(client, admin)
        assert "You are on the team." in client.post(self.address, {"is_sure": "on"}).content.decode()
        assert Member.objects.filter(pk=admin.pk).exists()

    def test_a_profile_is_gone(self, client):
        member = make_member()
        address = member.get_absolute_url()
        assert client.get(address).status_code == 200
        erase_member(member)
        assert client.get(address).status_code == 404
