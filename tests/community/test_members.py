"""Members as others see them, and what they say of themselves."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from community import actions
from community.actions.awarding import award_badges
from community.actions.profiles import change_profile
from community.models import Member, Ownership
from feeds.actions import cancel_placement, place
from feeds.chosen import chosen_of
from feeds.models import Feed
from tests.factories import (
    make_brand_member,
    make_comment,
    make_marketer,
    make_member,
    make_post,
    make_product,
    make_product_page,
    make_story,
    make_waiting_post,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page_of(member: Member) -> str:
    return reverse("community:member", args=[member.username])


class TestPublicPage:
    def test_it_says_who_somebody_is(self, client):
        kari = make_member("Kari", bio="Two cups before eight.")
        product = make_product_page(make_product("kvern", names={"en": "Kvern", "nb": "Kverna"})).product
        Ownership.objects.create(
            member=kari, product=product, method=Ownership.Method.CODE, verified_at=timezone.now()
        )
        page = client.get(page_of(kari)).text
        for words in ("Kari", "Two cups before eight.", "Customer", '<a href="/products/kvern/">Kvern</a>'):
            assert words in page
        assert kari.email not in page
        assert '<a href="/nb/products/kvern/">Kverna</a>' in client.get(f"/nb{page_of(kari)}").text

    def test_people_of_the_brand_are_marked(self, client):
        page = client.get(page_of(make_brand_member("Ingrid"))).text
        assert "Product designer, Alongside" in page
        assert "label--customer" not in page

    def test_it_shows_what_is_public_newest_first(self, client):
        kari = make_member()
        first, second = make_post(kari, title="First"), make_post(kari, title="Second")
        make_waiting_post(kari, title="Not yet")
        actions.withdraw(make_post(kari, title="No longer"), by=kari)
        make_post(title="Another's")
        page = client.get(page_of(kari)).text
        assert page.index(second.title) < page.index(first.title)
        assert not any(title in page for title in ("Not yet", "No longer", "Another's"))

    def test_older_posts_stand_on_further_pages(self, client):
        kari = make_member()
        for number in range(14):
            make_post(kari, title=f"Tip number {number:02}")
        page = client.get(page_of(kari))
        assert (page.text.count("<article"), page.context["cards"][0].title) == (12, "Tip number 13")
        older = client.get(page_of(kari) + page.context["older_url"])
        assert [card.title for card in older.context["cards"]] == ["Tip number 01", "Tip number 00"]
        assert not older.context["older_url"]

    def test_a_broken_cursor_begins_anew(self, client):
        kari = make_member()
        make_post(kari, title="First")
        assert "First" in client.get(f"{page_of(kari)}?after=nonsense").text

    def test_who_wrote_nothing_has_a_page_too(self, client):
        assert "Nothing public yet" in client.get(page_of(make_member())).text

    @pytest.mark.parametrize("gone", [{"banned_at": timezone.now()}, {"is_active": False}])
    def test_who_was_banned_or_left_has_none(self, client, gone):
        assert client.get(page_of(make_member(**gone))).status_code == HTTPStatus.NOT_FOUND

    def test_level_and_badges_lead_to_their_rules(self, client):
        kari = make_post(make_member(level="known")).author
        award_badges()
        page = client.get(page_of(kari)).text
        assert '<a class="label" href="/badges/#level-known">Known member</a>' in page
        assert 'href="/badges/#first_post"' in page
        assert "/badges/#useful_10" not in page
        assert "/badges/" not in client.get(page_of(make_brand_member())).text

    def test_posts_can_be_had_by_kind(self, client):
        kari = make_member()
        make_post(kari, title="A tip")
        for number in range(13):
            make_post(kari, kind="question", title=f"Question {number:02}")
        page = client.get(f"{page_of(kari)}?kind=question")
        assert [card.title for card in page.context["cards"]][:1] == ["Question 12"]
        assert "A tip" not in page.text
        older = client.get(page_of(kari) + page.context["older_url"])
        assert [card.title for card in older.context["cards"]] == ["Question 00"]
        assert len(client.get(f"{page_of(kari)}?kind=rant").context["cards"]) == 12

    def test_what_they_said_is_there_while_readers_may_read_it(self, client):
        kari, question = make_member(), make_post(kind="question", title="How fine?")
        make_comment(question, kari, body="Like caster sugar.")
        assert "Like caster sugar." in client.get(page_of(kari)).text
        actions.withdraw(question, by=question.author)
        assert "Like caster sugar." not in client.get(page_of(kari)).text

    def test_what_the_brand_chose_is_history_once_it_was_seen(self, client):
        feed, kari = Feed.objects.create(slug="home", language="en", kind="home"), make_member()
        titles = ["Seen", "Over", "To come", "Never seen"]
        posts = {title: make_post(kari, title=f"{title} once") for title in titles}
        day, now = timedelta(days=1), timezone.now()
        marketer = make_marketer()
        place(feed, by=marketer, post=posts["Seen"])
        place(feed, by=marketer, post=posts["Over"], starts_at=now - 2 * day, ends_at=now - day)
        place(feed, by=marketer, post=posts["To come"], starts_at=now + day)
        never = place(feed, by=marketer, post=posts["Never seen"], starts_at=now + day)
        cancel_placement(never)
        assert [one.title for one in chosen_of(kari)] == ["Seen once", "Over once"]
        assert "Chosen by Alongside" in client.get(page_of(kari)).text

    def test_who_is_thanked_on_a_page_is_so_while_the_page_says_it(self, client):
        post = make_post(title="A lid that stays on")
        change = ("change", {"said": "The lid fell off.", "did": "It has a catch now.", "posts": [post.pk]})
        story = make_story("A new lid", body=[change])
        assert "A new lid" in client.get(page_of(post.author)).text
        story.body = []
        story.save_revision().publish()
        assert "A new lid" not in client.get(page_of(post.author)).text

    def test_its_queries_do_not_grow_with_what_is_there(self, client, django_assert_max_num_queries):
        few, many = make_member(), make_member()
        make_post(few)
        for _ in range(5):
            make_comment(make_post(many, kind="review"), many)
        award_badges()
        client.get(page_of(few))
        for member in (few, many):
            with django_assert_max_num_queries(10):  # decision 0004
                client.get(page_of(member))


class TestProfile:
    ADDRESS = "/my/profile/"

    def test_what_is_written_there_is_seen_by_others(self, client):
        kari = make_member("Kari")
        client.force_login(kari)
        answer = client.post(self.ADDRESS, {"name": " Kari  N. ", "bio": "Pours by hand.", "language": "nb"})
        assert answer["Location"] == self.ADDRESS
        kari.refresh_from_db()
        assert (kari.name, kari.bio, kari.language) == ("Kari N.", "Pours by hand.", "nb")
        assert "Pours by hand." in client.get(page_of(kari)).text

    @pytest.mark.parametrize(
        "changed",
        [
            {"name": ""},
            {"name": "Moderator"},
            {"name": "Alongside"},
            {"name": "Ingrid Solheim"},
            {"name": "ingrid-solheim"},
            {"name": "Ka\u200bri"},
            {"bio": "x" * 601},
            {"language": "xx"},
        ],
    )
    def test_what_is_refused_changes_nothing(self, client, changed):
        make_brand_member("Ingrid Solheim", username="ingrid-solheim")
        kari = make_member("Kari")
        client.force_login(kari)
        answer = client.post(self.ADDRESS, {"name": "Kari", "bio": "", "language": "en", **changed})
        assert answer.status_code == HTTPStatus.OK
        assert "field-errors" in answer.text
        assert Member.objects.values("name", "bio", "language").get(pk=kari.pk) == {
            "name": "Kari",
            "bio": "",
            "language": "en",
        }

    def test_people_of_the_brand_keep_their_own_names(self, client):
        ingrid = make_brand_member("Ingrid Solheim")
        client.force_login(ingrid)
        client.post(self.ADDRESS, {"name": "Ingrid Solheim", "bio": "Hello", "language": "en"})
        ingrid.refresh_from_db()
        assert ingrid.bio == "Hello"

    def test_pages_with_the_name_go_stale_and_only_by_a_change(self, django_capture_on_commit_callbacks):
        kari = make_member("Kari")
        with django_capture_on_commit_callbacks() as callbacks:
            change_profile(kari, name="Kari", bio="", language="en")
        assert not callbacks
        with django_capture_on_commit_callbacks() as callbacks:
            change_profile(kari, name="Kari", bio="New", language="en")
        assert callbacks
