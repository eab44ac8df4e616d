"""What marketers placed in the demo's feeds, and the first editions."""

from datetime import timedelta

from django.utils import timezone

from community.models import Member, Notification, Post
from content.models import LandingPage
from feeds import actions
from feeds.models import Feed, PendingSync, Placement


def sync_everything() -> None:
    """Bring every entry in line and plan every feed now, instead of waiting for the worker."""
    for post_id, page_id in PendingSync.objects.values_list("post", "page"):
        actions.sync_source(post_id, page_id)
    plan_everything()


def plan_everything() -> None:
    while Feed.objects.due().exists():
        if not actions.plan_due_feeds():
            break


def seed_placements() -> None:
    """Lead both home feeds with the brand's winter page, and pin a well received review right after it."""
    if Placement.objects.exists():
        return
    marketer = Member.objects.filter(email="marketer@demo.example").first()
    for feed in Feed.objects.filter(slug="home"):
        review = (
            Post.objects.in_feeds()
            .filter(kind=Post.Kind.REVIEW, language=feed.language, by_brand=False)
            .order_by("-approvals", "-published_at")
            .first()
        )
        lead = LandingPage.objects.live().filter(locale__language_code=feed.language).first()
        until = timezone.now() + timedelta(days=21)
        if lead and marketer:
            actions.place(feed, by=marketer, page=lead, slot=1, ends_at=until)
        if review and marketer:
            actions.place(feed, by=marketer, post=review, slot=2, ends_at=until)
    Notification.objects.filter(member__is_demo=True).update(by_mail=False)
    plan_everything()
