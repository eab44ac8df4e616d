"""Refusals of the site as a whole; our pages, in the reader's language, without the database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from community.views import writing

WRITING = {"community:compose", "community:draft", "community:edit"}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell somebody whose form was too old or came from elsewhere what to do.

    The writing form comes back with what was typed in it.
    """
    match = request.resolver_match
    if match and match.view_name in WRITING and request.POST.get("draft"):
        return writing.show_again(request)
    return render(request, "403.html", {"stale_form": True}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


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
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort: prints a file, asks nothing of the database or the context processors."""
    return HttpResponse(render_bare("500.html"), status=500)


def render_bare(name: str) -> str:
    """Render a template without request, so without context processors."""
    from django.template.loader import render_to_string

    return render_to_string(name)
