"""What every template may print: the brand, and the way to the same page in another language."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import get_language

from content.brand import Brand, current_brand
from pagecache import note

COMES_ALONG = ("q", "kind", "product", "topic", "order")
"""What a query asks for in any language."""


def site(request: HttpRequest) -> dict[str, Any]:
    """The brand is read when a template asks for it, once per request. Pages know their own translations."""
    return {
        "brand": SimpleLazyObject(lambda: brand_of(request)),
        "alternate_urls": SimpleLazyObject(lambda: alternate_urls(request)),
        "canonical_url": settings.SITE_URL + request.path,
        "language_switch": SimpleLazyObject(lambda: language_switch(request)),
    }


def brand_of(request: HttpRequest) -> Brand:
    """Return the brand, read once a request."""
    if not hasattr(request, "_brand"):
        # The frame of every page prints it: named, but whether the page is kept is its view's to say.
        note("brand", keep=False)
        vars(request)["_brand"] = current_brand()
    return vars(request)["_brand"]


def alternate_urls(request: HttpRequest) -> list[tuple[str, str]]:
    """Return (code, address) of this page in every language, this one included, for search engines."""
    return [
        (code, settings.SITE_URL + translate_url(request.path, code)) for code, _name in settings.LANGUAGES
    ]


def language_switch(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """Return (code, path) of this page in every other language, for readers.

    What they asked for comes along; their place in a feed does not: it means nothing in another feed. An
    address that is nobody's leads to the front page: "//elsewhere/" would be taken for another site's.
    """
    path = request.path if request.resolver_match else reverse("wagtail_serve", args=[""])
    asked = {name: request.GET[name] for name in COMES_ALONG if request.GET.get(name)}
    query = f"?{urlencode(asked)}" if asked else ""
    return tuple(
        (code, translate_url(path, code) + query)
        for code, _name in settings.LANGUAGES
        if code != get_language()
    )
