"""Staff pages: which feeds there are, how each is planned, and marketers' own."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, redirect, render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.requests import MemberRequest
from content.context import brand_of
from feeds.access import may_curate
from feeds.actions.owning import AddressTaken, delete_own_feed, plan_by, save_own_feed
from feeds.featured import address_of
from feeds.feed_forms import OwnFeedForm, PlanForm
from feeds.models import Feed, FeedEntry, Placement
from feeds.presets import PRESETS, preset_of
from feeds.previews import Preview, preview


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
    """Show the form, once it is filled in with its effect; save only what was seen with its effect."""
    effect: Preview | None = None
    status, mark, is_unseen = 200, "", False
    if request.method == "POST" and form.is_valid():
        mark, seen = _mark(form, feed), request.POST.get("previewed", "")
        try:
            if "save" in request.POST and constant_time_compare(seen, mark):
                _save(form, feed)
                messages.success(request, _("Saved. The feed is planned anew within seconds."))
                return redirect("feeds_feeds")
            is_unseen = "save" in request.POST
            effect = _effect(form, feed)
        except AddressTaken as refusal:
            form.add_error("slug", str(refusal))
            status = 409
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
    context = {
        "form": form,
        "feed": feed,
        "effect": effect,
        "mark": mark,
        "is_unseen": is_unseen,
        "presets": PRESETS,
        "boards": form.in_languages if feed else [],
        "zone": brand_of(request).settings.zone,
    }
    return render(request, "feeds/staff/feed.html", context, status=status)


def _wanted(form: PlanForm) -> dict[str, Any]:
    """Return what saving stores."""
    names = ("titles", "rule", "config") if isinstance(form, OwnFeedForm) else ("config",)
    return {name: form.cleaned_data[name] for name in names}


def _mark(form: PlanForm, feed: Feed | None) -> str:
    """Return the mark of what would be saved, and over what: with another one its effect was not seen yet."""
    wanted = _wanted(form)
    if rule := wanted.get("rule"):
        wanted["rule"] = rule.as_json()
    before = [feed.slug, feed.titles, feed.rule, feed.config] if feed else []
    both = json.dumps([before, form.cleaned_data.get("slug", ""), wanted], sort_keys=True)
    return salted_hmac("feeds.views.own", both).hexdigest()


def _save(form: PlanForm, feed: Feed | None) -> None:
    wanted = _wanted(form)
    if isinstance(form, OwnFeedForm):
        save_own_feed(form.cleaned_data["slug"], before=feed.slug if feed else "", **wanted)
    elif feed:
        plan_by(feed.slug, wanted["config"])


def _effect(form: PlanForm, feed: Feed | None) -> Preview:
    wanted = _wanted(form)
    language = form.cleaned_data["language"] or form.in_languages[0]
    rows = Feed.objects.select_related("current_edition").filter(language=language)
    present = rows.filter(slug=feed.slug).first() if feed else None
    return preview(present, language, config=wanted["config"], rule=wanted.get("rule"))


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
