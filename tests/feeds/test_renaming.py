"""A product or a topic gets another slug: its feeds and their files go with it."""

import pytest

from content import actions
from feeds.models import Feed
from tests.factories import make_post, make_product, make_product_page, make_topic, plan_feeds

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed(django_capture_on_commit_callbacks):
    """A function that gives a product or a topic another slug, and commits."""

    def rename(subject, slug):
        with django_capture_on_commit_callbacks(execute=True):
            return actions.rename(subject, slug=slug)

    return rename


class TestFeeds:
    def test_keep_their_editions_under_the_new_name(self, client, renamed):
        product, topic = make_product("kvern"), make_topic("grinding")
        make_product_page(product)
        make_post(product=product, topics=[topic], title="Grind finer")
        plan_feeds()
        before = set(Feed.objects.values_list("pk", "current_edition"))
        renamed(product, "grinder")
        renamed(topic, "grind")
        plan_feeds()

        assert set(Feed.objects.values_list("pk", "current_edition")) == before
        slugs = set(Feed.objects.values_list("slug", "language"))
        assert slugs == {
            (slug, language)
            for slug in ("home", "product-grinder", "topic-grind")
            for language in ("en", "nb")
        }
        assert "Grind finer" in client.get("/products/grinder/").text
        assert "Grind finer" in client.get("/topics/grind/").text

    def test_what_is_written_later_joins_them(self, renamed):
        product = make_product("kvern")
        make_post(product=product)
        plan_feeds()
        make_post(product=renamed(product, "grinder"))
        plan_feeds()

        assert Feed.objects.filter(product=product).count() == 2

    def test_are_listed_by_their_new_name_at_once(self, client, renamed):
        topic = make_topic("grinding")
        make_post(topics=[topic])
        plan_feeds()
        renamed(topic, "grind")

        listed = client.get("/feeds/").text
        assert "/feeds/topic-grind.atom" in listed
        assert "/feeds/topic-grinding.atom" not in listed


class TestFiles:
    @pytest.mark.parametrize("prefix", ["", "/nb"])
    @pytest.mark.parametrize("form", ["atom", "rss", "json"])
    def test_lead_subscribers_on(self, client, renamed, prefix, form):
        product = make_product("kvern")
        make_post(product=product)
        plan_feeds()
        renamed(renamed(product, "grinder"), "hand-grinder")

        for old in ("kvern", "grinder"):
            answer = client.get(f"{prefix}/feeds/product-{old}.{form}")
            assert (answer.status_code, answer["Location"]) == (
                301,
                f"{prefix}/feeds/product-hand-grinder.{form}",
            )
        assert client.get(answer["Location"]).status_code == 200
        framed = client.get(f"{prefix}/feeds/product-kvern/embed/")
        assert (framed.status_code, framed["Location"]) == (
            301,
            f"{prefix}/feeds/product-hand-grinder/embed/",
        )

    def test_a_newcomers_file_is_not_the_old_owners(self, client, renamed):
        old = make_product("kvern")
        make_post(product=old)
        plan_feeds()
        renamed(old, "grinder")
        newcomer = make_product("svane")
        renamed(newcomer, "kvern")

        assert client.get("/feeds/product-kvern.json").json()["items"] == []
        make_post(product=newcomer, title="Boils in three minutes")
        plan_feeds()
        assert "Boils in three minutes" in client.get("/feeds/product-kvern.atom").text
