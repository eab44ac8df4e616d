"""What screening remembers of the words it has seen."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

COMPARED = 2_000
"""Most fingerprints a new text is compared with: 2,000 take about a millisecond."""


class FingerprintQuerySet(models.QuerySet["Fingerprint"]):
    def recent(self) -> "FingerprintQuerySet":
        """Those of the last seven days, newest first, and never more than screening can compare quickly."""
        return self.filter(at__gt=timezone.now() - timedelta(days=7)).order_by("-at")[:COMPARED]


class Fingerprint(models.Model):
    """What screening remembers of a contribution: enough to know a copy and a link that is being spread.

    One row for the latest version of a post or comment; it goes with them.
    """

    post = models.OneToOneField(
        "community.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    comment = models.OneToOneField(
        "community.Comment", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    author = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="+")
    simhash = models.BigIntegerField(null=True, help_text="Null: too short to say anything.")
    hosts = models.JSONField(default=list, help_text="Hosts of its links to other sites.")
    at = models.DateTimeField()

    objects = FingerprintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, comment__isnull=True)
                | Q(post__isnull=True, comment__isnull=False),
                name="moderation_fingerprint_one_target",
            ),
        ]
        indexes = [
            # What a new contribution is compared with.
            models.Index(fields=["-at"], name="moderation_fingerprint_recent"),
        ]

    def __str__(self) -> str:
        return f"fingerprint {self.pk}"
