"""Too much at once: a kind page that says when to go on."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from community.models import Draft


def too_many(
    request: HttpRequest, sentence: str, *, retry_at: datetime, draft: Draft | None = None
) -> HttpResponse:
    """Refuse for now, with Retry-After; nothing that was typed is lost."""
    seconds = max(1, int((retry_at - timezone.now()).total_seconds()))
    context = {"sentence": sentence, "draft": draft, "retry_at": retry_at}
    response = render(request, "community/too_many.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response
