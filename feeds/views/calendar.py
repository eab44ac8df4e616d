"""The calendar of placements: feeds down, weeks across."""

from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.context import brand_of
from feeds.access import may_curate
from feeds.calendar import WEEK, Span, monday_of, rows_of
from feeds.models import Placement

WEEKS = 8
LISTED = 500


@may_curate
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What stands where in eight weeks, by the brand's clock; `?from=` is a day of the first."""
    zone = brand_of(request).settings.zone
    today = timezone.now().astimezone(zone).date()
    start = monday_of(_day(request.GET.get("from", "")) or today)
    first, end = (datetime.combine(day, time(), zone) for day in (start, start + WEEKS * WEEK))
    rows = Placement.objects.for_staff().filter(cancelled_at=None, starts_at__lt=end)
    rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=first))
    rows = rows.order_by("feed__product__slug", "feed__kind", "feed__slug", "feed__language", "starts_at")
    groups: list[dict[str, Any]] = []
    for feed, of_feed in groupby(rows[:LISTED], key=lambda row: row.feed):
        spans = [_span(row, zone) for row in of_feed]
        groups.append({"feed": feed, "rows": rows_of(spans, start, WEEKS)})
    context = {
        "groups": groups,
        "weeks": [start + number * WEEK for number in range(WEEKS)],
        "this_week": monday_of(today),
        "earlier": start - WEEKS * WEEK,
        "later": start + WEEKS * WEEK,
        "zone": zone,
    }
    return render(request, "feeds/staff/calendar.html", context)


def _day(typed: str) -> date | None:
    """Return a day that is written as browsers write it, far enough from the ends of time."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _span(row: Placement, zone: Any) -> Span:
    # One that ends at midnight does not stand on the day that begins then.
    last = (row.ends_at - timedelta(microseconds=1)).astimezone(zone).date() if row.ends_at else None
    return Span(row, row.starts_at.astimezone(zone).date(), last)
