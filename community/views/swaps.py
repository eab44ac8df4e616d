"""Answering a part of a page that changes where it stands."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails


def is_swap(request: HttpRequest) -> bool:
    """Return whether htmx sends a form, for a part of the page that its user has before them.

    What is only read has one answer, the page: htmx takes the part it wants of it.
    """
    return request.method == "POST" and bool(HtmxDetails(request))


def swap(request: HttpRequest, part: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer with the template `part`, as the page itself includes it, and with what is told of it.

    422 says that the part is a form with mistakes; it takes the old one's place.
    """
    return render(request, "_swap.html", {**context, "part": part}, status=status)
