"""Feeds as files: Atom, RSS and JSON Feed of the very edition the page shows."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content.context import brand_of
from feeds.featured import address_of
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
    own_url, page_url = settings.SITE_URL + request.path, settings.SITE_URL + address_of(feed)
    body = write(feed, items_of(front(feed, brand), brand), brand, own_url, page_url)
    return HttpResponse(body, content_type=content_type)
