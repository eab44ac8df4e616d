"""The trust page: the rules in plain language, and what the desk did, counted from its log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pagecache import note


@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """The rules, and where to read how ranking works."""
    note("trust")
    return render(request, "moderation/trust.html")
