"""The pages a site must have, by purpose and language: which there are, and how they begin."""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from django.conf import settings
from wagtail.query import PageQuerySet

from content.cards import address_of
from content.models import BrandSettings, LegalPage
from content.shown import shown_pages

TEXTS = Path(__file__).parent / "legal_texts"
DEFAULT = settings.LANGUAGE_CODE


@dataclass(frozen=True)
class LegalState:
    """What a site has of one purpose in one language."""

    purpose: LegalPage.Purpose
    language: str
    page: LegalPage | None

    @property
    def language_name(self) -> str:
        return str(dict(settings.LANGUAGES)[self.language])

    @property
    def state(self) -> str:
        if self.page is None:
            return "missing"
        return "live" if self.page.live else "draft"


def legal_states() -> list[LegalState]:
    """Return every purpose in every language of the site, in the order of the foot: one query."""
    # Of several the last counts: one that is live, the oldest.
    pages = LegalPage.objects.select_related("locale").order_by("live", "-pk")
    found = {(page.purpose, page.locale.language_code): page for page in pages}
    return [
        LegalState(purpose, code, found.get((purpose, code)))
        for purpose in LegalPage.Purpose
        for code, _name in settings.LANGUAGES
    ]


def shown_legal_pages() -> PageQuerySet:
    """Return the legal pages that everybody may read."""
    return LegalPage.objects.filter(pk__in=shown_pages().values("pk"))


def links(pages: PageQuerySet) -> dict[str, list[dict[str, str]]]:
    """Return what the foot prints in each language: that language's page, else the first there is."""
    found: dict[str, dict[str, LegalPage]] = {purpose: {} for purpose in LegalPage.Purpose}
    for page in pages.select_related("locale").order_by("pk"):
        found[page.purpose].setdefault(page.locale.language_code, page)
    order = [DEFAULT, *(code for code, _name in settings.LANGUAGES if code != DEFAULT)]
    return {
        code: [
            {
                "purpose": purpose,
                "title": by_language[spoken].title,
                "url": address_of(by_language[spoken], spoken),
                "lang": spoken,
            }
            for purpose, by_language in found.items()
            if (spoken := next((one for one in [code, *order] if one in by_language), ""))
        ]
        for code, _name in settings.LANGUAGES
    }


def first_words(purpose: str, language: str, brand: BrandSettings) -> tuple[str, str, str]:
    """Return title, slug and text of a first draft; what only the brand knows stands in it in [brackets]."""
    written = TEXTS.joinpath(f"{purpose}.{language}.html").read_text(encoding="utf-8")
    title, slug, text = written.split("\n", 2)
    facts = {
        "brand": brand.name,
        "contact": brand.contact_email or {"nb": "[e-postadresse]"}.get(language, "[mail address]"),
        "age": str(settings.MINIMUM_AGE),
    }
    return title, slug, Template(text).substitute({name: escape(fact) for name, fact in facts.items()})
