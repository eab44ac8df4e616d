"""Staff pages: which feeds there are, how each is planned, and marketers' own."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.requests import MemberRequest
from feeds.access import may_curate
from feeds.actions.owning import AddressTaken, delete_own_feed, plan_by, save_own_feed
from feeds.featured import address_of
from feeds.feed_forms import OwnFeedForm, PlanForm
from feeds.membership import languages
from feeds.models import Feed, FeedEntry, Placement
from feeds.presets import PRESETS, preset_of
from feeds.previews import Preview, preview

Change = Callable[[], list[Feed]]


@may_curate
@require_safe
def feed_rows(request: HttpRequest) -> HttpResponse:
    """Every feed once, whatever its languages: home, marketers' own, those of products and topics."""
    feeds = Feed.objects.select_related("product", "topic").order_by("slug", "language")
    own_language = get_language()
    rows: dict[str, Feed] = {}
    for feed in feeds:
        if feed.slug not in rows or feed.language == own_language:
            rows[feed.slug] = feed
    labels = {preset.code: preset.label for preset in PRESETS}
    order = [Feed.Kind.HOME, Feed.Kind.CUSTOM, Feed.Kind.PRODUCT, Feed.Kind.TOPIC]
    listed = sorted(rows.values(), key=lambda feed: (order.index(Feed.Kind(feed.kind)), feed.slug))
    context = {
        "rows": [
            (feed, address_of(feed), labels.get(preset_of(feed.config), _("Single values")))
            for feed in listed
        ],
        "filling": set(Feed.objects.unfilled().values_list("slug", flat=True)),
    }
    return render(request, "feeds/staff/feeds.html", context)


@may_curate
@require_http_methods(["GET", "HEAD", "POST"])
def new_feed(request: MemberRequest) -> HttpResponse:
    """Make a feed by a rule."""
    form = OwnFeedForm(request.POST or None, is_admin=request.user.is_superuser)
    return _handled(request, form, None)


@may_curate
@require_http_methods(["GET", "HEAD", "POST"])
def one_feed(request: MemberRequest, slug: str) -> HttpResponse:
    """How a feed is planned, and what a marketer's own holds."""
    feed = _one(slug)
    kind = OwnFeedForm if feed.kind == Feed.Kind.CUSTOM else PlanForm
    return _handled(request, kind(request.POST or None, feed=feed, is_admin=request.user.is_superuser), feed)


def _handled(request: MemberRequest, form: PlanForm, feed: Feed | None) -> HttpResponse:
    """Show the form, with the effect of what it says if that is asked for; or save it."""
    effect: Preview | None = None
    status = 200
    if request.method == "POST" and form.is_valid():
        change = _change(form, feed)
        try:
            if "preview" in request.POST:
                effect = _effect(form, feed, change)
            else:
                change()
                messages.success(request, _("Saved. The feed is planned anew within seconds."))
                return redirect("feeds_feeds")
        except AddressTaken as refusal:
            form.add_error("slug", str(refusal))
            status = 409
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
    context = {"form": form, "feed": feed, "effect": effect, "presets": PRESETS}
    return render(request, "feeds/staff/feed.html", context, status=status)


def _change(form: PlanForm, feed: Feed | None) -> Change:
    """Return the one action that saving is."""
    data = form.cleaned_data
    if isinstance(form, OwnFeedForm):
        wanted: dict[str, Any] = {name: data[name] for name in ("titles", "rule", "config")}
        return partial(save_own_feed, data["slug"], before=feed.slug if feed else "", **wanted)
    return partial(plan_by, feed.slug if feed else "", data["config"])


def _effect(form: PlanForm, feed: Feed | None, change: Change) -> Preview:
    language = form.cleaned_data["language"] or languages()[0]
    present = Feed.objects.select_related("current_edition").filter(language=language)
    return preview(present.filter(slug=feed.slug).first() if feed else None, change, language)


@may_curate
@require_http_methods(["GET", "HEAD", "POST"])
def deletion(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a marketer's own feed away, after it was said what goes with it."""
    feed = _one(slug, kind=Feed.Kind.CUSTOM)
    if request.method == "POST":
        delete_own_feed(slug)
        messages.success(request, _("Deleted: %(name)s.") % {"name": feed.name})
        return redirect("feeds_feeds")
    placements = Placement.objects.filter(feed__slug=slug, cancelled_at=None)
    context = {
        "feed": feed,
        "address": address_of(feed),
        "placements": (placements.live() | placements.coming()).count(),
        "entries": FeedEntry.objects.filter(feed__slug=slug).aggregate(
            posts=Count("post", distinct=True), pages=Count("page", distinct=True)
        ),
    }
    return render(request, "feeds/staff/delete_feed.html", context)


def _one(slug: str, **fields: Any) -> Feed:
    """Return a feed in the language of the staff pages, or in another if it has no row in that."""
    feeds = get_list_or_404(Feed.objects.select_related("product", "topic"), slug=slug, **fields)
    return next((feed for feed in feeds if feed.language == get_language()), feeds[0])
