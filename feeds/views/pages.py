"""Pages made of feeds."""

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe
from wagtail.views import serve

from community.cards import product_url
from content.models import Product, Topic
from feeds import membership
from feeds.actions.syncing import NEW_EXPOSURES, NEW_FOR, NEW_RATINGS
from feeds.featured import address_of
from feeds.models import Feed
from feeds.planning import PlanConfig
from feeds.ranking import DAY_MS, FRESHNESS_MS
from feeds.reading import find_feed
from feeds.rules import Rule
from feeds.views.reading import page_asked_for
from pagecache import note


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Both sides on one topic: the marketers' page of it, else a plain one."""
    try:
        return serve(request, f"topics/{slug}/")
    except Http404:
        return _plain_topic(request, get_object_or_404(Topic, slug=slug))


def _plain_topic(request: HttpRequest, subject: Topic) -> HttpResponse:
    """What a topic shows that nobody has made a page for; a page that goes live takes its place."""
    note(f"topic:{subject.pk}", "pages")
    name = membership.topic_slug(subject.slug)
    feed_page = page_asked_for(request, name, _("From us and from our customers"))
    return render(request, "feeds/topic.html", {"topic": subject, "feed_page": feed_page})


@require_safe
def feed_list(request: HttpRequest) -> HttpResponse:
    """Every feed one can subscribe to, or show on one's own site."""
    note("feeds")
    feeds = Feed.objects.filter(language=get_language()).exclude(current_edition=None)
    rows = [(feed, address_of(feed)) for feed in feeds.select_related("product", "topic")]
    rows.sort(key=lambda row: row[0].name.casefold())
    kinds = [Feed.Kind.HOME, Feed.Kind.CUSTOM, Feed.Kind.PRODUCT, Feed.Kind.TOPIC]
    groups = [(kind, [row for row in rows if row[0].kind == kind]) for kind in kinds]
    return render(request, "feeds/list.html", {"groups": [group for group in groups if group[1]]})


@require_safe
def own_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """A feed that the brand's marketers made by a rule."""
    feed = find_feed(slug, get_language())
    if feed is None or feed.kind != Feed.Kind.CUSTOM:
        raise Http404
    rule = Rule.read(feed.rule)
    products, topics = Product.objects.filter(pk__in=rule.products), Topic.objects.filter(pk__in=rule.topics)
    about = [(product.name, product_url(product)) for product in products]
    about += [(topic.name, reverse("feeds:topic", args=[topic.slug])) for topic in topics]
    note(*(f"product:{pk}" for pk in rule.products), *(f"topic:{pk}" for pk in rule.topics))
    feed_page = page_asked_for(request, slug, _("From us and from our customers"))
    context = {"feed": feed, "feed_page": feed_page, "about": about}
    return render(request, "feeds/own.html", context)


@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """How ranking works, from the planner's own constants; `?feed=` one's that has its own, from those."""
    note("ranking")
    feed = find_feed(asked, get_language()) if (asked := request.GET.get("feed", "")) else None
    if feed:
        note(feed.generation)
    facts = {
        **asdict(feed.plan_config if feed else PlanConfig()),
        "home_days": FRESHNESS_MS["home"] // DAY_MS,
        "topic_days": FRESHNESS_MS["topic"] // DAY_MS,
        "product_days": FRESHNESS_MS["product"] // DAY_MS,
        "new_days": NEW_FOR.days,
        "new_ratings": NEW_RATINGS,
        "new_views": NEW_EXPOSURES,
    }
    return render(request, "feeds/ranking.html", {"facts": facts, "feed": feed})
