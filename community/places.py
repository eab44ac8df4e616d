"""What can be commented on: public posts, and pages of products and stories in all their languages."""

from typing import Any, TypeAlias

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from community.models import Post
from content.cards import address_at
from content.shown import shown_pages

Place: TypeAlias = Post | Page


def public_posts() -> QuerySet[Post]:
    """Return the posts one may comment on, if their thread is open."""
    return Post.objects.published().for_page()


def public_pages() -> QuerySet[Any]:
    """Return the pages one may comment on, if their thread is open."""
    return shown_pages().filter(Q(productpage__isnull=False) | Q(storypage__isnull=False))


def address_of(place: Place) -> str:
    """Return where a place is read, in the reader's language."""
    if isinstance(place, Post):
        return place.get_absolute_url()
    return address_at(place.url_path, get_language() or "en")


def comments_address(place: Place) -> str:
    """Return where comments on it are sent to."""
    return reverse(f"community:{_prefix(place)}comments", args=[place.pk])


def _prefix(place: Place) -> str:
    return "" if isinstance(place, Post) else "page_"
