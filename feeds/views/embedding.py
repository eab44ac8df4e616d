"""A feed for other sites: a page for a frame, and the same as JSON. Everybody gets the same; no cookies."""

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from content.context import brand_of
from feeds.embedding import found_elsewhere
from feeds.featured import address_of
from feeds.page import mix_of
from feeds.reading import with_words
from feeds.showing import print_entries, rows_of
from feeds.syndication import JSON_TYPE, document_of, write_json
from feeds.views.files import feed_or_404

# The one page that any site may put into a frame: it holds nothing to press but links out of it.
FRAMED_BY_ALL = {"frame-ancestors": ["*"], "script-src": [NONE], "form-action": [NONE], "connect-src": [NONE]}


@require_safe
@xframe_options_exempt
@csp_replace(FRAMED_BY_ALL)  # type: ignore[arg-type] # its types know no view that takes more than a request
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """A feed in a frame on somebody's page."""
    feed = feed_or_404(slug)
    brand = brand_of(request)
    found = found_elsewhere(feed, brand)
    rows = rows_of(each.row.pk for each in found)
    entries = print_entries(found, rows, brand, get_language() or settings.LANGUAGE_CODE)
    context = {
        "feed": feed,
        "entries": entries,
        "mix": mix_of(entry.lane for entry in entries),
        "page_url": settings.SITE_URL + address_of(feed),
    }
    return render(request, "feeds/embed.html", context)


@require_safe
def embed_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as JSON Feed, which any site's script may read."""
    feed = feed_or_404(slug)
    brand = brand_of(request)
    url, page_url = settings.SITE_URL + request.path, settings.SITE_URL + address_of(feed)
    entries = with_words(found_elsewhere(feed, brand), brand)
    document = document_of(feed, entries, brand, url=url, page_url=page_url)
    headers = {"Access-Control-Allow-Origin": "*"}
    return HttpResponse(write_json(document), content_type=JSON_TYPE, headers=headers)
