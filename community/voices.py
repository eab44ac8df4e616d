"""Customers' words on the brand's pages: chosen by a marketer, or by rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, When, Window
from django.db.models.functions import RowNumber

from community.models import Post
from community.models.posts import PostQuerySet
from community.reviews import Sums, sums_of
from content.models import Product


@dataclass(frozen=True)
class Voices:
    """Posts for a block. `is_chosen`: somebody at the brand picked them, which the page must say.

    `product` is what chosen posts are about, whose reviews all count beside them.
    """

    posts: list[Post]
    is_chosen: bool
    product: Product | None


def chosen_by(value: Mapping[str, Any]) -> Voices:
    """Return the posts a `VoicesBlock` asks for: its chosen ones that may still be shown, else the newest.

    Chosen by rule means customers' posts in shared feeds that fit product, topic and kind, rated in ones
    first; nothing looks at stars or tone.
    """
    count = value.get("count") or 3
    rows = Post.objects.in_feeds().by_customers()
    if ids := [int(pk) for pk in value.get("posts") or () if pk]:
        found = {post.pk: post for post in rows.filter(pk__in=ids).for_cards()}
        posts = [found[pk] for pk in ids if pk in found][:count]
        if posts:
            return Voices(posts, True, _product(value.get("product")))
    rows = rows.newest_first()
    if value.get("product"):
        rows = rows.filter(product=int(value["product"]))
    if value.get("topic"):
        rows = rows.filter(topic_links__topic=int(value["topic"]))
    if value.get("kind"):
        rows = rows.filter(kind=value["kind"])
    return Voices(_rated_in_first(rows, count), False, None)


def _product(pk: str | None) -> Product | None:
    return Product.objects.filter(pk=pk).first() if pk else None


def owners_on(product: Product, topics: Sequence[int], language: str) -> dict[int, Post]:
    """Return what a customer says of the product on each topic (ids), in one query.

    On each the most useful, then the newest, in the reader's language if there is one; none is quoted twice.
    """
    is_foreign = Case(When(language=language, then=0), default=1)
    place = Window(
        RowNumber(),
        partition_by=F("topic_links__topic"),
        order_by=[is_foreign, F("approvals").desc(), F("published_at").desc(), F("pk").desc()],
    )
    rows = Post.objects.in_feeds().by_customers().filter(product=product)
    rows = rows.filter(topic_links__topic__in=topics)
    rows = rows.annotate(quoted_on=F("topic_links__topic"), place=place)
    # With as many candidates as topics there is one left for each, whoever the others quote.
    nearest = rows.filter(place__lte=len(topics))  # type: ignore[misc]  # annotated above
    candidates = sorted(nearest.for_cards(), key=lambda post: vars(post)["place"])
    quoted: dict[int, Post] = {}
    for topic in topics:
        taken = {post.pk for post in quoted.values()}
        for post in candidates:
            if vars(post)["quoted_on"] == topic and topic not in quoted and post.pk not in taken:
                quoted[topic] = post
    return quoted


def sums_beside(voices: Voices) -> Sums | None:
    """Return what must stand beside hand-picked posts on a product: the average of all its reviews."""
    return sums_of(voices.product) if voices.is_chosen and voices.product else None


def _rated_in_first(rows: PostQuerySet, count: int) -> list[Post]:
    newest = list(rows.for_cards()[: count * 4])
    return sorted(newest, key=lambda post: post.eligible_at is None)[:count]
