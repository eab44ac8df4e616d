"""Curation, in the CMS: what marketers placed, and placing something."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.models import Post
from community.requests import MemberRequest
from content.context import brand_of
from feeds.actions import cancel_placement, place
from feeds.actions.placing import PlacementRefused
from feeds.forms import PlacementForm
from feeds.models import Placement

# A pin that stood for so long is flagged: nobody looks at it any more.
STALE_AFTER = timedelta(days=30)
LISTED = 200


def may_curate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let those in who may place things; other staff get 403.

    Wagtail's own decorator sends people to its front page instead, as if nothing were wrong.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.has_perm("feeds.add_placement"):
            return render(request, "403.html", status=403)
        return view(request, *args, **kwargs)

    return guarded


@may_curate
@require_safe
def placements(request: HttpRequest) -> HttpResponse:
    """What stands in feeds by choice now, what will, and which pins have grown stale."""
    rows = Placement.objects.select_related(
        "feed__product", "feed__topic", "post__public_revision", "page", "placed_by"
    )
    stale = timezone.now() - STALE_AFTER
    context = {
        "live": rows.live().order_by("feed__slug", "feed__language", "slot", "pk")[:LISTED],
        "coming": rows.coming().order_by("starts_at")[:LISTED],
        "stale_before": stale,
        "zone": brand_of(request).settings.zone,
    }
    return render(request, "feeds/staff/placements.html", context)


@may_curate
@require_http_methods(["GET", "HEAD", "POST"])
def new_placement(request: MemberRequest, post_id: int) -> HttpResponse:
    """Feature a post, or pin it to a slot, for a time."""
    post = get_object_or_404(Post.objects.published().select_related("author", "public_revision"), pk=post_id)
    form = PlacementForm(request.POST or None, zone=brand_of(request).settings.zone)
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        feed = data.pop("feed")
        try:
            place(feed, by=request.user, post=post, **data)
        except PlacementRefused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _("Placed. The author has been told."))
            return redirect("feeds_placements")
    return render(request, "feeds/staff/new_placement.html", {"form": form, "post": post}, status=status)


@may_curate
@require_POST
def cancellation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a placement back."""
    cancel_placement(get_object_or_404(Placement, pk=pk), why="marketer")
    messages.success(request, _("Taken back. The feed closes up within seconds."))
    return redirect("feeds_placements")
