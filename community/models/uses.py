"""What an author allows beyond this site's feeds; asked separately, and taken back at any time."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class UseConsentQuerySet(models.QuerySet["UseConsent"]):
    def holding(self) -> "UseConsentQuerySet":
        """Given and not taken back."""
        return self.filter(withdrawn_at=None)

    def end(self) -> None:
        """Take back those that hold. Rows stay, so that what was allowed when can be told."""
        self.holding().update(withdrawn_at=timezone.now())


class UseConsent(models.Model):
    """An author let the brand show one post elsewhere (embeds, newsletters, advertising) until taken back."""

    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, related_name="use_consents")
    given_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = UseConsentQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(withdrawn_at__isnull=True), name="community_useconsent_one_holds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} elsewhere"
