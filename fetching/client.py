"""The guarded fetch: the only code of Alongside that calls an address somebody gave us."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import httpcore
from django.conf import settings
from django.utils.datastructures import CaseInsensitiveMapping

from .connection import Budget, CheckedBackend, checked_addresses, tls_context
from .errors import BadAnswer, TooManyRedirects
from .inflating import ACCEPTED, Body
from .names import Resolver, look_up
from .targets import Target, read_target

# Nobody may ask for more than this: seconds for everything together, bytes as sent and as unpacked.
MAX_SECONDS = 15.0
MAX_BYTES = 2 * 1024 * 1024
MAX_REDIRECTS = 3

_REDIRECTS = {301, 302, 303, 307, 308}
# What a caller may add. Cookies, credentials and Host are nobody's to set.
_ALLOWED_HEADERS = {"accept", "accept-language", "if-modified-since", "if-none-match"}
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, whatever its status. `url` is the address after redirects. `headers` are looked up
    without regard to case; repeated ones are joined by commas. `body` is unpacked, and empty unless the
    status is in the 200s. `elapsed` is in seconds, from the first lookup to the last byte."""

    url: str
    status: int
    headers: CaseInsensitiveMapping
    body: bytes
    elapsed: float


def fetch(
    url: str,
    *,
    deadline: float,
    max_bytes: int,
    headers: Mapping[str, str] | None = None,
    allow_loopback: bool | None = None,
    resolver: Resolver = look_up,
) -> Response:
    """GET `url` within `deadline` seconds (at most 15) and `max_bytes` (at most 2 MiB).

    At most three redirects are followed, each checked like the first address. An answer such as 404 or 304
    is a Response; a FetchError is raised only when there is no answer to speak of. `headers` may make the
    request conditional. `allow_loopback` overrides FETCHING_ALLOW_LOOPBACK; production refuses both.
    """
    sent = _request_headers(headers or {})
    budget = Budget(min(deadline, MAX_SECONDS))
    limit = min(max_bytes, MAX_BYTES)
    loopback = _may_reach_loopback(allow_loopback)
    target = read_target(url)
    for _hop in range(MAX_REDIRECTS + 1):
        addresses = checked_addresses(target, budget=budget, resolver=resolver, allow_loopback=loopback)
        response = _request(target, addresses, headers=sent, budget=budget, max_bytes=limit)
        if response.status not in _REDIRECTS or "location" not in response.headers:
            return response
        target = target.follow(response.headers["location"])
    raise TooManyRedirects


def post_form(
    url: str,
    fields: Sequence[tuple[str, str]],
    *,
    deadline: float,
    max_bytes: int,
    allow_loopback: bool | None = None,
    resolver: Resolver = look_up,
) -> Response:
    """POST a form to `url`, an address the operator gave; the same limits and the same checks as of `fetch`.

    No redirect is followed: what was to be told is not told to somebody else.
    """
    budget = Budget(min(deadline, MAX_SECONDS))
    target = read_target(url)
    loopback = _may_reach_loopback(allow_loopback)
    addresses = checked_addresses(target, budget=budget, resolver=resolver, allow_loopback=loopback)
    body = urlencode(fields).encode()
    sent = _request_headers({}) | {
        "user-agent": _agent("tells that feeds have changed"),
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len(body)),
    }
    limit = min(max_bytes, MAX_BYTES)
    return _request(target, addresses, headers=sent, budget=budget, max_bytes=limit, form=body)


def _may_reach_loopback(asked: bool | None) -> bool:
    """Only ever in development, where feeds on this very machine are tried."""
    if getattr(settings, "PRODUCTION", False):
        return False
    return getattr(settings, "FETCHING_ALLOW_LOOPBACK", False) if asked is None else asked


def _request_headers(asked: Mapping[str, str]) -> dict[str, str]:
    """Our headers and the caller's; raises ValueError for one that is not the caller's to set."""
    for name, value in asked.items():
        if name.lower() not in _ALLOWED_HEADERS or not _HEADER_VALUE.fullmatch(value):
            raise ValueError(f"The header {name!r} cannot be sent.")
    return {
        "user-agent": _agent("fetches what members asked us to follow or link to"),
        "accept": "*/*",
        "accept-encoding": ACCEPTED,
        "connection": "close",
        **{name.lower(): value for name, value in asked.items()},
    }


def _agent(purpose: str) -> str:
    version, site = getattr(settings, "VERSION", "0.1"), getattr(settings, "SITE_URL", "")
    return f"Alongside/{version} (+{site}; {purpose})"


def _request(
    target: Target,
    addresses: list[str],
    *,
    headers: dict[str, str],
    budget: Budget,
    max_bytes: int,
    form: bytes | None = None,
) -> Response:
    """One request to one target, on a connection of its own, at an address already checked.

    A GET, or a POST of what is in `form`.
    """
    origin = httpcore.Origin(target.scheme.encode(), target.host.encode(), target.port)
    request = httpcore.Request(
        "GET" if form is None else "POST",
        httpcore.URL(scheme=origin.scheme, host=origin.host, port=origin.port, target=target.path.encode()),
        headers=[
            (name.encode(), value.encode("latin-1"))
            for name, value in {"host": target.host_header, **headers}.items()
        ],
        content=form,
    )
    connection = httpcore.HTTPConnection(
        origin,
        ssl_context=tls_context() if target.scheme == "https" else None,
        network_backend=CheckedBackend(addresses, budget=budget),
    )
    try:
        answer = connection.handle_request(request)
        received = _read_headers(answer.headers)
        content = b""
        if 200 <= answer.status < 300:
            body = Body(
                received.get("content-encoding", ""),
                announced=received.get("content-length", ""),
                max_bytes=max_bytes,
            )
            budget.allow(max_bytes)
            for piece in answer.iter_stream():
                budget.seconds_left()
                body.add(piece)
            content = body.finish()
        return Response(target.url, answer.status, received, content, budget.elapsed())
    except httpcore.ProtocolError as error:
        raise BadAnswer from error
    finally:
        connection.close()


def _read_headers(raw: list[tuple[bytes, bytes]]) -> CaseInsensitiveMapping:
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return CaseInsensitiveMapping(headers)
