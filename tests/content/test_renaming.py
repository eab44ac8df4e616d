"""A product or a topic gets another slug: everything moves with it, and its old addresses lead on."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageLogEntry

from content import actions
from content.models import LandingPage, Product, StoryIndexPage, StoryPage
from tests.factories import (
    home,
    make_marketer,
    make_product,
    make_product_page,
    make_story,
    make_topic,
    publish_page,
)

pytestmark = pytest.mark.django_db

PRODUCTS = "/cms/snippets/content/product/"


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """A transaction that commits: what was promised in it is done at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def renamed(committing):
    """A function that gives a product or a topic another slug, and commits."""

    def rename(subject, slug, by=None):
        with committing():
            return actions.rename(subject, slug=slug, by=by)

    return rename


def leads_to(client, path: str) -> str:
    """Return where an old address leads, in one step, and that something stands there."""
    answer = client.get(path)
    assert answer.status_code == 301, path
    assert client.get(answer["Location"]).status_code == 200, answer["Location"]
    return answer["Location"]


class TestPages:
    def test_of_every_language_have_the_new_address(self, client, renamed):
        product = make_product("kvern")
        for language in ("en", "nb"):
            make_product_page(product, language)
        renamed(product, "grinder")

        assert [client.get(f"{prefix}/products/grinder/").status_code for prefix in ("", "/nb")] == [200, 200]

    @pytest.mark.parametrize("prefix", ["", "/nb"])
    def test_old_addresses_lead_to_the_new_ones(self, client, renamed, prefix):
        product = make_product("kvern")
        for language in ("en", "nb"):
            make_product_page(product, language)
        renamed(product, "grinder")

        assert leads_to(client, f"{prefix}/products/kvern/") == f"{prefix}/products/grinder/"
        assert leads_to(client, f"{prefix}/reviews/kvern/") == f"{prefix}/reviews/grinder/"

    @pytest.mark.parametrize("prefix", ["", "/nb"])
    def test_a_topic_needs_none_of_its_own_to_be_found(self, client, renamed, prefix):
        renamed(make_topic("grinding"), "grind")

        assert leads_to(client, f"{prefix}/topics/grinding/") == f"{prefix}/topics/grind/"

    def test_what_came_after_the_question_mark_does_not_stand_in_the_way(self, client, renamed):
        renamed(make_topic("grinding"), "grind")

        assert leads_to(client, "/topics/grinding/?order=newest") == "/topics/grind/"

    def test_what_waits_in_a_draft_is_not_published_and_keeps_its_words(self, client, renamed):
        page = make_product_page(make_product("kvern"), title="Kvern")
        page.title = "Unfinished"
        page.save_revision()
        renamed(page.product, "grinder")

        page.refresh_from_db()
        assert (page.title, page.draft_title, page.has_unpublished_changes) == ("Kvern", "Unfinished", True)
        draft = page.get_latest_revision_as_object()
        assert (draft.title, draft.slug, draft.url) == ("Unfinished", "grinder", "/products/grinder/")
        page.latest_revision.publish()
        assert "Unfinished" in client.get("/products/grinder/").text

    def test_a_page_that_was_never_public_stays_so(self, client, renamed):
        page = make_product_page(make_product("kvern"))
        page.unpublish()
        renamed(page.product, "grinder")

        page.refresh_from_db()
        assert (page.live, page.slug, page.url_path) == (False, "grinder", "/home/products/grinder/")
        assert client.get("/products/grinder/").status_code == 404

    def test_an_older_revision_goes_live_under_the_new_address(self, client, renamed):
        page = make_product_page(make_product("kvern"), title="First")
        first = page.latest_revision
        page.title = "Second"
        page.save_revision().publish()
        renamed(page.product, "grinder")
        first.refresh_from_db()
        first.publish()

        page.refresh_from_db()
        assert (page.title, page.url_path) == ("First", "/home/products/grinder/")

    def test_their_history_tells_who_did_it(self, renamed):
        page, marketer = make_product_page(make_product("kvern")), make_marketer()
        renamed(page.product, "grinder", by=marketer)

        entry = PageLogEntry.objects.filter(page=page).latest("timestamp")
        assert (entry.action, entry.user) == ("wagtail.edit", marketer)


class TestRedirects:
    def test_after_two_names_each_leads_straight_to_the_last(self, client, renamed):
        product = make_product("kvern")
        make_product_page(product)
        for slug in ("grinder", "hand-grinder"):
            product = renamed(product, slug)

        for old in ("kvern", "grinder"):
            assert leads_to(client, f"/products/{old}/") == "/products/hand-grinder/"
            assert leads_to(client, f"/reviews/{old}/") == "/reviews/hand-grinder/"

    def test_back_to_the_old_name_leaves_nothing_that_leads_away_from_it(self, client, renamed):
        product = make_product("kvern")
        make_product_page(product)
        for slug in ("grinder", "kvern"):
            product = renamed(product, slug)

        assert client.get("/products/kvern/").status_code == 200
        assert leads_to(client, "/products/grinder/") == "/products/kvern/"
        assert not Redirect.objects.filter(old_path__endswith="kvern").exists()

    def test_a_slug_that_was_left_belongs_to_whoever_takes_it(self, client, marketer, renamed):
        renamed(make_product("kvern"), "grinder")
        assert leads_to(client, "/reviews/kvern/") == "/reviews/grinder/"
        newer = make_product("svane")
        renamed(newer, "kvern")

        assert client.get("/reviews/kvern/").status_code == 200
        assert leads_to(client, "/reviews/svane/") == "/reviews/kvern/"
        assert not Redirect.objects.filter(old_path__endswith="kvern").exists()

    def test_a_new_product_takes_it_too(self, client, marketer, renamed):
        renamed(make_product("kvern"), "grinder")
        marketer.post(PRODUCTS + "add/", form_data(slug="kvern"))

        assert Product.objects.filter(slug="kvern").exists()
        assert not Redirect.objects.filter(old_path__endswith="kvern").exists()

    def test_a_marketer_finds_them_among_the_others(self, marketer, renamed):
        renamed(make_topic("grinding"), "grind")

        listed = marketer.get("/cms/redirects/").text
        assert "/topics/grinding" in listed
        assert "/nb/topics/grinding" in listed

    def test_the_same_slug_changes_nothing(self, renamed):
        renamed(make_product("kvern"), "kvern")

        assert not Redirect.objects.exists()


class TestCache:
    @pytest.mark.parametrize("path", ["/products/kvern/", "/reviews/kvern/"])
    def test_the_old_address_leads_on_at_once(self, site, renamed, path):
        product = make_product("kvern")
        make_product_page(product)
        assert [site.get(path).cache, site.get(path).cache] == ["miss", "hit"]
        renamed(product, "grinder")

        answer = site.get(path)
        assert (answer.status, answer.headers["Location"]) == (301, path.replace("kvern", "grinder"))

    def test_the_new_address_stands_at_once_where_nothing_was(self, site, renamed):
        product = make_product("kvern")
        make_product_page(product)
        assert site.get("/products/grinder/").status == 404
        renamed(product, "grinder")

        assert site.get("/products/grinder/").status == 200

    def test_pages_that_link_to_it_link_to_the_new_address(self, site, renamed):
        product = make_product("kvern")
        make_product_page(product)
        make_story("Water", product=product)
        assert b"/products/kvern/" in site.get("/stories/water/").body
        renamed(product, "grinder")

        assert b"/products/grinder/" in site.get("/stories/water/").body
        assert b"/products/kvern/" not in site.get("/stories/water/").body


def form_data(**changes: str) -> dict[str, str]:
    names = {"name_en": "Hand grinder", "name_nb": "Håndkvern", "summary_en": "", "summary_nb": ""}
    others = {"tag_line": "", "picture": "", "position": "0", "retired_at": ""}
    return {"slug": "kvern", **names, **others, **changes}


class TestForm:
    def test_a_marketer_changes_names_and_slug_in_one_go(self, marketer, client, committing):
        product = make_product("kvern")
        make_product_page(product)
        with committing():
            answer = marketer.post(f"{PRODUCTS}edit/{product.pk}/", form_data(slug="grinder"))

        assert answer.status_code == 302
        product.refresh_from_db()
        assert (product.slug, product.name) == ("grinder", "Hand grinder")
        assert leads_to(client, "/products/kvern/") == "/products/grinder/"

    def test_refuses_anothers_slug_by_its_name(self, marketer):
        make_product("svane", names={"en": "Swan kettle"})
        product = make_product("kvern")
        answer = marketer.post(f"{PRODUCTS}edit/{product.pk}/", form_data(slug="svane"))

        assert "“svane” is the address of Swan kettle. Choose another." in answer.text
        product.refresh_from_db()
        assert product.slug == "kvern"

    @pytest.mark.parametrize("slug", ["Kvern", "kvern grinder", "kvern-", "kvern/old", ""])
    def test_refuses_what_is_no_slug(self, marketer, slug):
        product = make_product("kvern")
        answer = marketer.post(f"{PRODUCTS}edit/{product.pk}/", form_data(slug=slug))

        assert answer.status_code == 200
        product.refresh_from_db()
        assert product.slug == "kvern"


class TestOrdinaryPages:
    """What Wagtail does by itself holds in both languages."""

    @pytest.mark.parametrize(("language", "prefix"), [("en", ""), ("nb", "/nb")])
    def test_another_slug_leaves_a_redirect(self, client, committing, language, prefix):
        story = make_story("Water", language)
        page = publish_page(home(language), LandingPage(title="Week", slug="week"))
        with committing():
            story.slug = "soft-water"
            story.save_revision().publish()
        with committing():
            page.slug = "brewing-week"
            page.save_revision().publish()

        assert leads_to(client, f"{prefix}/stories/water/") == f"{prefix}/stories/soft-water/"
        assert leads_to(client, f"{prefix}/week/") == f"{prefix}/brewing-week/"

    @pytest.mark.parametrize(("language", "prefix"), [("en", "/nb"), ("nb", "")])
    def test_so_it_does_where_the_page_stands_in_for_a_translation(
        self, client, committing, language, prefix
    ):
        story = make_story("Water", language)
        for slug in ("soft-water", "softest-water"):
            story.slug = slug
            with committing():
                story.save_revision().publish()
        news = publish_page(home(language), StoryIndexPage(title="News", slug="news"))
        with committing():
            StoryPage.objects.get(pk=story.pk).move(news, pos="last-child")

        for old in ("water", "soft-water", "softest-water"):
            assert leads_to(client, f"{prefix}/stories/{old}/") == f"{prefix}/news/softest-water/"

    @pytest.mark.parametrize(("language", "prefix"), [("en", ""), ("nb", "/nb")])
    def test_another_parent_leaves_one_too(self, client, committing, language, prefix):
        story = make_story("Water", language)
        news = publish_page(home(language), StoryIndexPage(title="News", slug="news"))
        with committing():
            StoryPage.objects.get(pk=story.pk).move(news, pos="last-child")

        assert leads_to(client, f"{prefix}/stories/water/") == f"{prefix}/news/water/"

    def test_a_page_that_came_back_never_leads_to_itself(self, client, committing):
        story = make_story("Water")
        for slug in ("soft-water", "water"):
            story.slug = slug
            with committing():
                story.save_revision().publish()
        story.refresh_from_db()
        story.unpublish()

        assert client.get("/stories/water/").status_code == 404
        assert client.get("/nb/stories/water/").status_code == 404
        left = Redirect.objects.order_by("old_path").values_list("old_path", flat=True)
        assert list(left) == ["/nb/stories/soft-water", "/stories/soft-water"]

    def test_what_a_marketer_leads_elsewhere_from_there_stays(self, committing):
        story = make_story("Water")
        other = Redirect.add_redirect("/stories/soft-water/", make_story("Milk"))
        story.slug = "soft-water"
        with committing():
            story.save_revision().publish()

        assert Redirect.objects.filter(pk=other.pk).exists()
