"""What the templates of editorial pages get beyond the page itself."""

from typing import Any

from django.conf import settings
from wagtail.models import Page

from content.cards import KINDS, PageCard, Picture, card_of, pictures_of, specific, with_alt
from content.context import brand_of
from content.models import EditorialPage
from pagecache import note


def page_context(page: EditorialPage, request: Any) -> dict[str, Any]:
    """Return the page's own picture and the addresses of its translations; `request` is the reader's."""
    note(f"page:{page.pk}", "pages")
    context = {"hero": picture_of(page), "canonical_url": page.full_url}
    if translations := translation_urls(page):
        context["alternate_urls"] = translations
    return context


def picture_of(page: EditorialPage) -> Picture | None:
    """Return the page's picture with the text it has here."""
    if page.picture is None:
        return None
    return with_alt(pictures_of([page.picture])[page.picture_id], page.picture_alt)


def translation_urls(page: EditorialPage) -> list[tuple[str, str, str]]:
    """Return (code, name, address) of this page in every language it is published in, itself included."""
    names = dict(settings.LANGUAGES)
    rows = Page.objects.live().filter(translation_key=page.translation_key).select_related("locale")
    return [(row.locale.language_code, names[row.locale.language_code], row.full_url) for row in rows]


def cards_below(page: EditorialPage, request: Any) -> list[PageCard]:
    """Return cards of the pages directly under this one; stories newest first, others as in the tree."""
    rows = Page.objects.child_of(page).live().public()
    rows = rows.select_related(*KINDS, *(f"{kind}__picture" for kind in KINDS))
    rows = rows.order_by("-first_published_at" if page.newest_first else "path")
    pages = [own for row in rows if (own := specific(row))]
    note("pages", *(f"page:{own.pk}" for own in pages))
    pictures = pictures_of(own.picture for own in pages)
    brand = brand_of(request).name
    language = page.locale.language_code
    return [card_of(own, pictures.get(own.picture_id), brand_name=brand, language=language) for own in pages]
