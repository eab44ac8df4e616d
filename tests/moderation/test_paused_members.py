"""What a paused or banned member can still do: read, appeal, have and erase their data; and nothing else."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from community.mail.messages import message_for
from community.models import (
    Comment,
    DataExport,
    Draft,
    IdeaVote,
    Member,
    Notification,
    Photo,
    Post,
    Rating,
)
from community.models.blogs import Blog
from content.models import BrandSettings
from moderation.actions import measures
from moderation.actions.measures import Why
from moderation.belongings import belongings_of
from moderation.models import Case, Decision, Report
from moderation.statement_links import statement_address
from tests.community.photographing import upload
from tests.factories import (
    PASSWORD,
    make_admin,
    make_comment,
    make_member,
    make_moderator,
    make_post,
)

pytestmark = pytest.mark.django_db

WHY = Why("abuse", "You called Kari names.")
REFUSED = "Your notifications say why, and how to object."


def says(body: str) -> dict[str, str]:
    return {"body": body, "key": str(uuid.uuid4())}


def pause(member: Member, days: int = 3) -> Decision:
    return measures.pause(member, by=make_moderator(), why=WHY, seen=measures.newest(member), days=days)


def ban(member: Member) -> Decision:
    takes = belongings_of(member).digest
    return measures.ban(member, by=make_moderator(), why=WHY, seen=measures.newest(member), takes=takes)


@pytest.fixture
def member() -> Member:
    return make_member("Paul Paused")


@pytest.fixture
def session(member: Member) -> Client:
    """A session that was open before the measure was taken."""
    client = Client()
    client.force_login(member)
    return client


class TestAPausedMember:
    def test_keeps_what_they_typed_and_reads_until_when(self, member, session):
        tip = {"kind": "tip", "draft": str(uuid.uuid4()), "version": "0"}
        tip |= {"title": "Grind finer", "body_format": "text", "publish": "1"}
        tip["body"] = "A quarter turn is enough, believe me: the cup after it tastes of coffee again."
        other, own = make_post(), make_post(member)
        comment = make_comment(other, member)
        pause(member)
        writes = {
            "/posts/new/tip/": (tip, "A quarter turn"),
            f"/posts/{own.pk}/edit/": (
                {**tip, "kind": own.kind, "draft": str(uuid.uuid4())},
                "A quarter turn",
            ),
            f"/posts/{other.pk}/comments/": (says("My long answer."), "My long answer."),
            f"/comments/{comment.pk}/edit/": (says("In other words."), "In other words."),
            "/my/profile/": ({"name": "Paul", "bio": "Buy at example.com", "language": "en"}, "Buy at"),
        }
        for address, (sent, typed) in writes.items():
            page = session.post(address, sent)
            assert page.status_code == 200, address
            assert REFUSED in page.text, address
            assert typed in page.text, address
        member.refresh_from_db()
        assert (member.name, member.bio) == ("Paul Paused", "")
        assert list(Post.objects.filter(author=member)) == [own]
        assert own.revisions.count() == 1
        assert list(Comment.objects.filter(author=member).values_list("body", flat=True)) == [comment.body]
        assert Draft.objects.filter(member=member).count() == 2

    def test_neither_rates_nor_votes_nor_adds_a_blog(self, member, session):
        post, idea = make_post(), make_post(kind="idea")
        pause(member)
        for address, sent in (
            (f"/posts/{post.pk}/rating/", {"value": "5"}),
            (f"/posts/{idea.pk}/vote/", {}),
            ("/my/blogs/", {"address": "https://blog.example", "rights": "on", "works_for_brand": "no"}),
        ):
            assert REFUSED in session.post(address, sent, follow=True).text, address
        assert not Rating.objects.filter(member=member).exists()
        assert not IdeaVote.objects.filter(member=member).exists()
        assert not Blog.objects.filter(member=member).exists()

    def test_is_told_by_the_brands_clock(self, member, session):
        BrandSettings.objects.update_or_create(defaults={"time_zone": "Europe/Oslo"})
        Member.objects.filter(pk=member.pk).update(paused_until=datetime(2030, 1, 2, 11, 30, tzinfo=UTC))
        page = session.post(f"/posts/{make_post().pk}/comments/", says("Hello")).text
        assert "until 2 January 2030, 12:30 (CET)" in page

    def test_reads_on_every_page_why_and_how_to_object(self, member, session):
        decision = pause(member)
        for address in ("/", "/posts/new/tip/", "/my/posts/", f"/nb{make_post().get_absolute_url()}"):
            assert statement_address(decision) in session.get(address).text, address
        measures.lift(member, by=make_moderator(), why=Why("", "Fine."), seen=decision.pk)
        assert statement_address(decision) not in session.get("/").text

    def test_reads_reports_objects_and_has_their_data(self, member, session):
        post, decision = make_post(), pause(member)
        assert session.get(post.get_absolute_url()).status_code == 200
        report = {"reason": "spam", "key": str(uuid.uuid4())}
        assert session.post(f"/posts/{post.pk}/report/", report).status_code == 302
        assert Report.objects.filter(reporter=member).count() == 1
        assert session.post(statement_address(decision), {"text": "It was a joke."}).status_code == 302
        assert Case.objects.get(member=member).appeal_text == "It was a joke."
        session.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert session.post("/my/data/").status_code == 302
        assert DataExport.objects.filter(member=member).exists()
        profile = {"name": member.name, "bio": "", "language": "nb"}
        assert session.post("/my/profile/", profile).status_code == 302
        assert session.post("/my/data/erasure/", {"password": PASSWORD}).status_code in (200, 302)

    def test_keeps_photos_to_themselves(self, member, session, django_capture_on_commit_callbacks):
        pause(member)
        draft = uuid.uuid4()
        with django_capture_on_commit_callbacks(execute=True):
            sent = {"photo": upload(), "kind": "tip"}
            assert session.post(f"/drafts/{draft}/photos/", sent).status_code == 201
        photo = Photo.objects.get()
        assert (photo.state, photo.draft.uuid) == (Photo.State.HIDDEN, draft)
        address = f"/photos/{photo.uuid}/800/"
        assert [client.get(address).status_code for client in (session, Client())] == [200, 404]
        tip = {"kind": "tip", "draft": str(draft), "version": "0", "title": "Grind", "body_format": "text"}
        tip |= {"body": "A quarter turn is enough, believe me.", "publish": "1"}
        assert REFUSED in session.post("/posts/new/tip/", tip).text
        photo.refresh_from_db()
        assert (photo.state, Post.objects.count()) == (Photo.State.HIDDEN, 0)

    def test_changes_the_address_they_are_mailed_at(self, member, session):
        decision = pause(member)
        session.post("/accounts/reauthenticate/", {"password": PASSWORD})
        mail.outbox.clear()
        new = "paul@new.example"
        assert session.post("/accounts/email/", {"email": new, "action_add": ""}).status_code == 302
        link = re.search(r"/accounts/confirm-email/[^/\s]+/", mail.outbox[0].body)
        assert session.post(link[0], follow=True).status_code == 200
        session.post("/accounts/email/", {"email": new, "action_primary": ""})
        member.refresh_from_db()
        assert (member.email, member.is_paused) == (new, True)
        assert message_for(Notification.objects.get(facts__decision=decision.pk)).to == [new]

    @pytest.mark.parametrize("days", measures.DAYS)
    def test_writes_again_by_themselves_when_the_time_is_over(self, member, session, later, days):
        address = f"/posts/{make_post().pk}/comments/"
        pause(member, days)
        # Sessions outlive a pause: what is moved here is only how the pause is read.
        later(timedelta(days=days, minutes=-1))
        assert not Member.objects.writing().filter(pk=member.pk).exists()
        later(timedelta(days=days, minutes=1))
        session.force_login(member)
        assert session.post(address, says("Back again.")).status_code == 302
        assert Comment.objects.filter(author=member, body="Back again.").exists()


class TestABannedMember:
    def test_is_signed_out_everywhere_and_stays_out(self, member, session):
        ban(member)
        assert "login" in session.get("/my/posts/").headers["Location"]
        assert "login" in session.post(f"/posts/{make_post().pk}/comments/", says("Hi")).headers["Location"]
        answer = Client().post("/accounts/login/", {"login": member.email, "password": PASSWORD}, follow=True)
        assert answer.redirect_chain[-1][0].endswith("/accounts/inactive/")
        assert "By its link you object without signing in" in answer.text
        assert not Comment.objects.filter(author=member).exists()

    def test_objects_signed_out_from_a_page_that_names_itself_to_us_alone(self, member):
        # Under "no-referrer" browsers send the form without an origin, and it is refused as a forgery.
        page = Client().get(statement_address(ban(member))).text
        assert '<meta name="referrer" content="same-origin">' in page

    def test_cannot_sign_up_again_and_a_stranger_learns_nothing(self, member):
        ban(member)
        mail.outbox.clear()
        form = {
            "name": "Somebody",
            "password1": "a-long-word-1917",
            "is_old_enough": "on",
            "accepts_terms": "on",
        }
        answers = [
            Client().post("/accounts/signup/", {**form, "email": address}, follow=True)
            for address in (member.email, "nobody@example.org")
        ]
        assert {answer.status_code for answer in answers} == {200}
        assert answers[0].redirect_chain == answers[1].redirect_chain
        assert answers[0].text.replace(member.email, "") == answers[1].text.replace("nobody@example.org", "")
        assert sorted(one.to[0] for one in mail.outbox) == sorted([member.email, "nobody@example.org"])
        assert Member.objects.filter(email=member.email).count() == 1
        to_them = next(one for one in mail.outbox if one.to == [member.email])
        assert "sign in as always" not in to_them.body
        assert settings.SITE_URL + statement_address(Decision.objects.get(action="ban")) in to_them.body
        assert "password" not in to_them.body + to_them.alternatives[0][0]

    def test_has_their_blog_left_alone_until_they_are_back(self, member):
        blog = Blog.objects.create(
            member=member,
            site_url="https://blog.example/",
            feed_url="https://blog.example/feed",
            state=Blog.State.ACTIVE,
            proven_at=timezone.now(),
            next_fetch_at=timezone.now() - timedelta(hours=1),
        )
        decision = ban(member)
        assert not Blog.objects.due().exists()
        measures.lift(member, by=make_admin(), why=Why("", "A mistake."), seen=decision.pk)
        assert list(Blog.objects.due()) == [blog]
