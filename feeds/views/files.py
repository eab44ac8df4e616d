"""Feeds as files: Atom, RSS and JSON Feed of the very edition the page shows."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content.context import brand_of
from feeds.models import Feed
from feeds.reading import find_feed, front
from feeds.syndication import WRITERS, items_of


@require_safe
def feed_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The front of a feed, to subscribe to."""
    feed = find_feed(slug, get_language())
    if feed is None:
        raise Http404
    brand = brand_of(request)
    write, content_type = WRITERS[form]
    own_url = settings.SITE_URL + request.path
    body = write(feed, items_of(front(feed, brand), brand), brand, own_url, page_url(feed))
    return HttpResponse(body, content_type=content_type)


def page_url(feed: Feed) -> str:
    """Return the address of the page a feed stands on."""
    if feed.topic:
        path = reverse("feeds:topic", args=[feed.topic.slug])
    elif feed.product:
        path = reverse("wagtail_serve", args=[f"products/{feed.product.slug}/"])
    else:
        path = reverse("wagtail_serve", args=[""])
    return settings.SITE_URL + path
