"""What somebody is still writing, signed in or not."""

import uuid

from django.db import models
from django.db.models import Q


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, member: object) -> "DraftQuerySet":
        return self.filter(member=member)


class Draft(models.Model):
    """An unfinished post. Its client-made UUID is the idempotency key of the post it becomes.

    A visitor's draft has no member; who holds `token` (in a signed cookie) may go on with it, and signing up
    hands it to the new member. `fields` holds the form as typed, `version` counts saves so that of two devices
    the older never overwrites the newer.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    member = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )
    token = models.CharField(max_length=43, blank=True)
    post = models.ForeignKey(
        "community.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )
    kind = models.CharField(max_length=8)
    fields = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False) | ~Q(token=""), name="community_draft_has_holder"
            ),
        ]
        indexes = [
            # A member's drafts, and the daily drop of abandoned ones.
            models.Index(fields=["member", "-saved_at"], name="community_draft_member"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def title(self) -> str:
        return str(self.fields.get("title", ""))
