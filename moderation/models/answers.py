"""What whoever reported something is told by mail: that it arrived, and what came of it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

GONE = 0
"""Stands for a decision where none was needed any more: what was reported is gone."""


class AnswerQuerySet(models.QuerySet["Answer"]):
    def due(self) -> "AnswerQuerySet":
        """Mails to send now: not sent, not claimed by another worker, to an address we still have.

        Of several outcomes of a report only the latest: each says how it stands when it is sent.
        """
        later = Answer.objects.filter(report=OuterRef("report"), pk__gt=OuterRef("pk"), cancelled_at=None)
        waiting = self.filter(mailed_at=None, claimed_at=None, cancelled_at=None)
        waiting = waiting.filter(send_after__lte=timezone.now()).exclude(report__email="")
        waiting = waiting.exclude(Q(decision__isnull=False) & Exists(later))
        return waiting.select_related("report").order_by("send_after", "pk")


class Answer(models.Model):
    """One mail to whoever reported: the receipt, or what a decision on it came to.

    Claimed here before it is sent, with a Message-ID that stays. The address stands with the report alone,
    so that forgetting it there is enough.
    """

    report = models.ForeignKey("moderation.Report", on_delete=models.CASCADE, related_name="answers")
    decision = models.BigIntegerField(
        null=True, blank=True, help_text="The Decision it tells of; null: the receipt; 0: it is gone."
    )
    send_after = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=120, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(decision=None), name="moderation_answer_one_receipt"
            ),
            models.UniqueConstraint(fields=["report", "decision"], name="moderation_answer_one_outcome"),
            models.CheckConstraint(
                condition=Q(mailed_at__isnull=True) | ~Q(message_id=""), name="moderation_answer_mail_has_id"
            ),
        ]
        indexes = [
            # The mail sweep.
            models.Index(
                fields=["send_after"],
                condition=Q(mailed_at=None, cancelled_at=None),
                name="moderation_answer_due",
            ),
        ]

    def __str__(self) -> str:
        return self.mail_name

    @property
    def mail_name(self) -> str:
        """What its Message-ID begins with."""
        return f"answer.{self.pk}"
