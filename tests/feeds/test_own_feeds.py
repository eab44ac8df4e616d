"""Feeds that marketers make by a rule: what comes in, what leaves, what stays when they are changed."""

from collections.abc import Iterable
from itertools import product as every
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from wagtail.contrib.redirects.models import Redirect

from community import actions as community
from community.models import Post
from feeds import actions
from feeds.actions.filling import fill_block, fill_feeds
from feeds.actions.owning import AddressTaken, delete_own_feed, plan_by, save_own_feed
from feeds.models import Feed, FeedEntry, Placement
from feeds.presets import OWN, PRESETS, config_of, preset_of
from feeds.rules import PAGES, Rule
from tests.factories import (
    make_brand_member,
    make_marketer,
    make_post,
    make_product,
    make_product_page,
    make_story,
    make_topic,
    plan_feeds,
)

pytestmark = pytest.mark.django_db
TITLES = {"en": "Grinding", "nb": "Maling"}


def make_own(slug: str = "grinding", *, config: dict | None = None, **rule: Iterable[Any]) -> Feed:
    """An own feed by these sets of things or words, filled; its English row."""
    sets = {name: frozenset(getattr(one, "pk", one) for one in given) for name, given in rule.items()}
    save_own_feed(slug, titles=TITLES, rule=Rule(**sets), config=config or {})
    fill_feeds()
    return Feed.objects.get(slug=slug, language="en")


def held(slug: str = "grinding", language: str = "en") -> set[tuple[int | None, int | None]]:
    entries = FeedEntry.objects.filter(feed__slug=slug, feed__language=language)
    return set(entries.values_list("post", "page"))


class TestRule:
    def test_says_the_same_to_the_database_and_of_one_post(self):
        kvern, svane = make_product("kvern"), make_product("svane")
        water, milk = make_topic("water"), make_topic("milk")
        posts = [
            make_post(product=kvern, topics=[water]),
            make_post(product=kvern, topics=[milk, water], kind="question", language="nb"),
            make_post(product=svane, topics=[milk]),
            make_post(kind="idea", title="A lid"),
            make_post(make_brand_member(), product=kvern),
            make_post(make_brand_member(), product=kvern, language="nb"),
        ]
        sets = {
            "products": (frozenset(), frozenset({kvern.pk})),
            "topics": (frozenset(), frozenset({water.pk}), frozenset({water.pk, milk.pk})),
            "kinds": (frozenset(), frozenset({"tip", "idea"})),
            "languages": (frozenset(), frozenset({"nb"})),
        }
        for values in every(*sets.values()):
            rule = Rule(*values)
            fits = {
                post.pk
                for post in posts
                if rule.fits_post(post, set(post.topics.values_list("pk", flat=True)))
                and not (post.by_brand and post.language != "en")
            }
            assert set(rule.posts("en").values_list("pk", flat=True)) == fits, rule
            assert Rule.read(rule.as_json()) == rule

    def test_holds_pages_unless_only_posts_are_named(self):
        kvern = make_product("kvern")
        story, other = make_story("On kvern", product=kvern), make_story("On nothing")
        about = frozenset({kvern.pk})
        assert Rule(products=about).fits_page(story)
        assert not Rule(products=about).fits_page(other)
        assert not Rule(products=about, kinds=frozenset({"tip"})).fits_page(story)
        assert Rule(products=about, kinds=frozenset({"tip", PAGES})).fits_page(story)
        assert not Rule(products=about, languages=frozenset({"nb"})).fits_page(story)


class TestFilling:
    def test_what_was_there_comes_in_by_the_task_and_what_is_new_by_itself(self):
        kvern = make_product("kvern")
        post, story = make_post(product=kvern), make_story(product=kvern)
        make_post()
        make_own(products=[kvern])
        later = make_post(product=kvern)
        actions.sync_post(later.pk)
        assert held() == {(post.pk, None), (None, story.pk), (later.pk, None)}
        assert held(language="nb") == {(post.pk, None), (later.pk, None)}
        assert not Feed.objects.unfilled().exists()

    def test_the_product_page_stands_in_it_too(self):
        kvern = make_product("kvern")
        page = make_product_page(kvern)
        make_own(products=[kvern])
        assert held() == {(None, page.pk)}

    def test_goes_on_where_it_stopped_the_newest_first(self, monkeypatch):
        monkeypatch.setattr("feeds.actions.filling.BLOCK", 2)
        posts = [make_post(kind="idea", title=f"Idea {n}") for n in range(3)]
        save_own_feed("ideas", titles=TITLES, rule=Rule(kinds=frozenset({"idea"})), config={})
        feed = Feed.objects.get(slug="ideas", language="en")
        fill_block(feed.pk)
        assert held("ideas") == {(posts[2].pk, None), (posts[1].pk, None)}
        feed.refresh_from_db()
        assert feed.fill_after == posts[1].pk
        fill_block(feed.pk)
        assert held("ideas") == {(post.pk, None) for post in posts}
        feed.refresh_from_db()
        assert (feed.fill_asked_at, feed.fill_after) == (None, 0)

    def test_a_changed_rule_takes_out_and_brings_in_but_leaves_what_was_placed(self):
        kvern, svane = make_product("kvern"), make_product("svane")
        old, placed, new = make_post(product=kvern), make_post(product=kvern), make_post(product=svane)
        feed = make_own(products=[kvern])
        actions.place(feed, by=make_marketer(), post=placed)
        rule = Rule(products=frozenset({svane.pk}))
        save_own_feed("grinding", before="grinding", titles=TITLES, rule=rule, config={})
        fill_feeds()
        assert held() == {(placed.pk, None), (new.pk, None)}
        assert held(language="nb") == {(new.pk, None)}
        assert FeedEntry.objects.get(feed=feed, post=placed).standing == "featured"
        assert not FeedEntry.objects.filter(feed__slug="grinding", post=old).exists()

    @pytest.mark.parametrize("is_over", [False, True])
    def test_a_changed_rule_leaves_what_is_named_to_follow_a_pin(self, is_over):
        kvern, svane = make_product("kvern"), make_product("svane")
        placed, named, story = make_post(product=kvern), make_post(product=kvern), make_story(product=kvern)
        feed = make_own(products=[kvern])
        for slot, fallback in ((1, named), (2, story)):
            actions.place_in([feed], by=make_marketer(), post=placed, slot=slot, fallback=fallback)
            if is_over:
                Placement.objects.update(ends_at=timezone.now())
        rule = Rule(products=frozenset({svane.pk}))
        save_own_feed("grinding", before="grinding", titles=TITLES, rule=rule, config={})
        fill_feeds()
        assert held() - {(placed.pk, None)} == {(named.pk, None), (None, story.pk)}
        assert not actions.reconcile()

    def test_a_post_that_fits_no_more_leaves_at_its_next_sync(self):
        kvern = make_product("kvern")
        post = make_post(product=kvern)
        make_own(products=[kvern])
        Post.objects.filter(pk=post.pk).update(product=None)
        actions.sync_post(post.pk)
        assert held() == set()

    def test_withdrawing_takes_it_out_at_once(self):
        post = make_post(kind="idea", title="A lid")
        make_own(kinds=["idea"])
        community.withdraw(post, by=post.author)
        assert held() == set()

    def test_stars_and_tone_are_no_part_of_a_rule(self):
        assert set(Rule.__dataclass_fields__) == {"products", "topics", "kinds", "languages"}

    def test_reconcile_fills_a_feed_that_lacks_something(self):
        post = make_post(kind="idea", title="A lid")
        feed = make_own(kinds=["idea"])
        actions.sync_post(post.pk)
        assert not actions.reconcile()
        FeedEntry.objects.filter(feed=feed).delete()
        assert actions.reconcile() == {"missing entry": 1}
        fill_feeds()
        assert held() == {(post.pk, None)}


class TestSaving:
    def test_a_new_address_leads_readers_on(self):
        make_own(kinds=["idea"])
        rule = Rule(kinds=frozenset({"idea"}))
        save_own_feed("ideas", before="grinding", titles=TITLES, rule=rule, config={})
        assert set(Feed.objects.own().values_list("slug", "language")) == {("ideas", "en"), ("ideas", "nb")}
        links = dict(Redirect.objects.values_list("old_path", "redirect_link"))
        assert links["/feeds/grinding"] == "/feeds/ideas/"
        assert links["/nb/feeds/grinding.atom"] == "/nb/feeds/ideas.atom"
        assert not Feed.objects.unfilled().exists()  # The rule is the same.

    def test_another_feeds_address_is_refused_and_changes_nothing(self):
        make_own(kinds=["idea"])
        with pytest.raises(AddressTaken):
            save_own_feed("grinding", titles={"en": "Other"}, rule=Rule(kinds=frozenset({"tip"})), config={})
        assert Feed.objects.get(slug="grinding", language="en").titles == TITLES

    def test_rules_of_planning_that_cannot_be_met_are_refused_with_the_reason(self):
        feed = make_own(kinds=["idea"])
        with pytest.raises(
            ValidationError, match="With shares of 1 and 9, “Longest run of one side” must be 9"
        ):
            plan_by("grinding", {"customer_weight": 9})
        feed.refresh_from_db()
        assert feed.config == {}

    def test_deleting_takes_its_rows_and_leaves_posts_where_they_are(self):
        post = make_post(kind="idea", title="A lid")
        actions.sync_post(post.pk)
        make_own(kinds=["idea"])
        delete_own_feed("grinding")
        assert not Feed.objects.own().exists()
        assert FeedEntry.objects.filter(post=post, feed__slug="home").count() == 2

    def test_a_feed_of_another_kind_is_not_deleted(self):
        actions.sync_post(make_post().pk)
        delete_own_feed("home")
        assert Feed.objects.filter(slug="home").count() == 2

    def test_is_called_what_it_is_called_in_the_readers_language(self):
        feed = make_own(kinds=["idea"])
        with override("nb"):
            assert feed.name == "Maling"


class TestPresets:
    def test_each_can_be_met_and_is_known_again(self):
        shares = {preset.code: str(preset.plan_config.editorial_share) for preset in PRESETS}
        assert shares == {"balanced": "1/4", "brand": "1/2", "customers": "1/7"}
        assert all(preset_of(config_of(preset.code)) == preset.code for preset in PRESETS)
        assert preset_of({"author_gap": 5}) == OWN

    def test_what_a_feed_is_all_about_is_not_kept_apart_from_itself(self):
        one, two = Feed(kind="custom", rule={"products": [1]}), Feed(kind="custom", rule={"products": [1, 2]})
        assert (one.plan_config.product_gap, two.plan_config.product_gap) == (0, 3)

    def test_a_feed_made_later_in_another_language_is_planned_alike(self):
        product = make_product("kvern")
        make_story(product=product)
        actions.sync_page(make_story(product=product).pk)
        plan_by("product-kvern", config_of("brand"))
        actions.sync_post(make_post(product=product).pk)
        assert Feed.objects.get(slug="product-kvern", language="nb").config == config_of("brand")


class TestPages:
    def test_every_reader_finds_it_with_its_files_its_subject_and_both_languages(self, client):
        kvern = make_product("kvern", names={"en": "Hand grinder", "nb": "Håndkvern"})
        post = make_post(product=kvern, title="Grind slower")
        make_own(products=[kvern])
        plan_feeds()
        page = client.get("/feeds/grinding/").text
        assert "<h1>Grinding</h1>" in page
        assert post.get_absolute_url() in page
        assert '<a href="/products/kvern/">Hand grinder</a>' in page
        assert 'href="/feeds/grinding.atom"' in page
        norwegian = client.get("/nb/feeds/grinding/").text
        assert "<h1>Maling</h1>" in norwegian
        assert 'lang="en"' in norwegian
        assert "/feeds/grinding/" in client.get("/feeds/").text
        for form in ("atom", "rss", "json"):
            assert "Grind slower" in client.get(f"/feeds/grinding.{form}").text
        assert client.get("/feeds/grinding.json").json()["home_page_url"].endswith("/feeds/grinding/")
        assert "/nb/feeds/grinding/" in client.get("/sitemap-feeds-0.xml").text

    def test_only_own_feeds_have_such_a_page(self, client):
        actions.sync_post(make_post().pk)
        plan_feeds()
        assert client.get("/feeds/home/").status_code == 404
        assert client.get("/feeds/none/").status_code == 404

    def test_costs_the_same_however_much_stands_in_it(self, client, django_assert_num_queries):
        kvern = make_product("kvern")
        make_post(product=kvern)
        make_own(products=[kvern])
        plan_feeds()
        client.get("/feeds/grinding/")
        with CaptureQueriesContext(connection) as one:
            client.get("/feeds/grinding/")
        for _number in range(5):
            make_post(product=kvern)
        plan_feeds()
        with django_assert_num_queries(len(one)):
            client.get("/feeds/grinding/")
