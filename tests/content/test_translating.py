"""What wagtail-localize puts before a translator, and what it makes of the answer."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale, Page
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from content.models import LegalPage, ProductPage, StoryPage, TopicPage
from content.models.pages import TopicIndexPage
from tests.factories import (
    home,
    make_marketer,
    make_picture,
    make_product,
    make_product_page,
    make_story,
    make_topic,
    publish_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def norwegian(db: None) -> Locale:
    return Locale.objects.get(language_code="nb")


def begin(page: Page, norwegian: Locale) -> Any:
    """Put a page before a translator; return its draft in Norwegian."""
    translate_object(page, [norwegian], user=make_marketer())
    return page.get_translation(norwegian)


def publish(page: Page, norwegian: Locale, words: dict[str, str]) -> Any:
    """Translate these words and publish; return the translation."""
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=norwegian)
    for segment in translation.source.stringsegment_set.select_related("string"):
        if segment.string.data in words:
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=norwegian,
                context=segment.context,
                defaults={"data": words[segment.string.data]},
            )
    translation.save_target(publish=True)
    return page.get_translation(norwegian).specific


def asked(page: Page) -> list[str]:
    """Return the words a translator is asked for, in their order."""
    rows = StringSegment.objects.filter(source__object_id=page.translation_key).order_by("order")
    return list(rows.values_list("string__data", flat=True))


def table(*rows: list[Any]) -> list[tuple[str, Any]]:
    columns = [("text", "Kettle"), ("number", "Litres"), ("has", "Gooseneck")]
    value = {
        "columns": [{"type": kind, "heading": heading} for kind, heading in columns],
        "rows": [{"values": row} for row in rows],
        "caption": "Our kettles",
    }
    return [("comparison", {"heading": "", "table": value})]


class TestDraft:
    def test_nothing_is_made_for_a_page_that_nobody_translates(self, norwegian):
        make_story("Water")

        assert not StoryPage.objects.filter(locale=norwegian).exists()

    @pytest.mark.django_db(transaction=True)
    def test_is_not_shown_before_somebody_publishes_it(self):
        norwegian = Locale.objects.get(language_code="nb")
        story = make_story("Water")
        draft = begin(story, norwegian)

        assert not draft.live
        assert '<h1 lang="en">Water</h1>' in Client().get("/nb/stories/water/").text
        assert publish(story, norwegian, {"Water": "Vann"}).live
        assert "<h1>Vann</h1>" in Client().get("/nb/stories/water/").text


class TestFields:
    def test_a_product_page_asks_for_words_only(self, norwegian):
        picture = make_picture()
        picture.contextual_alt_text, picture.decorative = "Burrs", False
        page = make_product_page(
            make_product("kvern"),
            title="Kvern",
            summary="Steel burrs.",
            price="1 490 kr",
            picture=make_picture("Front"),
            picture_alt="The grinder",
            facts=[("fact", {"label": "Weight", "value": "480 g", "posts": [1]})],
            gallery=[("picture", picture)],
            feed_boost=2,
        )
        draft = begin(page, norwegian)

        assert asked(page) == ["Kvern", "Steel burrs.", "The grinder", "Weight", "480 g", "Burrs"]
        own = ("slug", "product", "price", "picture", "feed_boost")
        assert [getattr(draft, name) for name in own] == [getattr(page, name) for name in own]

    def test_facts_and_pictures_come_along(self, norwegian, django_capture_on_commit_callbacks):
        picture = make_picture()
        picture.contextual_alt_text, picture.decorative = "Burrs", False
        fact = {"label": "Weight", "value": "480 g", "posts": [7]}
        page = make_product_page(facts=[("fact", fact)], gallery=[("picture", picture)])
        begin(page, norwegian)
        with django_capture_on_commit_callbacks(execute=True):
            publish(page, norwegian, {"Weight": "Vekt", "Burrs": "Kverner"})

        twin = ProductPage.objects.get(locale=norwegian)
        assert twin.live
        assert dict(twin.facts[0].value, posts=list(twin.facts[0].value["posts"])) == fact | {"label": "Vekt"}
        assert twin.gallery[0].value.pk == picture.pk
        assert twin.gallery[0].value.contextual_alt_text == "Kverner"

    def test_a_topic_page_keeps_its_topic_and_slug(self, norwegian):
        index = TopicIndexPage.objects.get(locale__language_code="en")
        page = publish_page(index, TopicPage(title="On grinding", topic=make_topic("grinding")))
        draft = begin(page, norwegian)

        assert (draft.topic, draft.slug) == (page.topic, "grinding")
        assert asked(page) == ["On grinding"]

    def test_a_lawyer_reads_each_language(self, norwegian):
        page = LegalPage(title="Imprint", purpose=LegalPage.Purpose.CONTACT, was_read=True)
        publish_page(home(), page)
        draft = begin(page, norwegian)

        assert (draft.was_read, draft.live, draft.purpose) == (False, False, page.purpose)
        assert not Translation.objects.get().enabled  # It has the ordinary editor, and its tick.


class TestTables:
    def test_ask_for_each_text_once_and_for_no_number(self, norwegian):
        story = make_story("Kettles", body=table(["Svane", "0.9", True], ["Old one", None, False]))
        begin(story, norwegian)

        assert asked(story) == ["Kettles", "Our kettles", "Kettle", "Litres", "Gooseneck", "Svane", "Old one"]

    def test_come_back_whole(self, norwegian, django_capture_on_commit_callbacks):
        story = make_story("Kettles", body=table(["Svane", "0.9", True], ["Old one", None, False]))
        begin(story, norwegian)
        with django_capture_on_commit_callbacks(execute=True):
            publish(story, norwegian, {"Litres": "Liter", "Old one": "Den gamle & gode"})

        made = StoryPage.objects.get(locale=norwegian).body.get_prep_value()[0]["value"]["table"]
        assert made["caption"] == "Our kettles"
        assert [column["heading"] for column in made["columns"]] == ["Kettle", "Liter", "Gooseneck"]
        values = [row["values"] for row in made["rows"]]
        assert values == [["Svane", "0.9", True], ["Den gamle & gode", None, False]]

    def test_a_new_row_leaves_the_others_translated(self, norwegian):
        story = make_story("Kettles", body=table(["Svane", "0.9", True]))
        begin(story, norwegian)
        publish(story, norwegian, dict.fromkeys(asked(story), "Noe"))
        raw = story.body.get_prep_value()
        raw[0]["value"]["table"]["rows"].insert(0, {"values": ["Trakt", "1", False]})
        story.body = raw
        story.save_revision().publish()
        TranslationSource.objects.get().update_from_db()

        done, all_of_it = Translation.objects.get().get_progress()[::-1]
        assert (done, all_of_it) == (6, 7)


class TestButtons:
    def test_ask_for_their_words_and_keep_the_name_of_their_tactic(self, norwegian):
        call = {"text": "Write a tip", "address": "/posts/new/tip/", "tactic": "water"}
        story = make_story("Water", body=[("call", call)])
        begin(story, norwegian)
        publish(story, norwegian, {"Write a tip": "Skriv et tips"})

        assert asked(story) == ["Water", "Write a tip"]
        made = story.get_translation(norwegian).get_latest_revision_as_object().body[0].value
        assert dict(made) == call | {"text": "Skriv et tips"}

    @pytest.mark.parametrize(
        ("address", "shown"),
        [
            ("/posts/new/tip/?topic=water#x", "/nb/posts/new/tip/?topic=water#x"),
            ("/nb/products/kvern/", "/nb/products/kvern/"),
            ("/", "/nb/"),
            ("#reviews", "#reviews"),
            ("mailto:hei@morgenro.example", "mailto:hei@morgenro.example"),
            ("https://morgenro.example/products/", "https://morgenro.example/products/"),
        ],
    )
    def test_lead_to_pages_of_the_readers_language(self, address, shown):
        call = {"text": "Go", "address": address, "tactic": ""}
        make_story("Vann", "nb", slug="water", body=[("call", call)])

        assert f'href="{shown}">Go</a>' in Client().get("/nb/stories/water/").text


class TestStaff:
    def test_have_their_pages_in_norwegian_and_the_preview_in_its_own_language(self, client):
        marketer = make_marketer()
        UserProfile.objects.create(user=marketer, preferred_language="nb")
        client.force_login(marketer)
        story = make_story("Water")

        assert "Kontrollpanel" in client.get("/cms/").text
        draft = client.get(f"/cms/pages/{story.pk}/view_draft/").text
        assert '<html lang="en"' in draft
        assert "Products" in draft
