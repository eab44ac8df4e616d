"""What changes where it stands: htmx gets the part, everybody else is led on, by the same view."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from community.actions.accepting import ask_again
from community.models import Bookmark, Comment, Follow, IdeaVote, Member, Notification, Rating
from content.models import LegalPage
from tests.factories import make_comment, make_marketer, make_member, make_news, make_post, make_product

pytestmark = pytest.mark.django_db
TOLD = '<div data-hx-swap-oob="innerHTML:#told"><p class="note" data-tone="'


@pytest.fixture
def member(client):
    member = make_member("Kari")
    client.force_login(member)
    return member


def by_htmx(client, address, sent, *, at="/"):
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{at}"}
    answer = client.post(address, sent, headers=headers)
    assert "<html" not in answer.text
    return answer


class TestUsefulness:
    def test_the_row_of_answers_comes_back_with_ones_own_pressed(self, client, member):
        post = make_post()
        address = f"/posts/{post.pk}/rating/"
        part = by_htmx(client, address, {"value": "3"}).text
        assert Rating.objects.get().value == 3
        assert 'id="useful-choices"' in part
        assert part.count('aria-pressed="true"') == 1
        assert 'id="useful-3" name="value" value="3" aria-pressed="true"' in part
        assert f"{TOLD}good" in part
        assert "Your answer: “Useful”." in part
        led = client.post(address, {"value": "4"})
        assert led["Location"] == f"{post.get_absolute_url()}#useful"
        assert "Your answer: “Quite useful”." in client.get(post.get_absolute_url()).text

    def test_a_refusal_is_told_and_changes_nothing(self, client, member):
        post = make_post()
        Member.objects.update(paused_until=timezone.now() + timedelta(days=1))
        part = by_htmx(client, f"/posts/{post.pk}/rating/", {"value": "3"}).text
        assert f"{TOLD}bad" in part
        assert "You are paused until" in part
        assert 'aria-pressed="true"' not in part
        assert not Rating.objects.exists()

    def test_terms_that_changed_are_accepted_on_a_page(self, client, member):
        post = make_post()
        ask_again(LegalPage.Purpose.TERMS, by=make_marketer())
        address = f"/posts/{post.pk}/rating/"
        answer = by_htmx(client, address, {"value": "3"}, at=post.get_absolute_url())
        assert answer["HX-Redirect"] == f"{address}?value=3"
        assert 'name="value" value="3"' in client.get(answer["HX-Redirect"]).text
        assert not Rating.objects.exists()


class TestWanting:
    def test_the_panel_comes_back(self, client, member):
        idea = make_post(kind="idea")
        address = f"/posts/{idea.pk}/vote/"
        part = by_htmx(client, address, {"wanted": "yes"}).text
        assert IdeaVote.objects.get().member == member
        assert 'id="idea"' in part
        assert "Wanted by 1" in part
        assert 'id="want" name="wanted" value="no"' in part
        assert "You want this too." in part
        assert client.post(address, {"wanted": "no"})["Location"] == f"{idea.get_absolute_url()}#idea"
        assert not IdeaVote.objects.exists()


class TestFollowing:
    def test_the_button_comes_back(self, client, member):
        product = make_product("kvern", names={"en": "Kvern", "nb": "Kvern"})
        address, sent = "/following/product/kvern/", {"next": "/products/kvern/"}
        part = by_htmx(client, address, sent).text
        assert Follow.objects.get().product == product
        assert 'id="follow-product-kvern" name="stop" value="1"' in part
        assert 'name="next" value="/products/kvern/"' in part
        assert "You follow Kvern now." in part
        part = by_htmx(client, address, {**sent, "stop": "1"}).text
        assert 'id="follow-product-kvern">' in part
        assert "You no longer follow Kvern." in part
        assert not Follow.objects.exists()
        assert client.post(address, sent)["Location"] == "/products/kvern/"


class TestKeeping:
    def test_the_button_comes_back(self, client, member):
        post = make_post()
        address = f"/posts/{post.pk}/bookmark/"
        part = by_htmx(client, address, {}).text
        assert Bookmark.objects.get().post == post
        assert 'id="keep" name="stop" value="1"' in part
        assert "Kept. You find it in the menu" in part
        assert client.post(address, {"stop": "1"})["Location"] == f"{post.get_absolute_url()}#useful"
        assert not Bookmark.objects.exists()


class TestCommenting:
    def test_the_comment_stands_where_it_was_written_above_a_new_form(self, client, member):
        post = make_post()
        address, key = f"/posts/{post.pk}/comments/", str(uuid.uuid4())
        part = by_htmx(client, address, {"body": "Which paper?", "key": key}).text
        comment = Comment.objects.get()
        assert f'id="comment-{comment.pk}" tabindex="-1" autofocus' in part
        assert part.index("Which paper?") < part.index("<textarea")
        assert part.count("Which paper?") == 1
        assert key not in part
        assert f"{TOLD}good" in part
        led = client.post(address, {"body": "And which mill?", "key": str(uuid.uuid4())})
        assert led["Location"] == f"/comments/{Comment.objects.last().pk}/"

    def test_a_reply_takes_the_place_of_its_form(self, client, member):
        parent = make_comment(make_post())
        sent = {"body": "Gladly.", "parent": str(parent.pk), "key": str(uuid.uuid4())}
        part = by_htmx(client, f"/posts/{parent.post_id}/comments/", sent).text
        assert Comment.objects.get(parent=parent).body == "Gladly."
        assert "<form" not in part
        assert "In reply to" not in part

    def test_a_mistake_comes_back_as_the_form_with_what_was_typed(self, client, member):
        parent = make_comment(make_post())
        sent = {"body": "x" * 5001, "parent": str(parent.pk), "key": str(uuid.uuid4())}
        answer = by_htmx(client, f"/posts/{parent.post_id}/comments/", sent)
        assert answer.status_code == 422
        assert "x" * 5001 in answer.text
        assert f'name="parent" value="{parent.pk}"' in answer.text
        assert f'id="id_body_{parent.pk}_error"' in answer.text
        assert f"Your answer to {parent.author.name}" in answer.text
        assert 'aria-invalid="true"' in answer.text
        assert Comment.objects.get() == parent

    def test_signed_out_meanwhile_the_whole_page_goes_to_the_sign_in_with_the_words(self, client):
        post = make_post()
        address = f"/posts/{post.pk}/comments/"
        answer = by_htmx(client, address, {"body": "Three of mine"}, at=post.get_absolute_url())
        assert answer["HX-Redirect"] == f"/accounts/login/?next={address}"
        assert not answer.has_header("Location")
        client.force_login(make_member())
        assert "Three of mine" in client.get(address).text


class TestNews:
    def test_the_list_comes_back_read_and_the_head_says_so(self, client, member):
        make_news(member, "badge")
        assert ">new<" in client.get("/my/notifications/").text
        part = by_htmx(client, "/my/notifications/", {}).text
        assert 'id="news"' in part
        assert ">new<" not in part
        assert '<span data-hx-swap-oob="innerHTML:#news-mark"></span>' in part
        assert Notification.objects.get(member=member).read_at
        assert client.post("/my/notifications/")["Location"] == "/my/notifications/"


class TestReading:
    def test_htmx_gets_the_page_that_everybody_gets(self, client):
        post = make_post()
        for address in ("/community/", "/community/?kind=tip", post.get_absolute_url()):
            page = client.get(address, headers={"HX-Request": "true"})
            assert "<html" in page.text
            assert "HX-Request" not in page.get("Vary", "")

    def test_a_redirect_to_the_page_that_asked_loads_it_anew(self, client):
        post = make_post(member := make_member())
        client.force_login(member)
        at = post.get_absolute_url()
        answer = by_htmx(client, f"/posts/{post.pk}/rating/", {"value": "3"}, at=at)
        assert answer["HX-Refresh"] == "true"
        assert not Rating.objects.exists()
