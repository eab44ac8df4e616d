"""What the community adds to what pages say to machines."""

from django import template
from django.conf import settings
from django.template import Context
from django.utils.translation import get_language

from community.described import (
    comments_on_page,
    nodes_of_hub,
    nodes_of_member,
    nodes_of_reviews,
    of_reviews,
)
from community.models import Member
from community.reviews import Reviews
from community.templatetags.community_tags import reviews_summary
from community.templatetags.thread_tags import conversation_beneath
from content.cards import address_of
from content.context import brand_of
from content.templatetags.machine_tags import json_ld, page_nodes

register = template.Library()


@register.simple_tag(takes_context=True)
def product_data(context: Context) -> str:
    """Print what a product's page is about, with the reviews it shows: no query more for them.

    Search engines call a product faulty of which they learn neither price nor review: it is left out.
    """
    product, *others = page_nodes(context)
    product |= of_reviews(reviews_summary(context, context["page"].product)["reviews"])
    is_whole = {"offers", "aggregateRating"} & product.keys()
    return json_ld([product, *others] if is_whole else others)


@register.simple_tag(takes_context=True)
def story_data(context: Context) -> str:
    """Print what a story is, with what was said beneath it: no query more for that."""
    article, *others = page_nodes(context)
    page = context["page"]
    path = address_of(page, get_language() or settings.LANGUAGE_CODE)
    said = comments_on_page(conversation_beneath(context, page), path, brand_of(context["request"]).name)
    return json_ld([article | said, *others])


@register.simple_tag(takes_context=True)
def reviews_data(context: Context, reviews: Reviews) -> str:
    """Print what the page of all reviews of a product is about."""
    return json_ld(nodes_of_reviews(reviews, brand_of(context["request"]).name))


@register.simple_tag(takes_context=True)
def member_data(context: Context, member: Member) -> str:
    """Print who a member is."""
    return json_ld(nodes_of_member(member, brand_of(context["request"]).name))


@register.simple_tag(takes_context=True)
def hub_data(context: Context) -> str:
    """Print where the community's front page stands."""
    return json_ld(nodes_of_hub(brand_of(context["request"]).name))
