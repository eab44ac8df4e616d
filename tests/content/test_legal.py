"""The legal pages: their drafts, their gate, and the links at the foot of every page."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content.actions.legal import write_legal_drafts
from content.brand import current_brand
from content.legal import TEXTS, first_words, legal_states
from content.models import BrandSettings, LandingPage, LegalPage
from tests.factories import home, make_marketer, publish_page

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Purpose = LegalPage.Purpose


def make_legal(purpose: Purpose = Purpose.TERMS, language: str = "en", **fields) -> LegalPage:
    title = fields.pop("title", f"{purpose.value.title()} {language}")
    page = LegalPage(title=title, purpose=purpose, was_read=True, **fields)
    return publish_page(home(language), page)


def foot(language: str = "en") -> list[tuple[str, str, str]]:
    with translation.override(language):
        return [(link.title, link.url, link.lang) for link in current_brand().legal_links]


def form_data(**changes: str) -> dict[str, Any]:
    """What the editor's form of a legal page sends."""
    data = {
        "title": "Terms",
        "slug": "terms",
        "purpose": "terms",
        "body": streamfield([("text", rich_text("<p>These terms are short.</p>"))]),
        "seo_title": "",
        "search_description": "",
        "feed_boost": "0",
        "comments": inline_formset([]),
    }
    return nested_form_data(data | changes)


class TestFoot:
    def test_links_to_the_readers_language_else_to_the_other_marked(self, client):
        make_legal(Purpose.PRIVACY, "nb", title="Personvern")
        make_legal(Purpose.TERMS, "en", title="Terms")
        make_legal(Purpose.TERMS, "nb", title="Vilkår", slug="vilkar")

        assert foot("en") == [("Terms", "/terms/", "en"), ("Personvern", "/nb/personvern/", "nb")]
        assert foot("nb") == [("Vilkår", "/nb/vilkar/", "nb"), ("Personvern", "/nb/personvern/", "nb")]
        assert '<a href="/nb/personvern/" lang="nb" hreflang="nb">Personvern</a>' in client.get("/").text
        assert '<a href="/nb/personvern/">Personvern</a>' in client.get("/nb/trust/").text

    def test_costs_no_query(self, django_assert_num_queries):
        make_legal()
        brand = current_brand()

        with django_assert_num_queries(0):
            assert brand.legal_links[0].title == "Terms en"

    def test_follows_a_new_title(self):
        page = make_legal()
        page.title = "Conditions"
        page.save_revision().publish()

        assert foot() == [("Conditions", "/terms-en/", "en")]

    def test_forgets_what_is_unpublished(self):
        make_legal().unpublish()

        assert foot() == foot("nb") == []

    def test_forgets_what_is_deleted(self):
        page = make_legal()
        make_legal(Purpose.RULES)
        page.delete()

        assert foot() == [("Rules en", "/rules-en/", "en")]

    def test_forgets_what_not_everybody_may_read_and_remembers_it(self):
        page = make_legal()
        restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
        assert foot() == []
        restriction.delete()

        assert foot() == [("Terms en", "/terms-en/", "en")]

    def test_a_draft_of_changes_changes_nothing(self):
        page = make_legal()
        page.title = "Unread"
        page.save_revision()

        assert foot() == [("Terms en", "/terms-en/", "en")]

    def test_keeps_what_a_marketer_set(self):
        BrandSettings.objects.create(name="Morgenro", tagline="Six things")
        make_legal()

        row = BrandSettings.objects.get()
        assert (row.name, row.tagline) == ("Morgenro", "Six things")

    def test_says_where_to_write(self, client):
        BrandSettings.objects.create(contact_email="hei@example.com")

        assert '<a href="mailto:hei@example.com">hei@example.com</a>' in client.get("/").text

    def test_kept_pages_of_the_site_are_drawn_anew(self, site, django_capture_on_commit_callbacks):
        site.get("/")
        assert site.get("/").cache == "hit"
        with django_capture_on_commit_callbacks(execute=True):
            make_legal()

        assert b"Terms en" in site.get("/").body


class TestGate:
    def test_a_draft_is_saved_and_refused_where_it_was_not_read(self, marketer):
        draft = write_legal_drafts(by=make_marketer())[0]
        address = f"/cms/pages/{draft.pk}/edit/"
        changed = form_data(title="Our terms")
        marketer.post(address, changed)
        assert LegalPage.objects.get(pk=draft.pk).get_latest_revision_as_object().title == "Our terms"

        refused = marketer.post(address, changed | {"action-publish": "yes"})
        assert "Have a lawyer read this page, then tick here and publish." in refused.text
        assert not LegalPage.objects.get(pk=draft.pk).live

        marketer.post(address, changed | {"action-publish": "yes", "was_read": "on"})
        assert foot() == [("Our terms", "/terms/", "en")]

    def test_code_cannot_publish_it_either(self):
        draft = write_legal_drafts(by=make_marketer())[0]

        with pytest.raises(ValidationError, match="Have a lawyer read this page"):
            draft.save_revision(clean=False).publish()
        assert not LegalPage.objects.get(pk=draft.pk).live

    def test_there_is_one_of_each_purpose_in_a_language(self):
        make_legal()
        second = LegalPage(title="Terms again", purpose=Purpose.TERMS, was_read=True, locale=home().locale)

        with pytest.raises(ValidationError, match="such a page in this language"):
            second.clean()

    def test_an_unread_page_says_that_it_is_a_draft(self, client: Client):
        marketer = make_marketer()
        draft = write_legal_drafts(by=marketer)[0]
        client.force_login(marketer)
        preview = client.get(f"/cms/pages/{draft.pk}/view_draft/").text

        assert "Draft: have a lawyer read this before you publish it." in preview
        draft.was_read = True
        draft.save_revision().publish()
        assert "Draft: have a lawyer" not in client.get(draft.url).text


class TestDrafts:
    def test_four_in_each_language_translations_of_each_other(self):
        made = write_legal_drafts(by=make_marketer())

        assert [(page.purpose, page.slug) for page in made] == [
            ("terms", "terms"),
            ("terms", "vilkar"),
            ("privacy", "privacy"),
            ("privacy", "personvern"),
            ("rules", "community-rules"),
            ("rules", "regler"),
            ("contact", "contact"),
            ("contact", "kontakt"),
        ]
        assert len({page.translation_key for page in made}) == 4
        assert {state.state for state in legal_states()} == {"draft"}
        assert foot() == []

    def test_are_written_once(self):
        write_legal_drafts(by=make_marketer())

        assert write_legal_drafts(by=make_marketer()) == []
        assert LegalPage.objects.count() == 8

    def test_join_what_is_there(self):
        page = make_legal(Purpose.PRIVACY, title="Privacy")
        made = write_legal_drafts(by=make_marketer())

        assert len(made) == 7
        twin = LegalPage.objects.get(purpose="privacy", locale__language_code="nb")
        assert twin.translation_key == page.translation_key
        assert LegalPage.objects.get(pk=page.pk).live

    def test_take_a_free_address(self):
        publish_page(home(), LandingPage(title="Contact"))

        assert "contact-2" in [page.slug for page in write_legal_drafts(by=make_marketer())]

    @pytest.mark.parametrize("language", ["en", "nb"])
    @pytest.mark.parametrize("purpose", Purpose)
    def test_name_the_brand_and_leave_no_place_empty(self, purpose, language):
        brand = BrandSettings(name="Bok & Te", contact_email="hei@example.com")
        _title, _slug, text = first_words(purpose, language, brand)

        assert "$" not in text
        assert ("hei@example.com" in text) is (purpose != Purpose.RULES)
        assert "Bok & Te" not in text, "it is not escaped"
        assert re.findall(r"<(?!/?(?:p|h2|ul|li|b|br|a)\b)[^>]*>", text) == []

    def test_both_languages_say_as_much(self):
        for purpose in Purpose:
            english, norwegian = (
                re.findall(r"</?\w+", TEXTS.joinpath(f"{purpose}.{code}.html").read_text(encoding="utf-8"))
                for code in ("en", "nb")
            )
            assert english == norwegian, purpose

    def test_lead_to_pages_that_there_are(self, client: Client):
        for text in TEXTS.iterdir():
            for address in re.findall(r'href="([^"]+)"', text.read_text(encoding="utf-8")):
                assert client.get(address).status_code == 200, address
