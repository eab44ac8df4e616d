"""Who is writing: a member, or a visitor known by a signed cookie until they sign up."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from community.actions.drafts import Holder

COOKIE = "drafts"
SALT = "community.drafts"
KEEP = 60 * 24 * 3600
"""Seconds the cookie is kept; a visitor's draft is dropped after thirty days without a visit."""


def token_of(request: HttpRequest) -> str:
    """Return the token of a visitor's drafts, "" without one or with a forged one."""
    return request.get_signed_cookie(COOKIE, default="", salt=SALT) or ""


def holder_of(request: HttpRequest, *, make: bool = False) -> Holder:
    """Return who is writing. With `make`, a visitor without a token gets one: `remember` it."""
    if request.user.is_authenticated:
        return Holder(member=request.user)
    token = token_of(request)
    return Holder(token=token or (secrets.token_urlsafe(32) if make else ""))


def remember(response: HttpResponse, holder: Holder) -> HttpResponse:
    """Let a visitor's browser keep their token."""
    if holder.member is None and holder.token:
        response.set_signed_cookie(
            COOKIE, holder.token, salt=SALT, max_age=KEEP, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response
