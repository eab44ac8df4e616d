"""The hub: newest first, no gate, in pages that repeat and skip nothing."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community import actions
from tests.factories import make_member, make_post, make_product, make_waiting_post

pytestmark = pytest.mark.django_db


def shown(page):
    return [int(pk) for pk in re.findall(r'href="/posts/(\d+)-', page.text)]


class TestHub:
    def test_newest_first_whatever_the_stars_or_the_standing(self, client):
        posts = [make_post(kind="review", stars=1), make_post(kind="tip"), make_post(kind="question")]
        posts.append(actions.keep_out_of_feeds(make_post(kind="idea"), reason="About the shop."))
        make_waiting_post()
        assert shown(client.get("/community/")) == [post.pk for post in reversed(posts)]

    def test_kind_and_product_narrow_it(self, client):
        kvern = make_product("kvern")
        review, tip = make_post(kind="review", product=kvern), make_post(kind="tip", product=kvern)
        make_post(kind="tip")
        assert shown(client.get("/community/?product=kvern")) == [tip.pk, review.pk]
        assert shown(client.get("/community/?product=kvern&kind=review")) == [review.pk]
        assert len(shown(client.get("/community/?product=none"))) == 3

    @pytest.mark.parametrize(
        "query", ["kind=rant", "after=nonsense", "after=9-9-9", "kind=", "product=%00", "after=" + "9" * 60]
    )
    def test_what_means_nothing_is_passed_over(self, client, query):
        make_post()
        assert client.get(f"/community/?{query}").status_code == 200

    def test_pages_repeat_none_and_skip_none_while_others_write(self, client):
        posts = [make_post(title=f"No {number}").pk for number in range(45)]
        seen, address = [], "/community/"
        while address:
            page = client.get(address)
            seen += shown(page)
            address = page.context["older_url"] and f"/community/{page.context['older_url']}"
            make_post(title="In between")
        assert seen == posts[::-1]

    def test_the_same_number_of_queries_for_one_post_and_for_many(self, client):
        counts = []
        for number in (1, 15):
            for _ in range(number):
                make_post(make_member(), kind="review", works_for_brand=True)
            with CaptureQueriesContext(connection) as queries:
                client.get("/community/")
            counts.append(len(queries))
        assert counts == [3, 3]

    def test_an_empty_one_invites(self, client):
        page = client.get("/community/").text
        assert "Be the first" in page
        assert 'href="/posts/new/"' in page
