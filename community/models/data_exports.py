"""A copy of everything about oneself: asked for, made by a worker, mailed as a link that expires."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DataExportQuerySet(models.QuerySet["DataExport"]):
    def unfinished(self) -> "DataExportQuerySet":
        """Asked for and not made yet; the row is the queue."""
        return self.filter(ready_at=None, cancelled_at=None)

    def available(self) -> "DataExportQuerySet":
        """Those that can be fetched now."""
        return self.filter(ready_at__isnull=False, expires_at__gt=timezone.now())

    def expired(self) -> "DataExportQuerySet":
        return self.filter(expires_at__lte=timezone.now())

    def due(self) -> "DataExportQuerySet":
        """Links to mail now: the copy is there, and nobody has its mail in hand."""
        return (
            self.available()
            .filter(mailed_at=None, claimed_at=None, cancelled_at=None, member__is_active=True)
            .select_related("member")
            .order_by("ready_at", "pk")
        )


class DataExport(models.Model):
    """One copy of a member's data, a file in private storage for seven days.

    `started_at` and `file` are written before the file is, so that every file is named by a row. The columns
    of its mail are a notification's. `cancelled_at`: it could not be made.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="data_exports")
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    file = models.CharField(max_length=100, blank=True, help_text="Its name in private storage.")
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = DataExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of a member's data")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(ready_at=None, cancelled_at=None),
                name="community_dataexport_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ready_at__isnull=True) | (Q(expires_at__isnull=False) & ~Q(file="")),
                name="community_dataexport_ready_has_file",
            ),
            models.CheckConstraint(
                condition=Q(mailed_at__isnull=True) | ~Q(message_id=""),
                name="community_dataexport_mail_has_id",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def mail_name(self) -> str:
        """What its mail's Message-ID is made of."""
        return f"data.{self.pk}"
