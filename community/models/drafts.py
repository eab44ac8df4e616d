"""What somebody is still writing, signed in or not."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from community.models.members import Member


class DraftQuerySet(models.QuerySet["Draft"]):
    def held_by(self, member: "Member | None", token: str = "") -> "DraftQuerySet":
        """Those of a member, or of whoever holds the token; of neither: none."""
        if member is not None:
            return self.filter(member=member)
        return self.filter(member=None, token=token) if token else self.none()

    def unfinished(self, kind: str) -> "DraftQuerySet":
        """New posts of a kind that somebody began, the latest first."""
        return self.filter(kind=kind, post=None, version__gt=0).order_by("-saved_at")

    def abandoned(self) -> "DraftQuerySet":
        """Nobody came back for these: a visitor's for 30 days, a member's for a year."""
        now = timezone.now()
        return self.filter(
            Q(member=None, saved_at__lt=now - timedelta(days=30)) | Q(saved_at__lt=now - timedelta(days=365))
        )


class Draft(models.Model):
    """An unfinished post. Its client-made UUID is the idempotency key of the post it becomes.

    A visitor's draft has no member; who holds `token` (in a signed cookie) may go on with it, and signing up
    hands it to the new member. `fields` holds the form as typed, `version` counts saves so that of two
    devices the older never overwrites the newer. `post` is set for the draft of an edit. `handed_in_at` is
    when somebody without an account pressed "Publish": signing up and in leads back to it.
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
    handed_in_at = models.DateTimeField(null=True, blank=True)

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
            # What a visitor's cookie opens.
            models.Index(fields=["token"], condition=~Q(token=""), name="community_draft_token"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def title(self) -> str:
        return str(self.fields.get("title", ""))
