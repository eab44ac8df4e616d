"""What pages of lower and equal rooms show of the community: voices, reviews, an owner's words.

A block of a page stores choices only; these tags read the posts when the page is drawn, so what is taken down
is gone from it. Each is one queryset method and one partial.
"""

import re
from typing import Any

from django import template
from django.template import Context
from django.utils.http import urlencode
from django.utils.translation import get_language

from community import voices
from community.cards import PostCard, cards_of
from community.credits import Credit, cited_in, credits_for
from community.models import Member, Post
from community.photos import picture_of
from community.questions import questions_about
from community.reviews import Reviews, averages_of, reviews_of
from community.wording import KINDS
from content.cards import Picture
from content.models import Product
from pagecache import note

register = template.Library()
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
KEPT = "community.reviews"
"""Where the reviews of a page's products are kept while it is drawn."""
QUOTES = "_owner_quotes"
"""Where what owners say on a page's claims is kept while it is drawn."""
CREDITS = "_credits"
"""Where the thanks of a page are kept while it is drawn."""


@register.filter
def apart(name: str) -> str:
    """Keep a name written from right to left apart from the sentence around it, which it would turn round."""
    return f"\u2068{name}\u2069" if _RIGHT_TO_LEFT.search(name) else name


@register.simple_tag
def member_picture(member: Member) -> Picture | None:
    """A member's face, where it may be shown; the row must have come with its picture."""
    return picture_of(member.picture)


@register.inclusion_tag("community/_voices.html", takes_context=True)
def community_voices(context: Context, value: Any) -> dict[str, Any]:
    """The block "customer voices": the chosen posts that are still public, others by rule (`voices_for`).

    Beside chosen ones stands what all reviews of the same products say.
    """
    # A post that is new or back may belong here: the product's pages and the hub learn of each.
    note(f"product:{value['product']}" if value.get("product") else "hub")
    found = voices.voices_for(value, get_language() or "en")
    averages = averages_of(post.product for post in found.chosen if post.product)
    note(*(f"product:{average.product.pk}" for average in averages))
    return {
        "heading": value.get("heading"),
        "chosen": _cards(context, found.chosen),
        "by_rule": _cards(context, found.by_rule),
        "averages": averages,
        "brand": context.get("brand"),
        "request": context.get("request"),
    }


@register.simple_tag(takes_context=True)
def credited(context: Context, page: Any, posts: Any) -> list[Credit]:
    """Those to be thanked for what a block of the page tells of; all blocks of a page are read at once."""
    request = context["request"]
    kept: dict[int, Credit] | None = getattr(request, CREDITS, None)
    if kept is None:
        kept = credits_for(cited_in(page), get_language() or "en")
        setattr(request, CREDITS, kept)
    return [kept[pk] for pk in posts if pk in kept]


@register.inclusion_tag("community/_what_to_write.html")
def what_to_write(title: str, text: str, product: str = "") -> dict[str, Any]:
    """Invite to write: a post of any kind, about a product where its slug is given."""
    query = f"?{urlencode({'product': product})}" if product else ""
    return {"title": title, "text": text, "kinds": KINDS.items(), "query": query}


@register.inclusion_tag("community/_reviews_summary.html", takes_context=True)
def reviews_summary(context: Context, product: Product) -> dict[str, Any]:
    """Average, distribution and the two most useful reviews of a product."""
    return _with_reviews(context, product)


@register.inclusion_tag("community/_all_reviews.html", takes_context=True)
def all_reviews(context: Context, product: Product) -> dict[str, Any]:
    """Every public review of a product, newest first, without any gate; older ones a link away."""
    return _with_reviews(context, product)


@register.inclusion_tag("community/_questions.html", takes_context=True)
def product_questions(context: Context, product: Product) -> dict[str, Any]:
    """What customers ask about a product, open and answered, with a way to ask."""
    note(f"product:{product.pk}")
    language = get_language() or "en"
    return {
        "questions": questions_about(product, language=language, brand_name=_brand_name(context)),
        "product": product,
        "brand": context.get("brand"),
        "request": context.get("request"),
    }


@register.inclusion_tag("community/_owner_quote.html", takes_context=True)
def owner_quote(context: Context, subject: Any, topic: str | int) -> dict[str, Any]:
    """What an owner says on a topic, beneath a claim of the brand; nothing if nobody does.

    `subject` is a page, whose claims are all answered at once, or a product; `topic` an id. On a page that
    is about no product any owner may be quoted.
    """
    request = context["request"]  # Every block is drawn in a context of its own: only the request is shared.
    kept: dict[int, PostCard] | None = getattr(request, QUOTES, None)
    if kept is None:
        kept = _quotes(context, subject, int(topic))
        setattr(request, QUOTES, kept)
    return {"card": kept.get(int(topic)), "brand": context.get("brand"), "request": request}


def _quotes(context: Context, subject: Any, topic: int) -> dict[int, PostCard]:
    """One owner's words for each topic that the page's claims name."""
    product = subject if isinstance(subject, Product) else getattr(subject, "product", None)
    claims = [block.value for block in getattr(subject, "body", ()) if block.block_type == "feature"]
    topics = dict.fromkeys([*(int(claim["topic"]) for claim in claims if claim["topic"]), topic])
    note(f"product:{product.pk}" if product else "hub")
    quoted = voices.owners_on(product, topics, get_language() or "en")
    return dict(zip(quoted, _cards(context, list(quoted.values())), strict=True))


def _with_reviews(context: Context, product: Product) -> dict[str, Any]:
    """The reviews, read once a page for both tags."""
    note(f"product:{product.pk}")
    page = context.render_context
    kept: dict[int, Reviews] = page.get(KEPT) or {}
    if product.pk not in kept:
        kept[product.pk] = reviews_of(product, brand_name=_brand_name(context))
        page[KEPT] = kept
    return {
        "reviews": kept[product.pk],
        "product": product,
        "brand": context.get("brand"),
        "request": context.get("request"),
    }


def _cards(context: Context, posts: list[Post]) -> list[PostCard]:
    return cards_of(posts, language=get_language() or "en", brand_name=_brand_name(context))


def _brand_name(context: Context) -> str:
    return str(getattr(context.get("brand"), "name", ""))
