"""Feeds as files: Atom, RSS and JSON Feed of the very edition the page shows."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content.context import brand_of
from feeds.featured import address_of
from feeds.membership import feed_to_come
from feeds.models import Feed
from feeds.reading import find_feed, front
from feeds.syndication import WRITERS, changed_at, document_of


@require_safe
def feed_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The front of a feed, to subscribe to."""
    feed = feed_or_404(slug)
    brand = brand_of(request)
    write, content_type = WRITERS[form]
    url, page_url = settings.SITE_URL + request.path, settings.SITE_URL + address_of(feed)
    document = document_of(feed, front(feed, brand), brand, url=url, page_url=page_url)
    headers = {"Last-Modified": http_date(changed_at(feed, document).timestamp())}
    if document.hub:
        headers["Link"] = f'<{document.hub}>; rel="hub", <{document.url}>; rel="self"'
    return HttpResponse(write(document), content_type=content_type, headers=headers)


def feed_or_404(slug: str) -> Feed:
    """Return the feed in the language of the address, also one that holds nothing yet."""
    language = get_language() or settings.LANGUAGE_CODE
    feed = find_feed(slug, language) or feed_to_come(slug, language)
    if feed is None:
        raise Http404
    return feed
