"""What marketers made of the demo's feeds, and the first editions."""

from datetime import timedelta

from django.utils import timezone

from community.models import Member, Notification, Post
from content.models import LandingPage, Topic
from demo.additions import load_feed
from demo.texts import LANGUAGES
from feeds import actions
from feeds.actions.filling import fill_feeds
from feeds.actions.owning import save_own_feed
from feeds.models import Feed, PendingSync, Placement
from feeds.presets import config_of
from feeds.rules import Rule


def sync_everything() -> None:
    """Bring every entry in line and plan every feed now, instead of waiting for the worker."""
    for post_id, page_id in PendingSync.objects.values_list("post", "page"):
        actions.sync_source(post_id, page_id)
    plan_everything()


def plan_everything() -> None:
    while Feed.objects.due().exists():
        if not actions.plan_due_feeds():
            break


def own_feed() -> tuple[dict[str, str], Rule]:
    """Return the titles and the rule of the feed the demo's marketer made."""
    text = load_feed()
    topics = Topic.objects.filter(slug__in=text.topics).values_list("pk", flat=True)
    return {code: text.title.to(code) for code in LANGUAGES}, Rule(topics=frozenset(topics))


def seed_own_feed() -> None:
    """Make the feed of a marketer's own, filled and planned."""
    text = load_feed()
    if Feed.objects.filter(slug=text.slug).exists():
        return
    titles, rule = own_feed()
    save_own_feed(text.slug, titles=titles, rule=rule, config=config_of(text.preset))
    fill_feeds()
    plan_everything()


def seed_placements() -> None:
    """Lead both home feeds with the brand's winter page, and pin a well received review right after it.

    A story of the brand leads the marketer's own feed.
    """
    if Placement.objects.exists():
        return
    marketer = Member.objects.filter(email="marketer@demo.example").first()
    until = timezone.now() + timedelta(days=21)
    for feed in Feed.objects.own():
        story = feed.entries.exclude(page=None).order_by("-published_at").first()
        if story and marketer:
            actions.place(feed, by=marketer, page=story.page, slot=1, ends_at=until)
    for feed in Feed.objects.filter(slug="home"):
        review = (
            Post.objects.in_feeds()
            .filter(kind=Post.Kind.REVIEW, language=feed.language, by_brand=False)
            .order_by("-approvals", "-published_at")
            .first()
        )
        lead = LandingPage.objects.live().filter(locale__language_code=feed.language).first()
        if lead and marketer:
            actions.place(feed, by=marketer, page=lead, slot=1, ends_at=until)
        if review and marketer:
            actions.place(feed, by=marketer, post=review, slot=2, ends_at=until)
    Notification.objects.filter(member__is_demo=True).update(by_mail=False)
    plan_everything()
