"""A marketer at Wagtail's own editor, and those who may not sit there."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content.models import LandingPage, ProductIndexPage, ProductPage, StoryPage
from tests.factories import (
    home,
    make_member,
    make_moderator,
    make_picture,
    make_post,
    make_product,
    make_story,
    make_topic,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

IMAGE = {"image": "", "alt_text": "", "decorative": ""}


def product_index() -> ProductIndexPage:
    return ProductIndexPage.objects.get(locale__language_code="en")


def add_url(kind: type[Page], parent: Page) -> str:
    return f"/cms/pages/add/content/{kind._meta.model_name}/{parent.pk}/"


def page_data(**changes: Any) -> dict[str, Any]:
    """What the editor's form of a product page sends."""
    data = {
        "title": "Kvern hand grinder",
        "slug": "whatever",
        "summary": "Forty-five seconds of work.",
        "picture": "",
        "picture_alt": "",
        "picture_is_decoration": "",
        "price": "NOK 1,890",
        "facts": streamfield([("fact", {"label": "Holds", "value": "28 g", "posts": streamfield_list([])})]),
        "gallery": streamfield([]),
        "body": streamfield([("text", rich_text("<p>A grinder does one thing.</p>"))]),
        "seo_title": "",
        "search_description": "",
        "feed_boost": "0",
        "comments": inline_formset([]),
    }
    return nested_form_data(data | changes)


class TestProductPage:
    def test_is_drafted_previewed_and_published(self, marketer, client):
        product, topic, picture = make_product("kvern"), make_topic("grinding"), make_picture()
        make_post(
            kind="review", product=product, topics=[topic], body="<p>It grinds evenly, even at dawn.</p>"
        )
        feature = {
            "heading": "Two bearings",
            "text": rich_text("<p>One straight line.</p>"),
            "picture": IMAGE | {"image": str(picture.pk), "alt_text": "The shaft"},
            "topic": str(topic.pk),
        }
        voices = {
            "heading": "In their words",
            "product": str(product.pk),
            "topic": "",
            "kind": "review",
            "count": "2",
            "posts": streamfield_list([]),
        }
        blocks = streamfield([("feature", feature), ("voices", voices)])
        data = page_data(
            product=str(product.pk), picture=str(picture.pk), picture_alt="A grinder", body=blocks
        )
        assert marketer.get(add_url(ProductPage, product_index())).status_code == 200

        answer = marketer.post(add_url(ProductPage, product_index()), data)
        page = ProductPage.objects.get()
        assert answer.status_code == 302, answer.context and answer.context["form"].errors
        assert (page.live, page.slug) == (False, "kvern")
        assert client.get("/products/kvern/").status_code == 404

        edit = f"/cms/pages/{page.pk}/edit/"
        assert marketer.post(f"{edit}preview/", data).json() == {"is_valid": True, "is_available": True}
        preview = marketer.get(f"{edit}preview/")
        assert "Two bearings" in preview.text
        assert "It grinds evenly" in preview.text
        policy = preview["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in policy
        assert "unsafe-inline" not in policy

        marketer.post(edit, data | {"action-publish": "1"})
        shown = client.get("/products/kvern/").text
        for words in ("Two bearings", "It grinds evenly", 'alt="The shaft"', 'alt="A grinder"', "28 g"):
            assert words in shown

    def test_a_second_one_of_a_product_is_refused_at_its_field(self, marketer):
        product = make_product("kvern")
        marketer.post(add_url(ProductPage, product_index()), page_data(product=str(product.pk)))
        answer = marketer.post(add_url(ProductPage, product_index()), page_data(product=str(product.pk)))

        assert answer.status_code == 200
        assert "already has a page" in str(answer.context["form"].errors["product"])
        assert ProductPage.objects.count() == 1

    def test_choices_are_the_products_and_topics_there_are(self, marketer):
        make_product("kvern", names={"en": "Kvern the grinder"})
        make_topic("water")
        page = marketer.get(add_url(ProductPage, product_index())).text

        assert "Kvern the grinder" in page
        assert "Water" in page


def streamfield_list(values: list[str]) -> dict[str, Any]:
    """What a list block's form sends."""
    return {"count": str(len(values))} | {
        str(place): {"deleted": "", "order": str(place), "value": value} for place, value in enumerate(values)
    }


class TestBlocks:
    def save(self, marketer: Client, *blocks: tuple[str, Any]) -> Any:
        data = page_data(product=str(make_product().pk), body=streamfield(list(blocks)))
        return marketer.post(add_url(ProductPage, product_index()), data | {"action-publish": "1"})

    def test_a_picture_needs_words_unless_it_is_decoration(self, marketer):
        chosen = IMAGE | {"image": str(make_picture().pk)}

        answer = self.save(marketer, ("picture", {"picture": chosen, "caption": ""}))
        assert answer.status_code == 200
        assert not ProductPage.objects.exists()
        answer = self.save(marketer, ("picture", {"picture": chosen | {"decorative": "on"}, "caption": ""}))
        assert answer.status_code == 302
        assert ProductPage.objects.get().live

    @pytest.mark.parametrize(
        "address", ["javascript:alert(1)", "//evil.example/", "data:text/html,x", "shop"]
    )
    def test_a_button_leads_to_a_place(self, marketer, address):
        answer = self.save(marketer, ("call", {"text": "Buy", "address": address, "tactic": ""}))

        assert answer.status_code == 200
        assert not ProductPage.objects.exists()

    @pytest.mark.parametrize(
        "address", ["/", "/posts/new/", "https://shop.example/kvern", "mailto:a@b.example"]
    )
    def test_any_such_place(self, marketer, address):
        assert (
            self.save(marketer, ("call", {"text": "Buy", "address": address, "tactic": ""})).status_code
            == 302
        )

    def test_a_topic_that_is_none_is_refused(self, marketer):
        feature = {
            "heading": "Straight",
            "text": rich_text("<p>Yes</p>"),
            "picture": IMAGE,
            "topic": "99",
        }

        assert self.save(marketer, ("feature", feature)).status_code == 200
        assert not ProductPage.objects.exists()


class TestLandingPage:
    def test_an_address_of_the_sites_own_is_refused_at_its_field(self, marketer):
        data = page_data(title="Search", slug="search") | {"action-publish": "1"}
        answer = marketer.post(add_url(LandingPage, home()), data)

        assert answer.status_code == 200
        assert "belongs to the site" in str(answer.context["form"].errors["slug"])
        assert not LandingPage.objects.exists()


class TestWhoMay:
    def test_a_marketer_sees_pages_pictures_catalogue_and_brand(self, marketer):
        menu = marketer.get("/cms/").text

        for address in (
            "/cms/images/",
            "/cms/snippets/content/product/",
            "/cms/settings/content/brandsettings/",
        ):
            assert address in menu
            assert marketer.get(address, follow=True).status_code == 200

    @pytest.mark.parametrize("address", ["/cms/users/", "/cms/groups/", "/cms/sites/", "/cms/locales/"])
    def test_and_nothing_that_is_an_admins(self, marketer, address):
        assert marketer.get(address, follow=True).redirect_chain[-1][0] == "/cms/"

    @pytest.mark.parametrize("maker", [make_moderator, make_member])
    def test_nobody_else_edits_pages_products_or_the_brand(self, maker):
        story, product = make_story("Water"), make_product("kvern")
        client = Client()
        client.force_login(maker())
        addresses = (
            f"/cms/pages/{story.pk}/edit/",
            f"/cms/pages/{story.pk}/delete/",
            f"/cms/pages/{story.pk}/unpublish/",
            add_url(StoryPage, story.get_parent()),
            f"/cms/snippets/content/product/edit/{product.pk}/",
            "/cms/snippets/content/topic/add/",
            "/cms/images/add/",
        )
        for address in addresses:
            data = page_data(title="Changed") | {"action-publish": "1"}
            assert client.get(address).status_code in (302, 403, 404), address
            assert client.post(address, data).status_code in (302, 403, 404), address
        story.refresh_from_db()
        assert (story.title, story.live) == ("Water", True)
        assert StoryPage.objects.count() == 1

    def test_a_marketer_cannot_take_away_the_front(self, marketer):
        answer = marketer.post(f"/cms/pages/{home().pk}/delete/", {"confirm_site_name": "Alongside"})

        assert answer.status_code == 302
        assert home().live


class TestTranslation:
    def test_a_page_is_put_before_a_translator(self, marketer):
        story = make_story("Water", body=[("text", "<p>Two things in water matter.</p>")])
        norwegian = Locale.objects.get(language_code="nb")
        answer = marketer.post(
            f"/cms/localize/submit/page/{story.pk}/", {"locales": [str(norwegian.pk)], "include_subtree": ""}
        )

        assert answer.status_code == 302, [str(message) for message in get_messages(answer.wsgi_request)]
        twin = story.get_translation(norwegian)
        assert twin.get_parent().specific.locale == norwegian
        editor = marketer.get(f"/cms/pages/{twin.pk}/edit/")
        assert editor.status_code == 200
        assert "Two things in water matter." in editor.text
