"""Feeds are called after their product or topic."""

from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.urls import reverse

from content.actions import redirect_slug
from content.models import Product, Topic
from feeds.membership import product_slug, topic_slug
from feeds.models import Feed
from feeds.syndication import WRITERS
from pagecache import raise_generations


@transaction.atomic
def rename_feeds(subject: Product | Topic, *, before: str) -> None:
    """Call a subject's feeds by its slug; readers who subscribed to their files are led on.

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
    for form in WRITERS:
        redirect_slug(partial(_address, name, form), before=before, after=subject.slug)


def _address(name: Callable[[str], str], form: str, slug: str) -> str:
    return reverse("feeds:file", args=[name(slug), form])
