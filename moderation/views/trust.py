"""What everybody may know of how this place is kept."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timesince import timesince
from django.views.decorators.http import require_safe

from content.context import brand_of
from moderation.outcomes import this_month
from moderation.queues import median_wait
from moderation.rules import in_force
from moderation.screening import Rules
from pagecache import note

MINUTE = timedelta(minutes=1)


@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """The rules, how they are kept, and figures made from the log."""
    note("trust", "brand")
    wait = median_wait()
    context = {
        "rules": in_force().rules,
        "since": in_force().since,
        "bands": Rules(),
        "month": this_month(brand_of(request).settings.zone),
        "wait": timesince(timezone.now() - max(wait, MINUTE), depth=1) if wait else "",
    }
    return render(request, "moderation/trust.html", context)
