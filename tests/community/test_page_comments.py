"""Comments beneath pages of the brand's: as under posts, one thread for all languages of a page."""

import uuid

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, PageViewRestriction

from community import actions
from community.actions.rehousing import rehouse_comments
from community.mail.messages import message_for
from community.models import Comment, Notification
from community.models.posts import State
from content.models import LandingPage
from feeds.models import FeedEntry
from moderation.models import Case
from tests.factories import (
    home,
    make_admin,
    make_comment,
    make_member,
    make_moderator,
    make_product,
    make_product_page,
    make_story,
    publish_page,
)

pytestmark = pytest.mark.django_db
HOSTILE = "Buy at https://a.example https://b.example https://c.example, mail me at x@y.example!"


def say(client, page, body="That is what I see too.", **fields):
    return client.post(f"/pages/{page.pk}/comments/", {"body": body, "key": str(uuid.uuid4()), **fields})


@pytest.fixture
def story():
    return make_story("Water")


class TestPlace:
    @pytest.mark.parametrize("address", ["/stories/water/", "/products/kvern/"])
    def test_under_stories_and_products(self, client, story, address):
        product = make_product_page(make_product("kvern"))
        page = story if "stories" in address else product
        client.force_login(make_member("Åse"))
        sent = say(client, page)
        comment = Comment.objects.get()
        assert client.get(sent["Location"])["Location"] == f"{address}#comment-{comment.pk}"
        shown = Client().get(address).text
        assert f'id="comment-{comment.pk}"' in shown
        assert "That is what I see too." in shown

    def test_signed_out_it_holds_a_link_and_no_form(self, story):
        shown = Client().get("/stories/water/").text
        assert 'href="/accounts/login/?next=/stories/water/">Sign in to comment</a>' in shown
        assert "csrfmiddlewaretoken" not in shown
        assert "/comments/" not in shown

    def test_signed_in_it_holds_the_form(self, client, story):
        client.force_login(make_member())
        shown = client.get("/stories/water/").text
        assert f'action="/pages/{story.pk}/comments/"' in shown
        assert "Close this thread" not in shown

    def test_a_visitor_is_led_to_sign_in(self, client, story):
        assert say(client, story)["Location"] == f"/accounts/login/?next=/pages/{story.pk}/comments/"
        assert not Comment.objects.exists()

    def test_not_under_other_pages(self, client):
        client.force_login(make_member())
        landing = publish_page(home(), LandingPage(title="Week"))
        for page in (landing, home()):
            assert say(client, page).status_code == 404
        assert not Comment.objects.exists()

    def test_not_under_a_page_that_is_not_public(self, client, story):
        client.force_login(make_member())
        PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
        hidden = make_story("Beans")
        hidden.unpublish()
        assert [say(client, page).status_code for page in (story, hidden)] == [404, 404]
        assert not Comment.objects.exists()

    def test_an_answer_stays_in_its_thread(self, client, story):
        elsewhere = make_comment(make_story("Beans"))
        client.force_login(make_member())
        assert say(client, story, parent=str(elsewhere.pk)).status_code == 404
        assert Comment.objects.count() == 1


class TestLanguages:
    def test_both_languages_share_one_thread(self, client, story):
        vann = make_story("Vann", "nb", slug="vann", translation_key=story.translation_key)
        first = make_comment(story, body="Soft water made all the difference to me.")
        client.force_login(make_member(language="nb"))
        say(client, vann, "Hos meg er vannet altfor hardt til kaffe.", parent=str(first.pk))
        reply = Comment.objects.get(parent=first)
        assert (reply.language, reply.page_id) == ("nb", vann.pk)
        for address, foreign in (("/stories/water/", 'lang="nb"'), ("/nb/stories/vann/", 'lang="en"')):
            shown = Client().get(address).text
            assert f'id="comment-{first.pk}"' in shown
            assert f'id="comment-{reply.pk}"' in shown
            assert f'<div class="prose" {foreign}>' in shown

    def test_a_page_that_stands_in_shows_its_thread(self, story):
        comment = make_comment(story)
        shown = Client().get("/nb/stories/water/").text
        assert f'id="comment-{comment.pk}"' in shown
        assert 'href="/nb/accounts/login/?next=/nb/stories/water/"' in shown


class TestScreening:
    def test_what_is_risky_waits_at_the_desk_which_says_where_it_stands(self, client, story):
        client.force_login(make_member(joined_days_ago=0))
        say(client, story, HOSTILE)
        comment = Comment.objects.get()
        assert comment.state == State.WAITING
        assert "a.example" in client.get("/stories/water/").text
        assert "a.example" not in Client().get("/stories/water/").text
        case = Case.objects.get(comment=comment)
        client.force_login(make_moderator())
        shown = client.get(f"/cms/desk/{case.pk}/").text
        assert "Comment under" in shown
        assert "“Water”" in shown
        client.post(f"/cms/desk/{case.pk}/", {"action": "clear", "version": case.version})
        assert "a.example" in Client().get("/stories/water/").text

    def test_the_desk_finds_it_by_the_pages_product(self, client):
        page = make_product_page(make_product("kvern"))
        actions.submit_comment(by=make_member(joined_days_ago=0), page=page, body=HOSTILE)
        client.force_login(make_moderator())
        assert "Buy at" in client.get("/cms/desk/?product=kvern").text
        assert "Buy at" not in client.get("/cms/desk/?product=svane").text

    def test_it_can_be_reported(self, client, story):
        comment = make_comment(story, make_member("Siri"))
        assert "Comment by Siri under “Water”" in client.get(f"/comments/{comment.pk}/report/").text
        form = {"reason": "spam", "key": str(uuid.uuid4())}
        receipt = client.post(f"/comments/{comment.pk}/report/", form)["Location"]
        assert Case.objects.get().comment == comment
        assert "A comment under “Water”" in client.get(receipt).text

    def test_what_is_removed_is_gone_at_once(self, story):
        comment = make_comment(story, body="Unmistakable words.")
        actions.remove(comment)
        assert "Unmistakable" not in Client().get("/stories/water/").text

    def test_feeds_take_no_notice(self, story, django_capture_on_commit_callbacks):
        before = FeedEntry.objects.count()
        with django_capture_on_commit_callbacks(execute=True):
            make_comment(story)
        assert FeedEntry.objects.count() == before


class TestTelling:
    def test_whoever_is_answered_is_told_in_the_site_and_by_mail(self, client, story):
        asker = make_member()
        first = make_comment(story, asker)
        make_comment(story, make_member("Tor"), "Mine as well.", parent=first)
        (told,) = Notification.objects.all()
        assert (told.member, told.kind) == (asker, "comment")
        client.force_login(asker)
        shown = client.get("/my/notifications/").text
        assert "Tor wrote under “Water”" in shown
        told.message_id = "<1@example.com>"
        message = message_for(told)
        assert message.subject == "Tor wrote under “Water”"
        assert f"/stories/water/#comment-{told.comment_id}" in message.body
        assert mail.outbox == []

    def test_a_decision_names_the_page(self, client, story):
        author = make_member(joined_days_ago=0)
        comment = actions.submit_comment(by=author, page=story, body=HOSTILE)
        client.force_login(author)
        assert "Your comment under “Water”" in client.get("/my/notifications/").text
        told = Notification.objects.get(comment=comment)
        told.message_id = "<1@example.com>"
        assert "Your comment under “Water”" in message_for(told).body


class TestDeletedTranslations:
    def test_what_was_said_stays_when_one_translation_is_deleted(self, client, story):
        norwegian = translation_of(story)
        comment = make_comment(norwegian)
        client.force_login(make_admin())
        address = reverse("wagtailadmin_pages:delete", args=[norwegian.pk])
        client.get(address)
        comment.refresh_from_db()
        assert comment.page_id == norwegian.pk
        client.post(address)
        comment.refresh_from_db()
        assert comment.page_id == story.pk
        assert f'id="comment-{comment.pk}"' in Client().get("/stories/water/").text

    def test_also_when_many_go_at_once_and_with_the_last_it_goes(self, client, story):
        norwegian = translation_of(story)
        comment = make_comment(norwegian)
        client.force_login(make_admin())
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        client.post(f"{bulk}?id={norwegian.pk}")
        comment.refresh_from_db()
        assert comment.page_id == story.pk
        client.post(reverse("wagtailadmin_pages:delete", args=[story.pk]))
        assert not Comment.objects.exists()

    def test_also_when_all_above_it_goes(self, story):
        norwegian = translation_of(story)
        comment, other = make_comment(norwegian), make_comment(story)
        assert rehouse_comments(norwegian.get_parent()) == 1
        assert set(Comment.objects.values_list("pk", "page")) == {
            (comment.pk, story.pk),
            (other.pk, story.pk),
        }
        assert rehouse_comments(*story.get_ancestors().filter(depth=1)) == 0


def translation_of(story):
    """The same story, live in Norwegian."""
    page = story.copy_for_translation(Locale.objects.get(language_code="nb"))
    page.save_revision().publish()
    return page
