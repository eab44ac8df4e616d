"""What the head of a page says to machines."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.utils.html import format_html
from django.utils.translation import get_language, override

from content.context import brand_of
from content.described import description_of, nodes_of, nodes_of_topic
from content.models import EditorialPage, Topic
from content.share_pictures import Share, share_of_page, share_of_site
from content.structured_data import JsonLd, Node

register = template.Library()


@register.simple_tag(takes_context=True)
def share_picture(context: Context) -> Share:
    """What stands for this page where its address is shared: its own picture, else the brand's.

    A view whose page has a picture of its own and is no editorial page gives it as `share`.
    """
    if own := context.get("share"):
        return own
    brand, page = brand_of(context["request"]).settings, context.get("page")
    if isinstance(page, EditorialPage) and page.pk:
        return share_of_page(page, brand, language_of(context))
    return share_of_site(brand, language_of(context))


@register.simple_tag
def page_description(page: EditorialPage) -> str:
    return description_of(page)


@register.simple_tag
def json_ld(nodes: list[Node]) -> str:
    """Print what a page is in the words of schema.org, as a block of data; nothing for nothing."""
    return (
        format_html('<script type="application/ld+json">{}</script>', JsonLd(tuple(nodes))) if nodes else ""
    )


@register.simple_tag(takes_context=True)
def page_data(context: Context, search_path: str = "") -> str:
    """Print what an editorial page is. The home page says where the search is: `search_path`."""
    return json_ld(page_nodes(context, search_url=settings.SITE_URL + search_path))


@register.simple_tag(takes_context=True)
def topic_data(context: Context, topic: Topic) -> str:
    """Print where a topic without a page of its own stands."""
    brand = brand_of(context["request"])
    return json_ld(nodes_of_topic(topic, url=context["canonical_url"], brand=brand))


def page_nodes(context: Context, **more: Any) -> list[Node]:
    """Return what the editorial page being drawn is; the first node is the page's own subject."""
    language = language_of(context)
    with override(language):
        return nodes_of(
            context["page"],
            url=context["canonical_url"],
            language=language,
            brand=brand_of(context["request"]),
            share=share_picture(context).url,
            **more,
        )


def language_of(context: Context) -> str:
    """Return the language the page is written in: the reader's, unless it stands in for a translation."""
    return context.get("page_lang") or get_language() or settings.LANGUAGE_CODE
