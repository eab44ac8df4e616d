"""What members agree to: recorded with its version, and asked again where it changed."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from community import actions
from community.actions.accepting import ACCEPTED, AcceptFirst, accept_texts, ask_again
from community.actions.contributing import About, Words
from community.actions.drafts import Holder, hand_in_draft, save_draft
from community.actions.polling import poll_blog
from community.actions.rating import rate_post
from community.models import Acceptance, Comment, Draft, IdeaVote, Member, Notification, Post, Rating, Renewal
from content.models import LegalPage
from tests.community.blogging import fresh, item, rss
from tests.factories import home, make_comment, make_marketer, make_member, make_post, publish_page

pytestmark = pytest.mark.django_db
Purpose = LegalPage.Purpose
SIGN_UP = {
    "email": "kari@example.com",
    "name": "Kari Nordmann",
    "password1": "correct-horse-battery",
    "is_old_enough": "on",
    "accepts_terms": "on",
}
DRAFT = {
    "kind": "tip",
    "title": "Rinse the paper first",
    "body": "Rinse the paper with hot water first: the first cup then tastes of coffee, not of paper.",
    "body_format": "text",
    "version": "0",
    "publish": "1",
}


def make_legal(purpose: str = Purpose.TERMS, language: str = "en") -> LegalPage:
    title = f"{Purpose(purpose).label} {language}"
    return publish_page(home(language), LegalPage(title=title, purpose=purpose, was_read=True))


def make_owing(purpose: str = Purpose.TERMS) -> Member:
    """A member who accepted everything, and was then asked again."""
    member = make_member()
    accept_texts(member)
    ask_again(purpose, by=make_marketer())
    return member


class TestBlogs:
    def test_new_entries_wait_and_are_taken_once_the_texts_are_accepted(self, site, blog):
        accept_texts(blog.member)
        ask_again(Purpose.TERMS, by=make_marketer())
        site.put("/feed.xml", rss(item(1)), ETag='"one"')
        for _ in range(2):
            visit = poll_blog(fresh(blog))
            assert [line["why"] for line in visit.lines] == [str(AcceptFirst([]))]
        assert Post.objects.count() == 0
        told = Notification.objects.get(member=blog.member, kind="blog")
        assert told.facts["address"] == "/my/terms/"
        accept_texts(blog.member)
        assert fresh(blog).next_fetch_at <= timezone.now() + timedelta(minutes=15)
        poll_blog(fresh(blog))
        assert Post.objects.get().author == blog.member
        assert poll_blog(fresh(blog)).outcome == "Nothing new."

    def test_a_changed_entry_waits_too(self, site, blog):
        site.put("/feed.xml", rss(item(1)))
        poll_blog(fresh(blog))
        ask_again(Purpose.TERMS, by=make_marketer())
        changed = rss(item(1).replace("</description>", " More.</description>"))
        assert changed != rss(item(1))
        site.put("/feed.xml", changed, ETag='"two"')
        poll_blog(fresh(blog))
        assert Post.objects.get().revisions.count() == 1
        accept_texts(blog.member)
        poll_blog(fresh(blog))
        assert Post.objects.get().revisions.count() == 2


class TestSigningUp:
    @pytest.mark.parametrize(
        ("missing", "words"),
        [("is_old_enough", "Members are 16 or older."), ("accepts_terms", "Please accept them")],
    )
    def test_who_is_too_young_or_does_not_agree_is_told_kindly(self, client, missing, words):
        answer = client.post("/accounts/signup/", {**SIGN_UP, missing: ""})
        assert words in answer.text
        assert Member.objects.count() == 0

    def test_records_version_time_language_and_age(self, client, settings):
        settings.MINIMUM_AGE = 18
        page = make_legal()
        make_legal(language="nb")
        before = timezone.now()
        client.post("/accounts/signup/", SIGN_UP)
        member = Member.objects.get()
        row = member.acceptances.get(purpose=Purpose.TERMS)
        assert (row.language, row.revision_id, row.version_at, row.age) == (
            "en", page.live_revision_id, page.last_published_at, 18,
        )  # fmt: skip
        assert before < row.accepted_at < timezone.now()
        assert set(member.acceptances.values_list("purpose", flat=True)) == set(ACCEPTED)

    def test_records_the_text_in_the_language_of_who_signs_up(self, client):
        make_legal()
        page = make_legal(language="nb")
        client.post("/nb/accounts/signup/", SIGN_UP)
        row = Acceptance.objects.get(purpose=Purpose.TERMS)
        assert (row.language, row.revision_id) == ("nb", page.live_revision_id)

    def test_without_pages_the_time_is_recorded_all_the_same(self, client):
        client.post("/accounts/signup/", SIGN_UP)
        row = Acceptance.objects.get(purpose=Purpose.PRIVACY)
        assert (row.revision_id, row.version_at) == (None, None)

    def test_leads_to_the_texts(self, client):
        page = make_legal()
        assert f'<a href="{page.url}" target="_blank"' in client.get("/accounts/signup/").content.decode()

    def test_somebody_too_young_makes_no_account(self, client):
        client.post("/accounts/signup/", {**SIGN_UP, "is_old_enough": ""})
        assert not Member.objects.exists()
        assert not Acceptance.objects.exists()


class TestAskingAgain:
    def test_a_newer_version_alone_asks_nobody(self):
        page, member = make_legal(), make_member()
        accept_texts(member)
        page.save_revision().publish()
        assert Renewal.objects.owed_by(member) == []

    def test_everybody_owes_what_was_asked_for_until_they_accept(self):
        member = make_owing()
        assert Renewal.objects.owed_by(member) == [Purpose.TERMS]
        accept_texts(member, [Purpose.TERMS])
        assert Renewal.objects.owed_by(member) == []
        assert member.acceptances.filter(purpose=Purpose.TERMS).count() == 2

    def test_accepting_another_text_is_not_enough(self):
        member = make_owing(Purpose.PRIVACY)
        accept_texts(member, [Purpose.TERMS])
        assert Renewal.objects.owed_by(member) == [Purpose.PRIVACY]

    def test_whoever_signs_up_afterwards_owes_nothing(self, client):
        ask_again(Purpose.TERMS, by=make_marketer())
        client.post("/accounts/signup/", SIGN_UP)
        assert Renewal.objects.owed_by(Member.objects.get(email="kari@example.com")) == []

    def test_who_accepted_before_versions_were_recorded_is_known_by_the_time(self):
        member = make_member(terms_accepted_at=timezone.now() - timedelta(days=9))
        newer = make_member(terms_accepted_at=timezone.now() + timedelta(days=1))
        ask_again(Purpose.TERMS, by=make_marketer())
        assert Renewal.objects.owed_by(member) == [Purpose.TERMS]
        assert Renewal.objects.owed_by(newer) == []

    def test_no_contribution_is_taken_before(self):
        member, post = make_owing(), make_post()
        draft = save_draft(uuid.uuid4(), holder=Holder(member), kind="tip", fields={}, version=0)
        words = Words(title="Rinse first", body="<p>Rinse it first.</p>")
        with pytest.raises(AcceptFirst):
            hand_in_draft(draft, by=member, about=About(kind="tip", language="en"), words=words)
        with pytest.raises(AcceptFirst):
            actions.submit_comment(by=member, post=post, body="Thank you!")
        with pytest.raises(AcceptFirst):
            rate_post(post, by=member, value=4)
        assert not Post.objects.filter(author=member).exists()
        assert not Comment.objects.exists()
        assert not Rating.objects.exists()
        assert Draft.objects.get() == draft


class TestThePages:
    def test_a_post_is_kept_and_published_after_accepting(self, client):
        page, member = make_legal(), make_owing()
        client.force_login(member)
        key = str(uuid.uuid4())
        answer = client.post("/posts/new/tip/", {**DRAFT, "draft": key})
        assert answer.url == f"/my/terms/?next=%2Fmy%2Fdrafts%2F{key}%2F"
        assert f'href="{page.url}"' in client.get(answer.url).content.decode()
        answer = client.post("/my/terms/", {"accepts_terms": "on", "next": f"/my/drafts/{key}/"})
        assert answer.url == f"/my/drafts/{key}/"
        assert DRAFT["body"] in client.get(answer.url).content.decode()
        client.post(answer.url, {**DRAFT, "draft": key, "version": "1"})
        assert Post.objects.get(author=member).title == DRAFT["title"]

    def test_a_comment_stays_in_its_box_beside_the_tick(self, client):
        make_legal()
        member, post = make_owing(), make_post()
        client.force_login(member)
        sent = {"body": "Which paper do you use?", "key": str(uuid.uuid4())}
        page = client.post(f"/posts/{post.pk}/comments/", sent).content.decode()
        assert "Which paper do you use?" in page
        assert 'name="accepts_terms"' in page
        assert not Comment.objects.exists()
        client.post(f"/posts/{post.pk}/comments/", {**sent, "accepts_terms": "on"})
        assert Comment.objects.get().body == "Which paper do you use?"
        assert Renewal.objects.owed_by(member) == []

    @pytest.mark.parametrize(
        ("address", "sent", "made"),
        [("rating", {"value": "4"}, Rating), ("vote", {"wanted": "yes"}, IdeaVote)],
    )
    def test_a_press_is_kept_and_done_with_the_tick(self, client, address, sent, made):
        page, member, post = make_legal(), make_owing(), make_post(kind="idea")
        client.force_login(member)
        asked = client.post(f"/posts/{post.pk}/{address}/", sent, follow=True).text
        [(name, value)] = sent.items()
        assert f'name="{name}" value="{value}"' in asked
        assert f'href="{page.url}"' in asked
        assert not made.objects.exists()
        client.post(f"/posts/{post.pk}/{address}/", {**sent, "accepts_terms": "on"})
        assert made.objects.get().member == member
        assert Renewal.objects.owed_by(member) == []

    def test_an_edit_of_a_comment_asks_too_and_keeps_the_words(self, client):
        make_legal()
        comment = make_comment(make_post())
        ask_again(Purpose.TERMS, by=make_marketer())
        client.force_login(comment.author)
        sent = {"body": "It helped twice.", "key": str(uuid.uuid4())}
        asked = client.post(f"/comments/{comment.pk}/edit/", sent).text
        assert "It helped twice." in asked
        assert 'name="accepts_terms"' in asked
        comment.refresh_from_db()
        assert comment.body == "Thank you, that helped."
        client.post(f"/comments/{comment.pk}/edit/", {**sent, "accepts_terms": "on"})
        comment.refresh_from_db()
        assert comment.body == "It helped twice."

    def test_reading_goes_on(self, client):
        member, post = make_owing(), make_post()
        client.force_login(member)
        for address in ("/", post.get_absolute_url(), "/my/posts/", "/my/data/"):
            assert client.get(address).status_code == 200

    @pytest.mark.parametrize("address", ["https://evil.example/", "x"])
    def test_leads_nowhere_else(self, client, address):
        client.force_login(make_owing())
        answer = client.post("/my/terms/", {"accepts_terms": "on", "next": address})
        assert answer.url == "/my/terms/"

    def test_without_the_tick_nothing_is_recorded(self, client):
        member = make_owing()
        client.force_login(member)
        client.post("/my/terms/", {})
        assert Renewal.objects.owed_by(member) == [Purpose.TERMS]

    def test_shows_what_was_accepted_and_when(self, client):
        make_legal()
        member = make_member()
        accept_texts(member)
        client.force_login(member)
        page = client.get("/my/terms/").content.decode()
        assert "said to be 16 or older" in page
        assert page.count("version of") == 1


class TestTheStaffPage:
    def test_asks_everybody_again_and_counts_who_has(self, client):
        make_legal()
        members = [make_member() for _each in range(3)]
        for member in members:
            accept_texts(member)
        client.force_login(make_marketer())
        assert "3 members have accepted it." in client.get("/cms/terms/").content.decode()
        client.post("/cms/terms/", {"purpose": "terms"})
        accept_texts(members[0], [Purpose.TERMS])
        assert "1 member has accepted since." in client.get("/cms/terms/").content.decode()

    def test_what_is_no_text_of_ours_is_not_asked_for(self, client):
        client.force_login(make_marketer())
        client.post("/cms/terms/", {"purpose": "contact"})
        assert not Renewal.objects.exists()
