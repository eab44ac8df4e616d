"""The same page in another language: links for readers and for machines."""

import re

import pytest
from django.test import Client

from tests.factories import home, make_product, make_product_page, make_story, make_topic

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"


def links(path: str) -> dict[str, str]:
    """Return canonical and alternate addresses of a page."""
    page = Client().get(path).text
    found = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', page))
    return found | {"canonical": re.findall(r'<link rel="canonical" href="([^"]+)"', page)[0]}


def switch(path: str) -> list[str]:
    """Return where the page's language switch leads."""
    return re.findall(r'<a href="([^"]+)" lang="\w+" hreflang="\w+">', Client().get(path).text)


class TestPages:
    def test_name_their_translations_by_their_own_slugs(self):
        story = make_story("Soft water")
        make_story("Blott vann", "nb", translation_key=story.translation_key)

        en, nb = f"{SITE}/stories/soft-water/", f"{SITE}/nb/stories/blott-vann/"
        assert links("/stories/soft-water/") == {"canonical": en, "en": en, "nb": nb, "x-default": en}
        assert links("/nb/stories/blott-vann/") == {"canonical": nb, "en": en, "nb": nb, "x-default": en}
        assert set(switch("/stories/soft-water/")) == {nb}
        assert set(switch("/nb/stories/blott-vann/")) == {en}

    def test_name_no_translation_that_is_not_there(self):
        story = make_story("Soft water")
        twin = make_story("Blott vann", "nb", translation_key=story.translation_key)
        twin.unpublish()

        assert "nb" not in links("/stories/soft-water/")

    def test_the_front_is_the_front_in_both(self):
        assert links("/") == {
            "canonical": f"{SITE}/",
            "en": f"{SITE}/",
            "nb": f"{SITE}/nb/",
            "x-default": f"{SITE}/",
        }
        assert home("nb").translation_key == home().translation_key

    def test_two_pages_of_one_product_are_translations(self):
        product = make_product("kvern")
        page = make_product_page(product)
        make_product_page(product, "nb", translation_key=page.translation_key)

        assert set(switch("/products/kvern/")) == {f"{SITE}/nb/products/kvern/"}


class TestRoutes:
    def test_have_one_address_in_each_language(self):
        make_topic("grinding")
        for path in ("/topics/grinding/", "/community/", "/search/", "/feeds/"):
            en, nb = SITE + path, f"{SITE}/nb{path}"
            assert links(path) == {"canonical": en, "en": en, "nb": nb, "x-default": en}
            assert links(f"/nb{path}") == {"canonical": nb, "en": en, "nb": nb, "x-default": en}

    def test_leave_a_place_in_a_feed_behind(self):
        assert links("/community/?kind=tip")["nb"] == f"{SITE}/nb/community/"
