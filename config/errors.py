"""Refusals of the site as a whole; our pages, in the reader's language, without the database."""

import sys

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import ngettext

from community.views import writing
from content.brand import LAST_KNOWN

WRITING = {"community:compose", "community:draft", "community:edit"}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell somebody whose form was too old or came from elsewhere what to do.

    The writing form comes back with what was typed in it.
    """
    match = request.resolver_match
    if match and match.view_name in WRITING and request.POST.get("draft"):
        return writing.show_again(request)
    answer = render_bare(
        "403_csrf.html",
        request,
        no_cookie=settings.CSRF_COOKIE_NAME not in request.COOKIES,
        typed=_sentences(request.POST),
    )
    return HttpResponse(answer, status=403)


def _sentences(posted: QueryDict) -> str:
    """Return what was typed of several words, so that it can be copied; never a password."""
    return "\n\n".join(
        value
        for name, value in posted.items()
        if isinstance(value, str) and len(value.split()) > 1 and "password" not in name
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(render_bare("400.html", request), status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


# Seconds until a limit of ACCOUNT_RATE_LIMITS surely lets pass again, by the page it was reached on.
LONGEST_WAITS = {"account_signup": 1800, "account_reset_password": 1800}


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Tell somebody who tried too often when to go on; nothing says whether the account exists."""
    page = request.resolver_match.url_name if request.resolver_match else ""
    seconds = LONGEST_WAITS.get(page or "", 300)
    minutes = seconds // 60
    when = ngettext("Try again in %d minute.", "Try again in %d minutes.", minutes) % minutes
    response = render(request, "429.html", {"when": when}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort: asks nothing of the database, of Redis or of the context processors.

    Where it was the database that did not answer, nothing is broken: 503 says when to come again.
    """
    if not is_away(sys.exc_info()[1]):
        return HttpResponse(render_bare("500.html", request), status=500)
    response = HttpResponse(render_bare("503.html", request), status=503)
    response["Retry-After"] = str(BACK_IN)
    return response


# Seconds after which we ask people to come again: a database that was restarted is back by then.
BACK_IN = 30
# What SQLite calls a file it cannot open or that others hold; PostgreSQL's classes of no connection, no room
# for one more, and a server that is being stopped or started.
AWAY_SQLITE = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_BUSY", "SQLITE_LOCKED")
AWAY_POSTGRES = ("08", "53", "57P")


def is_away(error: BaseException | None) -> bool:
    """Return whether the database could not be asked, rather than refused what it was asked."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    name = getattr(error.__cause__, "sqlite_errorname", None)
    if name is not None:
        return name.startswith(AWAY_SQLITE)
    state = getattr(error.__cause__, "sqlstate", None)
    # Before there is a connection there is no state.
    return state is None or state.startswith(AWAY_POSTGRES)


def render_bare(name: str, request: HttpRequest, **context: object) -> str:
    """Render a template without the request's context: no member, no messages, nothing that is read.

    The site is called what this process last knew the brand as, or else by its host.
    """
    try:
        host = request.get_host()
    except DisallowedHost:
        host = ""
    context |= {
        "site_name": LAST_KNOWN.get("name") or host,
        "brand_css": LAST_KNOWN.get("css_url", ""),
        "may_repeat": request.method in ("GET", "HEAD"),
    }
    return render_to_string(name, context)
