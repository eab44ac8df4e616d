"""Where a reader may go on from a product page and from a story."""

import re

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.factories import make_post, make_product, make_product_page, make_story, make_topic

pytestmark = pytest.mark.django_db


def stories(page):
    after = page.partition('id="stories-head"')[2]
    return re.findall(r'card-title"><a href="([^"]+)"', after)


class TestProductPage:
    def test_leads_to_the_three_newest_stories_about_it_in_the_readers_language(self, client):
        kvern = make_product("kvern")
        make_product_page(kvern)
        for number in range(1, 5):
            make_story(f"Kvern {number}", product=kvern)
        make_story("Om kvern", "nb", product=kvern)
        make_story("Svane", product=make_product("svane"))
        page = client.get("/products/kvern/").text
        assert stories(page) == ["/stories/kvern-4/", "/stories/kvern-3/", "/stories/kvern-2/"]

    def test_never_to_a_draft_or_a_private_one(self, client):
        kvern = make_product("kvern")
        make_product_page(kvern)
        make_story("Draft", product=kvern).unpublish()
        private = make_story("Private", product=kvern)
        PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
        page = client.get("/products/kvern/").text
        assert "Stories about Kvern" not in page

    def test_one_no_longer_sold_says_so_and_keeps_its_reviews(self, client):
        kvern = make_product("kvern", retired_at=timezone.now())
        make_product_page(kvern, price="NOK 1,890")
        make_post(kind="review", product=kvern, title="Good for years")
        page = client.get("/products/kvern/").text
        assert "No longer sold" in page
        assert "NOK 1,890" not in page
        assert "Good for years" in page

    def test_every_link_within_it_leads_somewhere(self, client):
        kvern = make_product("kvern")
        make_product_page(kvern, facts=[("fact", {"label": "Burrs", "value": "42 mm", "posts": []})])
        page = client.get("/products/kvern/").text
        anchors = set(re.findall(r'<a href="#([^"]+)"', page))
        assert {"facts", "reviews", "questions", "feed-product-kvern", "all-reviews"} <= anchors
        assert anchors <= set(re.findall(r' id="([^"]+)"', page)) | {"main"}


class TestStory:
    def test_ends_with_its_product_and_stories_near_to_it_first(self, client):
        kvern, water = make_product("kvern"), make_topic("water")
        make_product_page(kvern)
        make_story("Near by topic", topic=water)
        make_story("Near by product", product=kvern)
        make_story("Newest")
        make_story("This", product=kvern, topic=water)
        page = client.get("/stories/this/").text
        near = ["/stories/near-by-product/", "/stories/near-by-topic/"]
        assert stories(page) == ["/products/kvern/", *near, "/stories/newest/"]

    def test_about_nothing_leads_to_others(self, client):
        make_story("Other")
        make_story("This")
        page = client.get("/stories/this/").text
        assert stories(page) == ["/stories/other/"]

    def test_alone_leads_nowhere(self, client):
        make_story("This")
        assert "Read on" not in client.get("/stories/this/").text
