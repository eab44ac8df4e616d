"""What everybody may know of how this place is kept."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timesince import timesince
from django.views.decorators.http import require_safe

from content.context import brand_of
from moderation import rules
from moderation.audit import audit
from moderation.figures import figures_of, first_day, kept
from moderation.periods import Period, half_year_before, periods_between, read_period
from moderation.queues import median_wait
from moderation.screening import Rules
from pagecache import note

MINUTE = timedelta(minutes=1)


@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """The rules, how they are kept, and figures made from the log."""
    note("trust", "brand")
    zone = brand_of(request).settings.zone
    today = timezone.now().astimezone(zone).date()
    month, half_year = Period(today.year, today.month), half_year_before(today)
    wait = median_wait()
    context = {
        "rules": rules.in_force(today),
        "versions": rules.VERSIONS,
        "bands": Rules(),
        "sampled": settings.SPOT_CHECK_PERCENT,
        "period": month,
        "figures": kept(figures_of, *month.bounds(zone)),
        "periods": periods_between(first_day(zone) or today, today),
        "neutrality": kept(audit, *half_year.bounds(zone)),
        "audited": half_year,
        "audited_to": half_year.end_day - timedelta(days=1),
        "wait": timesince(timezone.now() - max(wait, MINUTE), depth=1) if wait else "",
    }
    return render(request, "moderation/trust.html", context)


@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version of the rules, for whoever was judged by it."""
    note("trust", "brand")
    found = next((one for one in rules.VERSIONS if one.number == number), None)
    if found is None:
        raise Http404
    newer = next((one for one in rules.VERSIONS if one.number == number + 1), None)
    return render(request, "moderation/rules.html", {"rules": found, "newer": newer})


@require_safe
def report(request: HttpRequest, name: str) -> HttpResponse:
    """The transparency report of a month or a half-year, counted from the log as it is now."""
    note("trust", "brand")
    zone = brand_of(request).settings.zone
    today = timezone.now().astimezone(zone).date()
    periods = periods_between(first_day(zone) or today, today)
    period = read_period(name)
    if period not in periods:
        raise Http404
    bounds = period.bounds(zone)
    is_running = period.end_day > today
    context: dict[str, Any] = {
        "period": period,
        "is_running": is_running,
        "figures": kept(figures_of, *bounds),
        # Whoever looks often enough at a growing heap, or at each month, finds a difference by chance.
        "neutrality": kept(audit, *bounds) if period.months == 6 and not is_running else None,
        "periods": periods,
    }
    return render(request, "moderation/transparency.html", context)
