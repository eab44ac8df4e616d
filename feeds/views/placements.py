"""Curation, in the CMS: what marketers placed, finding something to place, and placing it."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Page

from community.models import Post
from community.requests import MemberRequest
from content.context import brand_of
from feeds import sources
from feeds.access import may_curate
from feeds.actions import cancel_placement, place_in
from feeds.actions.placing import PlacementRefused
from feeds.board import boards_of
from feeds.forms import PlacementForm
from feeds.membership import languages
from feeds.models import Feed, Placement

LISTED = 200
LONGEST = 100


@may_curate
@require_safe
def placements(request: HttpRequest) -> HttpResponse:
    """What stands in feeds by choice now, what will, what ended lately, and the board of every feed."""
    rows = Placement.objects.for_staff()
    ended = rows.ended().lately()
    context = {
        "live": rows.live().order_by("feed__slug", "feed__language", "slot", "pk")[:LISTED],
        "coming": rows.coming().order_by("starts_at")[:LISTED],
        "ended": ended.order_by("-ends_at")[:LISTED],
        "boards": boards_of(all_feeds()),
        "languages": languages(),
        "zone": brand_of(request).settings.zone,
    }
    return render(request, "feeds/staff/placements.html", context)


def all_feeds() -> list[Feed]:
    """Return every feed, in order."""
    return in_order(Feed.objects.select_related("product", "topic"))


def in_order(feeds: Iterable[Feed]) -> list[Feed]:
    """Return feeds in the order staff look for them: the front page, then by kind and name."""
    return sorted(feeds, key=lambda feed: (feed.kind != Feed.Kind.HOME, feed.kind, feed.slug, feed.language))


@may_curate
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Look for a post or page to place."""
    words = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]
    context = {
        "words": words,
        "posts": sources.found_posts(words),
        "pages": sources.found_pages(words),
        "looked_through": sources.LOOKED_THROUGH,
    }
    return render(request, "feeds/staff/find.html", context)


@may_curate
@require_http_methods(["GET", "HEAD", "POST"])
def place_post(request: MemberRequest, post_id: int) -> HttpResponse:
    """Feature a post, or pin it to a slot, for a time."""
    posts = Post.objects.published().select_related("author", "public_revision", "product")
    return _new_placement(request, post=get_object_or_404(posts, pk=post_id))


@may_curate
@require_http_methods(["GET", "HEAD", "POST"])
def place_page(request: MemberRequest, page_id: int) -> HttpResponse:
    """The same for a page of the brand's."""
    return _new_placement(request, page=get_object_or_404(sources.placeable_pages(), pk=page_id))


def _new_placement(
    request: MemberRequest, post: Post | None = None, page: Page | None = None
) -> HttpResponse:
    zone = brand_of(request).settings.zone
    form = PlacementForm(
        request.POST or None, source=post or page, zone=zone, feeds=all_feeds(), initial=_wished(request)
    )
    status, refusal = 200, None
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        data["fallback"] = data["fallback"] or None
        try:
            placed = place_in(data.pop("feed"), by=request.user, post=post, page=page, **data)
        except PlacementRefused as refused:
            status, refusal = 409, refused
        else:
            messages.success(request, _said(placed, post, request))
            return redirect("feeds_placements")
    context = {"form": form, "post": post, "page": page, "refusal": refusal, "zone": zone}
    return render(request, "feeds/staff/new_placement.html", context, status=status)


def _wished(request: HttpRequest) -> dict[str, object]:
    """Return what the board asks for by its link: its feed, and perhaps a slot."""
    return {"feed": request.GET.getlist("feed"), "slot": request.GET.get("slot", "")}


def _said(placed: list[Placement], post: Post | None, request: MemberRequest) -> str:
    if post is not None and post.author_id != request.user.pk:
        return ngettext(
            "Placed. The author has been told.",
            "Placed in %(count)d feeds. The author has been told.",
            len(placed),
        ) % {"count": len(placed)}
    return ngettext("Placed.", "Placed in %(count)d feeds.", len(placed)) % {"count": len(placed)}


@may_curate
@require_POST
def cancellation(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a placement back."""
    cancel_placement(get_object_or_404(Placement, pk=pk), by=request.user)
    messages.success(request, _("Taken back. The feed closes up within seconds."))
    return redirect("feeds_placements")
