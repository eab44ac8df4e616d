"""Feeds are called after their product or topic."""

from django.db import transaction

from content.actions import redirect_slug
from content.models import Product, Topic
from feeds.membership import product_slug, topic_slug
from feeds.models import Feed
from feeds.syndication import KEPT_BY_OTHERS
from pagecache import raise_generations


@transaction.atomic
def rename_feeds(subject: Product | Topic, *, before: str) -> None:
    """Call a subject's feeds by its slug; who subscribed to their files or shows them is led on.

    `before` is the slug it had, "" where it is new.
    """
    is_product = isinstance(subject, Product)
    name = product_slug if is_product else topic_slug
    rows = Feed.objects.filter(**{"product" if is_product else "topic": subject})
    feeds = list(rows.select_for_update().order_by("pk"))
    for feed in feeds:
        raise_generations(feed.generation)
        feed.slug = name(subject.slug)
        raise_generations(feed.generation)
    Feed.objects.bulk_update(feeds, ["slug"])
    old = name(before) if before else ""
    for address in KEPT_BY_OTHERS:
        redirect_slug(address, before=old, after=name(subject.slug))
