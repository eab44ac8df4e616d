"""Pages made of feeds: topics, the list of feeds, how ranking works."""

import re

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from community import actions as community
from community.models import Post
from feeds import actions
from feeds.cursor import ArchiveCursor, EditionCursor, NewestCursor, encode
from feeds.models import Feed
from feeds.reading import PAGE
from tests.factories import (
    make_brand_member,
    make_post,
    make_product,
    make_story,
    make_topic,
    make_topic_page,
    plan_feeds,
)

pytestmark = pytest.mark.django_db

CARD = re.compile(r'<article[^>]*data-lane="(editorial|customer)"')
LINK = re.compile(r'href="(/(?:nb/)?posts/\d+-[^"#]*)"')


def fill(topic, count: int) -> list[Post]:
    """So many posts on a topic, each by somebody else, planned."""
    posts = [make_post(title=f"Post {number}", topics=[topic]) for number in range(count)]
    plan_feeds()
    return posts


def shown(page: str) -> list[str]:
    """The posts on a page, each once, in order."""
    feed = page.partition("data-feed=")[2].partition("feed-foot")[0]
    return list(dict.fromkeys(LINK.findall(feed)))


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


class TestTopic:
    def test_shows_what_both_sides_say_of_it_and_nothing_else(self, client: Client):
        water, milk = make_topic("water"), make_topic("milk")
        make_story("Soft water", topic=water)
        make_post(title="Boil it first", topics=[water])
        make_post(title="Cold milk", topics=[milk])
        plan_feeds()
        page = text_of(client, "/topics/water/")
        assert sorted(CARD.findall(page)) == ["customer", "editorial"]
        assert "Soft water" in page
        assert "Boil it first" in page
        assert "Cold milk" not in page
        assert "This page: 1 from" in page

    @pytest.mark.parametrize("query", ["", "?order=newest"])
    @pytest.mark.parametrize("kind", Post.Kind.values)
    def test_who_speaks_for_the_brand_never_stands_in_the_customers_lane(
        self, client: Client, kind: str, query: str
    ):
        water, product = make_topic("water"), make_product("kvern")
        post = make_post(make_brand_member("Kari Nes"), kind=kind, product=product, topics=[water])
        plan_feeds()
        page = text_of(client, f"/topics/water/{query}")
        assert post.get_absolute_url() in page
        assert CARD.findall(page) == ["editorial"]

    def test_is_announced_to_feed_readers(self, client: Client):
        fill(make_topic("water"), 1)
        page = text_of(client, "/topics/water/")
        for form in ("atom", "json"):
            assert f'href="/feeds/topic-water.{form}"' in page

    def test_an_unknown_one_is_not_found(self, client: Client):
        assert client.get("/topics/nothing/").status_code == 404

    def test_one_without_posts_invites_to_write(self, client: Client):
        make_topic("water")
        page = text_of(client, "/topics/water/")
        assert "Nothing here yet" in page
        assert 'data-feed="topic-water"' in page

    def test_is_read_only(self, client: Client):
        make_topic("water")
        assert client.head("/topics/water/").status_code == 200
        assert client.post("/topics/water/").status_code == 405

    def test_turning_pages_shows_each_post_once(self, client: Client):
        posts = fill(make_topic("water"), 2 * PAGE + 3)
        address, seen, pages = "/topics/water/", [], 0
        while address:
            page = text_of(client, address)
            seen += shown(page)
            pages += 1
            following = re.search(r'rel="next" href="([^"]+)"', page)
            address = f"/topics/water/{following[1]}".replace("&amp;", "&") if following else ""
        assert pages == 3
        assert len(seen) == len(set(seen))
        assert set(seen) == {post.get_absolute_url() for post in posts}

    def test_newest_keeps_its_order_from_page_to_page(self, client: Client):
        posts = fill(make_topic("water"), PAGE + 2)
        page = text_of(client, "/topics/water/?order=newest")
        following = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
        seen = shown(page) + shown(text_of(client, f"/topics/water/{following}"))
        assert seen == [post.get_absolute_url() for post in reversed(posts)]

    @pytest.mark.parametrize(
        "cursor",
        [
            "nonsense",
            "%00",
            "-" * 500,
            "12",
            encode(EditionCursor(edition=2**63 - 1, offset=2**63 - 1, after=2**63 - 1)),
            encode(EditionCursor(edition=999_999, offset=0)),
            encode(EditionCursor(edition=999_999, offset=40, after=999_999)),
        ],
    )
    def test_a_cursor_that_means_nothing_begins_anew(self, client: Client, cursor):
        fill(make_topic("water"), 3)
        first = shown(text_of(client, "/topics/water/"))
        assert len(first) == 3
        assert shown(text_of(client, f"/topics/water/?after={cursor}")) == first

    @pytest.mark.parametrize(
        ("cursor", "order"),
        [
            (encode(ArchiveCursor(published=10**17, entry=2**63 - 1, edition=2**63 - 1)), "planned"),
            (encode(ArchiveCursor(edition=999_999)), "planned"),
            (encode(NewestCursor(published=10**17, entry=2**63 - 1)), "newest"),
            (encode(NewestCursor(published=0, entry=0)), "newest"),
            (encode(NewestCursor(published=0, entry=0)), "planned"),
            (encode(EditionCursor(edition=999_999, offset=2)), "newest"),
        ],
    )
    def test_a_made_up_cursor_is_no_error(self, client: Client, cursor, order):
        fill(make_topic("water"), 3)
        assert client.get(f"/topics/water/?order={order}&after={cursor}").status_code == 200

    def test_a_cursor_of_another_feed_shows_nothing_of_it(self, client: Client):
        fill(make_topic("milk"), 2)
        fill(make_topic("water"), 2)
        milk = Feed.objects.get(slug="topic-milk", language="en").current_edition
        cursor = encode(EditionCursor(edition=milk.pk, offset=0))
        page = text_of(client, f"/topics/water/?after={cursor}")
        assert shown(page) == shown(text_of(client, "/topics/water/"))

    def test_in_norwegian_it_marks_what_is_in_another_language(self, client: Client):
        topic = make_topic("water")
        make_post(title="Kok vannet", topics=[topic], language="nb")
        make_post(title="Boil it", topics=[topic], language="en")
        plan_feeds()
        page = text_of(client, "/nb/topics/water/")
        assert '<html lang="nb"' in page
        assert "Water (nb)" in page
        own, foreign = (
            page.partition(title)[0].rpartition("<article")[2] for title in ("Kok vannet", "Boil it")
        )
        assert 'lang="en"' in foreign
        assert 'lang="en"' not in own

    def test_costs_the_same_however_much_there_is(self, client: Client, django_assert_num_queries):
        topic = make_topic("water")
        fill(topic, 3)
        client.get("/topics/water/?warm")
        # Wagtail's look for a page in each language (8), the topic, the feed with its edition, the entries,
        # all that their cards print, the brand: nothing is kept here.
        with django_assert_num_queries(13):
            client.get("/topics/water/?few")
        fill(topic, PAGE)
        with django_assert_num_queries(13):
            client.get("/topics/water/?many")

    def test_what_is_taken_down_is_gone_at_the_next_look(self, client: Client):
        stays, goes = fill(make_topic("water"), 2)
        community.withdraw(goes, by=goes.author)
        assert shown(text_of(client, "/topics/water/?after=")) == [stays.get_absolute_url()]


class TestTopicPage:
    def test_the_marketers_page_stands_at_the_topics_address_above_its_feed(self, client: Client):
        water = make_topic("water")
        make_post(title="Boil it first", topics=[water])
        plan_feeds()
        make_topic_page(water, title="All about water", body=[("text", "<p>Nine tenths of a cup.</p>")])
        page = text_of(client, "/topics/water/")
        assert re.findall(r"<h1>(.*?)</h1>", page) == ["All about water"]
        assert page.index("Nine tenths of a cup.") < page.index("Boil it first")
        assert 'href="/feeds/topic-water.atom"' in page

    def test_where_none_is_live_the_plain_one_stands(self, client: Client):
        make_topic_page(make_topic("water"), title="All about water").unpublish()
        assert "<h1>Water</h1>" in text_of(client, "/topics/water/")

    def test_a_restricted_page_asks_to_sign_in(self, client: Client):
        page = make_topic_page(make_topic("water"))
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        assert client.get("/topics/water/").status_code == 302

    def test_the_index_leads_to_topics_with_and_without_a_page(self, client: Client):
        make_topic_page(make_topic("water"))
        make_topic("milk", summaries={"en": "Warm, without a machine."})
        page = text_of(client, "/topics/")
        assert re.findall(r'card-title"><a href="([^"]+)"', page) == ["/topics/milk/", "/topics/water/"]
        assert "Warm, without a machine." in page


class TestFeedList:
    def test_names_every_planned_feed_of_this_language(self, client: Client):
        make_post(title="Grind", product=make_product("kvern"), topics=[make_topic("water")])
        make_topic("nothing-yet")
        plan_feeds()
        page = text_of(client, "/feeds/")
        for slug in ("home", "product-kvern", "topic-water"):
            for form in ("atom", "rss", "json"):
                assert f'href="/feeds/{slug}.{form}"' in page
        assert "nothing-yet" not in page

    def test_the_norwegian_one_leads_to_norwegian_files(self, client: Client):
        make_post(title="Grind")
        plan_feeds()
        page = text_of(client, "/nb/feeds/")
        assert 'href="/nb/feeds/home.atom"' in page
        assert 'href="/feeds/home.atom"' not in page


class TestRanking:
    def test_tells_the_planners_own_numbers(self, client: Client):
        page = text_of(client, "/trust/ranking/")
        assert "For every 1 place of" in page
        assert "there are 3 for customers, and never more than 4 of one side in a row" in page
        assert "being 3 days newer on the home page, 7 days on a topic’s page" in page.replace(
            "&#x27;", "’"
        ).replace("'", "’")
        assert "Every 6th place for customers" in page
        assert "7 days, 5 ratings or 200 views" in page

    def test_asks_the_database_for_the_brand_only(self, client: Client, django_assert_num_queries):
        with django_assert_num_queries(1):
            client.get("/trust/ranking/")


def test_feeds_of_erased_things_are_gone(client: Client):
    topic = make_topic("water")
    post = make_post(topics=[topic])
    actions.sync_post(post.pk)
    actions.plan_due_feeds()
    post.author.delete()
    assert shown(text_of(client, "/topics/water/?x")) == []
