"""The calendar of placements: products or feeds down, weeks across."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.context import brand_of
from content.models import Product
from feeds.access import may_curate
from feeds.calendar import WEEK, Cell, Span, monday_of, rows_of
from feeds.models import Feed, Placement
from feeds.views.placements import in_order

WEEKS = 8
LISTED = 500


@may_curate
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What stands where in eight weeks, by the brand's clock; `?from=` is a day of the first.

    By product, or with `?by=feed` by the feed it stands in.
    """
    zone = brand_of(request).settings.zone
    today = timezone.now().astimezone(zone).date()
    start = monday_of(_day(request.GET.get("from", "")) or today)
    first, end = (datetime.combine(day, time(), zone) for day in (start, start + WEEKS * WEEK))
    rows = Placement.objects.for_staff().about_product().filter(cancelled_at=None, starts_at__lt=end)
    # Of too many those that began last: what was forgotten for years hides nothing new.
    rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=first)).order_by("-starts_at", "-pk")[: LISTED + 1]
    found = list(rows)
    by_feed = request.GET.get("by") == "feed"
    context = {
        "groups": (_by_feed if by_feed else _by_product)(found[:LISTED], start, zone),
        "cut_at": LISTED if len(found) > LISTED else 0,
        "by_feed": by_feed,
        "weeks": [start + number * WEEK for number in range(WEEKS)],
        "start": start,
        "this_week": monday_of(today),
        "earlier": start - WEEKS * WEEK,
        "later": start + WEEKS * WEEK,
        "zone": zone,
    }
    return render(request, "feeds/staff/calendar.html", context)


def _by_product(rows: Iterable[Placement], start: date, zone: tzinfo) -> list[dict[str, Any]]:
    """Return groups of rows by the product a thing is about, by name; what is about none comes last."""
    groups: dict[int | None, list[Placement]] = defaultdict(list)
    for row in rows:
        groups[row.product_id].append(row)  # type: ignore[attr-defined]
    products = Product.objects.in_bulk([pk for pk in groups if pk])
    order = sorted(
        groups, key=lambda pk: (pk not in products, products[pk].name.casefold() if pk in products else "")
    )
    return [{"product": products.get(pk), "rows": _packed(groups[pk], start, zone)} for pk in order]


def _by_feed(rows: Iterable[Placement], start: date, zone: tzinfo) -> list[dict[str, Any]]:
    """Return groups of rows by feed, in the order staff look for them."""
    groups: dict[Feed, list[Placement]] = defaultdict(list)
    for row in rows:
        groups[row.feed].append(row)
    return [{"feed": feed, "rows": _packed(groups[feed], start, zone)} for feed in in_order(groups)]


def _packed(rows: Iterable[Placement], start: date, zone: tzinfo) -> list[list[Cell]]:
    return rows_of([_span(row, zone) for row in rows], start, WEEKS)


def _day(typed: str) -> date | None:
    """Return a day that is written as browsers write it, far enough from the ends of time."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _span(row: Placement, zone: tzinfo) -> Span:
    # One that ends at midnight does not stand on the day that begins then.
    last = (row.ends_at - timedelta(microseconds=1)).astimezone(zone).date() if row.ends_at else None
    return Span(row, row.starts_at.astimezone(zone).date(), last)
