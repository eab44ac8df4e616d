"""What a member keeps an eye on: people, products and topics they follow, and posts they keep for later."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from community.models.posts import Post, PostQuerySet, PostTopic

SUBJECTS = ("person", "product", "topic")
"""What can be followed; the columns of a follow, and the words in the addresses."""


class FollowQuerySet(models.QuerySet["Follow"]):
    def for_list(self) -> "FollowQuerySet":
        """Latest first, with what is followed; members whose profile is shown no longer are left out."""
        shown = Q(person=None) | Q(person__is_active=True, person__banned_at=None)
        return self.filter(shown).select_related(*SUBJECTS).order_by("-created_at", "-pk")

    def posts(self) -> PostQuerySet:
        """Return the posts in feeds by the people, about the products and on the topics that are followed."""
        people, products, topics = (self.exclude(**{subject: None}).values(subject) for subject in SUBJECTS)
        on_topic = PostTopic.objects.filter(post=OuterRef("pk"), topic__in=topics)
        return Post.objects.in_feeds().filter(
            Q(author__in=people) | Q(product__in=products) | Exists(on_topic)
        )


class Follow(models.Model):
    """A member follows one other member, product or topic. Nobody but the follower is shown it."""

    follower = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="follows")
    person = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    product = models.ForeignKey(
        "content.Product", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    topic = models.ForeignKey(
        "content.Topic", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, product__isnull=True, topic__isnull=True)
                | Q(person__isnull=True, product__isnull=False, topic__isnull=True)
                | Q(person__isnull=True, product__isnull=True, topic__isnull=False),
                name="community_follow_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | ~Q(person=F("follower")),
                name="community_follow_not_oneself",
            ),
            # NULLs do not collide: each holds for its own kind of follow.
            models.UniqueConstraint(fields=["follower", "person"], name="community_follow_person_once"),
            models.UniqueConstraint(fields=["follower", "product"], name="community_follow_product_once"),
            models.UniqueConstraint(fields=["follower", "topic"], name="community_follow_topic_once"),
        ]

    def __str__(self) -> str:
        return f"{self.follower_id} follows {self.subject}"

    @property
    def subject(self) -> models.Model | None:
        """What is followed: a member, a product or a topic."""
        return self.person or self.product or self.topic


class BookmarkQuerySet(models.QuerySet["Bookmark"]):
    def kept_before(self, created_at: datetime, pk: int) -> "BookmarkQuerySet":
        """What comes after (created_at, pk), latest kept first."""
        return self.filter(created_at__lte=created_at).filter(Q(created_at__lt=created_at) | Q(pk__lt=pk))

    def readable(self) -> "BookmarkQuerySet":
        """Those whose post is public, latest kept first."""
        return self.filter(post__state="published").order_by("-created_at", "-pk")


class Bookmark(models.Model):
    """A post a member keeps for later. Nobody else is shown it."""

    member = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="bookmarks")
    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints = [
            models.UniqueConstraint(fields=["member", "post"], name="community_bookmark_once"),
        ]
        indexes = [models.Index(fields=["member", "-created_at", "-id"], name="community_bookmark_list")]

    def __str__(self) -> str:
        return f"{self.member_id} keeps {self.post_id}"
