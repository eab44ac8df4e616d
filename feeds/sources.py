"""What can be placed, as marketers name it: by its address, or by words to look for."""

import re
from urllib.parse import urlsplit

from django.db.models import Q
from wagtail.models import Page
from wagtail.query import PageQuerySet

from community.models import Post
from content.cards import KINDS, specific
from content.models import EditorialPage
from content.shown import shown_pages

FOUND, WORDS = 15, 8
LOOKED_THROUGH = 20_000
"""Posts whose words are compared: no index serves that. An older one is featured from its own page."""
POST_PATH = re.compile(r"(?:/[a-z]{2,3})?/posts/(?P<pk>[0-9]{1,18})(?:-[^/]*)?$")


def source_at(address: str) -> Post | Page | None:
    """Return the public post or page at an address of this site, whole or from its first "/" on."""
    try:
        path = urlsplit(address.strip()).path.rstrip("/")
    except ValueError:  # Such as brackets that are no address.
        return None
    if post := POST_PATH.match(path):
        return Post.objects.in_feeds().filter(pk=post["pk"]).first()
    slug = path.rpartition("/")[2]
    pages = placeable_pages().filter(slug=slug) if slug else []
    return next((page for page in pages if urlsplit(page.url or "").path.rstrip("/") == path), None)


def placeable_pages() -> PageQuerySet:
    """Return the pages that may stand in feeds: products, stories and the like, not indexes."""
    return shown_pages().filter(alias_of=None).select_related(*KINDS, "locale")


def found_posts(words: str) -> list[Post]:
    """Return of the latest public posts those with all of these words in title or author, latest first."""
    latest = Post.objects.in_feeds().newest_first().values("pk")[:LOOKED_THROUGH]
    rows = Post.objects.filter(pk__in=latest).select_related("public_revision", "author", "product")
    for word in words.split()[:WORDS]:
        # One condition for each word: joining whole querysets doubles them with every word.
        rows = rows.filter(Q(public_revision__title__icontains=word) | Q(author__name__icontains=word))
    return list(rows.newest_first()[:FOUND])


def found_pages(words: str) -> list[EditorialPage]:
    """Return pages that can be placed with all of these words in their title, the latest first."""
    rows = placeable_pages()
    for word in words.split()[:WORDS]:
        rows = rows.filter(title__icontains=word)
    found = [
        page for row in rows.order_by("-first_published_at", "-pk")[: 2 * FOUND] if (page := specific(row))
    ]
    return [page for page in found if page.feed_kind][:FOUND]
