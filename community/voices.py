"""Customers' words on the brand's pages: chosen by a marketer, or by rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, When, Window
from django.db.models.functions import RowNumber

from community.models import Post
from community.models.posts import PostQuerySet
from content.models import Product

LOOK_BACK = 8
"""For each post that is shown by rule, how many of the newest are looked at."""
EXPERIENCE = [Post.Kind.REVIEW, Post.Kind.TIP, Post.Kind.STORY]
"""What tells how something is to live with; a question or an idea does not."""


@dataclass(frozen=True)
class Voices:
    """Posts for a block: those somebody at the brand chose, which the page must say, and those by rule."""

    chosen: list[Post]
    by_rule: list[Post]


def voices_for(value: Mapping[str, Any], language: str) -> Voices:
    """Return the posts a `VoicesBlock` asks for, in one query, or two where chosen ones are gone.

    Chosen ones stand in the marketer's order, as many as the block shows; more may be named, and step in for
    those that are withdrawn, removed or kept out of feeds. Only when too few are left do others fill the
    places, apart from the chosen ones, so that nothing stands under "Chosen by" that nobody chose.

    By rule: of the newest customers' posts in shared feeds that fit product, topic and kind, first those in
    the reader's `language`, then those others found useful; there nobody speaks twice
    before everybody has. When one goes the next takes its place. Nothing looks at stars or tone.
    """
    count = value.get("count") or 3
    rows = Post.objects.in_feeds().by_customers()
    ids = list(dict.fromkeys(int(pk) for pk in value.get("posts") or () if pk))
    chosen: list[Post] = []
    if ids:
        found = {post.pk: post for post in rows.filter(pk__in=ids).for_cards()}
        chosen = [found[pk] for pk in ids if pk in found][:count]
        count = min(count, len(ids)) - len(chosen)
    by_rule = _by_rule(_fitting(rows.exclude(pk__in=ids), value), count, language) if count else []
    return Voices(chosen, by_rule)


def _fitting(rows: PostQuerySet, value: Mapping[str, Any]) -> PostQuerySet:
    if value.get("product"):
        rows = rows.filter(product=int(value["product"]))
    if value.get("topic"):
        rows = rows.filter(topic_links__topic=int(value["topic"]))
    if value.get("kind"):
        rows = rows.filter(kind=value["kind"])
    return rows


def _by_rule(rows: PostQuerySet, count: int, language: str) -> list[Post]:
    newest = list(rows.newest_first().for_cards()[: count * LOOK_BACK])
    newest.sort(key=lambda post: (post.language != language, post.eligible_at is None))
    first = {post.author_id: post for post in reversed(newest)}
    newest.sort(key=lambda post: (post.language != language, post is not first[post.author_id]))
    return newest[:count]


def owners_on(product: Product | None, topics: Iterable[int], language: str) -> dict[int, Post]:
    """Return what a customer says on each topic (ids), of the product or of any, in one query.

    On each the most useful, then the newest, whatever its stars, in the reader's language if there is one;
    none is quoted twice. Nobody who works for the brand, or did when they wrote, speaks as an owner.
    """
    topics = list(topics)
    is_foreign = Case(When(language=language, then=0), default=1)
    place = Window(
        RowNumber(),
        partition_by=F("topic_links__topic"),
        order_by=[is_foreign, F("approvals").desc(), F("published_at").desc(), F("pk").desc()],
    )
    rows = Post.objects.in_feeds().by_customers().filter(works_for_brand=False, author__brand_role={})
    rows = rows.filter(kind__in=EXPERIENCE, topic_links__topic__in=topics)
    if product:
        rows = rows.filter(product=product)
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
