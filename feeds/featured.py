"""Where an author's posts are featured now, as "My posts" says it."""

from collections import defaultdict
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _, override

from community.cards import product_url
from feeds.models import Feed, Placement


@dataclass(frozen=True)
class Featured:
    """A live placement of a post; `until` may be empty, `slot` is None where none is pinned."""

    name: str
    address: str
    slot: int | None
    until: str


def featured_by_post(author_id: int, zone: ZoneInfo) -> dict[int, list[Featured]]:
    """Return what of an author's is featured in feeds now, by post; one query."""
    rows = Placement.objects.live().filter(
        post__author=author_id, post__in_feeds=True, post__state="published"
    )
    found: dict[int, list[Featured]] = defaultdict(list)
    for row in rows.select_related("feed__product", "feed__topic").order_by("starts_at", "pk"):
        if row.post_id is not None:
            until = date_format(row.ends_at.astimezone(zone), "MONTH_DAY_FORMAT") if row.ends_at else ""
            found[row.post_id].append(Featured(name_of(row.feed), address_of(row.feed), row.slot, until))
    return dict(found)


def name_of(feed: Feed) -> str:
    return _("the front page") if feed.kind == Feed.Kind.HOME else feed.name


def address_of(feed: Feed) -> str:
    """Return the address of the page a feed stands on, in its own language."""
    with override(feed.language):
        if feed.product:
            return product_url(feed.product)
        if feed.topic:
            return reverse("feeds:topic", args=[feed.topic.slug])
        if feed.kind == Feed.Kind.CUSTOM:
            return reverse("feeds:own", args=[feed.slug])
        return reverse("wagtail_serve", args=[""])
