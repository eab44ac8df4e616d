"""Where a reader may go on from a page: stories about its product, other stories, the product itself."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, Q, Value, When
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.query import PageQuerySet

from content.cards import PageCard, card_of, pictures_of, specific
from content.context import brand_of
from content.models import Product, StoryPage
from content.shown import shown_pages
from pagecache import note

STORIES = 3


@dataclass(frozen=True)
class ReadOn:
    """What stands below a story."""

    product: PageCard | None
    stories: list[PageCard]


def stories_about(product: Product, request: Any) -> list[PageCard]:
    """Return the newest stories about a product in the reader's language, in one query."""
    rows = _in_the_readers_language().filter(storypage__product=product)
    return _cards(list(rows.order_by("-first_published_at", "-pk")[:STORIES]), request)


def read_on(story: StoryPage, request: Any) -> ReadOn:
    """Return the page of a story's product and further stories, in one query.

    First stories about the same product or topic, then others, the newest first; in the reader's language.
    """
    related = Q()
    if story.product_id:
        related |= Q(storypage__product=story.product_id)
    if story.topic_id:
        related |= Q(storypage__topic=story.topic_id)
    is_product = Q(productpage__product=story.product_id or 0)
    rows = _in_the_readers_language().exclude(translation_key=story.translation_key)
    rows = rows.filter(Q(storypage__isnull=False) | is_product)
    nearness = Case(When(is_product, then=0), *([When(related, then=1)] if related else []), default=Value(2))
    found = list(rows.order_by(nearness, "-first_published_at", "-pk")[: STORIES + 1])
    cards = _cards(found, request)
    product = next((card for card in cards if card.kind == "product"), None)
    return ReadOn(product, [card for card in cards if card.kind == "story"][:STORIES])


def _in_the_readers_language() -> PageQuerySet:
    kinds = ("productpage", "storypage")
    rows = shown_pages().filter(locale__language_code=_language(), alias_of=None)
    return rows.select_related(*kinds, *(f"{kind}__picture" for kind in kinds))


def _cards(rows: list[Page], request: Any) -> list[PageCard]:
    note("pages", *(f"page:{row.pk}" for row in rows))
    pages = [page for row in rows if (page := specific(row))]
    pictures = pictures_of(page.picture for page in pages)
    brand = brand_of(request).name
    return [
        card_of(page, pictures.get(page.picture_id), brand_name=brand, language=_language()) for page in pages
    ]


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
