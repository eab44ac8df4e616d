"""What feeds do when something happens elsewhere; each receiver makes one call."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from community.models import Member, Post
from community.signals import (
    contribution_changed,
    contribution_published,
    contribution_withdrawn,
    member_changed,
)
from content.models import Product, Topic
from content.signals import slug_taken
from feeds import actions, outbox


@receiver([contribution_published, contribution_changed], sender=Post)
def follow_post(contribution: Post, **kwargs: object) -> None:
    outbox.request_sync(post_id=contribution.pk)


@receiver(contribution_withdrawn, sender=Post)
def forget_post(contribution: Post, **kwargs: object) -> None:
    actions.forget_source(post_id=contribution.pk)


@receiver(member_changed, sender=Member)
def follow_member(member: Member, **kwargs: object) -> None:
    actions.relist_member(member)


@receiver(page_published)
def follow_page(instance: Page, **kwargs: object) -> None:
    outbox.request_sync(page_id=instance.pk)


@receiver(page_unpublished)
def forget_page(instance: Page, **kwargs: object) -> None:
    """On deletion this fires while the row still says live: drop without asking."""
    actions.forget_source(page_id=instance.pk)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def follow_restriction(instance: PageViewRestriction, **kwargs: Any) -> None:
    """A restriction takes pages out of `.public()` and sends no publish signal (decision 0003)."""
    # Not where it goes with its page: nothing may ask for the sync of a page that is being deleted.
    origin = kwargs.get("origin")
    if not issubclass(getattr(origin, "model", type(origin)), Page):
        outbox.request_sync_below(instance.page_id)


@receiver(slug_taken)
def follow_slug(subject: Product | Topic, before: str, **kwargs: object) -> None:
    actions.rename_feeds(subject, before=before)
