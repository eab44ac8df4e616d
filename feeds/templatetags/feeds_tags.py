"""What templates show of feeds."""

from typing import Any

from django import template
from django.conf import settings

from content.context import brand_of
from feeds import embedding, membership
from feeds.chosen import Chosen, chosen_of
from feeds.drawing import draw
from feeds.featured import featured_by_post, name_of
from feeds.following import read_following
from feeds.links import declining_address
from feeds.models import Reader
from feeds.showing import Found
from feeds.views.reading import page_asked_for

register = template.Library()


def may_place(user: Any) -> bool:
    return user.has_perm("feeds.add_placement")


@register.inclusion_tag("feeds/_feed.html", takes_context=True)
def feed(context: dict[str, Any], slug: str, title: str) -> dict[str, Any]:
    """Print the page of a feed that the address asks for (`?after=`, `?order=`, `?language=`)."""
    request = context["request"]
    feed_page = page_asked_for(request, slug, title)
    return {"feed_page": feed_page, "brand": brand_of(request), "request": request}


@register.simple_tag(takes_context=True)
def on_cards(context: dict[str, Any], found: list[Found], may_curate: bool) -> str:
    """Print the entries of a page on their cards."""
    return draw(found, brand_of(context["request"]), may_curate=may_curate)


@register.inclusion_tag("feeds/_feed.html", takes_context=True)
def following_feed(context: dict[str, Any]) -> dict[str, Any]:
    """Print the page of what the reader follows that the address asks for (`?after=`)."""
    request = context["request"]
    brand = brand_of(request)
    feed_page = read_following(request.user, brand=brand, after=request.GET.get("after", ""))
    return {"feed_page": feed_page, "brand": brand, "request": request}


@register.inclusion_tag("feeds/_front_page.html", takes_context=True)
def front_page_choice(context: dict[str, Any]) -> dict[str, Any]:
    """Let the reader choose whether what they follow comes more often on their front page; one query."""
    reader = Reader.objects.filter(member=context["request"].user).first()
    return {"is_wanted": bool(reader and reader.prefers_followed), "csrf_token": context.get("csrf_token")}


@register.simple_tag
def product_feed(product: Any) -> str:
    """Return the name of a product's feed."""
    return membership.product_slug(product.slug)


@register.simple_tag
def topic_feed(topic: Any) -> str:
    """Return the name of a topic's feed."""
    return membership.topic_slug(topic.slug)


@register.simple_tag(takes_context=True)
def embed_code(context: dict[str, Any], feed: Any) -> str:
    """Return the HTML that shows a feed on another site, to be printed as text."""
    return embedding.embed_code(feed, brand_of(context["request"]).name)


@register.inclusion_tag("feeds/_featured.html", takes_context=True)
def featured_now(context: dict[str, Any], post: Any) -> dict[str, Any]:
    """Print where a post is featured, in a list of its author's; one query for the whole list."""
    request = context["request"]
    if not hasattr(request, "_featured"):
        request._featured = featured_by_post(post.author_id, brand_of(request).settings.zone)
    featured = request._featured.get(post.pk, [])
    return {
        "featured": featured,
        "decline": declining_address(post) if featured else "",
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def feed_name(feed: Any) -> str:
    """Return a feed's place in words: "the front page", or what it is of."""
    return name_of(feed)


@register.filter
def language_called(code: str) -> str:
    """Return what this site calls one of its languages."""
    return str(dict(settings.LANGUAGES).get(code, code))


@register.simple_tag
def chosen_posts(member: Any) -> list[Chosen]:
    """Return what of a member's the brand featured, for `feeds/_chosen.html`: one query."""
    return chosen_of(member)


@register.simple_tag(takes_context=True)
def may_curate(context: dict[str, Any]) -> bool:
    """Whether cards offer to be featured. Whoever is in no group is not asked about further."""
    user = context["request"].user
    return user.is_authenticated and bool(user.is_superuser or user.group_names) and may_place(user)


@register.inclusion_tag("feeds/_feature_link.html", takes_context=True)
def feature_link(context: dict[str, Any], post: Any) -> dict[str, Any]:
    """Offer marketers to feature a public post; print nothing for anybody else."""
    user = context["request"].user
    return {"post": post, "may_curate": post.is_public and may_place(user)}
