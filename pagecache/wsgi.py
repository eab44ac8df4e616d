"""The layer in front of Django: it answers signed-out pages that Redis holds, and passes on the rest.

A hit costs one round trip and touches neither Django's handler nor its middleware; the headers are those
Django sent when the page was rendered. Nothing is remembered in this process: each request asks Redis.
"""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils.http import parse_http_date_safe

from pagecache import store
from pagecache.link import Unreachable
from pagecache.requests import is_for_a_person, page_key

LOOKUP = "pagecache.lookup"
# Says to Django that a request came this way.
SERVED = "pagecache.served"
# A 304 says nothing about a body it does not send.
ABOUT_THE_BODY = {"content-type", "content-language", "content-disposition"}
# Seconds a visitor waits for a page that another is drawing, and between two looks.
PATIENCE, PAUSE = 0.6, 0.02


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a lookup that found nothing leaves behind for `StorePage`."""

    key: str
    as_of: int
    # time.monotonic() before Redis was asked: the page's time of life is counted from here.
    asked_at: float


class PageCache:
    """WSGI middleware around Django's own application."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        coding = coding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        environ[SERVED] = True
        found = self._look_up(environ, coding)
        if found is None:
            return self.application(environ, start_response)
        since = environ.get("HTTP_IF_MODIFIED_SINCE")
        if since and not environ.get("HTTP_IF_NONE_MATCH") and is_unchanged(found, since):
            found = replace(found, body=None)
        return answer(found, coding, environ["REQUEST_METHOD"], start_response)

    @staticmethod
    def _look_up(environ: dict[str, Any], coding: str) -> store.Hit | None:
        """Return the kept page; None where Django must answer, with a `Lookup` if its page may be kept."""
        key = page_key(environ) if settings.REDIS_URL else None
        if key is None:
            return None
        asked_at = time.monotonic()
        until = asked_at + PATIENCE
        if_none_match = environ.get("HTTP_IF_NONE_MATCH", "")
        counts = is_for_a_person(environ)
        try:
            while (
                found := store.look_up(
                    key,
                    coding=coding,
                    if_none_match=if_none_match,
                    may_wait=asked_at < until,
                    counts=counts,
                )
            ) is None:
                time.sleep(PAUSE)
                asked_at = time.monotonic()
        except Unreachable:
            return None
        if isinstance(found, store.Hit):
            return found
        environ[LOOKUP] = Lookup(key, found, asked_at)
        return None


def is_unchanged(found: store.Hit, since: str) -> bool:
    """Return whether a page that says when it last changed did so no later than `since`, an HTTP date.

    Only asked where the visitor sends no tag: a tag says more than a time.
    """
    stated = next((value for name, value in found.headers if name.lower() == "last-modified"), "")
    last, asked = parse_http_date_safe(stated), parse_http_date_safe(since)
    return last is not None and asked is not None and last <= asked


def coding_for(accepted: str) -> str:
    """Choose the coding of the body by Accept-Encoding; any doubt (`gzip;q=0.1`) means identity."""
    return "gzip" if "gzip" in accepted and "gzip;q=0" not in accepted else "identity"


def entity_tag(tag: str, coding: str) -> str:
    """Return the strong ETag of one coding of a page; the two codings are different bytes."""
    return f'"{tag}-gzip"' if coding == "gzip" else f'"{tag}"'


def answer(found: store.Hit, coding: str, method: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Send a page that was found: 304 where the visitor's copy still is right, no body to HEAD."""
    headers = [
        ("ETag", entity_tag(found.tag, coding)),
        ("X-Cache", "hit"),
        ("X-Request-Id", os.urandom(8).hex()),
    ]
    if found.body is None:
        headers += [(name, value) for name, value in found.headers if name.lower() not in ABOUT_THE_BODY]
        start_response("304 Not Modified", headers)
        return []
    headers += [(name, value) for name, value in found.headers]
    headers.append(("Content-Length", str(len(found.body))))
    if coding == "gzip":
        headers.append(("Content-Encoding", "gzip"))
    start_response("200 OK", headers)
    return [] if method == "HEAD" else [found.body]
