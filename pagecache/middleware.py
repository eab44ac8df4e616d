"""Keeping a page that was just rendered, if it is the same for every signed-out visitor."""

import time
from collections.abc import Callable
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_http_date_safe

from pagecache import store
from pagecache.keeping import transaction_depth
from pagecache.link import Unreachable
from pagecache.rendering import Rendering, gathering
from pagecache.requests import has_query, is_for_a_person
from pagecache.wsgi import LOOKUP, SERVED, Lookup, coding_for, entity_tag

LARGEST_BODY = 512 * 1024
# Set anew for each answer, by the WSGI layer or by the server.
PER_ANSWER = {"x-request-id", "x-cache", "etag", "content-length", "date", "server-timing"}
# What a page may vary by. Cookie: requests with a session are never asked about, and Django adds it as soon
# as a template looks whether somebody is signed in. Accept-Language: Django adds it to every bare address,
# although `i18n_patterns` without a default prefix makes it ignore the header. HX-Request: as Cookie.
HARMLESS_VARY = {"accept-encoding", "accept-language", "cookie", "hx-request"}


class StorePage:
    """Stands above all middleware that touches headers, and keeps what leaves them.

    It acts on requests that the WSGI layer looked up in vain, and only on responses whose view noted what
    they show. Everything that could make a page personal is a reason not to keep it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lookup = request.META.get(LOOKUP)
        with gathering(depth=transaction_depth() if SERVED in request.META else None) as rendering:
            response = self.get_response(request)
        if rendering.tallies and is_shown(request, response):
            count_shown(rendering.tallies)
        response.headers["X-Cache"] = "bypass"
        if lookup is None or not rendering.may_be_kept or not is_for_everyone(request, response):
            if lookup is not None:
                give_up(lookup)
            if response.get("Content-Type", "").startswith("text/html"):
                # Nothing between us and a reader may hold a page that could be taken down.
                response.headers.setdefault("Cache-Control", "private, no-cache")
            return conditional(request, response)
        return keep(request, response, lookup, rendering)


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give a file that says when it last changed its tag, or answer that it is the one the visitor has."""
    if response.status_code != 200 or response.streaming or not response.has_header("Last-Modified"):
        return response
    etag = entity_tag(blake2b(response.content, digest_size=12).hexdigest(), "identity")
    response.headers.setdefault("ETag", etag)
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return _unchanged(request, response, response.headers["ETag"])


def _unchanged(request: HttpRequest, response: HttpResponse, etag: str) -> HttpResponse:
    """Return a 304 where the visitor's own copy still is right, else the response."""
    changed = parse_http_date_safe(response.get("Last-Modified", ""))
    return get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response


def is_shown(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether somebody sees the page: no machine, no editor's preview, no error."""
    is_preview = getattr(request, "is_preview", False)
    return response.status_code in (200, 304) and not is_preview and is_for_a_person(request.META)


def count_shown(tallies: set[str]) -> None:
    """Count a page that Django has drawn."""
    if settings.REDIS_URL:
        try:
            store.count_shown(tallies)
        except Unreachable:
            pass  # A view that is not counted lengthens somebody's first chance by one.


def give_up(lookup: Lookup) -> None:
    """Send on whoever waits for this page."""
    try:
        store.give_up(lookup.key)
    except Unreachable:
        pass  # Nobody waits for long.


def is_for_everyone(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether a response to a request without session may be shown to anybody without one."""
    session = getattr(request, "session", None)
    policy = response.get("Content-Security-Policy", "")
    control = response.get("Cache-Control", "")
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and len(response.content) <= LARGEST_BODY
        and not response.has_header("Content-Encoding")
        and not response.cookies  # Also how a page that holds a CSRF token shows.
        and not getattr(session, "modified", False)
        and not getattr(getattr(request, "_messages", None), "added_new", False)
        and not getattr(request, "is_preview", False)
        and "'nonce-" not in policy
        and "private" not in control
        and "no-store" not in control
        and HARMLESS_VARY.issuperset(_varies_by(response))
    )


def _varies_by(response: HttpResponse) -> set[str]:
    return {name.strip().lower() for name in response.get("Vary", "").split(",") if name}


def keep(request: HttpRequest, response: HttpResponse, lookup: Lookup, rendering: Rendering) -> HttpResponse:
    """Keep the response, and answer this first visitor as the next ones will be: with a tag, or a 304."""
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    page = store.Page.of(
        ((name, value) for name, value in response.items() if name.lower() not in PER_ANSWER),
        response.content,
    )
    left = store.PAGE_SECONDS - (time.monotonic() - lookup.asked_at)
    if left > 0:
        try:
            store.keep(
                lookup.key,
                page,
                as_of=lookup.as_of,
                names=rendering.names,
                tallies=rendering.tallies,
                seconds=left,
                has_query=has_query(lookup.key),
            )
        except Unreachable:
            pass  # The page is as good without being kept.
    coding = coding_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    etag = response.headers["ETag"] = entity_tag(page.tag, coding)
    response.headers["X-Cache"] = "miss"
    if coding == "gzip":
        response.content = page.gzipped
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(page.gzipped))
    return _unchanged(request, response, etag)
