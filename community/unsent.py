"""A comment sent by somebody who was signed out meanwhile: its words are kept until they have signed in.

They stand in the visitor's own session, which Django carries over when somebody signs in; one comment at a
time, as it was sent.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from community import pace
from community.sanitize import MAX_CHARS

KEPT = "unsent_comment"
MOST = 20
"""Comments kept in half an hour for one network."""


@dataclass(frozen=True)
class Unsent:
    """What was typed, and what it answers; `key` makes it one comment however often it is sent."""

    body: str
    parent: str
    key: str


def keep(request: HttpRequest) -> bool:
    """Keep what was sent to this address; False for what is no comment, or too much of them."""
    body = request.POST.get("body", "")
    if not body.strip() or len(body) > MAX_CHARS or not pace.may(request, "unsent", MOST):
        return False
    sent = {name: request.POST.get(name, "")[:40] for name in ("parent", "key")}
    request.session[KEPT] = {"path": request.path, "body": body, **sent}
    return True


def kept_for(request: HttpRequest) -> Unsent | None:
    """Return what was kept for this address, if anything."""
    found = request.session.get(KEPT) or {}
    if found.get("path") != request.path:
        return None
    return Unsent(found["body"], found["parent"], found["key"] if _is_key(found["key"]) else "")


def forget(request: HttpRequest) -> None:
    """What was kept for this address has been sent."""
    if kept_for(request):
        del request.session[KEPT]


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
