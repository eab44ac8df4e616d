"""What the public figures need besides the decisions, and what neither erasure nor anybody may change."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


def rules_in_force() -> int:
    """Return the number of the rules that hold today; each decision names those it was made under."""
    # The rules name the grounds of `Decision`, which has this as a default.
    from moderation.rules import in_force

    return in_force().number


class Arrival(models.Model):
    """One thing that came to the desk: a report or an appeal. Append-only like the log, and part of it.

    Reports and appeals themselves go with the words they are about; how many came must not change by it. So
    this holds no words and nobody.
    """

    case_id = models.BigIntegerField()
    kind = models.CharField(max_length=8, help_text="`Case.Kind`: reported or appeal.")
    reason = models.CharField(max_length=12, blank=True, help_text="`Report.Reason`; an appeal has none.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="reported") & ~Q(reason="")) | Q(kind="appeal", reason=""),
                name="moderation_arrival_reason_of_reports",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="moderation_arrival_month")]

    def __str__(self) -> str:
        return f"arrival {self.pk}"


class NeutralityCheck(models.Model):
    """That the half-year before a month was looked at, once: of two runs only one tells the admins."""

    month = models.DateField(unique=True, help_text="The first day of the month after the half-year.")
    is_significant = models.BooleanField()
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"neutrality check of {self.month:%Y-%m}"
