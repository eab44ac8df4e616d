"""Feeds as files: what the page shows, readable by feedparser, absolute, disclosed, without script."""

import json

import feedparser
import pytest
from django.test import Client

from feeds import actions
from tests.factories import make_brand_member, make_post, make_product, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def posts():
    review = make_post(
        kind="review", product=make_product("kvern"), stars=2, title="Heavy handle", incentivised=True,
        body='<p>See <a href="/products/kvern/">it</a>.</p>',
    )  # fmt: skip
    brand = make_post(make_brand_member("Kari Nes"), title="From the bench")
    actions.sync_page(make_story("Soft water").pk)
    for post in (review, brand):
        actions.sync_post(post.pk)
    actions.plan_due_feeds()
    return review, brand


@pytest.mark.parametrize("form", ["atom", "rss"])
class TestXml:
    def test_is_read_by_feedparser_with_absolute_links(self, client: Client, posts, form):
        response = client.get(f"/feeds/home.{form}")
        assert response.status_code == 200
        parsed = feedparser.parse(response.content)
        assert not parsed.bozo
        assert {entry.title for entry in parsed.entries} == {"Heavy handle", "From the bench", "Soft water"}
        assert all(entry.link.startswith("http://localhost:8000/") for entry in parsed.entries)
        assert b"<script" not in response.content

    def test_says_lane_and_reason_and_what_the_author_got(self, client: Client, posts, form):
        parsed = feedparser.parse(client.get(f"/feeds/home.{form}").content)
        review = next(entry for entry in parsed.entries if entry.title == "Heavy handle")
        assert [tag.term for tag in review.tags] == ["customer", "New: shown to give it a chance"]
        assert "Got something for this." in review.summary
        assert "2 of 5 stars" in review.summary
        assert 'href="http://localhost:8000/products/kvern/"' in review.summary

    def test_names_the_role_of_whoever_speaks_for_the_brand(self, client: Client, posts, form):
        parsed = feedparser.parse(client.get(f"/feeds/home.{form}").content)
        entry = next(entry for entry in parsed.entries if entry.title == "From the bench")
        assert "Product designer" in entry.author
        assert entry.tags[0].term == "editorial"


class TestJson:
    def test_holds_the_same_entries(self, client: Client, posts):
        response = client.get("/feeds/home.json")
        document = json.loads(response.content)
        assert response["Content-Type"].startswith("application/feed+json")
        assert document["version"] == "https://jsonfeed.org/version/1.1"
        assert {item["title"] for item in document["items"]} == {
            "Heavy handle",
            "From the bench",
            "Soft water",
        }
        assert {item["language"] for item in document["items"]} == {"en"}


class TestMissing:
    def test_an_unknown_feed_is_not_found(self, client: Client):
        assert client.get("/feeds/nothing.atom").status_code == 404
