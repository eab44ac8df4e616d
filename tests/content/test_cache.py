"""Signed-out pages are kept, and go stale with what they show and with nothing else."""

import pytest
from wagtail.contrib.settings.views import get_setting_edit_handler
from wagtail.models import PageViewRestriction

from content import actions
from content.models import BrandSettings, LandingPage, StoryPage
from tests.content.test_brand import form_data
from tests.factories import (
    home,
    make_post,
    make_product,
    make_product_page,
    make_story,
    make_topic,
    plan_feeds,
    publish_page,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """A transaction that commits: what was promised in it is done at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def stories(db) -> tuple[StoryPage, StoryPage]:
    return make_story("Water"), make_story("Milk")


class TestKept:
    def test_every_page_of_the_site_is_a_hit_the_second_time(self, site, django_assert_num_queries):
        product, topic = make_product("kvern"), make_topic("grinding")
        for language in ("en", "nb"):
            make_product_page(product, language)
            make_story("Water", language)
            publish_page(home(language), LandingPage(title="Week"))
        make_post(kind="review", product=product, topics=[topic])
        plan_feeds()

        pages = "/ /products/ /products/kvern/ /stories/ /stories/water/ /week/ /?order=newest"
        routes = "/topics/grinding/ /community/ /feeds/ /trust/ranking/ /reviews/kvern/"
        for prefix in ("", "/nb"):
            for path in (*pages.split(), *routes.split()):
                first = site.get(prefix + path)
                with django_assert_num_queries(0):
                    second = site.get(prefix + path)
                assert (first.status, first.cache, second.cache) == (200, "miss", "hit"), prefix + path
                assert first.body == second.body

    def test_what_asks_the_visitor_is_not_kept(self, site):
        for path in ("/search/?q=water", "/accounts/login/", "/accounts/signup/", "/no-such-page/"):
            assert [site.get(path).cache, site.get(path).cache] == ["bypass", "bypass"], path

    def test_a_restricted_page_is_not_kept(self, site):
        story = make_story("Water")
        PageViewRestriction.objects.create(
            page=story, restriction_type=PageViewRestriction.PASSWORD, password="brew"
        )
        assert [site.get("/stories/water/").cache, site.get("/stories/water/").cache] == ["bypass", "bypass"]


class TestStale:
    def test_a_page_published_again_and_only_that(self, site, stories, committing):
        water, _milk = stories
        for path in ("/stories/water/", "/stories/milk/", "/stories/"):
            site.get(path)
        water.title = "Soft water"
        with committing():
            water.save_revision().publish()

        assert b"Soft water" in site.get("/stories/water/").body
        assert b"Soft water" in site.get("/stories/").body
        assert site.get("/stories/milk/").cache == "hit"

    def test_a_page_taken_down_is_gone_at_once(self, site, stories, committing):
        water, milk = stories
        for path in ("/stories/water/", "/stories/milk/", "/stories/"):
            site.get(path)
        with committing():
            water.unpublish()
        with committing():
            milk.delete()

        assert site.get("/stories/water/").status == 404
        assert site.get("/stories/milk/").status == 404
        assert b"Water" not in site.get("/stories/").body

    def test_a_restricted_page_is_shut_at_once(self, site, stories, committing):
        water, _milk = stories
        site.get("/stories/water/")
        with committing():
            PageViewRestriction.objects.create(page=water, restriction_type=PageViewRestriction.LOGIN)

        assert site.get("/stories/water/").status == 302

    def test_a_page_that_moved_and_all_below_it(self, site, committing):
        page = make_product_page(make_product("kvern"))
        site.get("/products/kvern/")
        with committing():
            actions.branch_changed(page.get_parent().pk)

        assert site.get("/products/kvern/").cache == "miss"

    def test_a_branch_that_is_gone_already_is_no_error(self, db):
        actions.branch_changed(10_000)

    def test_a_new_translation_shows_in_the_original(self, site, committing):
        water = make_story("Water")
        assert b'rel="alternate" hreflang="nb"' not in site.get("/stories/water/").body
        with committing():
            make_story("Vann", "nb", translation_key=water.translation_key)

        assert (
            b'hreflang="nb" href="http://localhost:8000/nb/stories/vann/"' in site.get("/stories/water/").body
        )

    def test_the_brands_name_is_new_on_every_page(self, site, stories, committing):
        row = BrandSettings.objects.create(name="Morgenro")
        for path in ("/", "/stories/water/", "/community/"):
            site.get(path)
        form = get_setting_edit_handler(BrandSettings).get_form_class()(
            form_data(name="Aftenro"), instance=row
        )
        with committing():
            assert form.is_valid()
            form.save()

        for path in ("/", "/stories/water/", "/community/"):
            assert b"Aftenro" in site.get(path).body

    def test_a_renamed_product_is_new_where_it_is_named(self, site, committing):
        product = make_product("kvern")
        make_product_page(product)
        make_story("Water")
        for path in ("/products/kvern/", "/community/", "/stories/water/"):
            site.get(path)
        product.names = {"en": "Grinder"}
        product.save()
        with committing():
            actions.identity_changed(product)

        assert b"Grinder" in site.get("/community/").body
        assert b"Grinder" in site.get("/products/kvern/").body
        assert site.get("/stories/water/").cache == "hit"
