"""Threads that were closed: nothing is added to them any more, and all that stands in them stays."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from community.models.posts import Post


class ClosureQuerySet(models.QuerySet["Closure"]):
    def of(self, place: Post | Page) -> "ClosureQuerySet":
        """The closure of a post's thread, or of a page's, which is one for all its languages."""
        if isinstance(place, Post):
            return self.filter(post=place)
        return self.filter(translation_key=place.translation_key)


class Closure(models.Model):
    """A thread is closed for a reason everybody reads. Opening it again deletes the row.

    It is about the whole thread: there is no such row for a comment.
    """

    post = models.OneToOneField(Post, null=True, blank=True, on_delete=models.CASCADE, related_name="closure")
    translation_key = models.UUIDField(
        null=True, blank=True, unique=True, help_text="What the translations of a page have in common."
    )
    reason = models.CharField(_("reason"), max_length=300)
    closed_by = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(auto_now_add=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(post__isnull=False) & Q(translation_key__isnull=True))
                | (Q(post__isnull=True) & Q(translation_key__isnull=False)),
                name="community_closure_one_place",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="community_closure_has_reason"),
        ]

    def __str__(self) -> str:
        return f"closed: {self.reason}"
