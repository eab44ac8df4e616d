"""Pictures with their sizes, and the cards of pages."""

import re

import pytest

from content.cards import address_of, card_of, pictures_of, with_alt
from content.models import BrandImage, Product
from content.models.catalogue import in_language
from content.sizes import sizes_of
from content.templatetags.content_tags import block_picture
from tests.factories import home, make_picture, make_product, make_product_page, make_story

pytestmark = pytest.mark.django_db


class TestPictures:
    def test_come_in_the_widths_they_have(self):
        assert [size["width"] for size in sizes_of(make_picture(width=900))] == [400, 800]
        assert [size["width"] for size in sizes_of(make_picture(width=2000, height=1000))] == [400, 800, 1600]

    def test_have_names_nobody_guesses(self):
        first, second = make_picture("Cup"), make_picture("Cup")

        assert re.fullmatch(r"original_images/[0-9a-f]{16}-cup\.png", first.file.name)
        assert first.file.name[-23:] != second.file.name[-23:]

    def test_a_small_one_comes_as_it_is(self):
        sizes = sizes_of(make_picture(width=120, height=80))

        assert [(size["width"], size["height"]) for size in sizes] == [(120, 80)]

    def test_are_webp_with_their_shape_reserved(self):
        picture = pictures_of([image := make_picture(width=900, height=600)])[image.pk]

        assert (picture.width, picture.height) == (800, 533)
        assert picture.src.endswith("800.format-webp.webp")
        assert [size.split()[1] for size in picture.srcset.split(", ")] == ["400w", "800w"]
        assert picture.alt == "A cup on a bench"

    def test_cost_no_query_once_made(self, django_assert_num_queries):
        pictures_of([make_picture("One"), make_picture("Two")])
        images = list(BrandImage.objects.all())

        with django_assert_num_queries(0):
            assert len(pictures_of([*images, None, images[0]])) == 2

    def test_are_made_anew_when_the_file_is_another(self):
        image = make_picture("Old")
        old = pictures_of([image])[image.pk].src
        image.file = make_picture("New").file
        image.save()
        image.renditions.all().delete()  # as Wagtail's form does

        assert pictures_of([image])[image.pk].src != old

    def test_say_what_they_show_in_this_place(self):
        image = make_picture()
        picture = pictures_of([image])[image.pk]
        image.contextual_alt_text = "The same cup, empty"

        assert with_alt(picture, "A hand").alt == "A hand"
        assert with_alt(None, "A hand") is None
        assert block_picture(image).alt == "The same cup, empty"
        image.contextual_alt_text = None
        assert block_picture(image).alt == ""


class TestPageCard:
    def test_prints_the_page(self):
        story = make_story("Water", summary="Out of the tap.", picture=make_picture(), picture_alt="A tap")
        picture = pictures_of([story.picture])[story.picture_id]
        card = card_of(story, picture, brand_name="Morgenro", language="en")

        assert (card.kind, card.label, card.title) == ("story", "Story", "Water")
        assert (card.summary, card.url, card.brand_name) == ("Out of the tap.", "/stories/water/", "Morgenro")
        assert (card.lang, card.is_foreign) == ("en", False)
        assert card.picture.alt == "A tap"
        assert card.published_at == story.first_published_at

    def test_in_another_language_says_so(self):
        story = make_story("Vann", "nb")
        card = card_of(story, None, brand_name="Morgenro", language="nb")

        assert (card.lang, card.is_foreign, card.url) == ("nb", True, "/stories/vann/")

    def test_an_address_comes_from_the_pages_own_row(self, django_assert_num_queries):
        page, front = make_product_page(make_product("kvern")), home("nb")

        with django_assert_num_queries(0):
            assert address_of(page, "en") == "/products/kvern/"
            assert address_of(front, "nb") == "/nb/"


class TestNames:
    def test_fall_back_to_english_then_to_any(self):
        assert in_language({"en": "Grinder", "nb": "Kvern"}, "nb") == "Kvern"
        assert in_language({"en": "Grinder"}, "nb") == "Grinder"
        assert in_language({"de": "Mühle"}, "nb") == "Mühle"
        assert in_language({}, "nb") == ""

    def test_a_product_without_a_name_is_called_by_its_slug(self):
        assert Product(slug="kvern").name == "kvern"
