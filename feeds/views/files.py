"""Feeds as files: Atom, RSS and JSON Feed of the very edition the page shows."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content.context import brand_of
from feeds.reading import find_feed, front
from feeds.syndication import WRITERS


@require_safe
def feed_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The front of a feed, to subscribe to."""
    feed = find_feed(slug, get_language())
    if feed is None:
        raise Http404
    brand = brand_of(request)
    write, content_type = WRITERS[form]
    body = write(feed, front(feed, brand), brand, request.build_absolute_uri())
    return HttpResponse(body, content_type=content_type)
