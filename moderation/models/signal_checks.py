"""What moderators say of screening's signals."""

from django.db import models


class SignalCheck(models.Model):
    """What a moderator said of one signal while deciding: whether it had fired rightly. It names nobody."""

    decision = models.ForeignKey("moderation.Decision", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=30)
    was_right = models.BooleanField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "code"], name="moderation_signal_check_once"),
        ]
        # The table of a month.
        indexes = [models.Index(fields=["created_at"], name="moderation_signal_check_month")]

    def __str__(self) -> str:
        return f"{self.code} in decision {self.decision_id}"
