"""What the templates of editorial pages get beyond the page itself."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import get_language

from content.cards import (
    KINDS,
    PageCard,
    Picture,
    address_of,
    card_of,
    pictures_of,
    specific,
    with_alt,
)
from content.context import brand_of
from content.models import EditorialPage
from content.models.pages import IndexPage
from content.shown import shown_pages
from pagecache import note


def page_context(page: EditorialPage, request: Any) -> dict[str, Any]:
    """Return the page's own picture and its addresses in every language; `request` is the reader's."""
    note(f"page:{page.pk}")
    language = get_language() or settings.LANGUAGE_CODE
    hero = picture_of(page)
    context: dict[str, Any] = {
        "hero": hero,
        "hero_url": urljoin(settings.SITE_URL, hero.src) if hero else "",
        "canonical_url": settings.SITE_URL + address_of(page, language),
    }
    if translations := translation_urls(page):
        context["alternate_urls"] = translations
    return context


def picture_of(page: EditorialPage) -> Picture | None:
    """Return the page's picture with the text it has here."""
    return with_alt(pictures_of([page.picture]).get(page.picture_id), page.picture_alt)


def translation_urls(page: EditorialPage) -> list[tuple[str, str, str]]:
    """Return (code, name, address) of this page in every language anybody may read it in, itself included."""
    rows = shown_pages().filter(translation_key=page.translation_key)
    found = {row.locale.language_code: row for row in rows.select_related("locale")}
    return [
        (code, str(name), settings.SITE_URL + address_of(found[code], code))
        for code, name in settings.LANGUAGES
        if code in found
    ]


def cards_below(page: IndexPage, request: Any) -> list[PageCard]:
    """Return cards of the pages directly under this one; stories newest first, others as in the tree."""
    rows = shown_pages().child_of(page)
    rows = rows.select_related(*KINDS, *(f"{kind}__picture" for kind in KINDS))
    rows = rows.order_by("-first_published_at" if page.newest_first else "path")
    pages = [own for row in rows if (own := specific(row))]
    note("pages", *(f"page:{own.pk}" for own in pages))
    pictures = pictures_of(own.picture for own in pages)
    brand, language = brand_of(request).name, get_language() or settings.LANGUAGE_CODE
    return [card_of(own, pictures.get(own.picture_id), brand_name=brand, language=language) for own in pages]
