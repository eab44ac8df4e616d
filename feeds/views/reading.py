"""A feed as the address asks for it, the same for every page a feed stands on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.models import Member
from community.requests import MemberRequest
from content.context import brand_of
from feeds.actions.reading import begin_visit, prefer_followed
from feeds.page import EMPTY, NEWEST, PLANNED, FeedPage
from feeds.reading import count_arrivals, find_feed, read_feed
from feeds.visits import visit_at
from pagecache import note


def page_asked_for(request: HttpRequest, slug: str, title: str) -> FeedPage:
    """Return a page of a feed in the reader's language, as the address asks for it."""
    member = request.user if isinstance(request.user, Member) else None
    feed = find_feed(slug, get_language() or "en", reader=member)
    visit = None
    if feed and member:
        visit, begins = visit_at(feed, member.pk)
        if begins and request.method == "GET":
            begin_visit(member)
    return read_feed(
        feed,
        slug=slug,
        title=title,
        brand=brand_of(request),
        after=request.GET.get("after", ""),
        since=request.GET.get("since", ""),
        order=order_of(request),
        only_own=only_own(request),
        visit=visit,
    )


def order_of(request: HttpRequest) -> str:
    """Return the order a reader asked for."""
    return NEWEST if request.GET.get("order") == NEWEST else PLANNED


def only_own(request: HttpRequest) -> bool:
    """Return whether a reader wants nothing in another language than the page's."""
    return request.GET.get("language") == "own"


@login_required
@require_POST
def front_page(request: MemberRequest) -> HttpResponse:
    """Have what is about products one follows come more often on one's front page, or no longer."""
    wanted = bool(request.POST.get("followed"))
    prefer_followed(request.user, wanted=wanted)
    messages.success(
        request,
        _("What is about products you follow now comes more often on your front page.")
        if wanted
        else _("You see the front page everybody sees."),
    )
    return redirect(f"{reverse('community:following')}#front-page")


@require_safe
def arrivals(request: HttpRequest, slug: str) -> HttpResponse:
    """How much came since a page was drawn that stays open: a piece of it, asked for now and then."""
    feed = find_feed(slug, get_language() or "en")
    if feed is None:
        raise Http404
    note(feed.generation, feed.newest_generation)
    arrived = count_arrivals(feed, request.GET.get("since", ""), only_own=only_own(request))
    order, own = order_of(request), only_own(request)
    page = FeedPage(slug, "", [], EMPTY, "", order, feed.language, only_own=own, arrived=arrived)
    return render(request, "feeds/_arrived.html", {"feed_page": page})
