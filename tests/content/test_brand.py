"""The brand: its words in each language, its stylesheet, its form."""

import pytest
from django.utils import translation

from content.brand import current_brand, digest, stylesheet
from content.models import BrandSettings
from tests.factories import make_picture

pytestmark = pytest.mark.django_db

FORM = "/cms/settings/content/brandsettings/"


def make_brand(**fields) -> BrandSettings:
    return BrandSettings.objects.create(**{"name": "Morgenro", "tagline": "Six things", **fields})


def form_data(**changes: str) -> dict[str, str]:
    data = {
        "name": "Morgenro",
        "tagline": "Six things for a calm morning.",
        "tagline_nb": "Seks ting for en rolig morgen.",
        "logo": "",
        "primary": "#24505a",
        "accent": "#a8501b",
        "type_pair": "magazine",
        "footer": "",
        "footer_nb": "",
        "contact_email": "hei@example.com",
        "links": "",
        "club_tag": "Morgenro",
        "time_zone": "Europe/Oslo",
    }
    return data | changes


def address_of_form() -> str:
    row = BrandSettings.objects.first() or make_brand()
    return f"{FORM}{row.pk}/"


class TestBrand:
    def test_needs_no_row(self):
        assert current_brand().name == "Alongside"

    def test_costs_one_query_logo_included(self, django_assert_num_queries):
        make_brand(logo=make_picture("Logo"))
        current_brand()

        with django_assert_num_queries(1):
            assert current_brand().logo.src.endswith(".webp")

    def test_speaks_the_readers_language_where_it_can(self):
        make_brand(footer="Nine people", words={"nb": {"tagline": "Seks ting", "footer": ""}})

        with translation.override("nb"):
            assert (current_brand().tagline, current_brand().footer_text) == ("Seks ting", "Nine people")
        assert current_brand().tagline == "Six things"


class TestStylesheet:
    def test_sets_the_brands_four_properties_and_nothing_else(self):
        css = stylesheet(BrandSettings(primary="#112233", accent="#445566", type_pair="plain"))

        assert css.startswith(":root{--brand-primary:#112233;--brand-accent:#445566;--font-display:")
        assert css.count("--") == 4

    def test_its_address_changes_with_the_look_only(self):
        look = BrandSettings(primary="#112233")

        assert digest(look) == digest(BrandSettings(primary="#112233", name="Another"))
        assert digest(look) != digest(BrandSettings(primary="#112234"))

    def test_is_kept_for_ever_and_linked_from_every_page(self, client):
        row = make_brand(primary="#112233")
        answer = client.get(f"/brand-{digest(row)}.css")

        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/css; charset=utf-8"
        assert "immutable" in answer["Cache-Control"]
        assert "#112233" in answer.text
        assert f"/brand-{digest(row)}.css" in client.get("/").text

    def test_an_old_address_is_gone(self, client):
        make_brand()

        assert client.get("/brand-0123456789ab.css").status_code == 404


class TestForm:
    def test_a_marketer_saves_the_brand(self, marketer):
        links = "Instagram https://instagram.example/morgenro\n\nOur shop https://shop.example/"
        answer = marketer.post(address_of_form(), form_data(links=links))

        assert answer.status_code == 302
        row = BrandSettings.objects.get()
        assert row.club_tag == "morgenro"
        assert row.said("tagline", "nb") == "Seks ting for en rolig morgen."
        assert row.social_links == [
            {"name": "Instagram", "url": "https://instagram.example/morgenro"},
            {"name": "Our shop", "url": "https://shop.example/"},
        ]

    def test_shows_what_was_saved(self, marketer):
        marketer.post(address_of_form(), form_data(links="Shop https://shop.example/"))
        page = marketer.get(address_of_form()).text

        assert "Shop https://shop.example/" in page
        assert "Seks ting for en rolig morgen." in page

    def test_a_logo_is_chosen_from_the_library(self, marketer):
        logo = make_picture("Logo")
        assert "Choose an image" in marketer.get(address_of_form()).text
        marketer.post(address_of_form(), form_data(logo=str(logo.pk)))

        assert BrandSettings.objects.get().logo == logo

    @pytest.mark.parametrize(
        "wrong",
        [
            {"links": "Shop http://shop.example/"},
            {"links": "https://shop.example/"},
            {"links": "Shop javascript:alert(1)"},
            {"links": "\n".join(f"Shop {n} https://shop.example/{n}" for n in range(9))},
            {"club_tag": "#"},
            {"primary": "red"},
            {"time_zone": "Norway/Grimstad"},
        ],
    )
    def test_refuses_what_cannot_be_printed(self, marketer, wrong):
        make_brand()
        answer = marketer.post(address_of_form(), form_data(**wrong))

        assert answer.status_code == 200
        row = BrandSettings.objects.get()
        assert (row.tagline, row.social_links, row.primary) == ("Six things", [], "#7a3e1d")
