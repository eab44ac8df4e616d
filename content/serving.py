"""What the templates of editorial pages get beyond the page itself."""

import json
from typing import Any

from django.conf import settings
from django.db.models.functions import Substr
from django.utils.translation import get_language
from wagtail.models import Page

from content.cards import (
    KINDS,
    PageCard,
    Picture,
    address_of,
    card_of,
    pictures_of,
    specific,
    with_alt,
    written_in,
)
from content.context import brand_of
from content.films import film_context
from content.models import EditorialPage
from content.models.pages import IndexPage
from content.shown import shown_pages
from pagecache import key_of, note, piece


def page_context(page: EditorialPage, request: Any, *, stands_in: bool) -> dict[str, Any]:
    """Return the page's own picture and its addresses in every language; `request` is the reader's.

    A page `stands_in` at an address of a language it is not written in, and so does one that Wagtail keeps
    as an alias of another: search engines are led to the original, and `page_lang` is the language of its
    words, "" on every other page.
    """
    note(f"page:{page.pk}")
    language = get_language() or settings.LANGUAGE_CODE
    original = page.alias_of if page.alias_of_id else page
    own = written_in(page) if stands_in or page.alias_of_id else language
    if stands_in:
        note("pages")  # Any page published at this address takes its place.
    hero = picture_of(page)
    found = translation_paths(page)
    return {
        "hero": hero,
        **film_context(page),
        "page_lang": own if own != language else "",
        "canonical_url": settings.SITE_URL + address_of(original, own),
        "alternate_urls": [(code, settings.SITE_URL + found[code]) for code in found if own == language],
        "language_switch": tuple(
            (code, found.get(code) or address_of(page, code))
            for code, _name in settings.LANGUAGES
            if code != language
        ),
    }


def picture_of(page: EditorialPage) -> Picture | None:
    """Return the page's picture with the text it has here."""
    return with_alt(pictures_of([page.picture]).get(page.picture_id), page.picture_alt)


def translation_paths(page: EditorialPage) -> dict[str, str]:
    """Return the page's address in every language anybody may read it in, its own included, by language.

    One query, none while they are kept as a piece.
    """

    def read() -> str:
        note(f"page:{page.pk}", keep=False)  # Raised with each change of a translation, too.
        rows = shown_pages().filter(translation_key=page.translation_key, alias_of=None)
        found = {row.locale.language_code: row for row in rows.select_related("locale")}
        codes = [code for code, _name in settings.LANGUAGES if code in found]
        return json.dumps({code: address_of(found[code], code) for code in codes})

    return json.loads(piece(key_of("translations", page.pk), read))


def translation_url(page: EditorialPage) -> str:
    """Return the address of the page's live translation in the reader's language, "" if there is none."""
    language = get_language() or settings.LANGUAGE_CODE
    twins = page.get_translations().live().filter(locale__language_code=language, alias_of=None)
    twin = twins.first()
    return address_of(twin, language) if twin else ""


def cards_below(page: IndexPage, request: Any) -> list[PageCard]:
    """Return cards of the pages directly under this one and its translations, each page once.

    A page stands there in the reader's language, else in another. Stories come newest first, others as in
    this page's tree; what is only in another tree follows the page it follows there.
    """
    parents = Page.objects.filter(translation_key=page.translation_key).values("path")
    rows = shown_pages().filter(depth=page.depth + 1, alias_of=None)
    rows = rows.alias(parent_path=Substr("path", 1, len(page.path))).filter(parent_path__in=parents)
    rows = rows.select_related("locale", *KINDS, *(f"{kind}__picture" for kind in KINDS)).order_by("path")
    found = [row for row in rows if specific(row)]
    own = [row for row in found if row.locale_id == page.locale_id]
    shown = interleaved(own, [row for row in found if row.locale_id != page.locale_id])
    if page.newest_first:
        shown.sort(key=lambda row: (bool(row.first_published_at), row.first_published_at or 0), reverse=True)
    note("pages", *(f"page:{row.pk}" for row in shown))
    pages = [(own_kind, row.locale.language_code) for row in shown if (own_kind := specific(row))]
    pictures = pictures_of(each.picture for each, _language in pages)
    brand = brand_of(request).name
    return [
        card_of(each, pictures.get(each.picture_id), brand_name=brand, language=language)
        for each, language in pages
    ]


def interleaved(own: list[Page], others: list[Page]) -> list[Page]:
    """Return `own` with those of `others` it has no translation of, each behind what it follows there."""
    pages = list(own)
    places = [page.translation_key for page in pages]
    at = 0
    for page in others:
        if page.translation_key in places:
            at = places.index(page.translation_key) + 1
        else:
            pages.insert(at, page)
            places.insert(at, page.translation_key)
            at += 1
    return pages
