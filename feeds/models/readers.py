"""What feeds keep of a member who reads."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

# Who comes back after so long begins another visit: one write in that time at most.
VISIT = timedelta(hours=6)


class Reader(models.Model):
    """When a member's visit began, when the one before it did, and how they want the front page ordered.

    Nobody else is shown it, and nothing is ranked by it for anybody else.
    """

    member = models.OneToOneField(
        "community.Member", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    came_at = models.DateTimeField(default=timezone.now)
    came_before_at = models.DateTimeField(null=True, blank=True)
    prefers_followed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"reader {self.pk}"
