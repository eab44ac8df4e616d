"""The log of curation, taking a change back, and what authors edited since they were placed."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.requests import MemberRequest
from community.versions import differences
from content.context import brand_of
from feeds.access import may_curate
from feeds.actions import note_seen, undo_change
from feeds.actions.placing import PlacementRefused
from feeds.curation_log import PAGE, log_of
from feeds.models import Feed, Placement, PlacementChange


@may_curate
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Who placed, moved and took back what, the latest first."""
    asked = request.GET
    slug, language = (asked.get(name, "").replace("\0", "") for name in ("feed", "language"))
    feed = Feed.objects.filter(slug=slug, language=language).first()
    below = asked.get("below", "")
    lines = log_of(feed, limit=PAGE + 1, below=int(below) if below.isdecimal() and len(below) < 18 else 0)
    older = ""
    if len(lines) > PAGE:
        place = {"feed": feed.slug, "language": feed.language} if feed else {}
        older = "?" + urlencode(place | {"below": lines[PAGE - 1].change.pk})
    context = {
        "lines": lines[:PAGE],
        "older": older,
        "feed": feed,
        "zone": brand_of(request).settings.zone,
    }
    return render(request, "feeds/staff/log.html", context)


@may_curate
@require_POST
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Make the reverse of a change."""
    change = get_object_or_404(PlacementChange.objects.select_related("feed"), pk=pk)
    try:
        undo_change(change, by=request.user)
    except PlacementRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Undone. Readers see it within seconds."))
    return redirect(reverse("feeds_board", args=[change.feed.slug, change.feed.language]))


@may_curate
@require_http_methods(["GET", "HEAD", "POST"])
def edits(request: MemberRequest, pk: int) -> HttpResponse:
    """What its author changed in a placed post since a marketer last saw it."""
    placement = get_object_or_404(Placement.objects.for_staff().select_related("seen_revision"), pk=pk)
    if request.method == "POST":
        shown = request.POST.get("revision", "")
        noted = note_seen(placement, revision=int(shown) if shown.isdecimal() and len(shown) < 18 else 0)
        if noted.is_edited:
            messages.warning(request, _("It was edited again meanwhile: look at that, too."))
            return redirect("feeds_placement_edits", pk=pk)
        messages.success(request, _("Noted as seen."))
        return redirect("feeds_board", slug=placement.feed.slug, language=placement.feed.language)
    post, seen = placement.post, placement.seen_revision
    found = []
    if post is not None and seen is not None and post.public_revision is not None and placement.is_edited:
        found = differences(post, seen, post.public_revision)
    context = {"placement": placement, "differences": found, "zone": brand_of(request).settings.zone}
    return render(request, "feeds/staff/edits.html", context)
