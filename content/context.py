"""What every template may print: the brand, and the way to the same page in another language."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject

from content.brand import Brand, current_brand
from pagecache import note


def site(request: HttpRequest) -> dict[str, Any]:
    """The brand is read when a template asks for it, once per request."""
    return {
        "brand": SimpleLazyObject(lambda: brand_of(request)),
        "alternate_urls": SimpleLazyObject(lambda: alternate_urls(request)),
        "canonical_url": settings.SITE_URL + request.path,
    }


def brand_of(request: HttpRequest) -> Brand:
    """Return the brand, read once a request."""
    if not hasattr(request, "_brand"):
        # The frame of every page prints it: named, but whether the page is kept is its view's to say.
        note("brand", keep=False)
        vars(request)["_brand"] = current_brand()
    return vars(request)["_brand"]


def alternate_urls(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Return (code, name, address) of this page in every language, this one included.

    The query string stays behind: a reader's place in a feed means nothing in another language's feed.
    """
    return [
        (code, str(name), settings.SITE_URL + translate_url(request.path, code))
        for code, name in settings.LANGUAGES
    ]
