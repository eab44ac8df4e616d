"""Which addresses are ours before Wagtail looks at its pages, and where they are in the reader's language."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, translate_url
from django.utils.translation import get_language, get_language_from_path, override


@cache
def taken_segments() -> frozenset[str]:
    """Return the first segments of addresses that are not pages': no page below home may have them."""
    files = (settings.STATIC_URL, settings.MEDIA_URL)
    own = {url.strip("/").partition("/")[0] for url in files if url.startswith("/")}
    languages = {code for code, _name in settings.LANGUAGES}
    return frozenset(own | languages | set(_first_segments(get_resolver().url_patterns)))


def _first_segments(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    from wagtail.views import serve  # Asks for models, which import this module.

    for pattern in patterns:
        # Written as a path or as a regular expression: what stands before the first slash, if it is plain.
        start = str(pattern.pattern).lstrip("^").replace("\\", "")
        segment = start.partition("/")[0]
        if isinstance(pattern, URLResolver) and not start.strip("/"):
            yield from _first_segments(pattern.url_patterns)
        elif getattr(pattern, "callback", None) is not serve and re.fullmatch(r"[a-z0-9-]+", segment):
            yield segment


def for_reader(address: str) -> str:
    """Return an address that an editor wrote, in the reader's language if it is one of this site's pages."""
    if not address.startswith("/"):
        return address
    language = get_language() or settings.LANGUAGE_CODE
    with override(get_language_from_path(address) or settings.LANGUAGE_CODE):
        return translate_url(address, language)
