"""The brand: its words in each language, its stylesheet, its form."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from PIL import Image, ImageDraw

from content.brand import current_brand, digest, stylesheet
from content.models import BrandImage, BrandSettings
from tests.factories import make_picture

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FORM = "/cms/settings/content/brandsettings/"


def make_brand(**fields) -> BrandSettings:
    return BrandSettings.objects.create(**{"name": "Morgenro", "tagline": "Six things", **fields})


def make_logo(drawing: Image.Image) -> BrandImage:
    file = BytesIO()
    drawing.save(file, "PNG")
    return BrandImage.objects.create(title="Logo", file=ContentFile(file.getvalue(), "logo.png"))


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


class TestColours:
    def test_one_that_cannot_be_read_is_refused_with_the_nearest_that_can(self, marketer):
        make_brand()
        answer = marketer.post(address_of_form(), form_data(primary="#ffe600", tagline="Bright"))

        assert answer.status_code == 200
        assert "#ffe600 is too light to be read: 1.0 to 1 on light pages" in answer.text
        assert 'name="primary-instead" value="#776a00" checked' in answer.text
        assert 'name="primary-instead" value="#ffe600"' in answer.text
        row = BrandSettings.objects.get()
        assert (row.primary, row.tagline) == ("#7a3e1d", "Six things")

    def test_the_offer_is_taken_by_saving_once_more(self, marketer):
        marketer.post(
            address_of_form(),
            form_data(primary="#ffe600", **{"primary-instead": "#776a00"}, tagline="Bright"),
        )

        row = BrandSettings.objects.get()
        assert (row.primary, row.tagline) == ("#776a00", "Bright")

    def test_a_marketer_may_keep_their_own(self, marketer):
        answers = {"primary-instead": "#ffe600", "accent-instead": "#ff8800"}
        marketer.post(address_of_form(), form_data(primary="#FFE600", accent="#ff8800", **answers))

        row = BrandSettings.objects.get()
        assert (row.primary, row.accent) == ("#ffe600", "#ff8800")

    def test_one_that_was_kept_is_not_asked_about_again(self, marketer):
        make_brand(primary="#ffe600", accent="#ffffff")

        assert (
            marketer.post(address_of_form(), form_data(primary="#ffe600", accent="#ffffff")).status_code
            == 302
        )
        assert BrandSettings.objects.get().primary == "#ffe600"

    def test_an_answer_to_another_offer_does_not_count(self, marketer):
        make_brand()
        answer = marketer.post(
            address_of_form(), form_data(primary="#ffd0d0", **{"primary-instead": "#776a00"})
        )

        assert "#ffd0d0 is too light" in answer.text
        assert BrandSettings.objects.get().primary == "#7a3e1d"

    @pytest.mark.parametrize("colour", ["#000000", "#24505a", "#a8501b", "#0000FF"])
    def test_one_that_can_be_read_is_saved_as_it_is(self, marketer, colour):
        marketer.post(address_of_form(), form_data(primary=colour, accent=colour))

        assert BrandSettings.objects.get().accent == colour.lower()

    def test_the_form_shows_what_pages_print(self, marketer):
        make_brand(primary="#ffe600")
        page = marketer.get(address_of_form()).text

        assert "light pages print #776b00" in page
        assert "dark pages print #" in page


class TestLogo:
    @pytest.mark.parametrize(
        ("ground", "ink", "fits"),
        [
            ((0, 0, 0, 0), (30, 40, 35, 255), True),
            ((0, 0, 0, 0), (250, 250, 250, 255), False),
            ((255, 255, 255, 255), (30, 40, 35, 255), True),
            ((20, 20, 20, 255), (255, 255, 255, 255), True),
            ((0, 0, 0, 0), (255, 230, 0, 255), False),
        ],
    )
    def test_is_refused_where_light_pages_would_swallow_it(self, marketer, ground, ink, fits):
        make_brand()
        drawing = Image.new("RGBA", (600, 200), ground)
        ImageDraw.Draw(drawing).rectangle((40, 80, 400, 110), fill=ink)
        logo = make_logo(drawing)
        answer = marketer.post(address_of_form(), form_data(logo=str(logo.pk)))

        assert (answer.status_code == 302) is fits
        assert BrandSettings.objects.get().logo == (logo if fits else None)
        assert ("too light for light pages" in answer.text) is not fits
