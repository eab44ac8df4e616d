"""Products and topics as marketers keep them, and the tags blogs use."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given, strategies as st

from content.models import Product, ProductTag, Topic
from content.tags import normalize_tag
from tests.factories import (
    make_moderator,
    make_picture,
    make_post,
    make_product,
    make_product_page,
    make_story,
    make_topic,
)

pytestmark = pytest.mark.django_db

PRODUCTS, TOPICS = "/cms/snippets/content/product/", "/cms/snippets/content/topic/"


def product_data(**changes: str) -> dict[str, str]:
    data = {
        "slug": "kvern",
        "name_en": "Hand grinder",
        "name_nb": "Håndkvern",
        "summary_en": "Grinds.",
        "summary_nb": "",
        "tag_line": "Kvern, #Hand Grinder, kvern",
        "picture": "",
        "position": "1",
        "retired_at": "",
    }
    return data | changes


class TestProductForm:
    def test_a_marketer_adds_a_product(self, marketer):
        assert marketer.get(PRODUCTS + "add/").status_code == 200
        answer = marketer.post(PRODUCTS + "add/", product_data())

        assert answer.status_code == 302
        product = Product.objects.get()
        assert product.names == {"en": "Hand grinder", "nb": "Håndkvern"}
        assert product.summaries == {"en": "Grinds."}
        assert sorted(product.tags.values_list("tag", flat=True)) == ["hand-grinder", "kvern"]

    def test_and_calls_it_otherwise(self, marketer):
        product = make_product("kvern")
        ProductTag.objects.create(product=product, tag="old")
        answer = marketer.post(
            f"{PRODUCTS}edit/{product.pk}/", product_data(name_en="Grinder", tag_line="new")
        )

        assert answer.status_code == 302
        product.refresh_from_db()
        assert (product.slug, product.name) == ("kvern", "Grinder")
        assert list(product.tags.values_list("tag", flat=True)) == ["new"]

    @pytest.mark.parametrize(
        "wrong", [{"slug": "Kvern!"}, {"name_en": ""}, {"tag_line": "taken"}, {"name_en": "x" * 81}]
    )
    def test_refuses_what_cannot_be(self, marketer, wrong):
        ProductTag.objects.create(product=make_product("svane"), tag="taken")
        answer = marketer.post(PRODUCTS + "add/", product_data(**wrong))

        assert answer.status_code == 200
        assert list(Product.objects.values_list("slug", flat=True)) == ["svane"]

    def test_names_stand_in_the_readers_language(self, marketer, client):
        marketer.post(PRODUCTS + "add/", product_data())

        assert "Hand grinder" in client.get("/community/").text
        assert "Håndkvern" in client.get("/nb/community/").text


class TestTopicForm:
    def test_a_marketer_adds_and_renames_a_topic(self, marketer):
        data = {"slug": "grinding", "name_en": "Grinding", "name_nb": "Maling", "position": "0"}
        marketer.post(TOPICS + "add/", data)
        topic = Topic.objects.get()
        marketer.post(f"{TOPICS}edit/{topic.pk}/", data | {"name_en": "Grind"})

        topic.refresh_from_db()
        assert (topic.slug, topic.names) == ("grinding", {"en": "Grind", "nb": "Maling"})


class TestList:
    def test_shows_names_slug_tags_and_pages(self, marketer):
        product = make_product(
            "kvern", names={"en": "Hand grinder", "nb": "Håndkvern"}, picture=make_picture()
        )
        ProductTag.objects.create(product=product, tag="grinder-club")
        make_product_page(product)
        make_product_page(product, "nb")
        listed = marketer.get(PRODUCTS).text

        for shown in ("Hand grinder", "Håndkvern", "kvern", "grinder-club", "<img", ".webp"):
            assert shown in listed
        assert marketer.get(PRODUCTS).context["object_list"][0].page_count == 2

    @pytest.mark.parametrize("asked", ["håndkv", "Hand gr", "kvern", "club"])
    def test_is_searched_by_names_slug_and_tags(self, marketer, asked):
        product = make_product("kvern", names={"en": "Hand grinder", "nb": "Håndkvern"})
        for tag in ("club", "grinder-club"):
            ProductTag.objects.create(product=product, tag=tag)
        make_product("svane", names={"en": "Swan kettle"})

        found = marketer.get(PRODUCTS, {"q": asked}).context["object_list"]
        assert [one.slug for one in found] == ["kvern"]

    def test_says_what_is_no_longer_sold(self, marketer, client):
        product = make_product("kvern")
        marketer.post(f"{PRODUCTS}edit/{product.pk}/", product_data(retired_at="2026-05-01 12:00"))

        product.refresh_from_db()
        assert product.retired_at.date().isoformat() == "2026-05-01"


class TestDeleting:
    def test_takes_away_what_nothing_uses(self, marketer):
        topic = make_topic("grinding")
        assert "Are you sure" in marketer.get(f"{TOPICS}delete/{topic.pk}/").text
        assert marketer.post(f"{TOPICS}delete/{topic.pk}/").status_code == 302
        assert not Topic.objects.exists()

    def test_refuses_and_says_where_it_is_used(self, marketer):
        topic = make_topic("grinding")
        make_story("Water", topic=topic)
        feature = {"heading": "Quiet", "text": "<p>It is.</p>", "topic": str(topic.pk)}
        make_story("Milk", body=[("feature", feature)])
        make_post(topics=[topic])
        asked = marketer.get(f"{TOPICS}delete/{topic.pk}/").text

        assert "in use and cannot be deleted" in asked
        assert "<li>2 pages</li><li>1 post</li>" in asked
        assert "Are you sure" not in asked
        marketer.post(f"{TOPICS}delete/{topic.pk}/")
        assert Topic.objects.filter(pk=topic.pk).exists()

    def test_many_at_once_spares_what_is_used(self, marketer):
        used, unused = make_topic("grinding"), make_topic("water")
        make_post(topics=[used])
        address = f"/cms/bulk/content/topic/delete/?id={used.pk}&id={unused.pk}"
        marketer.post(address, {"next": TOPICS})

        assert list(Topic.objects.all()) == [used]

    def test_is_not_for_the_desk(self):
        topic, desk = make_topic("grinding"), Client()
        desk.force_login(make_moderator())
        desk.post(f"{TOPICS}delete/{topic.pk}/")

        assert Topic.objects.filter(pk=topic.pk).exists()


class TestTags:
    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("#Pour Over", "pour-over"),
            ("pour_over", "pour-over"),
            ("  Ｐour-Over ", "pour-over"),
            ("KAFFE & ØL", "kaffe-øl"),
            ("##", ""),
        ],
    )
    def test_are_made_comparable(self, written, kept):
        assert normalize_tag(written) == kept

    @given(st.text(max_size=200))
    def test_a_tag_that_was_made_comparable_stays_so(self, text):
        tag = normalize_tag(text)

        assert len(tag) <= 60
        assert normalize_tag(tag) == tag

    def test_one_tag_leads_to_one_product(self):
        ProductTag.objects.create(product=make_product(), tag="kvern")
        with pytest.raises(IntegrityError), transaction.atomic():
            ProductTag.objects.create(product=make_product(), tag="kvern")

        assert ProductTag.objects.count() == 1

    @pytest.mark.parametrize("tag", ["", "Kvern"])
    def test_only_comparable_tags_are_stored(self, tag):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProductTag.objects.create(product=make_product(), tag=tag)

        assert not ProductTag.objects.exists()


class TestOrder:
    def test_is_the_marketers(self):
        make_topic("water", position=2)
        make_topic("grinding", position=1)

        assert [topic.slug for topic in Topic.objects.all()] == ["grinding", "water"]
