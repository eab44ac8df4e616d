"""Members as others see them, and what they say of themselves."""

from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from community import actions
from community.actions.profiles import change_profile
from community.models import Member, Ownership
from tests.factories import (
    make_brand_member,
    make_member,
    make_post,
    make_product,
    make_product_page,
    make_waiting_post,
)

pytestmark = pytest.mark.django_db


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

    def test_its_queries_do_not_grow_with_the_posts(self, client, django_assert_max_num_queries):
        few, many = make_member(), make_member()
        make_post(few)
        for _ in range(12):
            make_post(many, kind="review")
        client.get(page_of(few))
        for member in (few, many):
            with django_assert_max_num_queries(4):
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
