"""Which requests may be answered from the cache, under which key, and which are a person's."""

import re
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

# What our public views read from a query string. An address with anything else is never kept, so that
# nobody fills the cache with made-up addresses, and a parameter added to a view is noticed here first.
QUERY_PARAMETERS = frozenset({"after", "feed", "language", "order", "since"})
# Messages for signed-out visitors may wait in a cookie of their own.
MESSAGES_COOKIE = "messages"
LONGEST_PATH = 500
LONGEST_QUERY = 300
LONGEST_AGENT = 300
# What programs that read pages for nobody in particular call themselves; one that says nothing is one too.
MACHINES = re.compile(
    r"(?<!cu)bot\b|bots\b|crawl|spider|slurp|scrap|feed|rss|reader|preview|fetch|monitor|uptime|archive|headless"
    r"|facebookexternalhit|mediapartners|lighthouse|curl|wget|python|ruby|perl|java/|okhttp|go-http|axios|libwww",
    re.IGNORECASE,
)


def page_key(environ: dict[str, Any]) -> str | None:
    """Return the key of a signed-out page, None for a request that must reach Django.

    Two requests with one key get the same answer: it holds everything a view may answer by. Requests that
    carry more (a session, credentials, htmx's headers) have none.
    """
    if (
        environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        or "HTTP_AUTHORIZATION" in environ
        or "HTTP_HX_REQUEST" in environ
    ):
        return None
    cookies = environ.get("HTTP_COOKIE")
    # Looked for anywhere in the header: a false alarm only costs a rendering.
    if cookies and (settings.SESSION_COOKIE_NAME in cookies or MESSAGES_COOKIE in cookies):
        return None
    path, host = environ["PATH_INFO"], _host(environ)
    if not host or len(path) > LONGEST_PATH or path.startswith(settings.STATIC_URL):
        return None
    query = environ.get("QUERY_STRING")
    if query:
        query = _normalised(query)
        if query is None:
            return None
    # The path comes last, for it alone may hold any character.
    return f"pages:page:{_scheme(environ)}\n{host.lower()}\n{query or ''}\n{path}"


def is_for_a_person(environ: dict[str, Any]) -> bool:
    """Return whether a person sees the answer, as far as a request that wants to tell us tells it.

    Not so for robots and readers of feeds, nor for a page that a browser only gets ready.
    """
    return (
        environ["REQUEST_METHOD"] == "GET"
        and "prefetch" not in environ.get("HTTP_SEC_PURPOSE", "")
        and not _is_machine(environ.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT])
    )


@lru_cache(maxsize=2048)
def _is_machine(agent: str) -> bool:
    return not agent or MACHINES.search(agent) is not None


def has_query(key: str) -> bool:
    """Return whether the key is one of an address with a query string."""
    return parts_of_key(key)[2] != ""


def parts_of_key(key: str) -> tuple[str, str, str, str]:
    """Return the scheme, host, query string and path of a page's key."""
    scheme, host, query, path = key.removeprefix("pages:page:").split("\n", 3)
    return scheme, host, query, path


def _normalised(query: str) -> str | None:
    """Return the query string in one fixed order, None if anything in it is unknown, twice or too long."""
    if len(query) > LONGEST_QUERY:
        return None
    pairs = parse_qsl(query, keep_blank_values=True)
    names = [name for name, value in pairs]
    if not names or len(set(names)) != len(names) or not QUERY_PARAMETERS.issuperset(names):
        return None
    return urlencode(sorted(pairs))


def _host(environ: dict[str, Any]) -> str:
    """Return the host as Django's `get_host` would read it, "" if the request names none."""
    if settings.USE_X_FORWARDED_HOST and "HTTP_X_FORWARDED_HOST" in environ:
        return environ["HTTP_X_FORWARDED_HOST"]
    return environ.get("HTTP_HOST", "")


def _scheme(environ: dict[str, Any]) -> str:
    """Return the scheme as Django's `request.scheme` would read it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        header, secure = settings.SECURE_PROXY_SSL_HEADER
        value = environ.get(header)
        if value is not None:
            return "https" if value.split(",", 1)[0].strip() == secure else "http"
    return environ["wsgi.url_scheme"]
