"""What members agreed to: which version of which text, when, and since when they are asked again."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from content.models import LegalPage

if TYPE_CHECKING:
    from community.models.members import Member


class Acceptance(models.Model):
    """A member accepted one version of one text. Rows are only added: together they are the history.

    `revision_id` is Wagtail's number of what stood on the page, `version_at` when that was published; both
    are empty where the site had no such page. `age` is the minimum age they said they had reached.
    """

    member = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="acceptances")
    purpose = models.CharField(max_length=8, choices=LegalPage.Purpose.choices)
    language = models.CharField(max_length=8)
    revision_id = models.BigIntegerField(null=True, blank=True)
    version_at = models.DateTimeField(null=True, blank=True)
    age = models.PositiveSmallIntegerField()
    accepted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("acceptance")
        ordering = ["-accepted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revision_id__isnull=True, version_at__isnull=True)
                | Q(revision_id__isnull=False, version_at__isnull=False),
                name="community_acceptance_version_has_time",
            ),
        ]
        indexes = [
            # What a member last accepted of a text; how many accepted it since a day.
            models.Index(fields=["member", "purpose", "-accepted_at"], name="community_acceptance_last"),
            models.Index(fields=["purpose", "accepted_at"], name="community_acceptance_since"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} accepted {self.purpose}"


class RenewalQuerySet(models.QuerySet["Renewal"]):
    def asked_since(self) -> dict[str, datetime]:
        """Return since when each text must have been accepted."""
        return dict(self.values_list("purpose").annotate(since=Max("since")))

    def owed_by(self, member: "Member") -> list[str]:
        """Return the texts this member has to accept before they write again, in the order of the foot."""
        since = self.asked_since()
        if not since:
            return []
        rows = member.acceptances.filter(purpose__in=since)
        last = dict(rows.order_by().values_list("purpose").annotate(at=Max("accepted_at")))
        owed = {
            purpose
            for purpose, at in since.items()
            if (accepted := last.get(purpose, member.terms_accepted_at)) is None or accepted < at
        }
        return [purpose for purpose in LegalPage.Purpose.values if purpose in owed]


class Renewal(models.Model):
    """From `since` on every member must accept a text before their next contribution."""

    purpose = models.CharField(max_length=8, choices=LegalPage.Purpose.choices)
    since = models.DateTimeField()
    asked_by = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = RenewalQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]

    def __str__(self) -> str:
        return f"{self.purpose} since {self.since:%Y-%m-%d}"
