"""How right screening is, signal by signal, for the desk."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.requests import MemberRequest
from content.context import brand_of
from moderation.access import desk_only
from moderation.figures import first_day
from moderation.periods import Period, periods_between, read_period
from moderation.precision import FEWEST, RARELY, precision_between


@desk_only
@require_safe
def signals(request: MemberRequest) -> HttpResponse:
    """A month of what moderators said of the signals."""
    zone = brand_of(request).settings.zone
    today = timezone.now().astimezone(zone).date()
    months = [one for one in periods_between(first_day(zone) or today, today) if one.months == 1]
    asked = request.GET.get("month")
    period = read_period(asked) if asked else Period(today.year, today.month)
    if period not in months:
        raise Http404
    context = {
        "period": period,
        "months": months,
        "signals": precision_between(*period.bounds(zone)),
        "fewest": FEWEST,
        "rarely": round(100 * RARELY),
    }
    return render(request, "moderation/desk/signals.html", context)
