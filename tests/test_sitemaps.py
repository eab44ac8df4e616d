"""Sitemaps and robots.txt: everything everybody may read, nothing else, and when it truly changed."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from community import actions
from community.models import Post
from content import sitemaps
from content.models import TopicIndexPage, TopicPage
from tests.factories import (
    make_post,
    make_product,
    make_product_page,
    make_story,
    make_topic,
    make_waiting_post,
    plan_feeds,
    publish_page,
)

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
LONG_AGO = datetime(2026, 3, 1, 12, tzinfo=UTC)


def entries(path: str) -> dict[str, str]:
    """Return address and time of the last change of all a sitemap lists, "" for none."""
    response = Client().get(path)
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    tree = ElementTree.fromstring(response.content)
    return {
        entry.findtext("s:loc", "", NAMES).removeprefix(SITE): entry.findtext("s:lastmod", "", NAMES)
        for entry in tree
    }


def listed() -> dict[str, str]:
    """Return what all files of the index list."""
    return {address: at for path in entries("/sitemap.xml") for address, at in entries(path).items()}


class TestIndex:
    def test_names_every_file_with_its_latest_change(self):
        make_story("Soft water")
        Page.objects.update(last_published_at=LONG_AGO)
        Page.objects.filter(slug="soft-water").update(last_published_at=LONG_AGO + timedelta(days=2))
        post = make_post(kind="review", product=make_product("kvern"))
        Post.objects.filter(pk=post.pk).update(published_at=LONG_AGO, edited_at=LONG_AGO + timedelta(days=1))

        assert entries("/sitemap.xml") == {
            "/sitemap-pages-0.xml": "2026-03-03T12:00:00+00:00",
            "/sitemap-community-0.xml": "2026-03-02T12:00:00+00:00",
            "/sitemap-posts-0.xml": "2026-03-02T12:00:00+00:00",
        }

    def test_every_address_can_be_read_by_everybody_and_is_its_own_canonical(self):
        product, topic = make_product("kvern"), make_topic("grinding")
        for language in ("en", "nb"):
            make_product_page(product, language)
        make_post(kind="review", product=product, topics=[topic], language="nb")
        plan_feeds()

        addresses = listed()
        assert len(addresses) == 19
        for address in addresses:
            response = Client().get(address)
            assert response.status_code == 200, address
            assert f'<link rel="canonical" href="{SITE}{address}">' in response.content.decode(), address
            assert b"noindex" not in response.content, address

    @pytest.mark.parametrize("path", ["/sitemap-pages-1.xml", "/sitemap-none-0.xml", "/sitemap-topics-0.xml"])
    def test_a_file_that_holds_nothing_is_not_there(self, client, path):
        assert client.get(path).status_code == 404


class TestPages:
    def test_stand_there_with_their_translations(self):
        water = make_story("Soft water")
        make_story("Bløtt vann", "nb", slug="blott-vann", translation_key=water.translation_key)

        tree = ElementTree.fromstring(Client().get("/sitemap-pages-0.xml").content)
        (entry,) = [one for one in tree if one.findtext("s:loc", "", NAMES) == f"{SITE}/stories/soft-water/"]
        assert [(link.get("hreflang"), link.get("href")) for link in entry.findall("x:link", NAMES)] == [
            ("en", f"{SITE}/stories/soft-water/"),
            ("nb", f"{SITE}/nb/stories/blott-vann/"),
        ]

    def test_of_which_nobody_may_read_one_it_is_left_out(self):
        shown, draft, private = make_story("Shown"), make_story("Draft"), make_story("Private")
        draft.unpublish()
        PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)

        found = entries("/sitemap-pages-0.xml")
        assert [path for path in found if path.startswith("/stories/")] == ["/stories/", shown.url]

    def test_a_draft_over_a_live_page_changes_nothing(self):
        story = make_story("Shown")
        before = entries("/sitemap-pages-0.xml")[story.url]
        story.title = "Later"
        story.save_revision()

        assert entries("/sitemap-pages-0.xml")[story.url] == before


class TestPosts:
    def test_stand_there_once_in_their_own_language(self):
        english, norwegian, finnish = (make_post(language=code) for code in ("en", "nb", "fi"))

        assert set(entries("/sitemap-posts-0.xml")) == {
            english.get_absolute_url(),
            "/nb" + norwegian.get_absolute_url(),
            finnish.get_absolute_url(),
        }

    def test_that_are_not_public_or_only_with_reserve_or_at_home_elsewhere_are_left_out(self):
        shown = make_post()
        make_waiting_post()
        actions.remove(make_post())
        withdrawn = make_post()
        actions.withdraw(withdrawn, by=withdrawn.author)
        for fields in (
            {"in_feeds": False, "in_feeds_reason": "?"},
            {"original_url": "https://blog.example/"},
        ):
            Post.objects.filter(pk=make_post().pk).update(**fields)

        assert set(entries("/sitemap-posts-0.xml")) == {shown.get_absolute_url()}

    def test_lie_in_files_by_their_ids(self, monkeypatch, django_assert_num_queries):
        posts = [make_post() for _ in range(5)]
        monkeypatch.setattr(sitemaps, "SIZE", 2)

        files = [path for path in entries("/sitemap.xml") if "posts" in path]
        assert files == [
            f"/sitemap-posts-{number}.xml" for number in sorted({post.pk // 2 for post in posts})
        ]
        found = [address for path in files for address in entries(path)]
        assert found == [post.get_absolute_url() for post in posts]
        with django_assert_num_queries(1):
            Client().get(files[0])


class TestTopics:
    def test_changed_with_their_latest_entry_or_their_page(self):
        grinding, water = make_topic("grinding"), make_topic("water")
        make_topic("empty")
        post = make_post(topics=[grinding])
        Post.objects.filter(pk=post.pk).update(published_at=LONG_AGO)
        plan_feeds()
        index = TopicIndexPage.objects.get(locale__language_code="en")
        page = publish_page(index, TopicPage(title="Water", topic=water))
        Page.objects.filter(pk=page.pk).update(last_published_at=LONG_AGO - timedelta(days=1))

        assert entries("/sitemap-topics-0.xml") == {
            "/topics/grinding/": "2026-03-01T12:00:00+00:00",
            "/nb/topics/grinding/": "2026-03-01T12:00:00+00:00",
            "/topics/water/": "2026-02-28T12:00:00+00:00",
        }

    def test_stand_in_no_other_file(self):
        publish_page(
            TopicIndexPage.objects.get(locale__language_code="en"),
            TopicPage(title="Water", topic=make_topic("water")),
        )

        assert "/topics/water/" not in entries("/sitemap-pages-0.xml")


class TestCost:
    def test_the_index_costs_the_same_however_much_there_is(self, django_assert_num_queries):
        for _ in range(3):
            make_post(kind="review")
        Client().get("/sitemap.xml")

        # One for each section; one more for topics (their pages) and for what is gathered (the hub).
        with django_assert_num_queries(7):
            Client().get("/sitemap.xml")


class TestRobots:
    def test_are_told_what_is_not_for_them_and_where_the_rest_is_listed(self, client):
        response = client.get("/robots.txt")

        lines = response.content.decode().splitlines()
        assert response["Content-Type"] == "text/plain"
        assert lines[0] == "User-agent: *"
        assert "Allow: /" in lines
        assert lines[-1] == f"Sitemap: {SITE}/sitemap.xml"
        closed = {line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")}
        assert {
            "/cms/",
            "/accounts/",
            "/my/",
            "/search/?",
            "/nb/accounts/",
            "/nb/my/",
            "/nb/search/?",
        } <= closed

    def test_may_read_everything_that_is_listed_and_every_share_picture(self, client):
        make_post()
        make_story("Soft water")
        closed = [
            line.removeprefix("Disallow: ")
            for line in client.get("/robots.txt").content.decode().splitlines()
            if line.startswith("Disallow: ")
        ]

        for address in [*listed(), "/share/site-en-0.jpg", "/static/css/base.css", "/media/images/a.webp"]:
            assert not any(address.startswith(path) for path in closed), address
