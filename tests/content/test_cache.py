"""Which signed-out pages are kept; what makes them stale is in test_cache_table.py."""

import pytest
from wagtail.models import PageViewRestriction

from content import actions
from content.models import LandingPage
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


class TestBranch:
    def test_that_is_gone_already_is_no_error(self):
        actions.branch_changed(10_000)
