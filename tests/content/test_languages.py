"""The same page in another language: links for readers and machines, and what stands in for a translation."""

import re
from functools import cache

import pytest
from django.test import Client
from wagtail.models import Locale, PageViewRestriction

from content.models import LandingPage, ProductPage
from tests.factories import (
    home,
    make_marketer,
    make_post,
    make_product,
    make_product_page,
    make_story,
    make_topic,
    plan_feeds,
    publish_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SITE = "http://localhost:8000"
NOTE = '<p class="note" role="note">'


def links(path: str) -> dict[str, str]:
    """Return canonical and alternate addresses of a page."""
    return links_in(Client().get(path).text)


def links_in(page: str) -> dict[str, str]:
    found = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', page))
    return found | {"canonical": re.findall(r'<link rel="canonical" href="([^"]+)"', page)[0]}


def switch(path: str) -> list[str]:
    """Return where the page's language switches lead, the one above and the one below."""
    return switch_in(Client().get(path).text)


def switch_in(page: str) -> list[str]:
    return re.findall(r'<a href="([^"]+)" lang="\w+" hreflang="\w+">', page)


def titles(path: str) -> list[str]:
    """Return the titles of the cards on a page, in their order."""
    return re.findall(r'<h3 class="card-title"><a href="[^"]+">([^<]+)<', Client().get(path).text)


class TestPages:
    def test_name_their_translations_by_their_own_slugs(self):
        story = make_story("Soft water")
        make_story("Blott vann", "nb", translation_key=story.translation_key)

        en, nb = f"{SITE}/stories/soft-water/", f"{SITE}/nb/stories/blott-vann/"
        assert links("/stories/soft-water/") == {"canonical": en, "en": en, "nb": nb, "x-default": en}
        assert links("/nb/stories/blott-vann/") == {"canonical": nb, "en": en, "nb": nb, "x-default": en}
        assert switch("/stories/soft-water/") == ["/nb/stories/blott-vann/"] * 2
        assert switch("/nb/stories/blott-vann/") == ["/stories/soft-water/"] * 2

    @pytest.mark.parametrize("path", ["//evil.example/", "//evil/x/", "///evil.example", "/%2Fevil.example/"])
    def test_nobodys_address_leads_to_no_other_site(self, path):
        # The whole address: the client takes a path of two slashes for a host, as a browser does with a link.
        assert switch(f"http://testserver{path}") == ["/nb/"] * 2

    def test_name_no_translation_that_is_not_there(self):
        story = make_story("Soft water")
        make_story("Blott vann", "nb", translation_key=story.translation_key).unpublish()

        en = f"{SITE}/stories/soft-water/"
        assert links("/stories/soft-water/") == {"canonical": en, "en": en, "x-default": en}

    def test_the_front_is_the_front_in_both(self):
        en, nb = f"{SITE}/", f"{SITE}/nb/"
        assert links("/") == {"canonical": en, "en": en, "nb": nb, "x-default": en}
        assert home("nb").translation_key == home().translation_key

    def test_two_pages_of_one_product_are_translations(self):
        product = make_product("kvern")
        page = make_product_page(product)
        make_product_page(product, "nb", translation_key=page.translation_key)

        assert switch("/products/kvern/") == ["/nb/products/kvern/"] * 2


class TestFallback:
    def test_an_english_page_stands_in_for_a_norwegian_one(self):
        make_story("Soft water", summary="Why it matters.", body=[("text", "<p>Two things.</p>")])
        answer = Client().get("/nb/stories/soft-water/")

        assert answer.status_code == 200
        assert '<html lang="nb"' in answer.text
        assert NOTE in answer.text
        assert '<h1 lang="en">Soft water</h1>' in answer.text
        assert '<p class="lead" lang="en">Why it matters.</p>' in answer.text
        assert '<div class="blocks" lang="en">' in answer.text

    def test_search_engines_are_led_to_the_page_itself(self):
        make_story("Soft water")

        assert links("/nb/stories/soft-water/") == {"canonical": f"{SITE}/stories/soft-water/"}

    def test_the_switch_leads_there_and_back(self):
        make_story("Soft water")

        assert switch("/stories/soft-water/") == ["/nb/stories/soft-water/"] * 2
        assert switch("/nb/stories/soft-water/") == ["/stories/soft-water/"] * 2

    def test_a_norwegian_page_stands_in_at_an_english_address(self):
        make_story("Blott vann", "nb")
        answer = Client().get("/stories/blott-vann/")

        assert '<html lang="en"' in answer.text
        assert "So far this page is in Norwegian only." in answer.text
        assert '<h1 lang="nb">Blott vann</h1>' in answer.text
        assert links("/stories/blott-vann/") == {"canonical": f"{SITE}/nb/stories/blott-vann/"}

    def test_a_page_in_its_own_language_says_nothing(self):
        make_story("Soft water")
        page = Client().get("/stories/soft-water/").text

        assert NOTE not in page
        assert "<h1>Soft water</h1>" in page

    @pytest.mark.parametrize("slug", ["soft-water", "blott-vann"])
    def test_gives_way_to_the_translation_at_whatever_address(self, slug):
        story = make_story("Soft water")
        twin = make_story("Blott vann", "nb", slug=slug, translation_key=story.translation_key)
        answer = Client().get("/nb/stories/soft-water/", follow=True)

        assert "<h1>Blott vann</h1>" in answer.text
        moved = [(f"/nb/stories/{slug}/", 302)] if slug != story.slug else []
        assert answer.redirect_chain == moved
        twin.unpublish()
        assert '<h1 lang="en">Soft water</h1>' in Client().get("/nb/stories/soft-water/").text

    def test_what_is_in_no_language_is_nowhere(self):
        make_story("Soft water").unpublish()

        for path in ("/stories/soft-water/", "/nb/stories/soft-water/", "/nb/stories/hard-water/"):
            assert Client().get(path).status_code == 404, path

    def test_a_restricted_page_stays_shut(self):
        story = make_story("Soft water")
        PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
        answer = Client().get("/nb/stories/soft-water/")

        assert (answer.status_code, "Soft water" in answer.text) == (302, False)
        assert titles("/nb/stories/") == []

    def test_an_alias_in_the_tree_of_another_language_is_the_same(self):
        story = make_story("Soft water")
        alias = story.copy_for_translation(Locale.objects.get(language_code="nb"), alias=True)
        page = Client().get("/nb/stories/soft-water/").text

        assert alias.live
        assert NOTE in page
        assert '<h1 lang="en">Soft water</h1>' in page
        en = f"{SITE}/stories/soft-water/"
        assert links("/nb/stories/soft-water/") == {"canonical": en}
        assert links("/stories/soft-water/") == {"canonical": en, "en": en, "x-default": en}
        assert Client().get("/nb/stories/").text.count('<span class="label label--lang">') == 1

    def test_an_alias_is_no_further_story_in_another_language(self):
        make_story("Om melk", "nb")
        make_story("Soft water").copy_for_translation(Locale.objects.get(language_code="nb"), alias=True)

        assert "card-title" not in Client().get("/nb/stories/om-melk/").text
        assert "Soft water" not in Client().get("/nb/search/?q=water").text

    @pytest.mark.parametrize("is_alias", [False, True])
    def test_tells_machines_of_the_page_it_is_in_the_language_it_is_written_in(self, is_alias):
        story = make_story("Soft water")
        if is_alias:
            story.copy_for_translation(Locale.objects.get(language_code="nb"), alias=True)
        page = Client().get("/nb/stories/soft-water/").text
        picture = re.findall(r'<meta property="og:image" content="http://localhost:8000([^"]+)"', page)[0]

        assert f'"name":"Stories","item":"{SITE}/stories/"' in page
        assert Client().get(picture).status_code == 200

    def test_what_customers_say_on_it_is_in_the_language_of_the_site(self):
        product = make_product("kvern")
        make_post(product=product, language="nb", title="Fin kaffe")
        voices = {"heading": "They say", "product": str(product.pk), "topic": "", "kind": "", "count": 1}
        make_story("Soft water", body=[("voices", {**voices, "posts": []})])
        page = Client().get("/nb/stories/soft-water/").text

        assert "<h2>They say</h2>" in page
        assert '<div class="shelf" lang="nb">' in page

    def test_is_kept_until_a_page_takes_its_place(self, site, django_capture_on_commit_callbacks):
        story = make_story("Soft water")
        path = "/nb/stories/soft-water/"
        assert [site.get(path).cache, site.get(path).cache] == ["miss", "hit"]
        with django_capture_on_commit_callbacks(execute=True):
            make_story("Bløtt vann", "nb", slug="soft-water")  # Nobody said that they are one story.
        assert "<h1>Bløtt vann</h1>".encode() in site.get(path).body

        make_story("Hard water")
        path = "/nb/stories/hard-water/"
        assert [site.get(path).cache, site.get(path).cache] == ["miss", "hit"]
        with django_capture_on_commit_callbacks(execute=True):
            story.unpublish()
        assert site.get(path).cache == "miss"

    def test_a_preview_is_of_the_page_in_its_own_language(self):
        story = make_story("Blott vann", "nb")
        client = Client()
        client.force_login(make_marketer())
        draft = client.get(f"/cms/pages/{story.pk}/view_draft/")

        assert '<html lang="nb"' in draft.text
        assert "<h1>Blott vann</h1>" in draft.text
        assert NOTE not in draft.text


class TestLists:
    def test_hold_each_page_once_and_mark_what_is_foreign(self):
        water = make_story("Water")
        make_story("Milk")
        make_story("Vann", "nb", translation_key=water.translation_key)
        page = Client().get("/nb/stories/").text

        assert titles("/nb/stories/") == ["Vann", "Milk"]
        assert titles("/stories/") == ["Milk", "Water"]
        assert re.search(r'lang="en">\s*<h3 class="card-title"><a href="/nb/stories/milk/">Milk', page)
        assert page.count('<span class="label label--lang">') == 1

    def test_keep_the_order_of_the_catalogue(self):
        pages = {slug: make_product_page(make_product(slug)) for slug in ("kvern", "svane", "trakt", "lodd")}
        for slug in ("trakt", "svane"):
            page = pages[slug]
            own = ProductPage(title=f"{slug} (nb)", translation_key=page.translation_key)
            make_product_page(page.product, "nb", title=own.title, translation_key=own.translation_key)

        assert titles("/nb/products/") == ["Kvern", "trakt (nb)", "Lodd", "svane (nb)"]
        assert titles("/products/") == ["Kvern", "Svane", "Trakt", "Lodd"]


class TestRoutes:
    def test_leave_a_place_in_a_feed_behind(self):
        assert links("/community/?kind=tip&after=abc")["nb"] == f"{SITE}/nb/community/"
        assert switch("/community/?kind=tip&after=abc") == ["/nb/community/?kind=tip"] * 2

    def test_take_along_what_was_searched_for(self):
        assert switch("/nb/search/?q=fin+kvern&after=abc") == ["/search/?q=fin+kvern"] * 2

    def test_have_a_switch_where_nothing_is_found(self):
        assert switch("/no-such-page/") == ["/nb/no-such-page/"] * 2


class TestEverywhere:
    """Every page type and every public route, in both languages."""

    @pytest.fixture
    def paths(self) -> list[str]:
        product, topic = make_product("kvern"), make_topic("grinding")
        page = make_product_page(product)
        make_product_page(product, "nb", translation_key=page.translation_key)
        make_story("Soft water")
        make_story("Blott vann", "nb")
        week = publish_page(home(), LandingPage(title="Week"))
        publish_page(home("nb"), LandingPage(title="Uken", translation_key=week.translation_key))
        review = make_post(kind="review", product=product, topics=[topic])
        plan_feeds()
        pages = ["/", "/products/", "/stories/", "/topics/", "/products/kvern/", "/stories/soft-water/"]
        pages += ["/stories/blott-vann/", "/week/", "/uken/"]
        routes = ["/topics/grinding/", "/community/", "/search/", "/feeds/", "/trust/", "/trust/ranking/"]
        routes += [review.get_absolute_url(), f"/members/{review.author.username}/", "/reviews/kvern/"]
        routes += ["/accounts/login/", "/accounts/signup/"]
        return [prefix + path for path in pages + routes for prefix in ("", "/nb")]

    def test_alternates_answer_and_link_back(self, paths):
        # Pages are named by several others; nothing changes between two looks at one.
        get = cache(Client().get)
        for path in paths:
            answer = get(path, follow=True)
            own = answer.request["PATH_INFO"]
            named = links_in(answer.text)
            assert answer.status_code == 200, path
            if named["canonical"] != SITE + own:  # What stands in leaves alternates to the page itself.
                assert set(named) == {"canonical"}, path
                own = named.pop("canonical").removeprefix(SITE)
            named = links_in(get(own).text)
            assert named["x-default"] == named.get("en", named.get("nb")), path
            for code in {"en", "nb"} & set(named):
                other = named[code].removeprefix(SITE)
                assert get(other).status_code == 200, (path, other)
                assert links_in(get(other).text) | {"canonical": named["canonical"]} == named, (path, other)

    def test_the_switch_is_there_and_leads_to_the_same_page(self, paths):
        get = cache(Client().get)
        for path in paths:
            answer = get(path, follow=True)
            own = answer.request["PATH_INFO"]
            above, below = switch_in(answer.text)
            assert above == below, path
            assert above.startswith("/nb/") != own.startswith("/nb/"), path
            there = get(above).text
            assert switch_in(there)[0] == own or links_in(there)["canonical"] == SITE + own, path
