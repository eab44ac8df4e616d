"""Which pages there may be, under which addresses, and who may read them."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page, PageViewRestriction

from content.addresses import taken_segments
from content.models import (
    HomePage,
    LandingPage,
    ProductIndexPage,
    ProductPage,
    StoryIndexPage,
    StoryPage,
)
from content.shown import shown_pages
from tests.factories import (
    home,
    make_admin,
    make_marketer,
    make_picture,
    make_product,
    make_product_page,
    make_story,
    publish_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestAddresses:
    def test_what_our_own_routes_begin_with_is_taken(self):
        ours = "accounts cms community documents en feeds media members my nb posts search static trust"
        assert set(ours.split()) <= taken_segments()

    def test_what_a_page_serves_is_not(self):
        assert not taken_segments() & {"products", "stories", "home", ""}

    @pytest.mark.parametrize("slug", ["search", "nb", "cms", "posts", "static"])
    def test_a_page_below_home_cannot_hide_behind_a_route(self, slug):
        with pytest.raises(ValidationError, match="belongs to the site"):
            home().add_child(instance=LandingPage(title="Week", slug=slug))

        assert not LandingPage.objects.exists()

    def test_deeper_down_such_a_slug_hides_nothing(self, client):
        make_story("Search", slug="search")

        assert client.get("/stories/search/").status_code == 200


class TestProductPage:
    def test_its_slug_is_the_products(self):
        page = make_product_page(make_product("kvern"), title="Kvern, a hand grinder")

        assert page.slug == "kvern"
        assert page.url_path == "/home/products/kvern/"

    def test_a_slug_of_its_own_is_not_kept(self):
        page = make_product_page(make_product("kvern"))
        page.slug = "grinder"
        page.save_revision().publish()

        page.refresh_from_db()
        assert page.slug == "kvern"

    def test_a_draft_has_it_too(self):
        page = ProductPage(title="Kvern, a hand grinder", product=make_product("kvern"), live=False)
        ProductIndexPage.objects.get(locale__language_code="en").add_child(instance=page)

        assert page.slug == "kvern"

    def test_a_product_has_one_page_in_each_language(self):
        product = make_product("kvern")
        make_product_page(product)
        make_product_page(product, "nb")
        with pytest.raises(ValidationError, match="already has a page"):
            make_product_page(product)

        assert ProductPage.objects.filter(product=product).count() == 2

    def test_both_addresses_differ_by_their_prefix_only(self, client):
        product = make_product("kvern")
        make_product_page(product, title="In English")
        make_product_page(product, "nb", title="På norsk")

        assert "In English" in client.get("/products/kvern/").text
        assert "På norsk" in client.get("/nb/products/kvern/").text


class TestLastingPages:
    @pytest.mark.parametrize("kind", [HomePage, ProductIndexPage, StoryIndexPage])
    def test_nobody_takes_away_what_the_site_stands_on(self, kind):
        page = kind.objects.filter(locale__language_code="en").get()
        for member in (make_marketer(), make_admin()):
            may = page.permissions_for_user(member)

            assert may.can_edit()
            assert may.can_publish()
            assert not (may.can_delete() or may.can_unpublish() or may.can_move() or may.can_copy())

    def test_nobody_makes_a_second_one(self):
        assert not (HomePage.is_creatable or ProductIndexPage.is_creatable or StoryIndexPage.is_creatable)
        assert StoryPage.is_creatable
        assert ProductPage.is_creatable

    def test_any_other_page_can_go(self):
        may = make_story().permissions_for_user(make_marketer())

        assert may.can_delete()
        assert may.can_unpublish()


class TestShownPages:
    def test_are_wagtails_live_and_public_ones(self, django_assert_num_queries):
        product = make_product("kvern")
        make_product_page(product)
        hidden, draft, kept = make_story("Hidden"), make_story("Draft"), make_story("Kept")
        draft.unpublish()
        PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
        index = ProductIndexPage.objects.get(locale__language_code="en")
        PageViewRestriction.objects.create(page=index, restriction_type=PageViewRestriction.LOGIN)

        expected = set(Page.objects.live().public().values_list("pk", flat=True))
        with django_assert_num_queries(1):
            shown = set(shown_pages().values_list("pk", flat=True))
        assert shown == expected
        assert kept.pk in shown
        assert not shown & {hidden.pk, draft.pk, index.pk}

    def test_a_list_leaves_out_what_is_restricted(self, client):
        make_story("Open story")
        hidden = make_story("Hidden story")
        PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)

        page = client.get("/stories/").text
        assert "Open story" in page
        assert "Hidden story" not in page


class TestServing:
    def test_every_kind_of_page_answers_in_both_languages(self, client):
        product = make_product("kvern")
        for language in ("en", "nb"):
            make_product_page(product, language)
            make_story("Water", language)
            publish_page(home(language), LandingPage(title="Week", slug="week"))

        for path in ("/", "/products/", "/products/kvern/", "/stories/", "/stories/water/", "/week/"):
            for prefix, language in (("", "en"), ("/nb", "nb")):
                answer = client.get(prefix + path)
                assert answer.status_code == 200, prefix + path
                assert f'<html lang="{language}"' in answer.text

    def test_a_picture_deleted_from_the_library_leaves_no_hole(self, client):
        gone, kept = make_picture("Gone"), make_picture("Kept")
        gone.contextual_alt_text, kept.contextual_alt_text = "Gone picture", "Kept picture"
        picture = {"picture": gone, "caption": "Below"}
        make_story("Water", picture=make_picture(), body=[("picture", picture), ("gallery", [gone, kept])])
        gone.delete()

        page = client.get("/stories/water/")
        assert page.status_code == 200
        assert "Kept picture" in page.text
        assert "Gone picture" not in page.text

    def test_a_draft_is_nobodys(self, client):
        story = make_story("Water")
        story.unpublish()

        assert client.get("/stories/water/").status_code == 404
