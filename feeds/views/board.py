"""The board of a feed: what readers see, what they would see next, and saving it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from community.requests import MemberRequest
from content.context import brand_of
from feeds.access import may_curate
from feeds.actions import arrange, cancel_placement
from feeds.actions.arranging import ChangedMeanwhile
from feeds.actions.placing import PlacementRefused
from feeds.board import MORE, SHOWN, Draft, board_of, read_draft
from feeds.curation_log import log_of
from feeds.featured import address_of
from feeds.forms import UntilForm
from feeds.models import Feed, Placement
from feeds.views.placements import all_feeds


@may_curate
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: MemberRequest, slug: str, language: str) -> HttpResponse:
    """Try changed pins, or save them. Without scripts every press asks for the page again.

    Taking back is done at once, for it is about what is not on the board; the draft stays.
    """
    feeds = Feed.objects.select_related("current_edition", "product", "topic")
    feed = get_object_or_404(feeds, slug=slug, language=language)
    zone = brand_of(request).settings.zone
    is_posted = request.method == "POST"
    draft = read_draft(request.POST) if is_posted else Draft()
    until = UntilForm(request.POST if is_posted else None, zone=zone)
    status, refusal, taken_back = 200, None, None
    if "take_back" in request.POST:
        pin = get_object_or_404(Placement, pk=_number(request, "take_back"), feed=feed)
        taken_back = cancel_placement(pin, by=request.user)
    elif is_posted and until.is_valid() and "save" in request.POST and not draft.errors:
        try:
            changed = arrange(
                feed,
                by=request.user,
                wishes=draft.wishes,
                known=_number(request, "known"),
                ends_at=until.cleaned_data["ends_at"],
            )
        except PlacementRefused as refused:
            status, refusal = 409, refused
        else:
            messages.success(request, _said(len(changed)))
            return redirect("feeds_board", slug=slug, language=language)
    shown = MORE if _number(request, "show") == MORE else SHOWN
    shown_board = board_of(
        feed,
        brand_of(request),
        draft,
        ends_at=until.cleaned_data.get("ends_at") if is_posted and until.is_valid() else None,
        shown=shown,
    )
    # Until they were told of it, a marketer has seen no more than what they opened the board with.
    is_told = not is_posted or isinstance(refusal, ChangedMeanwhile)
    context = {
        "feed": feed,
        "board": shown_board,
        "known": shown_board.known if is_told else _number(request, "known"),
        "feeds": all_feeds(),
        "address": address_of(feed),
        "until": until,
        "refusal": refusal,
        "taken_back": taken_back,
        "zone": zone,
        "more": MORE if shown != MORE else 0,
        "shown": shown,
        "log": log_of(feed, limit=8),
    }
    return render(request, "feeds/staff/board.html", context, status=status)


def _number(request: HttpRequest, name: str) -> int:
    typed = request.POST.get(name) or request.GET.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 18 else 0


def _said(count: int) -> str:
    if not count:
        return _("Nothing was different.")
    words = ngettext(
        "Saved: %(count)d change. Readers see it within seconds.",
        "Saved: %(count)d changes. Readers see them within seconds.",
        count,
    )
    return words % {"count": count}
