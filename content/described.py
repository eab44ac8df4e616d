"""How an editorial page describes itself to machines: its description, the way to it, and what it is."""

from html import unescape
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.rich_text import RichText

from content import structured_data as schema
from content.brand import Brand
from content.cards import pictures_of
from content.models import (
    EditorialPage,
    HomePage,
    ProductPage,
    StoryPage,
    Topic,
    TopicPage,
)
from content.structured_data import Node

DESCRIPTION = 155
"""Characters that search engines show of a description."""


def description_of(page: EditorialPage) -> str:
    """Return what its editor wrote for search engines, else the summary or the first words; never empty."""
    return page.search_description or page.summary or _first_words(page) or page.title


def _first_words(page: EditorialPage) -> str:
    for block in page.body:
        if block.block_type == "text":
            return Truncator(_words_of(block.value)).chars(DESCRIPTION)
    return ""


def _words_of(text: RichText) -> str:
    """Return an editor's words without their markup; those of two paragraphs do not grow together."""
    return " ".join(unescape(strip_tags(text.source.replace("<", " <"))).split())


def steps_to(page: EditorialPage, url: str, brand: Brand) -> list[tuple[str, str]]:
    """Return the way down to the page as (name, address), home first; no query."""
    indexes = {ProductPage: ("products/", _("Products")), StoryPage: ("stories/", _("Stories"))}
    indexes[TopicPage] = ("topics/", _("Topics"))
    steps = [(brand.name, _absolute(""))]
    if above := indexes.get(type(page)):
        steps.append((above[1], _absolute(above[0])))
    return [*steps, (page.title, url)]


def _absolute(path: str) -> str:
    return settings.SITE_URL + reverse("wagtail_serve", args=[path])


def brand_node(brand: Brand) -> Node:
    """Return the brand as the publisher of everything it says."""
    return schema.organization(
        brand.name,
        settings.SITE_URL,
        logo=urljoin(settings.SITE_URL, brand.logo.src) if brand.logo else "",
        mail=brand.contact_email,
        same_as=[link.url for link in brand.social_links],
    )


def nodes_of(
    page: EditorialPage, *, url: str, language: str, brand: Brand, share: str, search_url: str = ""
) -> list[Node]:
    """Return what the page is, for machines. `share` is the address of its share picture.

    Only the home page says where the site's search is, by `search_url`.
    """
    if isinstance(page, HomePage):
        home = schema.website(brand.name, url, settings.SITE_URL, language=language, search_url=search_url)
        return [brand_node(brand), home]
    nodes = [_main(page, url, language, brand, share), schema.breadcrumbs(steps_to(page, url, brand))]
    if asked := schema.questions(_questions(page)):
        nodes.append(asked)
    return nodes


def nodes_of_topic(topic: Topic, *, url: str, brand: Brand) -> list[Node]:
    """Return where a topic stands that marketers have made no page for."""
    above = [(brand.name, _absolute("")), (_("Topics"), _absolute("topics/"))]
    return [schema.breadcrumbs([*above, (topic.name, url)])]


def _main(page: EditorialPage, url: str, language: str, brand: Brand, share: str) -> Node:
    about: dict[str, Any] = {"description": description_of(page)}
    images = _pictures(page) or [share]
    if isinstance(page, ProductPage):
        return schema.product(
            page.title,
            url,
            images=images,
            brand=brand.name,
            sku=page.product.slug,
            facts=[(fact.value["label"], fact.value["value"]) for fact in page.facts],
            price=schema.parsed_price(page.price, language),
            is_retired=page.product.retired_at is not None,
            **about,
        )
    if isinstance(page, StoryPage):
        return schema.article(
            page.title,
            url,
            images=images,
            author=page.byline,
            publisher=brand_node(brand),
            language=language,
            published=page.first_published_at,
            changed=page.last_published_at,
            about=page.product.name if page.product else "",
            **about,
        )
    return schema.web_page(
        page.title, url, language=language, image=images[0], changed=page.last_published_at, **about
    )


def _pictures(page: EditorialPage) -> list[str]:
    """Return the addresses of the page's own picture, and of a product's gallery, printed there too."""
    gallery = page.gallery if isinstance(page, ProductPage) else ()
    images = [page.picture, *(block.value for block in gallery)]
    return [urljoin(settings.SITE_URL, picture.src) for picture in pictures_of(images).values()]


def _questions(page: Page) -> list[tuple[str, str]]:
    return [
        (asked["question"], _words_of(asked["answer"]))
        for block in page.body
        if block.block_type == "questions"
        for asked in block.value
    ]
